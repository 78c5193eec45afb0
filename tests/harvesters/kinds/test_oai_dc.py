"""Dublin Core as datasets, element by element."""

from typing import Any

import pytest

from harvesters.base import RawRecord
from harvesters.errors import SkipRecord
from harvesters.kinds.oai_pmh.oai_dc import read_record
from schemas.dataset import Dataset
from schemas.issues import Issue
from schemas.source import Source
from tests.oai_portal import NAMESPACES

SOURCE = Source(
    id="kg_example",
    title={"ky": "Ачык маалыматтар"},
    kind="oai_pmh",
    url="https://portal.example/oai",  # type: ignore[arg-type] # pydantic reads it
    jurisdiction="KG",
    language=("ky", "ru"),
)

TITLE = "<dc:title>Суу</dc:title>"


def read(
    elements: str, *, datestamp: str = "2026-03-04", source: Source = SOURCE, after: str = ""
) -> tuple[Dataset, list[Issue]]:
    """The dataset of a record with these elements, and its issues but for the one that says that no licence is stated."""
    content = (
        '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>oai:x:1</identifier>'
        f"<datestamp>{datestamp}</datestamp></header><metadata><oai_dc:dc {NAMESPACES}>{elements}</oai_dc:dc></metadata>"
        f"{after}</record>"
    )
    normalised = read_record(RawRecord("oai:x:1", content.encode(), "application/xml", "https://portal.example/oai?…"), source)
    return normalised.dataset, [each for each in normalised.issues if each.code != "license-not-stated"]


def field(elements: str, name: str, **how: Any) -> Any:
    """What becomes of elements, without the fields that are empty."""
    dataset, issues = read(TITLE + elements, **how)
    assert issues == []
    return dataset.model_dump(exclude_defaults=True).get(name)


def test_texts_in_their_languages() -> None:
    titles = (("dc", "ky", "Суу"), ("dc", "ru-RU", "Вода"), ("dct", "eng", "Water"))
    dataset, issues = read("".join(f'<{x}:title xml:lang="{tag}">{text}</{x}:title>' for x, tag, text in titles))
    assert [(each.language, each.value) for each in dataset.title] == [("ky", "Суу"), ("ru", "Вода"), ("en", "Water")]
    assert issues == []


def test_a_text_without_a_language_is_in_the_only_one_of_the_portal() -> None:
    assert field("", "title") == ({"value": "Суу"},)
    assert field("", "title", source=SOURCE.model_copy(update={"language": ("ky",)})) == ({"value": "Суу", "language": "ky"},)


def test_a_title_needs_a_letter_or_a_digit() -> None:
    dataset, issues = read("<dc:title>---</dc:title><dc:title>&lt;b&gt;Вода&lt;/b&gt; &amp;amp; воздух</dc:title>")
    assert [each.value for each in dataset.title] == ["Вода & воздух"]
    assert ("value-placeholder", "---") in {(each.code, each.value) for each in issues}


def test_words_of_rights_and_addresses_stay_as_they_are() -> None:
    rights = '&lt;a href="https://example.org/licence"&gt;Лицензия&lt;/a&gt;'
    assert field(f"<dc:rights>{rights}</dc:rights>", "license")[0]["verbatim"] == rights.replace("&lt;", "<").replace("&gt;", ">")


def test_a_second_title_in_a_language_is_listed_as_ignored() -> None:
    dataset, issues = read('<dc:title xml:lang="ky">Суу</dc:title><dc:title xml:lang="ky-KG">Суу</dc:title>')
    assert ([each.value for each in dataset.title], dataset.ignored, issues) == (["Суу"], (), [])
    dataset, issues = read('<dc:title xml:lang="ky">Суу</dc:title><dc:title xml:lang="ky">Дагы</dc:title>')
    assert [each.value for each in dataset.title] == ["Суу"]
    assert dataset.ignored == ("/metadata/title/1",)
    assert [(each.code, each.pointer, each.value) for each in issues] == [("field-ignored", "/metadata/title/1", "Дагы")]


