"""A CKAN package as a Dataset: every field, and every way to get it wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.base import Normalised, RawRecord
from harvesters.errors import SkipRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.limits import MAX_TEXT
from schemas.dataset import Agent, Coded, ContactPoint, LangString, Statement
from schemas.issues import MAX_VALUE, Severity
from schemas.source import Source
from tests.portal import package


def source(**fields: Any) -> Source:
    declared = {
        "id": "kg_example",
        "title": {"ky": "Ачык"},
        "kind": "ckan",
        "url": "https://data.example.kg",
        "jurisdiction": "KG",
    }
    return Source.model_validate(declared | {"language": ("ky", "ru")} | fields)


def read(fields: dict[str, Any] | None = None, *, of: Source | None = None, **more: Any) -> Normalised:
    content = json.dumps(package(1, **(fields or {}), **more), ensure_ascii=False).encode()
    return CkanHarvester().normalise(RawRecord("1", content, "application/json", "https://x.example"), of or source())


def resource(**fields: Any) -> dict[str, Any]:
    return {"id": "r", "url": "https://data.example/a.csv"} | fields


def codes(normalised: Normalised) -> list[tuple[str, str]]:
    return [(issue.code, issue.pointer) for issue in normalised.issues]


def extra(key: Any, value: Any) -> dict[str, Any]:
    return {"key": key, "value": value}


def test_an_ordinary_package() -> None:
    normalised = read(
        maintainer="Айгүл",
        maintainer_email="a@example.kg",
        version="1.2",
        groups=[{"name": "env", "title": "Environment", "display_name": "Environment"}],
    )
    dataset = normalised.dataset
    assert [(issue.code, issue.value) for issue in normalised.issues] == [("contact-withheld", "2 withheld")]
    assert dataset.ignored == ()
    assert dataset.title == (LangString(value="Суу ресурстары 1"),)
    assert dataset.description == (LangString(value="Көлдөрдүн деңгээли"),)
    assert dataset.keyword == (LangString(value="суу"),)
    assert dataset.theme == (Coded(verbatim="Environment", code="ENVI"),)
    assert dataset.publisher == Agent(name=(LangString(value="Улуттук статистика комитети"),), identifier="3f2b")
    assert dataset.contact_point == ()  # contacts are omitted, unless the declaration says otherwise
    assert dataset.landing_page == "https://data.example.kg/dataset/dataset-1"
    assert dataset.version == "1.2"
    assert dataset.license == (
        Statement(verbatim="cc-by", field="/license_id"),
        Statement(verbatim="Creative Commons Attribution", field="/license_title"),
    )
    assert dataset.issued
    assert dataset.issued.verbatim == "2024-01-02T03:04:05.000006"
    assert dataset.modified
    assert dataset.modified.value == datetime(2026, 3, 4, 5, 6, 7, 8, UTC)
    assert not dataset.modified.zone_stated
    file = dataset.distribution[0]
    assert file.title == (LangString(value="Файл"),)
    assert file.access_url == file.download_url == "https://data.example/1.csv"
    assert (file.format, file.byte_size) == (Coded(verbatim="CSV", code="CSV"), 1024)


@pytest.mark.parametrize("title", [None, "", "   ", "\x00\x1f", ["a"], {}, True, []])
def test_no_title(title: Any) -> None:
    with pytest.raises(SkipRecord) as error:
        read(title=title)
    assert (error.value.issue.code, error.value.issue.identifier, error.value.issue.pointer) == ("title-missing", "1", "/title")


class TestLanguages:
    def test_one_language_of_the_portal_is_that_of_its_texts(self) -> None:
        dataset = read(of=source(language=("fa",))).dataset
        assert {text.language for text in dataset.title + dataset.description + dataset.keyword} == {"fa"}

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": None, "title_translated": {"ru": "Вода", "ky": "Суу"}},
            {"title": "Суу", "title_translated": {"ru": "Вода", "ky": "Суу"}},
            {"title": {"ru": "Вода", "ky": "Суу", "en": ""}},
            {"title": "", "title_ru": "Вода", "title_ky": "Суу"},
            {"title": "Вода", "title_ru": "Вода", "title_ky": " Суу "},
        ],
    )
    def test_several_languages_the_portals_first(self, fields: dict[str, Any]) -> None:
        normalised = read(fields)
        assert normalised.dataset.title == (LangString(value="Суу", language="ky"), LangString(value="Вода", language="ru"))
        assert codes(normalised) == []

    def test_a_plain_text_beside_others_is_recognised(self) -> None:
        title = read(title="Water", title_translated={"ru": "Вода"}).dataset.title
        assert title == (LangString(value="Вода", language="ru"), LangString(value="Water", language="en"))

    def test_a_plain_text_beside_others_keeps_an_unknown_language(self) -> None:
        title = read(title="H2O", title_translated={"ru": "Вода"}).dataset.title
        assert title == (LangString(value="Вода", language="ru"), LangString(value="H2O"))

    def test_an_unknown_language(self) -> None:
        normalised = read(title=None, title_translated={"frobnic": "bIQ"})
        assert normalised.dataset.title == (LangString(value="bIQ"),)
        assert codes(normalised) == [("language-not-understood", "/title_translated/frobnic")]

    def test_keywords_and_resources(self) -> None:
        dataset = read(
            tags=[], keywords_translated={"ky": ["суу"], "ru": ["вода"]}, resources=[resource(name_translated={"ru": "Файл"})]
        ).dataset
        assert dataset.keyword == (LangString(value="суу", language="ky"), LangString(value="вода", language="ru"))
        assert dataset.distribution[0].title == (LangString(value="Файл", language="ru"),)


class TestSeveralValues:
    """Where a second value may stand. That none is lost in silence is part of the contract of every kind of portal."""

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": json.dumps({"ru": "Вода", "ky": "Суу"})},
            {"title": str({"ru": "Вода", "ky": "Суу"})},
            {"title": "Вода", "title_translated": json.dumps({"ru": "Вода", "ky": "Суу"})},
            {"title": None, "extras": [extra("title_translated", json.dumps({"ru": "Вода", "kg": "Суу"}))]},
            {"title": [{"lang": "ru", "value": "Вода"}, {"lang": "ky", "value": "Суу"}]},
            {"title": json.dumps([{"@language": "ru", "@value": "Вода"}, {"@language": "ky", "@value": "Суу"}])},
            {"title": {"rusText": "Вода", "kyrText": "", "kg": "Суу"}},
            {"title": "Вода", "title_kg": "Суу", "titleRu": "Вода"},
            {"title": "", "TitleRU": "Вода", "ky-title": "Суу"},
            {"title": None, "titles": {"RUS": "Вода", "кыргызча": "Суу"}},
        ],
    )
    def test_a_title_in_two_languages(self, fields: dict[str, Any]) -> None:
        dataset = read(fields).dataset
        assert dataset.title == (LangString(value="Суу", language="ky"), LangString(value="Вода", language="ru"))
        assert dataset.ignored == ()

    @pytest.mark.parametrize(
        ("texts", "kept"),
        [
            ({"ru": "А", "ru-RU": "Б"}, {"ru": "А", "ru-RU": "Б"}),
            ({"ru": "А", "ru-RU": "А"}, {"ru": "А"}),
            ({"ru-RU": "А"}, {"ru": "А"}),
            ({"zh-CN": "简", "zh-TW": "簡"}, {"zh-CN": "简", "zh-TW": "簡"}),
            ({"zh-Hans": "简", "zh-Hant": "簡"}, {"zh-Hans": "简", "zh-Hant": "簡"}),
            ({"uz-Latn": "Suv", "uz-Cyrl": "Сув"}, {"uz-Latn": "Suv", "uz-Cyrl": "Сув"}),
            ({"uz": "Suv", "oz": "Сув"}, {"uz": "Suv", "uz-Cyrl": "Сув"}),
            ({"ru": "", "ky": "А"}, {"ky": "А"}),
            ({"ru": None, "ky": "А"}, {"ky": "А"}),
        ],
    )
    def test_keys_of_one_language(self, texts: dict[str, Any], kept: dict[str, str]) -> None:
        for title in (texts, json.dumps(texts)):
            assert {text.language: text.value for text in read(title=title).dataset.title} == kept

    def test_the_second_of_two_texts_in_one_language_is_listed(self) -> None:
        normalised = read(title=None, title_translated={"ru": "А"}, title_ru="Б")
        assert normalised.dataset.title == (LangString(value="А", language="ru"),)
        assert codes(normalised) == [("field-ignored", "/title_ru")]

    @pytest.mark.parametrize("title", ['{"a": 1}', '"Ромашка"', "[1] Вода", '{"type": "Point", "coordinates": [1, 2]}', "{Вода}"])
    def test_a_text_that_only_looks_like_a_map_stays_as_it_is(self, title: str) -> None:
        assert [text.value for text in read(title=title).dataset.title] == [title]

    def test_every_other_text_may_have_several_languages(self) -> None:
        both, as_text = {"ru": "Вода", "ky": "Суу"}, json.dumps({"ru": "Вода", "ky": "Суу"}, ensure_ascii=False)
        dataset = read(
            notes=as_text,
            organization={"id": "o", "name": "water", "title": as_text},
            tags=[{"name": as_text}, {"name": "дарыя", "display_name": "дарыя"}],
            keywords={"ru": ["река"], "ky": ["көл"]},
            groups=[{"name": "env", "title": json.dumps({"ru": "Окружающая среда", "en": "Environment"})}],
            rights=both,
            author=as_text,
            resources=[resource(name=as_text, description_kg="Суу", descriptionRu="Вода")],
        ).dataset
        text = (LangString(value="Суу", language="ky"), LangString(value="Вода", language="ru"))
        assert dataset.publisher
        assert dataset.description == dataset.publisher.name == text
        assert dataset.distribution[0].title == dataset.distribution[0].description == text
        assert {(word.language, word.value) for word in dataset.keyword} == {
            ("ru", "Вода"),
            ("ky", "Суу"),
            ("und", "дарыя"),
            ("ru", "река"),
            ("ky", "көл"),
        }
        assert {each.code for each in dataset.theme} == {"ENVI"}
        assert [each.verbatim for each in dataset.license if each.field.startswith("/rights")] == ["Вода", "Суу"]
        assert dataset.contact_point == ()  # the leading name was the contact's; contacts are omitted
        assert dataset.ignored == ("/author",)


class TestBadValues:
    @pytest.mark.parametrize(
        ("fields", "code", "pointer"),
        [
            ({"notes": ["a", "list"]}, "text-expected", "/notes"),
            ({"notes": True}, "text-expected", "/notes"),
            ({"notes": "a\x00b"}, "control-characters", "/notes"),
            ({"metadata_modified": "0000-00-00"}, "date-not-understood", "/metadata_modified"),
            ({"metadata_created": ["2024"]}, "text-expected", "/metadata_created"),
            ({"resources": {"url": "x"}}, "list-expected", "/resources"),
            ({"resources": "none"}, "list-expected", "/resources"),
            ({"resources": ["x"]}, "object-expected", "/resources/0"),
            ({"resources": [resource(size="12 MB")]}, "number-not-understood", "/resources/0/size"),
            ({"resources": [resource(size=-1)]}, "number-not-understood", "/resources/0/size"),
            ({"resources": [resource(size=True)]}, "number-not-understood", "/resources/0/size"),
            ({"resources": [resource(size=10**30)]}, "number-not-understood", "/resources/0/size"),
            ({"resources": [resource(url="example.org/a.csv")]}, "url-not-understood", "/resources/0/url"),
            ({"resources": [resource(url="www.example.org/a.csv")]}, "url-repaired", "/resources/0/url"),
            ({"resources": [resource(url="http://localhost/a.csv")]}, "url-unreachable", "/resources/0/url"),
            ({"resources": [resource(url="https://u:p@x.example/a.csv")]}, "url-secret", "/resources/0/url"),
            ({"resources": [resource(url="https://x.example/a https://x.example/b")]}, "url-several", "/resources/0/url"),
            ({"resources": [resource(url={"a": 1})]}, "text-expected", "/resources/0/url"),
            ({"notes": "See https://u:p@x.example/"}, "url-secret", "/notes"),
            ({"spatial": "POLYGON((1 2"}, "place-not-understood", "/spatial"),
            ({"spatial": [1]}, "place-not-understood", "/spatial"),
            ({"resources": [resource(url="javascript:alert(1)")]}, "url-not-understood", "/resources/0/url"),
            ({"resources": [resource(url="///evil.example/a.csv")]}, "url-not-understood", "/resources/0/url"),
            ({"resources": [resource(url="file:///etc/passwd")]}, "url-not-understood", "/resources/0/url"),
            (
                {"resources": [resource(url="https://x.example/a", format="frobnicated")]},
                "format-not-understood",
                "/resources/0/format",
            ),
            ({"tags": [{"name": 7}]}, "text-expected", "/tags/0"),
            ({"tags": "a, b"}, "list-expected", "/tags"),
            ({"groups": ["a"]}, "object-expected", "/groups/0"),
            ({"organization": "stat"}, "object-expected", "/organization"),
            ({"extras": "x"}, "list-expected", "/extras"),
            ({"extras": ["x"]}, "object-expected", "/extras/0"),
            ({"extras": [extra(None, "x")]}, "text-expected", "/extras/0/key"),
            ({"language": "frobnic"}, "language-not-understood", "/language"),
            ({"author": {"name": "x"}}, "text-expected", "/author"),
        ],
    )
    def test_a_bad_value_costs_itself_and_is_reported(self, fields: dict[str, Any], code: str, pointer: str) -> None:
        normalised = read(fields)
        assert (code, pointer) in codes(normalised)
        assert normalised.dataset.title
        assert all(len(issue.value) <= MAX_VALUE and issue.identifier == "1" for issue in normalised.issues)
        assert all(issue.kind.severity is not Severity.ERROR for issue in normalised.issues)

    def test_a_date_that_is_none_keeps_its_words(self) -> None:
        modified = read(metadata_modified="0000-00-00").dataset.modified
        assert modified
        assert (modified.verbatim, modified.value) == ("0000-00-00", None)

    def test_a_description_of_fifteen_megabytes(self) -> None:
        normalised = read(notes="я" * 7_500_000)
        assert normalised.dataset.description[0].value == "я" * MAX_TEXT
        assert [(issue.code, issue.value) for issue in normalised.issues] == [("text-too-long", "7500000 characters")]

    def test_control_characters_are_taken_out_and_a_line_ends_in_one_way(self) -> None:
        assert read(notes="\x1ba\r\n\tb\x9f").dataset.description[0].value == "a\nb"

    @pytest.mark.parametrize("value", [None, "", [], {}])
    def test_an_empty_value_is_no_value(self, value: Any) -> None:
        names = ("notes", "tags", "groups", "extras", "organization", "resources", "version", "something_else", "url")
        normalised = read(dict.fromkeys(names, value))
        assert (normalised.issues, normalised.dataset.ignored, normalised.dataset.distribution) == ((), (), ())


class TestLicence:
    def test_every_word_with_its_place(self) -> None:
        dataset = read(
            license_id="notspecified",
            license_title=None,
            license_url=" https://data.gov.in/godl ",
            extras=[extra("rights", "Открытые данные"), extra("licence", 7)],
            resources=[resource(license="CC0", license_url="https://x.example")],
        ).dataset
        assert [(each.field, each.verbatim) for each in dataset.license] == [
            ("/license_id", "notspecified"),
            ("/license_url", "https://data.gov.in/godl"),
            ("/extras/1/value", "7"),
            ("/extras/0/value", "Открытые данные"),
        ]
        assert [(each.field, each.verbatim) for each in dataset.distribution[0].license] == [
            ("/resources/0/license_url", "https://x.example"),
            ("/resources/0/license", "CC0"),
        ]

    def test_none_is_worth_knowing_unless_the_portal_has_one(self) -> None:
        none = {"license_id": "", "license_title": None}
        assert codes(read(none)) == [("license-not-stated", "")]
        assert codes(read(none, of=source(license={"statement": "CC BY 4.0"}))) == []
        assert codes(read(none, resources=[resource(license="CC0")])) == []


class TestExtras:
    def test_are_read_as_fields(self) -> None:
        dataset = read(
            of=source(contacts="office"),
            groups=[],
            extras=[
                extra("language", '["ky", "http://publications.europa.eu/resource/authority/language/RUS"]'),
                extra("theme", ["http://publications.europa.eu/resource/authority/data-theme/AGRI"]),
                extra("spatial", '{"type": "Point", "coordinates": [74.6, 42.9]}'),
                extra("temporal_start", "2020"),
                extra("temporal_end", "2021-06"),
                extra("access_rights", "http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
                extra("frequency", "monthly"),
                extra("issued", "2019-05-01"),
                extra("publisher_name", "Кадастр"),
                extra("publisher_url", "https://cadastre.example"),
                extra("contact_name", "Иш бөлмөсү"),
                extra("contact_email", "office@example.kg"),
            ],
        ).dataset
        assert [each.code for each in dataset.language] == ["ky", "ru"]
        assert [each.code for each in dataset.theme] == ["AGRI"]
        assert dataset.spatial[0].bbox == (74.6, 42.9, 74.6, 42.9)
        assert [each.verbatim for each in (dataset.temporal[0].start, dataset.temporal[0].end, dataset.issued) if each] == [
            "2020",
            "2021-06",
            "2019-05-01",
        ]
        assert [each.code for each in dataset.access_rights] == ["PUBLIC"]
        assert dataset.accrual_periodicity == "monthly"
        assert dataset.publisher == Agent(name=(LangString(value="Кадастр"),), homepage="https://cadastre.example")
        assert dataset.contact_point == (ContactPoint(name="Иш бөлмөсү", email="office@example.kg"),)

    def test_a_field_of_its_own_goes_before(self) -> None:
        normalised = read(frequency="daily", extras=[extra("frequency", "monthly")])
        assert normalised.dataset.accrual_periodicity == "daily"
        assert normalised.dataset.ignored == ("/extras/0/value",)
        assert [(issue.code, issue.pointer, issue.value) for issue in normalised.issues] == [
            ("field-ignored", "/extras", "frequency: monthly")
        ]


class TestWhatIsLeft:
    def test_is_listed_once_for_each_name(self) -> None:
        normalised = read(
            {"a/b~c": "x", "caveats": [1, 2], "extras": [extra("Órgão", "MEC"), extra("Fonte", "MEC")]},
            resources=[resource(encoding="utf-8"), resource(encoding="utf-8", schema={"fields": 1})],
        )
        assert set(normalised.dataset.ignored) == {
            "/a~1b~0c",
            "/caveats",
            "/extras/0/value",
            "/extras/1/value",
            "/resources/0/encoding",
            "/resources/1/schema",
        }
        assert {(issue.code, issue.value) for issue in normalised.issues} == {
            ("field-ignored", "x"),
            ("field-ignored", "a list of 2"),
            ("field-ignored", "Órgão: MEC"),
            ("field-ignored", "Fonte: MEC"),
            ("field-ignored", "utf-8"),
            ("field-ignored", "an object with fields"),
        }

    def test_housekeeping_is_not(self) -> None:
        normalised = read(
            revision_id="x", tracking_summary={"total": 1}, isopen=True, resources=[resource(cache_url="x", position=1)]
        )
        assert normalised.issues == ()


class TestFiles:
    @pytest.mark.parametrize(
        ("fields", "downloads"),
        [
            ({"url": "https://x.example/a.csv"}, True),
            ({"url": "https://x.example/a.csv?v=2"}, True),
            ({"url": "ftp://x.example/a.zip"}, True),
            ({"url": "https://x.example/view", "url_type": "upload"}, True),
            ({"url": "https://x.example/view"}, False),
            ({"url": "https://x.example/page.html"}, False),
            ({"url": "https://x.example/"}, False),
            ({"url": "https://api.x.example/v1/data"}, False),
        ],
    )
    def test_what_can_be_downloaded(self, fields: dict[str, Any], downloads: bool) -> None:
        file = read(resources=[resource(**fields)]).dataset.distribution[0]
        assert file.access_url == fields["url"]
        assert file.download_url == (fields["url"] if downloads else None)

    def test_addresses_that_the_portal_tells_apart(self) -> None:
        url, page, file = "https://x.example/a", "https://x.example/page", "https://x.example/a.csv"
        stated = read(resources=[resource(url=url, access_url=page, download_url=file)]).dataset.distribution[0]
        assert (stated.access_url, stated.download_url) == (page, file)

    def test_an_address_within_the_portal_and_one_with_blanks(self) -> None:
        files = read(
            resources=[resource(url="/dataset/a/b.csv"), resource(url=" https://x.example/a b.csv ")]
        ).dataset.distribution
        assert [file.access_url for file in files] == ["https://data.example.kg/dataset/a/b.csv", "https://x.example/a%20b.csv"]

    def test_the_addresses_of_a_portal_below_a_path(self) -> None:
        urls = ["/it/a.csv", "/sub/dataset/a.csv", "dataset/a.csv", "//files.example/a.csv"]
        below = source(url="https://host.example/sub/")
        raw = RawRecord("1", json.dumps(package(1, resources=[resource(url=url) for url in urls])).encode(), "", "")
        dataset = CkanHarvester().normalise(raw, below).dataset
        assert [file.download_url for file in dataset.distribution] == [
            "https://host.example/it/a.csv",
            "https://host.example/sub/dataset/a.csv",
            "https://host.example/sub/dataset/a.csv",
            "https://files.example/a.csv",
        ]
        assert dataset.landing_page == "https://host.example/sub/dataset/dataset-1"

    def test_each_address_of_a_field_is_a_file(self) -> None:
        files = read(
            resources=[resource(url="https://x.example/a.csv\nhttps://x.example/b.xlsx", name="Суу", size=7)]
        ).dataset.distribution
        assert [(file.identifier, file.download_url, file.byte_size) for file in files] == [
            ("r", "https://x.example/a.csv", 7),
            (None, "https://x.example/b.xlsx", None),
        ]
        assert [file.format and file.format.code for file in files] == ["CSV", "XLSX"]
        assert {file.title for file in files} == {(LangString(value="Суу", language="und"),)}

    def test_places(self) -> None:
        box = (69.0, 40.0, 70.0, 41.0)
        geometry = {"type": "Polygon", "coordinates": [[[69, 40], [70, 40], [70, 41], [69, 40]]]}
        dataset = read(spatial=geometry, spatial_text="Наманган").dataset
        assert [(each.verbatim, each.bbox) for each in dataset.spatial] == [
            ('{"type":"Polygon","coordinates":[[[69,40],[70,40],[70,41],[69,40]]]}', box),
            ("Наманган", None),
        ]
        edges = {"bbox-west-long": "69", "bbox-south-lat": 40, "bbox-east-long": "70", "bbox-north-lat": "41"}
        dataset = read(extras=[extra(name, value) for name, value in edges.items()]).dataset
        assert [(each.verbatim, each.bbox) for each in dataset.spatial] == [("69 40 70 41", box)]
        assert dataset.ignored == ()
        dataset = read(spatial=geometry, extras=[extra(name, value) for name, value in edges.items()]).dataset
        assert [each.bbox for each in dataset.spatial] == [box]

    @pytest.mark.parametrize("url", ["http://10.0.0.1/a.csv", "http://server/a.csv"])
    def test_what_nobody_can_reach_is_kept_and_not_offered_for_download(self, url: str) -> None:
        [file] = read(resources=[resource(url=url, url_type="upload")]).dataset.distribution
        assert (file.access_url, file.download_url) == (url, None)
        [file] = read(resources=[resource(url=None, download_url=url)]).dataset.distribution
        assert (file.access_url, file.download_url) == (url, None)

    @pytest.mark.parametrize(
        ("size", "read_as"), [(0, 0), (12, 12), ("345", 345), (" 6 ", 6), (7.0, 7), (None, None), ("", None)]
    )
    def test_sizes(self, size: Any, read_as: int | None) -> None:
        normalised = read(resources=[resource(size=size)])
        assert (normalised.dataset.distribution[0].byte_size, normalised.issues) == (read_as, ())

    @pytest.mark.parametrize(
        ("fields", "algorithm", "value"),
        [
            ({"hash": "sha256:9f86d081"}, "sha256", "9f86d081"),
            ({"hash": "9f86d081", "hash_algorithm": "md5"}, "md5", "9f86d081"),
            ({"hash": "9f86d081"}, None, "9f86d081"),
        ],
    )
    def test_checksums(self, fields: dict[str, Any], algorithm: str | None, value: str) -> None:
        checksum = read(resources=[resource(**fields)]).dataset.distribution[0].checksum
        assert checksum
        assert (checksum.algorithm, checksum.value) == (algorithm, value)

    def test_deleted_ones_are_left_out(self) -> None:
        assert read(resources=[resource(state="deleted")]).dataset.distribution == ()


def test_a_keyword_of_one_character() -> None:
    tags = ["水", {"name": "水"}, {"name": "х", "display_name": "Х"}, {"name": " "}]
    assert [each.value for each in read(tags=tags).dataset.keyword] == ["水", "Х"]


def test_many_resources_and_keywords_go_in() -> None:
    dataset = read(
        tags=[{"name": f"t{each}"} for each in range(35_000)], resources=[resource(id=str(each)) for each in range(8_500)]
    ).dataset
    assert (len(dataset.keyword), len(dataset.distribution)) == (35_000, 8_500)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = [*package(1), "language", "theme", "spatial", "title_translated", "title_ru", "publisher", "access_rights", "url", "x"]
RESOURCE_NAMES = [*package(1)["resources"][0], "hash", "language", "license", "name_translated", "mimetype", "x"]


@settings(deadline=None)  # the machine may be busy
@given(
    st.dictionaries(st.sampled_from(NAMES), json_values, max_size=12),
    st.dictionaries(st.sampled_from(RESOURCE_NAMES), json_values, max_size=8),
    st.lists(st.tuples(st.sampled_from(NAMES), json_values), max_size=5),
)
def test_whatever_a_portal_sends_is_a_dataset_or_skipped(
    fields: dict[str, Any], file: dict[str, Any], extras: list[tuple[str, Any]]
) -> None:
    content = package(1, resources=[file], extras=[extra(key, value) for key, value in extras]) | fields
    record = RawRecord(
        "1", json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"), "application/json", "https://x.example"
    )
    try:
        normalised = CkanHarvester().normalise(record, source())
    except SkipRecord:
        return
    assert normalised.dataset.model_validate_json(normalised.dataset.model_dump_json()) == normalised.dataset
    assert len(set(normalised.dataset.ignored)) == len(normalised.dataset.ignored)


class TestOrigins:
    """What the data were made from."""

    def test_the_fields_of_ckanext_dcat_and_others(self) -> None:
        found = read(
            was_derived_from=["https://x.example/dataset/roads", ""],
            extras=[
                extra("source", '["https://y.example/a", "Перепись 2022 года"]'),
                extra("derivedFrom", "doi:10.5281/zenodo.1"),
            ],
            related_resource=["https://x.example/c"],
            is_version_of=["https://x.example/v"],
        )
        dataset = found.dataset
        assert [(each.verbatim, each.field) for each in dataset.source] == [
            ("https://y.example/a", "/extras/0/value"),
            ("Перепись 2022 года", "/extras/0/value"),
        ]
        assert [(each.verbatim, each.field) for each in dataset.was_derived_from] == [
            ("https://x.example/dataset/roads", "/was_derived_from/0"),
            ("doi:10.5281/zenodo.1", "/extras/1/value"),
        ]
        assert set(dataset.ignored) == {"/related_resource", "/is_version_of"}

    def test_relationships_of_derivation_alone(self) -> None:
        dataset = read(
            relationships_as_subject=[
                {"type": "derives_from", "__extras": {"object_package_id": "p-2", "subject_package_id": "1"}, "comment": ""},
                {"type": "derives_from", "object": "p-3", "state": "deleted"},
                {"type": "depends_on", "object": "p-4"},
                "rubbish",
            ],
            relationships_as_object=[
                {"type": "has_derivation", "subject": "p-5"},
                {"type": "derives_from", "subject": "p-6"},
            ],
        ).dataset
        assert [(each.verbatim, each.field) for each in dataset.was_derived_from] == [
            ("p-2", "/relationships_as_subject/0"),
            ("p-5", "/relationships_as_object/0"),
        ]

    def test_a_key_in_an_address_is_not_kept(self) -> None:
        found = read(source="https://u:p@x.example/a?api_key=123456789")
        assert [each.verbatim for each in found.dataset.source] == ["https://[hidden]@x.example/a?api_key=[hidden]"]
        assert "url-secret" in {each.code for each in found.issues}

    def test_a_dataset_that_says_nothing_is_stored_as_before(self) -> None:
        assert {"source", "was_derived_from"} & read().dataset.model_dump().keys() == set()
