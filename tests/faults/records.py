"""Portals with single records that hurt."""

import json
from datetime import date
from typing import Any

from registry.pipeline.index import refresh
from registry.services import Services
from schemas.assessment import LicenseStatus
from schemas.record import CatalogRecord, record_id
from schemas.runs import Run, RunState
from search.ask import ask
from search.params import parse
from search.query import DateRange, Query
from tests.portal import package

from .answers import with_body
from .fault import Expect, Fault, fifty_with

SPELLINGS: tuple[dict[str, str], ...] = (
    {"license_url": "http://creativecommons.org/licenses/by/4.0"},
    {"license_url": "https://creativecommons.org/licenses/by/4.0/"},
    {"license_url": "https://creativecommons.org/licenses/by/4.0/deed.ru"},
    {"license_url": "http://creativecommons.org/publicdomain/zero/1.0/"},
    {"license_url": "https://creativecommons.org/licenses/by-sa/3.0"},
    {"license_id": "CC-BY-4.0"},
    {"license_url": "https://spdx.org/licenses/CC-BY-4.0.html"},
    {"license_url": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"},
    {"license_title": "CC BY 4.0"},
    {"license_title": "Creative Commons Attribution 4.0 International"},
    {"license_title": "CC BY-NC-SA 4.0"},
    {"license_id": "cc-zero"},
    {"license_id": "odc-odbl"},
    {"license_title": "Open Database License (ODbL) v1.0"},
    {"license_id": "odc-pddl"},
    {"license_url": "https://opendatacommons.org/licenses/by/1-0/"},
    {"license_title": "GODL-India"},
    {"license_title": "Government Open Data License - India"},
    {"license_title": "Лицензия Creative Commons «С указанием авторства» 4.0"},
    {"license_title": "知识共享署名 4.0 国际许可协议"},
)
"""Twenty ways to write a common licence."""

RECOGNISED = 17
"""So many of them must be mapped to a licence; the others are kept and wait for a person."""

STATED = ("license_id", "license_title", "license_url")


def spelt() -> list[Any]:
    """A package for each spelling."""
    nothing = dict.fromkeys(STATED)
    return [package(number, **(nothing | words)) for number, words in enumerate(SPELLINGS)]


def stored(services: Services, run: Run, number: int) -> CatalogRecord:
    record = services.store.records.get(record_id(run.source, package(number)["id"]))
    assert record is not None
    return record


def licences_kept_and_mapped(services: Services, run: Run) -> None:
    assessed = [stored(services, run, number) for number in range(len(SPELLINGS))]
    for words, record in zip(SPELLINGS, assessed, strict=True):
        assert [statement.verbatim for statement in record.dataset.license] == list(words.values())
    licenses = [record.assessment.license for record in assessed]
    recognised = [each for each in licenses if each.status is LicenseStatus.IDENTIFIED]
    others = [each for each in licenses if each not in recognised]
    assert len(recognised) >= RECOGNISED, [each.raw for each in others]
    assert {each.id for each in others} <= {"LicenseRef-unknown"}


def licence_flagged(services: Services, run: Run) -> None:
    found = stored(services, run, 25).assessment.license
    assert found.raw[0] == "Открытая лицензия РФ"
    assert (found.id, found.status) == ("LicenseRef-unknown", LicenseStatus.UNKNOWN)


def keyword_of_one_character(services: Services, run: Run) -> None:
    assert [word.value for word in stored(services, run, 25).dataset.keyword] == ["水"]


def missing_title_named(services: Services, run: Run) -> None:
    [issue] = services.store.runs.issues(run.id, code="title-missing")
    assert (issue.identifier, issue.pointer) == (package(25)["id"], "/title")


def not_json_named(services: Services, run: Run) -> None:
    [issue] = services.store.runs.issues(run.id, code="record-not-json")
    assert issue.identifier == package(25)["id"]


def long_text_cut(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    assert len(record.dataset.description[0].value) == 100_000
    assert len(services.archive.get(record.provenance.raw_hash)) > 30_000_000


def every_distribution(services: Services, run: Run) -> None:
    assert len(stored(services, run, 25).dataset.distribution) == 8327


def every_keyword(services: Services, run: Run) -> None:
    assert len(stored(services, run, 25).dataset.keyword) == 34_866


CARELESS = (
    "https://files.example/a.csv https://files.example/b.csv",
    "https://files.example/c\u200b.csv\n",
    "//files.example/d.csv",
    "HTTPS://files.example/my file.csv",
    "/storage/e.csv",
    "://dataset/1/f.csv",
)
"""Addresses of files as portals write them."""


def each_address_alone(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    addresses = [file.download_url for file in record.dataset.distribution]
    assert addresses[:3] == [f"https://files.example/{name}.csv" for name in "abc"]
    assert addresses[3:5] == ["http://files.example/d.csv", "https://files.example/my%20file.csv"]
    assert str(addresses[5]).endswith("/storage/e.csv")
    assert addresses[6] is None
    told = {group.code for group in services.store.runs.issue_groups(run.id)}
    assert {"url-several", "url-repaired", "url-not-understood"} <= told


def reachable_only(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    assert [file.download_url for file in record.dataset.distribution] == [None] * 3
    assert record.dataset.distribution[0].access_url == "http://localhost/a.csv"


def no_password(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    assert record.dataset.distribution[0].download_url == "https://files.example/a.csv"
    told = [each.value for each in services.store.runs.issues(run.id)]
    assert "hunter2" not in f"{record.model_dump_json()} {told}"
    assert b"hunter2" in services.archive.get(record.provenance.raw_hash)


PLACES = (
    {"type": "Polygon", "coordinates": [[[69, 40], [70, 40], [70, 41], [69, 41], [69, 40]]]},
    "69 40 70 41",
    [69, 40, 70, 41],
    "POLYGON ((69 40, 70 40, 70 41, 69 41, 69 40))",
    "westlimit=69; southlimit=40; eastlimit=70; northlimit=41",
)
"""One box in five spellings."""


def one_box(services: Services, run: Run) -> None:
    for number in range(len(PLACES)):
        [place] = stored(services, run, number).dataset.spatial
        assert place.bbox == (69, 40, 70, 41)


def no_box(services: Services, run: Run) -> None:
    assert [place.bbox for place in stored(services, run, 25).dataset.spatial] in ([], [None])


BOTH = {"ru": "Водные ресурсы реки Чу", "ky": "Чүй дарыясынын суу ресурстары"}

AS_TEXT = json.dumps(BOTH, ensure_ascii=False)

MULTILINGUAL: tuple[dict[str, Any], ...] = (
    {"title": AS_TEXT},
    {"title": json.dumps(AS_TEXT)},
    {"title": str(BOTH)},
    {"title": BOTH["ru"], "title_translated": AS_TEXT},
    {"title": BOTH["ru"], "extras": [{"key": "title_translated", "value": AS_TEXT}]},
    {"title": [{"lang": tag, "value": text} for tag, text in BOTH.items()]},
    {"title": {"RUS": BOTH["ru"], "kg": BOTH["ky"]}},
    {"title": BOTH["ru"], "title_kg": BOTH["ky"]},
    {"title": None, "titleRu": BOTH["ru"], "ky-KG_title": BOTH["ky"]},
)
"""Nine ways to write a title in two languages."""


def multilingual() -> list[Any]:
    return [package(number, **fields) for number, fields in enumerate(MULTILINGUAL)]


def titles_in_both_languages(services: Services, run: Run) -> None:
    for number in range(len(MULTILINGUAL)):
        title = stored(services, run, number).dataset.title
        assert [(text.language, text.value) for text in title] == [("ky", BOTH["ky"]), ("ru", BOTH["ru"])], MULTILINGUAL[number]


def second_values_told(services: Services, run: Run) -> None:
    told = {(issue.pointer, issue.value) for issue in services.store.runs.issues(run.id, code="field-ignored")}
    assert told == {("/title_ru", "Суу жөнүндө"), ("/extras", "frequency: жыл сайын"), ("/organization/title", "Комитет")}
    assert len(stored(services, run, 25).dataset.ignored) == 3


def words_used(services: Services, run: Run) -> None:
    assert stored(services, run, 25).dataset.description[0].value == "Деңгээл"
    assert not services.store.runs.issues(run.id, code="field-ignored")


def both_values_archived(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    content = services.archive.get(record.provenance.raw_hash)
    assert '"title":"Чүй дарыясы","title":"Талас дарыясы"'.encode() in content
    assert '{"key":"frequency","value":"ай сайын","value":"жыл сайын"}'.encode() in content
    assert (record.dataset.title[0].value, record.dataset.accrual_periodicity) == ("Талас дарыясы", "жыл сайын")
    assert record.dataset.ignored == ("/title", "/extras/0/value")
    told = {(issue.identifier, issue.value) for issue in services.store.runs.issues(run.id, code="field-ignored")}
    assert told == {(package(25)["id"], f"{key} comes again: {value}") for key, value in REPEATED.items()}


REPEATED = {"title": "Чүй дарыясы", "value": "ай сайын"}

RUSSIAN = ("Перечень школ города Бишкек", "Сведения о качестве питьевой воды", "Школы", "Адреса аптек и больниц по районам")


def titles_in_russian() -> list[Any]:
    return [package(number, title=title, notes=f"{title} за прошлый год, по областям") for number, title in enumerate(RUSSIAN)]


def russian_found(services: Services, run: Run) -> None:
    [told] = [each for each in services.store.runs.issue_groups(run.id) if each.code == "language-contradicted"]
    assert (told.pointer, told.count) == ("/title", 3)
    assert [stored(services, run, number).dataset.title[0].language for number in range(4)] == ["ky"] * 4
    refresh(services)
    found = ask(services.engine, Query(text="школа"))
    assert sorted(hit.summary.title[0].value for hit in found.hit) == [RUSSIAN[0], RUSSIAN[2]]
    assert {hit.summary.title[0].language for hit in found.hit} == {"ru"}


UZBEK = {"jurisdiction": "UZ", "language": ("uz", "ru")}
"""What a declaration of a portal in Tashkent says."""


def on_16_june(*days: str) -> list[Any]:
    """A package for each way to write the day on which the data changed."""
    return [package(number, extras=[{"key": "modified", "value": day}]) for number, day in enumerate(days)]


def found_on_16_june(services: Services, run: Run) -> None:
    day = date(2023, 6, 16)
    refresh(services)
    found = ask(services.engine, Query(range=(DateRange(field="modified", start=day, end=day),)))
    assert found.total == services.store.records.count() > 0
    assert {(hit.summary.modified or "")[:10] for hit in found.hit} == {"2023-06-16"}


def dates_of_the_record(services: Services, run: Run) -> None:
    dataset = stored(services, run, 25).dataset
    assert dataset.modified
    assert dataset.issued
    assert (dataset.modified.verbatim, dataset.modified.of_record) == ("2026-03-04T05:06:07.000008", True)
    assert (dataset.issued.verbatim, dataset.issued.of_record) == ("2024-01-02T03:04:05.000006", True)


def dates_and_frequency(services: Services, run: Run) -> None:
    dates_of_the_record(services, run)
    assert stored(services, run, 25).dataset.accrual_periodicity == "R/P1D"


def lunar_or_solar(services: Services, run: Run) -> None:
    issued = stored(services, run, 25).dataset.issued
    assert issued
    assert (issued.verbatim, issued.of_record) == ("2024-01-02T03:04:05.000006", True)


def third_of_april(services: Services, run: Run) -> None:
    issued = stored(services, run, 25).dataset.issued
    assert issued
    assert issued.calendar_day == date(2023, 4, 3)


def quarter_read(services: Services, run: Run) -> None:
    [period] = stored(services, run, 25).dataset.temporal
    assert period.start
    assert period.end
    assert (period.start.calendar_day, period.end.calendar_day) == (date(2023, 4, 1), date(2023, 6, 1))


MARKED_UP: dict[str, Any] = {
    "title": "Отчёт ООО &quot;Ромашка&quot; &amp;amp; партнёры&nbsp;2024",
    "notes": "<p>Цена &lt; 100&nbsp;тг.</p><p>R&D, p<0,05</p><style>p {}</style>",
    "tags": [{"name": "<b>вода</b>"}],
    "organization": {"id": "o", "name": "o", "title": "Комитет &laquo;Вода&raquo;"},
    "license_id": '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>',
    "license_title": None,
}


def markup_taken_out(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    dataset = record.dataset
    assert dataset.title[0].value == 'Отчёт ООО "Ромашка" & партнёры 2024'
    assert dataset.description[0].value == "Цена < 100 тг.\n\nR&D, p<0,05"
    assert [word.value for word in dataset.keyword] == ["вода"]
    assert dataset.publisher is not None
    assert dataset.publisher.name[0].value == "Комитет «Вода»"
    assert dataset.license[0].verbatim == MARKED_UP["license_id"]
    assert record.assessment.license.id == "CC-BY-4.0"


SPELT_OTHERWISE = ("Cведения о населении", "Жетiсу облысының деңгейі", "Го\u0301рные ледники", "əкімдік қаулысы", "統計資料")


def spelt_otherwise() -> list[Any]:
    return [package(number, title=title, tags=[{"name": title.split()[0]}]) for number, title in enumerate(SPELT_OTHERWISE)]


def found_by_usual_letters(services: Services, run: Run) -> None:
    refresh(services)
    assert [stored(services, run, number).dataset.title[0].value for number in range(5)] == list(SPELT_OTHERWISE)
    for word in ("сведения", "жетісу", "горные", "әкімдік", "统计资料"):
        for name in ("q", "keyword"):
            assert ask(services.engine, parse([(name, word)])).total == 1, (name, word)


def garbled_named(services: Services, run: Run) -> None:
    found = {issue.pointer: issue.value for issue in services.store.runs.issues(run.id, code="text-garbled")}
    assert set(found) == {"/title", "/tags/0"}
    assert "Список школ" in found["/title"]


FAULTS = (
    Fault(
        name="careless addresses",
        portal="Writes two addresses into one field, characters that nobody sees, blanks, a path, or no scheme.",
        serai="Each address is one file, joined as RFC 3986 says; what has two readings is no address, and is reported.",
        packages=fifty_with(resources=[{"id": f"r-{number}", "url": url} for number, url in enumerate(CARELESS)]),
        proof=each_address_alone,
        expect=Expect(kept=50, issues=frozenset({"url-not-understood"})),
    ),
    Fault(
        name="addresses that readers cannot reach",
        portal="Names files on its own machine, in a private network, and on a machine without a domain.",
        serai="The text is kept and no link; the report names the address.",
        packages=fifty_with(
            resources=[{"id": url, "url": f"http://{url}/a.csv"} for url in ("localhost", "10.0.0.1", "fileserver")]
        ),
        proof=reachable_only,
        expect=Expect(kept=50, issues=frozenset({"url-unreachable"})),
    ),
    Fault(
        name="a password in an address",
        portal="Writes `https://user:password@…` as the address of a file.",
        serai="User and password are in the archive alone, not in the dataset, the index, the report or a link.",
        packages=fifty_with(resources=[{"id": "r", "url": "https://user:hunter2@files.example/a.csv"}]),
        proof=no_password,
        expect=Expect(kept=50, issues=frozenset({"url-secret"})),
    ),
    Fault(
        name="a box in five spellings",
        portal="Writes the same box in GeoJSON, as numbers in a text or a list, as WKT and as DCMI Box.",
        serai="It is the same box in all of them.",
        packages=lambda: [package(number, spatial=place) for number, place in enumerate(PLACES)],
        proof=one_box,
        expect=Expect(kept=5),
    ),
    Fault(
        name="a geometry without end",
        portal="One dataset has a geometry that is nested 1,000 deep.",
        serai="All 50 are kept, this one without a box; the geometry is reported.",
        packages=fifty_with(spatial='{"type": "Polygon", "coordinates": ' + "[" * 1000 + "76.9, 43.2" + "]" * 1000 + "}"),
        proof=no_box,
        expect=Expect(kept=50, issues=frozenset({"place-not-understood"})),
    ),
    Fault(
        name="latitude before longitude",
        portal="Writes a point as `[43.2, 176.9]`, or numbers in metres.",
        serai="Nothing is guessed: no box, the words are kept, and the report says so.",
        packages=fifty_with(spatial='{"type": "Point", "coordinates": [43.2, 176.9]}'),
        proof=no_box,
        expect=Expect(kept=50, issues=frozenset({"place-not-understood"})),
    ),
    Fault(
        name="several languages in one field",
        portal="Writes a title in two languages in nine ways: JSON in a text, lists of objects, `title_kg`, `titleRu`, …",
        serai="Each is a title in two languages, that in the portal's first language before the other.",
        packages=multilingual,
        source={"language": ("ky", "ru")},
        proof=titles_in_both_languages,
        expect=Expect(kept=9),
    ),
    Fault(
        name="two values for one thing",
        portal="States a title twice in one language, a field and an extra of one name, two publishers.",
        serai="One is used, and the report names the other one.",
        packages=fifty_with(
            title={"ru": "Вода"},
            title_ru="Суу жөнүндө",
            frequency="ай сайын",
            publisher_name="Кадастр",
            organization={"id": "o", "title": "Комитет"},
            extras=[{"key": "frequency", "value": "жыл сайын"}],
        ),
        source={"language": ("ky", "ru")},
        proof=second_values_told,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a key that comes again",
        portal='Sends `{"title": "one", "title": "two"}`, in a dataset and in an extra of it.',
        serai="The last value that says something is used, the report names the other; the archived record has both.",
        packages=fifty_with(title="@1@", extras=[{"key": "frequency", "value": "@2@"}]),
        trouble=lambda: [
            with_body(
                lambda body: body.replace(b'"@1@"', '"Чүй дарыясы", "title": "Талас дарыясы"'.encode()).replace(
                    b'"@2@"', '"ай сайын", "value": "жыл сайын"'.encode()
                )
            )
        ],
        proof=both_values_archived,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a key that comes again with the same value, or with none",
        portal="Sends a title twice, and its description once with words and once empty.",
        serai="Nothing is reported, and the words are used.",
        packages=fifty_with(notes="@"),
        trouble=lambda: [with_body(lambda body: body.replace(b'"@"', '"Деңгээл", "state": "active", "notes": " "'.encode()))],
        proof=words_used,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a language that is not that of the titles",
        portal="Is declared Kyrgyz, and its titles are Russian.",
        serai="They are found by Russian stems, short ones by the texts beside them; the report says it once.",
        packages=titles_in_russian,
        source={"language": ("ky",)},
        proof=russian_found,
        expect=Expect(kept=4),
    ),
    Fault(
        name="one day in many zones",
        portal="In Tashkent, writes 16 June with an offset, as midnight there or in UTC, as a count since 1970, as programs do.",
        serai="All are 16 June: on pages, in the filter, in the order.",
        packages=lambda: on_16_june(
            "2023-06-16+05:00",
            "2023-06-16T00:00:00+05:00",
            "2023-06-15T19:00:00Z",
            "1686855600000",
            "2023-06-16",
            "2023-06-16 00:10:00",
            "/Date(1686855600000)/",
            "16.06.2023",
            "2023-yil 16-iyun",
            "Fri Jun 16 00:00:00 UZT 2023",
        ),
        source=UZBEK,
        proof=found_on_16_june,
        expect=Expect(kept=10),
    ),
    Fault(
        name="how often, in place of when",
        portal="A field for a date holds `R/P1D`, another one `не указано`.",
        serai="The dates of the portal's record are used, and said to be so; `R/P1D` is how often the data change.",
        packages=fifty_with(extras=[{"key": "modified", "value": "R/P1D"}, {"key": "issued", "value": "не указано"}]),
        proof=dates_and_frequency,
        expect=Expect(kept=50, issues=frozenset({"date-not-understood"})),
    ),
    Fault(
        name="a date that cannot be",
        portal="A dataset changed in 2203, and was published on 1 January 1970.",
        serai="Neither date is used, the next field is; both are reported.",
        packages=fifty_with(
            extras=[{"key": "modified", "value": "2203-05-01"}, {"key": "issued", "value": "1970-01-01T00:00:00Z"}]
        ),
        proof=dates_of_the_record,
        expect=Expect(kept=50, issues=frozenset({"date-in-future", "date-is-zero"})),
    ),
    Fault(
        name="a year of two calendars",
        portal="In Pakistan, writes `1445/06/16`, which could be a lunar or a solar year.",
        serai="It is not read, but reported; the next field is used. On a portal whose calendar is declared it is read.",
        packages=fifty_with(extras=[{"key": "issued", "value": "1445/06/16"}]),
        source={"jurisdiction": "PK", "language": ("ur", "en")},
        proof=lunar_or_solar,
        expect=Expect(kept=50, issues=frozenset({"date-not-understood"})),
    ),
    Fault(
        name="the day before the month",
        portal="Writes `03/04/2023`; its declaration says `day_first: true`.",
        serai="It is the third of April. Without the declaration it is not read.",
        packages=fifty_with(extras=[{"key": "issued", "value": "03/04/2023"}]),
        source={"day_first": True},
        proof=third_of_april,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a quarter of a year",
        portal="The data describe `II квартал 2023 г.`",
        serai="The period is April to June 2023.",
        packages=fifty_with(extras=[{"key": "temporal", "value": "II квартал 2023 г."}]),
        proof=quarter_read,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a dataset without a title",
        portal="One of 50 datasets has no title.",
        serai="49 are kept; the one is reported with its id and the missing field.",
        packages=fifty_with(title=None),
        proof=missing_title_named,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"title-missing"})),
    ),
    Fault(
        name="a dataset without an id",
        portal="One of 50 datasets has neither id nor name.",
        serai="49 are kept; the one is reported.",
        packages=fifty_with(id=None, name=None),
        expect=Expect(kept=49, rejected=1, issues=frozenset({"identifier-missing"})),
    ),
    Fault(
        name="a title that nobody can see",
        portal="One title has nothing but a space without a break, a joiner and an empty tag.",
        serai="A title needs a letter or a digit: 49 are kept; the one is reported.",
        packages=fifty_with(title="&nbsp;\u200d\u3164<b></b>"),
        proof=missing_title_named,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"title-missing"})),
    ),
    Fault(
        name="markup in texts",
        portal="Sends entities, encoded once or twice, and tags in titles, keywords and names.",
        serai="Entities are decoded and tags are taken out once, for every view; what only looks like a tag stays.",
        packages=fifty_with(**MARKED_UP),
        proof=markup_taken_out,
        expect=Expect(kept=50),
    ),
    Fault(
        name="letters of two alphabets",
        portal="Writes `Cведения` with a Latin C, `Жетiсу` with a Latin i, `Го́рные` with a stress, `統計` instead of `统计`.",
        serai="The text stays as it is; it is found, filtered and counted under the usual letters.",
        packages=spelt_otherwise,
        proof=found_by_usual_letters,
        expect=Expect(kept=5),
    ),
    Fault(
        name="a text that was read wrongly",
        portal="Read its own titles with a wrong charset: `РЎРїРёСЃРѕРє`.",
        serai="It is kept and reported, with what it may have been; nothing is guessed.",
        packages=fifty_with(title="РЎРїРёСЃРѕРє С€РєРѕР»", tags=[{"name": "Ñïèñîê"}, {"name": "Øêîëû"}]),
        proof=garbled_named,
        expect=Expect(kept=50, issues=frozenset({"text-garbled"})),
    ),
    Fault(
        name="what JSON forbids",
        portal="One dataset holds `NaN`.",
        serai="49 are kept; the one is reported with the place of the number.",
        packages=fifty_with(rating=float("nan")),
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="a dataset that is no JSON",
        portal="One of 50 datasets has quotation marks in a text that are not escaped.",
        serai="The page is cut at its datasets: 49 are kept; the one is reported with its id, and counts as listed.",
        packages=fifty_with(title="OOO @Romashka@"),
        trouble=lambda: [with_body(lambda body: body.replace(b"@", b'"'))],
        proof=not_json_named,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="brackets without end",
        portal="One of 50 datasets is nested 5,000 deep.",
        serai="49 are kept; the one is reported with its id, and counts as listed.",
        packages=fifty_with(spatial="@"),
        trouble=lambda: [with_body(lambda body: body.replace(b'"@"', b"[" * 5000 + b"]" * 5000))],
        proof=not_json_named,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="licences in twenty spellings",
        portal="Writes common licences in twenty ways: addresses, ids, names, in three languages.",
        serai=f"All twenty are kept word for word; at least {RECOGNISED} are recognised, the others wait for a person.",
        packages=spelt,
        proof=licences_kept_and_mapped,
        expect=Expect(kept=20),
    ),
    Fault(
        name="a licence that nobody knows",
        portal="States the licence `Открытая лицензия РФ`.",
        serai="The words are kept, the licence is `unknown`: permission is never inferred.",
        packages=fifty_with(license_id="Открытая лицензия РФ", license_title=None),
        proof=licence_flagged,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a keyword of one character",
        portal="Has the keyword `水`, water.",
        serai="It is a keyword like any other.",
        packages=fifty_with(tags=[{"name": "水", "display_name": "水", "state": "active"}]),
        proof=keyword_of_one_character,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a record of 30 MB",
        portal="One dataset has a description of 30 MB.",
        serai="It is kept with the first 100,000 characters and a warning; the whole is in the archive.",
        packages=fifty_with(notes="x" * 30_000_000),
        proof=long_text_cut,
        expect=Expect(kept=50, issues=frozenset({"text-too-long"})),
    ),
    Fault(
        name="a record beyond the limit",
        portal="One dataset is larger than is taken at once (64 MiB).",
        serai="The page is halved until that dataset is alone: 49 are kept, the one is reported.",
        packages=fifty_with(notes="x" * 3_000_000),
        limits={"max_body": 2_000_000},
        expect=Expect(
            kept=49, state=RunState.PARTIAL, issues=frozenset({"record-too-large"}), error="a part of the portal's list"
        ),
    ),
    Fault(
        name="8,327 distributions",
        portal="One dataset has 8,327 distributions.",
        serai="All are kept, and the dataset is found by search.",
        packages=fifty_with(resources=[package(25)["resources"][0] | {"id": f"r-{number}"} for number in range(8327)]),
        proof=every_distribution,
        expect=Expect(kept=50),
    ),
    Fault(
        name="34,866 keywords",
        portal="One dataset has 34,866 keywords.",
        serai="All are kept, and the dataset is found by search.",
        packages=fifty_with(tags=[{"name": f"keyword {number}", "state": "active"} for number in range(34_866)]),
        proof=every_keyword,
        expect=Expect(kept=50),
    ),
)