def test_parallel_titles_without_a_language_are_all_kept_and_recognised() -> None:
    kazakh = SOURCE.model_copy(update={"language": ("kk", "ru"), "jurisdiction": "KZ"})
    titles = ("Water resources of the basin", "Водные ресурсы бассейна", "Бассейннің су ресурстары", "H₂O")
    dataset, issues = read("".join(f"<dc:title>{title}</dc:title>" for title in titles), source=kazakh)
    assert [(each.language, each.value) for each in dataset.title] == [
        ("kk", titles[2]),
        ("ru", titles[1]),
        ("en", titles[0]),
        ("und", titles[3]),
    ]
    assert (dataset.ignored, issues) == ((), [])


def test_two_titles_that_seem_to_be_in_one_language_are_both_kept() -> None:
    dataset, _ = read("<dc:title>Качество воды в реках</dc:title><dc:title>Данные о населении городов</dc:title>")
    assert [(each.language, each.value) for each in dataset.title] == [
        ("ru", "Качество воды в реках"),
        ("und", "Данные о населении городов"),
    ]


def test_a_language_is_stated_by_the_element_around_or_without_the_prefix_of_xml() -> None:
    dataset, issues = read('<dc:title lang="kg">Суу</dc:title><dc:title language="русский">Вода</dc:title>')
    assert [(each.language, each.value) for each in dataset.title] == [("ky", "Суу"), ("ru", "Вода")]
    assert issues == []
    record = '<record><metadata><dc xml:lang="ru"><title>Жол</title><title xml:lang="ky">Суу</title></dc></metadata></record>'
    dataset = read_record(RawRecord("x", record.encode(), "", ""), SOURCE).dataset
    assert [(each.language, each.value) for each in dataset.title] == [("ky", "Суу"), ("ru", "Жол")]


def test_a_text_that_is_a_map_of_texts_by_language() -> None:
    elements = '<dc:title>{"ru": "Вода", "ky": "Суу"}</dc:title><dc:subject>{"ru": ["река", "озеро"]}</dc:subject>'
    dataset, issues = read(elements)
    assert [(each.language, each.value) for each in dataset.title] == [("ky", "Суу"), ("ru", "Вода")]
    assert [(each.language, each.value) for each in dataset.keyword] == [("ru", "река"), ("ru", "озеро")]
    assert issues == []


def test_a_language_that_is_none_is_reported() -> None:
    dataset, issues = read('<dc:title xml:lang="xx-unknown">Суу</dc:title>')
    assert dataset.title[0].language == "und"
    assert [(each.code, each.pointer) for each in issues] == [("language-not-understood", "/metadata/title/0")]


def test_all_descriptions_are_kept() -> None:
    elements = (
        '<dc:description>a</dc:description><dc:description xml:lang="ru">б</dc:description><dc:description>a</dc:description>'
        "<dct:abstract>c <b>d</b></dct:abstract><dc:description> </dc:description>"
    )
    assert field(elements, "description") == ({"value": "б", "language": "ru"}, {"value": "a\n\nc d"})


def test_markup_entities_and_comments_in_a_text() -> None:
    elements = "<dc:description>H<sub>2</sub>O &lt; 5<!-- no text --> &#x43;<![CDATA[<!DOCTYPE x>]]><?no text?></dc:description>"
    [description] = field(elements, "description")
    assert description["value"] == "H2O < 5 C<!DOCTYPE x>"


def test_keywords() -> None:
    elements = '<dc:subject>суу</dc:subject><dc:subject xml:lang="ru">вода</dc:subject><dc:subject>суу</dc:subject><dc:subject/>'
    assert field(elements, "keyword") == ({"value": "суу"}, {"value": "вода", "language": "ru"})


