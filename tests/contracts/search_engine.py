"""What every search engine must do. A backend subclasses `SearchEngineContract` and supplies the fixture `engine`, empty."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest

from schemas.assessment import LicenseStatus
from schemas.record import CatalogRecord, Curation, ReviewDueDecision, Status
from search.ask import ask
from search.asking.question import typed
from search.asking.wanted import Match
from search.document import Document, document
from search.engine import Delete, SearchEngine
from search.errors import IndexMissing, UnknownField
from search.fields import FACETS
from search.query import MAX_FACET, DateRange, Filter, Query, Results, Sort, Without, Words
from search.streams import Stream
from tests.contracts.search_changed import ChangedContract
from tests.contracts.search_conditions import ConditionsContract
from tests.contracts.search_everything import EverythingContract
from tests.contracts.search_extent import ExtentContract
from tests.factories import NOON, jurisdiction_of, record

FINDS = [
    pytest.param("ru", "Качество воды в городе", "вода", id="ru-case"),
    pytest.param("ru", "Перечень водных объектов", "вода", id="ru-adjective"),
    pytest.param("ru", "Всё о берёзах", "береза", id="ru-yo"),
    pytest.param("ky", "Ичүүчү суунун сапаты", "суу", id="ky-genitive"),
    pytest.param("ky", "Мектептердин тизмеси", "мектеп", id="ky-plural"),
    pytest.param("kk", "Судың сапасы", "су", id="kk-genitive"),
    pytest.param("kk", "Мектебі бар ауылдар", "мектеп", id="kk-voiced"),
    pytest.param("uz", "Suv resurslari", "сув", id="uz-latin-by-cyrillic"),
    pytest.param("uz", "Мактаблар рўйхати", "maktab ro'yxat", id="uz-cyrillic-by-latin"),
    pytest.param("uz", "Oʻzbekiston aholisi", "O'zbekiston", id="uz-apostrophe"),
    pytest.param("tg", "Сифати оби нӯшокӣ", "об", id="tg-izafet"),
    pytest.param("tg", "Рӯйхати мактабҳо", "мактаб", id="tg-plural"),
    pytest.param("be", "Якасць пітной вады", "воды", id="be-vowel"),
    pytest.param("fa", "داده\u200cهای آب", "داده", id="fa-zwnj"),
    pytest.param("fa", "كتاب\u200cها", "کتاب", id="fa-arabic-letters"),
    pytest.param("fa", "آمار سال ۱۴۰۲", "1402", id="fa-digits"),
    pytest.param("ur", "ہسپتالوں کی فہرست", "ہسپتال", id="ur-plural"),
    pytest.param("hi", "विद्यालयों की सूची", "विद्यालय", id="hi-plural"),
    pytest.param("hi", "ज़िला जनगणना", "जिला", id="hi-nukta"),
    pytest.param("zh", "2023年度水质监测数据", "水", id="zh-one-character"),
    pytest.param("zh", "2023年度水质监测数据", "水质数据", id="zh-words-apart"),
    pytest.param("en", "Hospitals by district", "hospital", id="en-plural"),
    pytest.param("pt", "População por município", "populacao", id="pt-accents"),
]


def about(*records: CatalogRecord) -> list[Document]:
    return [document(each) for each in records]


def many(count: int, **fields: object) -> list[Document]:
    return about(*(record("Water report", identifier=f"report-{at}", **fields) for at in range(count)))  # type: ignore[arg-type]


def titles(results: Results) -> list[str]:
    return [hit.summary.title[0].value for hit in results.hit]


def counts(results: Results, field: str) -> dict[str, int]:
    return {item.value: item.count for facet in results.facet if facet.field == field for item in facet.value}


def asking(text: str = "", *, facet: Sequence[str] = (), sort: Sort = Sort.RELEVANCE, **filters: str | Sequence[str]) -> Query:
    chosen = tuple(
        Filter(field=name, value=(value,) if isinstance(value, str) else tuple(value)) for name, value in filters.items()
    )
    return Query(text=text, filter=chosen, facet=tuple(facet), sort=sort)


def catalogue() -> list[Document]:
    """Twelve records that differ in every facet."""
    licenses = ("CC-BY-4.0", "CC0-1.0", None)
    states = ("KG", "RU", "IR", "UZ")
    classes = ("open", "personal", "unknown")
    return about(
        *(
            record(
                f"Water report {at}",
                identifier=f"report-{at}",
                source=f"portal_{at % 2}",
                license=licenses[at % 3],
                jurisdiction=jurisdiction_of(states[at % 4], storage_state=("RU",) if at % 3 == 0 else ()),
                privacy_class=classes[at // 4],
                access_rights=("PUBLIC",) if at % 5 else (),
                theme=("ENVI", "HEAL")[: at % 3],
                file_format=("CSV", "XLSX", "PDF")[: at % 4],
                publisher=f"Ministry {at % 3}",
                language=("ru", "ky")[: 1 + at % 2],
                modified=f"2026-{at + 1:02d}" if at < 10 else None,
            )
            for at in range(12)
        )
    )


class SearchEngineContract(ChangedContract, EverythingContract, ExtentContract, ConditionsContract):
    """Behaviour through the protocol only."""

    def test_conforms(self, engine: SearchEngine) -> None:
        assert engine.capabilities().name
        engine.update(about(record()))
        health = engine.check()
        assert (health.reachable, health.current, health.count) == (True, True, 1)

    def test_nothing_was_built(self, engine: SearchEngine) -> None:
        assert not engine.check().current
        with pytest.raises(IndexMissing):
            ask(engine, Query())

    def test_an_update_without_changes_leaves_an_index(self, engine: SearchEngine) -> None:
        assert engine.update([]) == ()
        assert ask(engine, Query(facet=FACETS)).total == 0

    # words

    @pytest.mark.parametrize(("language", "title", "asked"), FINDS)
    def test_finds_in_every_language(self, engine: SearchEngine, language: str, title: str, asked: str) -> None:
        engine.update(about(record({language: title}), record("Nothing of the kind", identifier="other")))
        found = ask(engine, Query(text=asked))
        assert found.total == 1
        assert titles(found) == [title]
        assert any(piece.match for piece in found.hit[0].highlight["title"].fragment)

    @pytest.mark.parametrize(("language", "title", "asked"), FINDS)
    def test_finds_without_a_stated_language(self, engine: SearchEngine, language: str, title: str, asked: str) -> None:
        engine.update(about(record(title), record("Nothing of the kind", identifier="other")))
        assert titles(ask(engine, Query(text=asked))) == [title]

    @pytest.mark.parametrize(
        "fields", [{"title": "Glacier"}, {"description": "Of a glacier"}, {"keyword": "glacier"}, {"publisher": "Glacier office"}]
    )
    def test_every_text_field_is_searched(self, engine: SearchEngine, fields: dict[str, str]) -> None:
        engine.update(about(record(**({"title": "Ice"} | fields))))  # type: ignore[arg-type]
        assert ask(engine, Query(text="glacier")).total == 1

    def test_words_are_found_together_in_any_field(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                record("Water", identifier="1", publisher="Ministry of Health"),
                record("Water", identifier="2", publisher="Ministry of Energy"),
            )
        )
        assert [hit.whole for hit in ask(engine, Query(text="water ministry")).hit] == [True, True]
        assert [hit.whole for hit in ask(engine, Query(text="health water")).hit] == [True, False]

    def test_what_has_all_words_comes_before_what_has_some(self, engine: SearchEngine) -> None:
        """However often the some are there; a word that no record has is named, and does not count."""
        engine.update(
            about(
                record("Water water water", identifier="1", keyword={"en": ["water"]}),
                record("Snow", identifier="2", description="Ice, snow, rain, and the water of a glacier"),
                record("Forest", identifier="3"),
            )
        )
        found = ask(engine, Query(text="water glacier"))
        assert titles(found) == ["Snow", "Water water water"]
        assert [hit.whole for hit in found.hit] == [True, False]
        found = ask(engine, Query(text="water xylophone"))
        assert found.total == 2
        assert found.unknown == ("xylophone",)

    def test_a_part_of_the_question_is_found_only_where_the_whole_is_rare(self, engine: SearchEngine) -> None:
        """So a total, a facet and an order by date have no noise where there is enough that fits."""
        engine.update(about(*(record("Water of the glacier" if at < 30 else "Water", identifier=str(at)) for at in range(60))))
        assert ask(engine, Query(text="water glacier")).total == 30
        assert ask(engine, Query(text="glacier forest water")).total == 30

    def test_what_is_behind_a_minus_is_not_found(self, engine: SearchEngine) -> None:
        engine.update(about(record("Open data portal", identifier="1"), record("Data on open pits", identifier="2")))
        assert titles(ask(engine, Query(text="data -portal"))) == ["Data on open pits"]
        assert titles(ask(engine, Query(text='data -"open pits"'))) == ["Open data portal"]
        assert ask(engine, Query(text="open-data")).total == 2
        assert ask(engine, Query(text="-portal")).total == 0

    def test_joining_words_need_not_be_there(self, engine: SearchEngine) -> None:
        engine.update(about(record("Water quality")))
        assert ask(engine, Query(text="quality of the water")).total == 1
        assert ask(engine, Query(text="of the")).total == 0

    def test_the_word_as_written_comes_before_its_stem(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                *(record({"ru": word}, identifier=str(at)) for at, word in enumerate(["воды", "вода", "воду", "водой", "водами"]))
            )
        )
        assert titles(ask(engine, Query(text="воду")))[0] == "воду"
        assert titles(ask(engine, Query(text="водами")))[0] == "водами"
        assert ask(engine, Query(text="водами")).total == 5

    def test_the_title_counts_more_than_the_description(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                record("Snow report", identifier="1", description="A glacier, and another glacier"),
                record("Glacier report", identifier="2", description="Snow, and more of the snow"),
            )
        )
        assert titles(ask(engine, Query(text="glacier"))) == ["Glacier report", "Snow report"]
        assert titles(ask(engine, Query(text="snow"))) == ["Snow report", "Glacier report"]

    def test_a_field_that_most_records_lack_counts_in_full(self, engine: SearchEngine) -> None:
        """The usual length of keywords is that of the records that have some: four of them are not many beside none."""
        told = record(
            {"en": "Bridges and culverts of regional roads"},
            identifier="told",
            description={"en": "Length and year of each bridge."},
            keyword={"en": ("bridges", "roads", "culverts", "transport")},
        )
        others = [record({"en": f"Schools number {at}"}, identifier=str(at)) for at in range(60)]
        engine.rebuild(iter(about(told, record({"en": "Bridges of cities"}, identifier="short"), *others)))
        assert titles(ask(engine, asking("bridges"))) == ["Bridges and culverts of regional roads", "Bridges of cities"]

    def test_words_in_quotation_marks_are_side_by_side(self, engine: SearchEngine) -> None:
        engine.update(about(record("Open data portal", identifier="1"), record("Data on open pits", identifier="2")))
        assert ask(engine, Query(text="open data")).total == 2
        assert titles(ask(engine, Query(text='"open data"'))) == ["Open data portal"]
        assert titles(ask(engine, Query(text="«open data» portal"))) == ["Open data portal"]
        assert ask(engine, Query(text='"pit"')).total == 0

    @pytest.mark.parametrize("text", ["!!!", "*:*", "''", '""', "()", "-", "؟", "。"])
    def test_a_text_without_words_finds_nothing(self, engine: SearchEngine, text: str) -> None:
        engine.update(about(record()))
        assert ask(engine, Query(text=text)).total == 0

    @pytest.mark.parametrize("text", ["", " ", "\u3000\n"])
    def test_no_text_finds_everything(self, engine: SearchEngine, text: str) -> None:
        engine.update(about(record()))
        assert ask(engine, Query(text=text)).total == 1

    @pytest.mark.parametrize(
        "text",
        [
            "water AND (",
            'title:"water',
            "+water -use",
            "water~2^9",
            "{water}",
            "wat\\er",
            "/water/",
            "water\x00use",
            "NOT",
            "[a TO b]",
        ],
    )
    def test_there_is_no_syntax(self, engine: SearchEngine, text: str) -> None:
        engine.update(about(record()))
        assert ask(engine, Query(text=text)).total in (0, 1)

    def test_a_very_long_text_is_answered(self, engine: SearchEngine) -> None:
        engine.update(about(record()))
        assert ask(engine, Query(text="water " * 5000)).total == 1
        assert ask(engine, Query(text="水" * 5000)).total == 0
        assert ask(engine, Query(text="w" * 50_000)).total == 0

    # filters and facets

    def test_values_of_a_field_are_alternatives_and_fields_must_all_hold(self, engine: SearchEngine) -> None:
        documents = catalogue()
        engine.update(documents)
        for asked in (
            asking(license="CC-BY-4.0"),
            asking(license=["CC-BY-4.0", "not_stated"]),
            asking(license=["CC-BY-4.0", "not_stated"], source="portal_1"),
            asking(jurisdiction="RU", theme="ENVI"),
            asking(keyword="nobody has it"),
        ):
            expected = {
                each.id for each in documents if all(set(each.values[item.field]) & set(item.value) for item in asked.filter)
            }
            found = ask(engine, asked)
            assert {hit.id for hit in found.hit} == expected
            assert found.total == len(expected)

    def test_a_facet_counts_records_by_value(self, engine: SearchEngine) -> None:
        documents = catalogue()
        engine.update(documents)
        found = ask(engine, Query(facet=FACETS, limit=0))
        assert found.hit == ()
        assert found.total == 12
        assert [facet.field for facet in found.facet] == list(FACETS)
        for name in FACETS:
            values = {value for each in documents for value in each.values[name]}
            assert counts(found, name) == {value: sum(value in each.values[name] for each in documents) for value in values}

    def test_the_questions_of_all_records_are_counted_and_found(self, engine: SearchEngine) -> None:
        """However many there are: as a facet they have no usual size."""
        asked = {"license": "Creative Commons", "license_status": LicenseStatus.AMBIGUOUS}
        items = [record(f"Water {at}", identifier=str(at), source=f"portal_{at}", **asked) for at in range(1200)]  # type: ignore[arg-type]
        items += [record("Personal", identifier=f"p{at}", privacy_class="personal", **asked) for at in range(3)]  # type: ignore[arg-type]
        documents = about(*items)
        engine.rebuild(iter(documents))
        values = Counter(value for each in documents for value in each.values["question"])
        wanted = Query(facet=("question", "question_since"), facet_size=MAX_FACET, limit=0)
        found = ask(engine, wanted)
        assert counts(found, "question") == values
        assert len(values) == 1202
        assert counts(found, "question_since") == {"license.ambiguous.2026-11-25": 1203, "privacy_class.raised.2026-11-25": 3}
        assert [facet.other for facet in found.facet] == [0, 0]
        id, count = max(values.items(), key=lambda item: item[1])
        assert count == 3
        assert ask(engine, asking(question=id)).total == count
        assert ask(engine, asking(question=list(values))).total == 1203
        of_one = ask(engine, asking(facet=("question_since",), question=id))
        assert {hit.id for hit in of_one.hit} == {each.id for each in items[-3:]}

    def test_what_is_due_is_found_by_its_day(self, engine: SearchEngine) -> None:
        def due(day: int) -> CatalogRecord:
            said = {"reason": "asked the owner", "by": "Aizada", "at": NOON}
            decision = ReviewDueDecision(value=date(2026, 11, day), **said)  # type: ignore[arg-type]
            return record(f"Due {day}", identifier=str(day), curation=Curation(review_due=decision))

        engine.update(about(record("Never", identifier="never"), *map(due, (24, 25, 26))))

        def until(end: date) -> list[str]:
            return sorted(titles(ask(engine, Query(range=(DateRange(field="review_due", end=end),)))))

        assert until(date(2026, 11, 25)) == ["Due 24", "Due 25"]
        assert until(date(2026, 11, 23)) == []
        later = Query(range=(DateRange(field="review_due", start=date(2026, 11, 26)),), facet=("question",))
        assert list(counts(ask(engine, later), "question").values()) == [1]

    def test_unknown_is_a_value(self, engine: SearchEngine) -> None:
        engine.update(about(record(license=None, privacy_class="unknown", jurisdiction=jurisdiction_of(None))))
        found = ask(engine, Query(facet=("license", "privacy_class", "jurisdiction", "access_rights", "theme")))
        assert counts(found, "license") == {"not_stated": 1}
        assert counts(found, "privacy_class") == counts(found, "jurisdiction") == counts(found, "access_rights") == {"unknown": 1}
        assert counts(found, "theme") == {}

    @pytest.mark.parametrize("text", ["", "water", "3"])
    def test_every_count_is_the_total_of_its_click(self, engine: SearchEngine, text: str) -> None:
        documents = catalogue()
        engine.update(documents)
        chosen = {"license": ["CC-BY-4.0"], "jurisdiction": ["RU", "KG"]}
        found = ask(engine, asking(text, facet=FACETS, **chosen))
        for facet in found.facet:
            for item in facet.value:
                clicked = ask(engine, asking(text, **{**chosen, facet.field: [item.value]}))
                assert clicked.total == item.count, (facet.field, item)

    def test_a_facet_is_counted_without_its_own_filter(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                record(identifier="1", theme=["ENVI"], license="CC0-1.0"),
                record(identifier="2", theme=["HEAL"], license="CC0-1.0"),
                record(identifier="3", theme=["HEAL"], license="CC-BY-4.0"),
            )
        )
        found = ask(engine, asking(facet=("theme", "license"), theme="ENVI"))
        assert found.total == 1
        assert counts(found, "theme") == {"ENVI": 1, "HEAL": 2}
        assert counts(found, "license") == {"CC0-1.0": 1}
        both = ask(engine, asking(facet=("theme", "license"), theme="HEAL", license="CC0-1.0"))
        assert counts(both, "theme") == {"ENVI": 1, "HEAL": 1}
        assert counts(both, "license") == {"CC0-1.0": 1, "CC-BY-4.0": 1}

    def test_a_chosen_value_is_always_there(self, engine: SearchEngine) -> None:
        documents = catalogue()
        engine.update(documents)
        found = ask(engine, asking("glacier", facet=("license", "source"), license=["CC-BY-4.0", "ODbL-1.0"]))
        assert found.total == 0
        chosen = [(item.value, item.count, item.chosen) for item in found.facet[0].value]
        assert chosen == [("CC-BY-4.0", 0, True), ("ODbL-1.0", 0, True)]

    def test_a_facet_is_in_order_and_tells_what_it_leaves_out(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                *(
                    record(identifier=f"{name}{at}", publisher=name)
                    for name, times in zip("dcba", (1, 2, 3, 3), strict=True)
                    for at in range(times)
                )
            )
        )
        [facet] = ask(engine, Query(facet=("publisher",), facet_size=2)).facet
        assert [(item.value, item.count) for item in facet.value] == [("a", 3), ("b", 3)]
        assert facet.other == 2
        [facet] = ask(engine, Query(facet=("publisher",), facet_size=2, filter=(Filter(field="publisher", value=("d",)),))).facet
        assert [(item.value, item.chosen) for item in facet.value] == [("a", False), ("b", False), ("d", True)]
        assert facet.other == 1

    def test_spellings_of_one_name_are_one_value(self, engine: SearchEngine) -> None:
        """A Latin C, a stress, a soft hyphen and capitals make no other publisher; the usual spelling is shown."""
        spellings = ("Сведения", "Сведения", "Cведения", "Све\u0301де\u00adния", "СВЕДЕНИЯ", "Вода")
        engine.update(
            about(*(record("a", identifier=str(at), publisher=name, keyword={"ru": [name]}) for at, name in enumerate(spellings)))
        )
        [facet] = ask(engine, Query(facet=("publisher",))).facet
        assert [(item.value, item.count) for item in facet.value] == [("Сведения", 5), ("Вода", 1)]
        assert ask(engine, asking(keyword="сведения")).total == 5
        found = ask(engine, Query(facet=("publisher",), filter=(Filter(field="publisher", value=("сведения",)),)))
        assert found.total == 5
        assert [(item.value, item.chosen) for item in found.facet[0].value] == [("Сведения", True), ("Вода", False)]
        [facet] = ask(engine, Query(facet=("publisher",), filter=(Filter(field="publisher", value=("нет",)),))).facet
        assert [(item.value, item.count) for item in facet.value] == [("Сведения", 5), ("Вода", 1), ("нет", 0)]

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("сведения", "Cведения о населении"),
            ("горные", "Го\u0301рные ледники"),
            ("Жетісу", "Жетiсу облысының деңгейі"),
            ("әкімдік", "əкімдік қаулысы"),
            ("统计", "統計資料"),
            ("हिंदी", "हिन्दी में सूची"),
        ],
    )
    def test_a_word_is_found_in_any_spelling_and_marked(self, engine: SearchEngine, text: str, title: str) -> None:
        engine.update(about(record(title)))
        [hit] = ask(engine, asking(text)).hit
        assert any(piece.match for piece in hit.highlight["title"].fragment)
        assert "".join(piece.text for piece in hit.highlight["title"].fragment) == title

    def test_withdrawn_records_are_found_only_when_asked_for(self, engine: SearchEngine) -> None:
        engine.update(
            about(record("Active", identifier="1"), record("Withdrawn", identifier="2", status="withdrawn", theme=["ENVI"]))
        )
        assert titles(ask(engine, asking(facet=("theme",)))) == ["Active"]
        assert counts(ask(engine, asking(facet=("theme",))), "theme") == {}
        assert titles(ask(engine, asking(status="withdrawn"))) == ["Withdrawn"]
        assert ask(engine, asking(status=["active", "withdrawn"])).total == 2

    @pytest.mark.parametrize(
        "query",
        [
            Query(filter=(Filter(field="colour", value=("red",)),)),
            Query(filter=(Filter(field="title", value=("red",)),)),
            Query(filter=(Filter(field="modified", value=("2026",)),)),
            Query(range=(DateRange(field="license", start=date(2026, 1, 1)),)),
            Query(facet=("modified",)),
            Query(facet=("description",)),
            Query(where=Without(without=Filter(field="colour", value=("red",)))),
            Query(where=Words(text="red", field="colour")),
        ],
    )
    def test_a_field_cannot_be_asked_for_what_it_is_not(self, engine: SearchEngine, query: Query) -> None:
        engine.update([])
        with pytest.raises(UnknownField, match="Choose from: "):
            ask(engine, query)

    # ranges and order

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (date(2026, 5, 1), date(2026, 5, 31), {"may first", "may last"}),
            (date(2026, 5, 2), None, {"may last", "june"}),
            (None, date(2026, 5, 1), {"may first", "year"}),
            (date(2026, 6, 1), date(2026, 6, 1), {"june"}),
            (None, None, {"may first", "may last", "june", "year", "none"}),
            (date(1, 1, 1), date(9999, 12, 31), {"may first", "may last", "june", "year"}),
        ],
    )
    def test_a_range_has_both_ends(self, engine: SearchEngine, start: date | None, end: date | None, expected: set[str]) -> None:
        dates = {"may first": "2026-05-01", "may last": "2026-05-31", "june": "2026-06", "year": "2026", "none": None}
        engine.update(about(*(record(name, identifier=name, modified=day) for name, day in dates.items())))
        found = ask(engine, Query(range=(DateRange(field="modified", start=start, end=end),)))
        assert set(titles(found)) == expected

    def test_orders_by_date_have_the_undated_last(self, engine: SearchEngine) -> None:
        dates = {"old": "1999-12-31", "new": "2026-11-25", "middle": "2020", "none": None}
        engine.update(about(*(record(name, identifier=name, modified=day) for name, day in dates.items())))
        assert titles(ask(engine, asking(sort=Sort.MODIFIED))) == ["new", "middle", "old", "none"]
        assert titles(ask(engine, asking(sort=Sort.OLDEST))) == ["old", "middle", "new", "none"]
        assert titles(ask(engine, asking())) == ["new", "middle", "old", "none"]

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", ["", "water"])
    @pytest.mark.parametrize("modified", ["2026-05-17", None])
    def test_equal_records_are_in_order_of_id(self, engine: SearchEngine, sort: Sort, text: str, modified: str | None) -> None:
        documents = many(60, modified=modified)
        for part in (documents[:20], documents[20:30], documents[30:]):
            engine.update(part)
        ids = [hit.id for page in range(6) for hit in ask(engine, Query(text=text, sort=sort, offset=page * 10, limit=10)).hit]
        assert ids == sorted(each.id for each in documents)

    @pytest.mark.parametrize("sort", Sort)
    def test_pages_joined_have_every_hit_once(self, engine: SearchEngine, sort: Sort) -> None:
        documents = about(
            *(
                record("water " * (1 + at % 4), identifier=str(at), modified=f"2026-0{1 + at % 9}" if at % 5 else None)
                for at in range(90)
            )
        )
        engine.update(documents[:50])
        engine.update(documents[50:])
        whole = ask(engine, Query(text="water", sort=sort, limit=100))
        pages = [ask(engine, Query(text="water", sort=sort, offset=at, limit=7)) for at in range(0, 98, 7)]
        assert [hit.id for page in pages for hit in page.hit] == [hit.id for hit in whole.hit]
        assert {hit.id for hit in whole.hit} == {each.id for each in documents}
        assert {page.total for page in pages} == {90}

    @pytest.mark.parametrize("sort", [Sort.MODIFIED, Sort.OLDEST])
    @pytest.mark.parametrize("text", ["", "water"])
    def test_pages_behind_the_last_hit_have_every_hit_once(self, engine: SearchEngine, sort: Sort, text: str) -> None:
        days = ("2026-05-17", "2026-05-18", "1999", None)
        documents = about(*(record("water", identifier=str(at), modified=days[at % len(days)]) for at in range(40)))
        engine.update(documents)
        whole = [hit.id for hit in ask(engine, Query(text=text, sort=sort, limit=100)).hit]
        found, page = [], ask(engine, Query(text=text, sort=sort, limit=7))
        while page.hit:
            found += [hit.id for hit in page.hit]
            assert page.last is not None
            assert page.total == 40
            page = ask(engine, Query(text=text, sort=sort, limit=7, after=page.last))
        assert found == whole
        assert len(found) == 40

    def test_an_order_of_relevance_has_no_places(self, engine: SearchEngine) -> None:
        engine.update(many(3))
        assert ask(engine, Query(text="water")).last is None
        assert ask(engine, Query()).last is not None

    def test_a_page_past_the_end_is_empty(self, engine: SearchEngine) -> None:
        engine.update(many(3))
        for text in ("", "water"):
            found = ask(engine, Query(text=text, offset=10_000))
            assert (found.total, found.hit) == (3, ())

    # what a hit shows

    def test_a_hit_has_the_summary(self, engine: SearchEngine) -> None:
        [given] = about(
            record({"ru": "Вода", "ky": "Суу"}, description={"ru": "Сведения " * 200}, publisher="Office", issued="2025")
        )
        engine.update([given])
        [hit] = ask(engine, Query()).hit
        assert (hit.id, hit.summary) == (given.id, given.summary)
        assert hit.highlight == {}

    def test_the_words_found_are_marked(self, engine: SearchEngine) -> None:
        engine.update(
            about(record({"ky": "Суу", "ru": "Качество воды в городе"}, description={"ru": "О качестве воды и воздуха"}))
        )
        [hit] = ask(engine, Query(text="качество воды")).hit
        title, description = hit.highlight["title"], hit.highlight["description"]
        assert (title.language, description.language) == ("ru", "ru")
        assert "".join(piece.text for piece in title.fragment) == "Качество воды в городе"
        assert [piece.text for piece in title.fragment if piece.match] == ["Качество", "воды"]
        assert [piece.text for piece in description.fragment if piece.match] == ["качестве", "воды"]

    def test_chinese_words_are_marked_whole(self, engine: SearchEngine) -> None:
        engine.update(about(record({"zh": "北京市水质监测数据"})))
        [hit] = ask(engine, Query(text="水质监测")).hit
        assert [piece.text for piece in hit.highlight["title"].fragment if piece.match] == ["水质监测"]

    def test_a_word_that_no_record_has_is_corrected(self, engine: SearchEngine) -> None:
        engine.update(about(record("Water quality", identifier="1"), record("Quality of water", identifier="2")))
        found = ask(engine, Query(text="watwr quality"))
        assert found.total == 2
        assert [(each.word, each.offered, each.count) for each in found.meant] == [("watwr", "water", 2)]
        assert ask(engine, Query(text="water quality")).meant == ()

    def test_words_complete_what_is_begun(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                record("Water quality", identifier="1"),
                record("Water quantity", identifier="2"),
                record("Quality of air", identifier="3", keyword={"en": ["quarry"]}),
            )
        )
        assert engine.words("qua") == (("quality", 2), ("quantity", 1), ("quarry", 1))
        assert engine.words("quan") == (("quantity", 1),)
        assert engine.words("qua", limit=1) == (("quality", 2),)
        assert engine.words("") == engine.words("qua", limit=0) == engine.words("!") == engine.words("zebra") == ()
        assert engine.words("a.b*c") == engine.words('"') == engine.words("\\") == ()

    def test_words_are_those_of_what_is_found(self, engine: SearchEngine) -> None:
        engine.update(
            about(
                record("Water quality", identifier="1"),
                record("Quarries and stones", identifier="2", publisher="Quarry office"),
                record("Quays", identifier="3", status=Status.WITHDRAWN),
            )
        )
        assert engine.words("qua", within=Match((typed("water"),))) == (("quality", 1),)
        assert [each.word for each in engine.words("qua")] == ["quality", "quarries", "quarry"]

    def test_keys_complete_what_is_begun_in_another_script(self, engine: SearchEngine) -> None:
        engine.update(about(record({"ru": "Качество воды"}), record({"zh": "水质监测"}, identifier="2")))
        assert [each.word for each in engine.words("l:vod")] == ["l:vod", "l:vodi"]
        assert [each.word for each in engine.words("z:shui")] == ["z:shuizhi"]

    # writing

    def test_an_update_replaces(self, engine: SearchEngine) -> None:
        engine.update(about(record("Before")))
        engine.update(about(record("After", version=2)))
        found = ask(engine, Query())
        assert (found.total, titles(found)) == (1, ["After"])
        assert ask(engine, Query(text="before")).total == 0

    def test_an_older_version_never_beats_a_newer_one(self, engine: SearchEngine) -> None:
        engine.update(about(record("Third", version=3)))
        engine.update(about(record("Second", version=2)))
        engine.update([Delete(record().id, 2)])
        assert titles(ask(engine, Query())) == ["Third"]
        engine.update(about(record("Third again", version=3)))
        assert titles(ask(engine, Query())) == ["Third again"]

    @pytest.mark.parametrize("versions", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
    def test_the_newest_of_one_batch_wins(self, engine: SearchEngine, versions: tuple[int, ...]) -> None:
        engine.update(about(*(record(f"Version {version}", version=version) for version in versions)))
        found = ask(engine, Query())
        assert (found.total, titles(found)) == (1, ["Version 3"])

    def test_a_deleted_record_is_gone_and_stays_gone(self, engine: SearchEngine) -> None:
        engine.update(many(3))
        gone = many(3)[1]
        engine.update([Delete(gone.id, 2)])
        assert gone.id not in {hit.id for hit in ask(engine, asking(status=["active", "withdrawn"])).hit}
        engine.update([gone])
        assert ask(engine, Query(facet=FACETS)).total == engine.check().count == 2
        engine.update([replace(gone, version=3)])
        assert ask(engine, Query()).total == 3

    def test_deleting_what_is_not_there_is_no_error(self, engine: SearchEngine) -> None:
        assert engine.update([Delete(record().id, 1)]) == ()
        assert ask(engine, Query()).total == engine.check().count == 0

    def test_a_refused_document_does_not_hold_up_the_others(self, engine: SearchEngine) -> None:
        first, broken, long, last = many(4)
        broken = replace(broken, streams={Stream.TERM: {"title": "half a pair: \ud83d"}})
        long = replace(long, values={**long.values, "publisher": ("a" * 40_000,)})
        refused = engine.update([first, broken, long, last])
        assert [each.id for each in refused] == [broken.id, long.id]
        assert all(each.reason for each in refused)
        assert {hit.id for hit in ask(engine, Query()).hit} == {first.id, last.id}
        assert [each.id for each in engine.rebuild(iter([first, broken, long, last]))] == [broken.id, long.id]
        assert ask(engine, Query()).total == 2

    def test_a_refused_update_leaves_what_was_there(self, engine: SearchEngine) -> None:
        [before] = about(record("Before"))
        engine.update([before])
        engine.update([replace(before, version=2, streams={Stream.TERM: {"title": "\ud83d"}})])
        assert titles(ask(engine, Query())) == ["Before"]

    def test_more_changes_than_one_chunk(self, engine: SearchEngine) -> None:
        documents = many(1200)
        engine.update(documents)
        engine.update(replace(each, version=2) for each in documents)
        assert ask(engine, Query()).total == engine.check().count == 1200

    # rebuilding

    def test_versions_tell_what_is_there_in_order_of_id(self, engine: SearchEngine) -> None:
        with pytest.raises(IndexMissing):
            next(engine.versions())
        engine.update([])
        assert list(engine.versions()) == []
        documents = [replace(each, version=at + 1) for at, each in enumerate(many(2500))]
        withdrawn = document(record(identifier="gone", status="withdrawn", version=7))
        engine.update([*documents, withdrawn])
        engine.update([Delete(documents[0].id, 2), replace(documents[1], version=5000)])
        expected = {each.id: each.version for each in [*documents[2:], withdrawn]} | {documents[1].id: 5000}
        assert list(engine.versions()) == sorted(expected.items())

    def test_a_rebuild_has_what_it_is_given_and_nothing_else(self, engine: SearchEngine) -> None:
        engine.update(about(record("Old", identifier="old", version=9)))
        engine.update([Delete(many(1)[0].id, 9)])
        engine.rebuild(iter(many(5)))
        assert ask(engine, Query()).total == engine.check().count == 5
        assert ask(engine, Query(text="old")).total == 0
        engine.rebuild(iter([]))
        assert ask(engine, Query()).total == 0

    def test_the_live_index_answers_during_a_rebuild(self, engine: SearchEngine) -> None:
        engine.update(about(record("Old", identifier="old")))

        def documents() -> Iterator[Document]:
            for each in many(50):
                assert titles(ask(engine, Query())) == ["Old"]
                yield each

        engine.rebuild(documents())
        assert ask(engine, Query()).total == 50

    def test_a_failed_rebuild_leaves_the_live_index(self, engine: SearchEngine) -> None:
        engine.update(about(record("Old", identifier="old")))

        def documents() -> Iterator[Document]:
            yield from many(3)
            raise ArithmeticError("the store went away")

        with pytest.raises(ArithmeticError):
            engine.rebuild(documents())
        assert titles(ask(engine, Query())) == ["Old"]
        engine.update(about(record("New", identifier="new")))
        assert ask(engine, Query()).total == 2

    def test_a_failed_update_changes_nothing(self, engine: SearchEngine) -> None:
        engine.update(about(record("Old", identifier="old")))

        def changes() -> Iterator[Document]:
            yield from many(3)
            raise ArithmeticError("the store went away")

        with pytest.raises(ArithmeticError):
            engine.update(changes())
        assert titles(ask(engine, Query())) == ["Old"]

    def test_searching_from_many_threads_while_writing(self, engine: SearchEngine) -> None:
        engine.update(many(20))
        wrong: list[object] = []
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                found = ask(engine, Query(text="water", facet=("source",), limit=100))
                if (
                    found.total != 20
                    or len({hit.id for hit in found.hit}) != 20
                    or counts(found, "source") != {"kg_data_gov": 20}
                ):
                    wrong.append(found)

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for version in range(2, 6):
            engine.update(replace(each, version=version) for each in many(20))
            engine.rebuild(iter([replace(each, version=version) for each in many(20)]))
        done.set()
        for thread in threads:
            thread.join()
        assert not wrong