def test_the_publisher_else_the_creator() -> None:
    assert field("<dc:creator>A</dc:creator>", "publisher") == {"name": ({"value": "A"},)}
    dataset, _ = read(f"{TITLE}<dc:creator>A</dc:creator><dc:publisher>B</dc:publisher><dc:publisher>C</dc:publisher>")
    assert dataset.publisher is not None
    assert [each.value for each in dataset.publisher.name] == ["B"]
    assert dataset.ignored == ("/metadata/creator/0", "/metadata/publisher/1")


@pytest.mark.parametrize(
    ("elements", "issued", "modified"),
    [
        ("", None, "2026-03-04"),
        ("<dc:date>2020</dc:date>", "2020", "2026-03-04"),
        ("<dc:date>2020</dc:date><dct:issued>2021-02</dct:issued>", "2021-02", "2026-03-04"),
        ("<dct:modified>2022-01-01T00:00:00Z</dct:modified>", None, "2022-01-01T00:00:00Z"),
    ],
)
def test_dates(elements: str, issued: str | None, modified: str) -> None:
    dataset, _ = read(TITLE + elements)
    assert (dataset.issued and dataset.issued.verbatim, dataset.modified and dataset.modified.verbatim) == (issued, modified)
    assert dataset.modified is not None
    assert dataset.modified.value is not None


def test_what_is_no_date_is_kept_as_it_is() -> None:
    dataset, issues = read(f"{TITLE}<dc:date>жакында</dc:date>", datestamp="")
    assert dataset.issued is not None
    assert (dataset.issued.verbatim, dataset.issued.value, dataset.modified) == ("жакында", None, None)
    assert [(each.code, each.pointer) for each in issues] == [("date-not-understood", "/metadata/date/0")]


def test_languages() -> None:
    elements = "<dc:language>ky</dc:language><dc:language>rus</dc:language>"
    assert field(elements, "language") == ({"verbatim": "ky", "code": "ky"}, {"verbatim": "rus", "code": "ru"})


def test_rights_are_words_about_a_licence_or_about_access() -> None:
    elements = (
        "<dc:rights>CC BY 4.0</dc:rights><dc:rights>info:eu-repo/semantics/openAccess</dc:rights>"
        "<dct:license>https://creativecommons.org/licenses/by/4.0/</dct:license>"
        "<dct:accessRights>сураныч боюнча</dct:accessRights>"
    )
    assert field(elements, "license") == (
        {"verbatim": "https://creativecommons.org/licenses/by/4.0/", "field": "/metadata/license/0"},
        {"verbatim": "CC BY 4.0", "field": "/metadata/rights/0"},
    )
    assert field(elements, "access_rights") == (
        {"verbatim": "сураныч боюнча"},
        {"verbatim": "info:eu-repo/semantics/openAccess", "code": "PUBLIC"},
    )


def test_that_no_licence_is_stated_is_noted() -> None:
    record = RawRecord("x", f"<record><metadata><dc>{TITLE.replace('dc:', '')}</dc></metadata></record>".encode(), "", "")
    assert [each.code for each in read_record(record, SOURCE).issues] == ["license-not-stated"]


def test_coverage_is_a_place_or_a_time() -> None:
    elements = "<dc:coverage>Чүй облусу</dc:coverage><dc:coverage>2010/2015-06</dc:coverage><dct:spatial>KG-C</dct:spatial>"
    dataset, issues = read(TITLE + elements)
    assert [each.verbatim for each in dataset.spatial] == ["KG-C", "Чүй облусу"]
    [period] = dataset.temporal
    assert (period.start and period.start.verbatim, period.end and period.end.verbatim) == ("2010", "2015-06")
    assert issues == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("name=x; start=2010-01-01; end=2015-12-31; scheme=W3C-DTF;", "2010-01-01", "2015-12-31"),
        ("start = 2010", "2010", None),
        ("2010-01-01/..", "2010-01-01", None),
        ("/2015", None, "2015"),
        ("2015", "2015", None),
    ],
)
def test_periods(text: str, start: str | None, end: str | None) -> None:
    [period] = field(f"<dct:temporal>{text}</dct:temporal>", "temporal")
    assert {name: date["verbatim"] for name, date in period.items()} == {
        name: date for name, date in (("start", start), ("end", end)) if date
    }


def test_a_period_that_is_none_keeps_its_words() -> None:
    dataset, issues = read(f"{TITLE}<dct:temporal>XIX кылым</dct:temporal>")
    assert dataset.temporal[0].start is not None
    assert dataset.temporal[0].start.verbatim == "XIX кылым"
    assert [(each.code, each.pointer) for each in issues] == [("date-not-understood", "/metadata/temporal/0")]


def test_addresses_are_the_landing_page_and_the_files() -> None:
    elements = (
        "<dc:identifier>oai:x:1</dc:identifier><dc:identifier>https://x.example/1</dc:identifier>"
        "<dc:identifier>https://x.example/1.csv</dc:identifier><dc:relation>https://x.example/1.pdf</dc:relation>"
        "<dct:references>https://x.example/wms</dct:references><dc:format>text/csv</dc:format><dc:format>XML</dc:format>"
    )
    dataset, issues = read(TITLE + elements)
    assert dataset.landing_page == "https://x.example/1"
    assert [(each.access_url, each.download_url, each.format and each.format.code) for each in dataset.distribution] == [
        ("https://x.example/1.csv", "https://x.example/1.csv", "CSV"),
        ("https://x.example/wms", None, None),
        ("https://x.example/1.pdf", "https://x.example/1.pdf", "PDF"),
        ("https://x.example/1", None, "XML"),
    ]
    assert issues == []


def test_the_one_format_is_that_of_the_one_way() -> None:
    elements = "<dct:references>https://x.example/get?id=1</dct:references><dc:format>text/csv</dc:format>"
    [distribution] = field(elements, "distribution")
    assert (distribution["access_url"], distribution["format"]["code"]) == ("https://x.example/get?id=1", "CSV")


def test_a_doi_is_an_address() -> None:
    assert field("<dc:identifier>doi:10.5281/zenodo.1</dc:identifier>", "landing_page") == "https://doi.org/10.5281/zenodo.1"


def test_what_is_not_read_is_listed() -> None:
    elements = (
        "<dc:type>Dataset</dc:type><dc:contributor>A</dc:contributor><dc:contributor>B</dc:contributor>"
        "<dc:format>12 MB</dc:format>"
        "<dc:identifier>ISBN 1</dc:identifier><dc:relation>https://x.example/other</dc:relation><ows:X>1</ows:X><dc:source/>"
    )
    dataset, issues = read(TITLE + elements, after="<about><x>y</x></about>")
    assert set(dataset.ignored) == {
        "/about",
        "/metadata/contributor/0",
        "/metadata/format/0",
        "/metadata/identifier/0",
        "/metadata/ows:X/0",
        "/metadata/relation/0",
        "/metadata/type/0",
    }
    assert {each.code for each in issues} == {"field-ignored"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<record><metadata><dc><title> </title></dc></metadata></record>", "title-missing"),
        (b"<record><header/></record>", "title-missing"),
        (b"<other/>", "record-not-xml"),
        (b"<!DOCTYPE record><record/>", "record-not-xml"),
        (b"<record>&undefined;</record>", "record-not-xml"),
        ("<record><title>\ud800</title></record>".encode("utf-8", "surrogatepass"), "record-not-xml"),
    ],
)
def test_a_record_that_is_none_is_skipped(content: bytes, code: str) -> None:
    with pytest.raises(SkipRecord) as skip:
        read_record(RawRecord("x", content, "application/xml", ""), SOURCE)
    assert (skip.value.issue.code, skip.value.issue.identifier) == (code, "x")


def test_an_address_that_readers_can_reach_is_the_landing_page() -> None:
    elements = (
        "<dc:identifier>http://localhost:8080/handle/1/2</dc:identifier><dc:identifier>https://x.example/1</dc:identifier>"
        "<dct:references>http://10.0.0.1/a.csv</dct:references>"
    )
    dataset, issues = read(TITLE + elements)
    assert dataset.landing_page == "https://x.example/1"
    assert [(each.access_url, each.download_url) for each in dataset.distribution] == [("http://10.0.0.1/a.csv", None)]
    assert dataset.ignored == ("/metadata/identifier/0",)
    assert [each.code for each in issues] == ["url-unreachable", "url-unreachable", "field-ignored"]


def test_several_addresses_and_secrets_in_one_element() -> None:
    dataset, issues = read(f"{TITLE}<dct:references>https://u:p@x.example/a.csv https://x.example/b.csv</dct:references>")
    assert [each.download_url for each in dataset.distribution] == ["https://x.example/a.csv", "https://x.example/b.csv"]
    assert [each.code for each in issues] == ["url-secret", "url-several"]
    assert "u:p" not in str(issues)


def test_the_path_of_a_file_is_joined_to_the_host_of_the_portal() -> None:
    elements = "<dc:identifier>/123/4</dc:identifier><dct:references>/bitstream/a.csv</dct:references>"
    dataset, issues = read(TITLE + elements)
    assert [each.download_url for each in dataset.distribution] == ["https://portal.example/bitstream/a.csv"]
    assert (dataset.landing_page, dataset.ignored) == (None, ("/metadata/identifier/0",))
    assert [each.code for each in issues] == ["field-ignored"]


def test_words_with_an_address_stay_words() -> None:
    dataset, issues = read(f"{TITLE}<dc:source>Статистика, 2020, https://x.example/a.csv</dc:source>")
    assert (dataset.distribution, dataset.ignored) == ((), ())
    assert [each.verbatim for each in dataset.source] == ["Статистика, 2020, https://x.example/a.csv"]
    assert issues == []


@pytest.mark.parametrize(
    "place", ["westlimit=69; southlimit=40; eastlimit=70; northlimit=41", "POLYGON((69 40,70 40,70 41,69 40))"]
)
@pytest.mark.parametrize("element", ["dc:coverage", "dct:spatial"])
def test_places_have_boxes(element: str, place: str) -> None:
    [location] = field(f"<{element}>{place}</{element}>", "spatial")
    assert (location["verbatim"], location["bbox"]) == (place, (69, 40, 70, 41))


def test_what_the_data_were_made_from() -> None:
    dataset, issues = read(
        f"{TITLE}<dc:source>https://x.example/dataset/roads</dc:source><dct:source>Перепись 2022 года</dct:source>"
        '<prov:wasDerivedFrom xmlns:prov="http://www.w3.org/ns/prov#">oai:x:2</prov:wasDerivedFrom>'
        "<dct:isVersionOf>oai:x:3</dct:isVersionOf><dct:isPartOf>oai:x:4</dct:isPartOf><dct:replaces>oai:x:5</dct:replaces>"
    )
    assert [(each.verbatim, each.field) for each in dataset.source] == [
        ("https://x.example/dataset/roads", "/metadata/source/0"),
        ("Перепись 2022 года", "/metadata/source/1"),
    ]
    assert [(each.verbatim, each.field) for each in dataset.was_derived_from] == [("oai:x:2", "/metadata/prov:wasDerivedFrom/0")]
    assert {each.code for each in issues} == {"field-ignored"}
    assert dataset.ignored == ("/metadata/isVersionOf/0", "/metadata/isPartOf/0", "/metadata/replaces/0")


def test_a_file_that_is_a_source_is_a_file_and_a_statement() -> None:
    dataset, _ = read(f"{TITLE}<dc:source>https://x.example/a.csv</dc:source>")
    assert [each.access_url for each in dataset.distribution] == ["https://x.example/a.csv"]
    assert [each.verbatim for each in dataset.source] == ["https://x.example/a.csv"]
