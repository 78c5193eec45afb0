"""A dataset of DCAT in JSON as a Dataset: DCAT-US 1.1 and 3, the JSON-LD of ArcGIS Hub, and every way to get it wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.base import Normalised, RawRecord
from harvesters.errors import SkipRecord
from harvesters.kinds.data_json import DataJsonHarvester
from harvesters.reading.dcat import identifier_in, read_dataset
from harvesters.reading.fields import Fields
from harvesters.reading.remarks import Remarks
from schemas.dataset import Agent, Checksum, Coded, ContactPoint, LangString, Statement
from schemas.source import Source
from tests.dcat_portal import dataset


def source(**fields: Any) -> Source:
    declared = {
        "id": "kg_example",
        "title": {"ky": "Ачык"},
        "kind": "data_json",
        "url": "https://data.example.kg/data.json",
        "jurisdiction": "KG",
        "language": ("ky", "ru"),
    }
    return Source.model_validate(declared | fields)


def read(fields: dict[str, Any], **declared: Any) -> Normalised:
    content = json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return DataJsonHarvester().normalise(RawRecord("1", content, "application/json", "https://x.example"), source(**declared))


def codes(normalised: Normalised) -> list[tuple[str, str]]:
    return [(issue.code, issue.pointer) for issue in normalised.issues]


def test_an_ordinary_dataset_of_dcat_us_1() -> None:
    found = read(dataset(1, accrualPeriodicity="R/P1Y", spatial="69.2,39.1,80.3,43.3", temporal="2010/2020", isPartOf="c-1"))
    assert codes(found) == [("field-ignored", "/isPartOf"), ("contact-withheld", "/contact_point")]
    kept = found.dataset
    assert kept.title == (LangString(value="Суу ресурстары 1"),)
    assert kept.description == (LangString(value="Көлдөрдүн деңгээли"),)
    assert [word.value for word in kept.keyword] == ["суу", "көл"]
    assert kept.publisher == Agent(name=(LangString(value="Улуттук статистика комитети"),))
    assert kept.contact_point == ()
    assert kept.access_rights == (Coded(verbatim="public", code="PUBLIC"),)
    assert kept.license == (Statement(verbatim="https://creativecommons.org/licenses/by/4.0/", field="/license"),)
    assert kept.accrual_periodicity == "R/P1Y"
    assert kept.spatial[0].bbox == (69.2, 39.1, 80.3, 43.3)
    assert kept.temporal[0].start
    assert kept.temporal[0].end
    assert (kept.temporal[0].start.verbatim, kept.temporal[0].end.verbatim) == ("2010", "2020")
    assert kept.modified
    assert not kept.modified.of_record
    file = kept.distribution[0]
    assert (file.access_url, file.download_url) == (None, "https://data.example/1.csv")
    assert (file.format, file.media_type) == (Coded(verbatim="csv", code="CSV"), "text/csv")


def test_a_dataset_of_dcat_us_3() -> None:
    found = read(
        {
            "@id": "https://data.example/1",
            "@type": "Dataset",
            "identifier": {"@type": "Identifier", "schemaAgency": "Агенттик", "notation": "N-1"},
            "title": "Суу",
            "titleMap": {"ru": "Вода"},
            "descriptionMap": {"ru": "Уровень озёр"},
            "keyword": ["суу"],
            "keywordMap": {"ru": ["вода", "озеро"]},
            "publisher": {"@id": "https://org.example/1", "@type": "Organization", "name": "Комитет"},
            "contactPoint": [{"@type": "Kind", "fn": "Бөлүм", "hasEmail": "mailto:b@example.kg", "tel": "+996 312 1"}],
            "theme": [{"@id": "https://x.example/1", "prefLabel": "Environment", "inScheme": "https://x.example"}],
            "landingPage": {"@type": "Document", "title": "Барак", "accessURL": "https://data.example/page"},
            "spatial": [{"@type": "Location", "label": "Чүй", "geometry": "POLYGON((73 42, 76 42, 76 43, 73 43, 73 42))"}],
            "temporal": [{"@type": "PeriodOfTime", "startDate": "2024-01-01", "endDate": "2024-12-31"}],
            "accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"},
            "rights": ["Булагы көрсөтүлсүн", {"label": "public"}],
            "license": {"@id": "https://creativecommons.org/publicdomain/zero/1.0/"},
            "status": {"prefLabel": "Completed"},
            "modified": {"@type": "xsd:dateTime", "@value": "2024-06-01T10:00:00Z"},
            "distribution": [
                {
                    "@id": "https://data.example/1.csv#d",
                    "accessURL": {"@id": "https://data.example/1"},
                    "downloadURL": {"@id": "https://data.example/1.csv"},
                    "format": {"@id": "http://publications.europa.eu/resource/authority/file-type/CSV"},
                    "byteSize": "1024",
                    "checksum": {"algorithm": "sha256", "checksumValue": "9f86"},
                }
            ],
        }
    )
    kept = found.dataset
    assert kept.title == (LangString(value="Вода", language="ru"), LangString(value="Суу"))
    assert kept.description == (LangString(value="Уровень озёр", language="ru"),)
    assert {word.value for word in kept.keyword} == {"суу", "вода", "озеро"}
    assert kept.publisher == Agent(name=(LangString(value="Комитет"),), identifier="https://org.example/1")
    assert kept.contact_point == ()
    assert kept.theme == (Coded(verbatim="Environment", code="ENVI"),)
    assert kept.landing_page == "https://data.example/page"
    assert (kept.spatial[0].verbatim, kept.spatial[0].bbox) == ("Чүй", (73, 42, 76, 43))
    assert kept.temporal[0].end
    assert kept.temporal[0].end.verbatim == "2024-12-31"
    assert [right.code for right in kept.access_rights] == ["RESTRICTED", "PUBLIC"]
    assert kept.license == (
        Statement(verbatim="https://creativecommons.org/publicdomain/zero/1.0/", field="/license"),
        Statement(verbatim="Булагы көрсөтүлсүн", field="/rights/0"),
    )
    assert kept.modified
    assert kept.modified.value == datetime(2024, 6, 1, 10, tzinfo=UTC)
    file = kept.distribution[0]
    assert (file.access_url, file.download_url) == ("https://data.example/1", "https://data.example/1.csv")
    assert (file.format and file.format.code, file.byte_size) == ("CSV", 1024)
    assert file.checksum == Checksum(value="9f86", algorithm="sha256")
    assert {"/status", "/theme/0/inScheme", "/landingPage/title"} <= set(kept.ignored)


def test_a_dataset_of_arcgis_hub_in_dcat_ap() -> None:
    found = read(
        {
            "@type": "dcat:Dataset",
            "@id": "https://hub.example/datasets/1",
            "dct:title": "Суу",
            "dct:description": {"@value": "Көлдөр", "@language": "ky"},
            "dcat:contactPoint": {"@id": "https://x.example", "@type": "Contact", "vcard:fn": "Айгүл", "vcard:hasEmail": None},
            "dct:publisher": "Комитет",
            "dcat:theme": "Environment",
            "dct:accessRights": "public",
            "dct:identifier": "https://hub.example/datasets/1",
            "dct:language": {"@id": "lang:KIR"},
            "dcat:keyword": ["суу"],
            "dct:issued": "2021-04-19T13:30:24.055-04:00",
            "dct:spatial": {
                "@type": "dct:Location",
                "locn:geometry": {"@type": "gsp:wktLiteral", "@value": "POLYGON((73 42, 76 42, 76 43, 73 43, 73 42))"},
            },
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution",
                    "dcat:accessUrl": "https://hub.example/datasets/1",
                    "dct:format": {"@id": "ftype:HTML"},
                    "dct:title": "Барак",
                }
            ],
        }
    )
    kept = found.dataset
    assert kept.title == (LangString(value="Суу"),)
    assert kept.description == (LangString(value="Көлдөр", language="ky"),)
    assert kept.contact_point == ()
    assert kept.publisher == Agent(name=(LangString(value="Комитет"),))
    assert kept.language == (Coded(verbatim="KIR", code="ky"),)
    assert kept.spatial[0].bbox == (73, 42, 76, 43)
    assert kept.issued
    assert kept.issued.zone_stated
    file = kept.distribution[0]
    assert (file.access_url, file.format) == ("https://hub.example/datasets/1", Coded(verbatim="HTML", code="HTML"))
    assert kept.ignored == ()


@pytest.mark.parametrize(
    ("value", "identifier"),
    [
        ({"identifier": "a"}, "a"),
        ({"identifier": 7}, "7"),
        ({"identifier": ["a", "b"]}, "a"),
        ({"identifier": [{"@value": "a"}]}, "a"),
        ({"identifier": {"notation": "a"}}, "a"),
        ({"identifier": "", "@id": "a"}, "a"),
        ({"identifier": None, "dct:identifier": "a"}, "a"),
        ({"http://purl.org/dc/terms/identifier": "a"}, "a"),
        ({"identifier": {}}, None),
        ({"identifier": []}, None),
        ({"identifier": "x" * 501}, None),
        ({}, None),
    ],
)
def test_identifiers(value: dict[str, Any], identifier: str | None) -> None:
    assert identifier_in(value) == identifier


@pytest.mark.parametrize("title", [None, "", "—", [], {}, ["", ""], True])
def test_no_title(title: Any) -> None:
    with pytest.raises(SkipRecord) as error:
        read(dataset(1, title=title))
    assert (error.value.issue.code, error.value.issue.pointer) == ("title-missing", "/title")


@pytest.mark.parametrize(
    "title",
    [
        "Суу",
        ["Суу"],
        {"@value": "Суу"},
        [{"@value": "Суу"}],
        {"@value": "Суу", "@language": "ky"},
        {"ky": "Суу"},
        {"@none": "Суу"},
    ],
)
def test_the_forms_of_a_text(title: Any) -> None:
    for name in ("title", "dct:title", "http://purl.org/dc/terms/title"):
        fields = {"identifier": "1", name: title}
        assert read(fields).dataset.title[0].value == "Суу"


def test_a_field_under_two_names() -> None:
    found = read(dataset(1) | {"dct:title": "Башка"})
    assert found.dataset.title[0].value == dataset(1)["title"]
    assert ("field-ignored", "/dct:title") in codes(found)


@pytest.mark.parametrize("modified", ["R/P1D", "R/PT1S", "daily"])
def test_a_frequency_is_no_date(modified: str) -> None:
    found = read(dataset(1, modified=modified))
    assert found.dataset.modified
    assert found.dataset.modified.value is None
    assert found.dataset.accrual_periodicity == modified
    assert ("date-not-understood", "/modified") in codes(found)


def test_no_date_of_change() -> None:
    assert read(dataset(1, modified=None)).dataset.modified is None
    changed = read(dataset(1, modified="", **{"%modified": "2024-01-02T03:04:05"})).dataset.modified
    assert changed
    assert changed.of_record


@pytest.mark.parametrize(
    ("level", "code"), [("public", "PUBLIC"), ("restricted public", "RESTRICTED"), ("non-public", "NON_PUBLIC"), ("other", None)]
)
def test_access_levels(level: str, code: str | None) -> None:
    assert read(dataset(1, accessLevel=level)).dataset.access_rights == (Coded(verbatim=level, code=code),)


def test_rights_are_statements_unless_they_are_an_access_right() -> None:
    found = read(dataset(1, rights="Closed", accessLevel="public", license=None)).dataset
    assert [right.code for right in found.access_rights] == ["PUBLIC", "NON_PUBLIC"]
    assert found.license == ()
    found = read(dataset(1, rights="Only within the ministry", license=None)).dataset
    assert found.license == (Statement(verbatim="Only within the ministry", field="/rights"),)


@pytest.mark.parametrize(
    ("publisher", "name"),
    [
        ("Комитет", "Комитет"),
        ({"name": "Комитет"}, "Комитет"),
        ([{"name": "Комитет"}, {"name": "Экинчи"}], "Комитет"),
        ({"foaf:name": "Комитет"}, "Комитет"),
        ({"name": {"ru": "Комитет"}}, "Комитет"),
        ({"ru": "Комитет"}, "Комитет"),
        ({"name": ""}, None),
        ({}, None),
        (7, "7"),
        ([], None),
    ],
)
def test_publishers(publisher: Any, name: str | None) -> None:
    found = read(dataset(1, publisher=publisher))
    assert (found.dataset.publisher and found.dataset.publisher.name[0].value) == name


@pytest.mark.parametrize(
    ("contact", "kept"),
    [
        ("Айгүл", ContactPoint(name="Айгүл")),
        ({"fn": "Айгүл", "hasEmail": "a@example.kg"}, ContactPoint(name="Айгүл", email="a@example.kg")),
        ({"fn": "Айгүл", "hasEmail": "MAILTO: a@example.kg"}, ContactPoint(name="Айгүл", email="a@example.kg")),
        ({"fn": "Айгүл", "hasEmail": {"@id": "mailto:a@example.kg"}}, ContactPoint(name="Айгүл", email="a@example.kg")),
        ({"vcard:fn": "Айгүл", "vcard:hasTelephone": {"hasValue": "tel:+996-1"}}, ContactPoint(name="Айгүл", telephone="+996-1")),
        ([{"fn": "Айгүл"}], ContactPoint(name="Айгүл")),
        ({}, None),
        ([], None),
    ],
)
def test_contacts(contact: Any, kept: ContactPoint | None) -> None:
    """As they are read, before the policy of the source says which of them are kept."""
    fields = Fields(dataset(1, contactPoint=contact), Remarks("1"), source())
    assert read_dataset(fields, "1", base="https://x.example").contact_point == ((kept,) if kept else ())


BOX = (73.0, 42.0, 76.0, 43.0)


@pytest.mark.parametrize(
    ("spatial", "words", "box"),
    [
        ("Чүй облусу", "Чүй облусу", None),
        ("73.0,42.0,76.0,43.0", "73.0,42.0,76.0,43.0", BOX),
        ({"type": "envelope", "coordinates": [[73.0, 43.0], [76.0, 42.0]]}, None, BOX),
        ({"type": "Polygon", "coordinates": [[[73, 42], [76, 42], [76, 43], [73, 43], [73, 42]]]}, None, BOX),
        (json.dumps({"type": "Polygon", "coordinates": [[[73, 42], [76, 42], [76, 43], [73, 42]]]}), None, BOX),
        ({"@type": "dct:Location", "dcat:bbox": "POLYGON((73 42, 76 42, 76 43, 73 43, 73 42))"}, None, BOX),
        ([{"prefLabel": "Чүй"}], "Чүй", None),
        (["Чүй"], "Чүй", None),
        ({"@id": "http://sws.geonames.org/1527747/"}, "http://sws.geonames.org/1527747/", None),
    ],
)
def test_places(spatial: Any, words: str | None, box: tuple[float, ...] | None) -> None:
    place = read(dataset(1, spatial=spatial)).dataset.spatial[0]
    assert place.bbox == box
    assert words is None or place.verbatim == words


@pytest.mark.parametrize(
    ("temporal", "ends"),
    [
        ("2010-01-01/2020-12-31", ("2010-01-01", "2020-12-31")),
        ("2010/..", ("2010", None)),
        ({"startDate": "2010", "endDate": "2020"}, ("2010", "2020")),
        ([{"dcat:startDate": {"@value": "2010", "@type": "xsd:gYear"}}], ("2010", None)),
        ({"schema:startDate": "2010", "schema:endDate": "2020"}, ("2010", "2020")),
    ],
)
def test_periods(temporal: Any, ends: tuple[str | None, str | None]) -> None:
    period = read(dataset(1, temporal=temporal)).dataset.temporal[0]
    assert (period.start and period.start.verbatim, period.end and period.end.verbatim) == ends


@pytest.mark.parametrize(
    ("file", "access", "download", "code"),
    [
        ({"downloadURL": "https://x.example/a.csv"}, None, "https://x.example/a.csv", "CSV"),
        ({"accessURL": "https://x.example/a"}, "https://x.example/a", None, None),
        ({"accessURL": "https://x.example/a.csv"}, "https://x.example/a.csv", "https://x.example/a.csv", "CSV"),
        ({"accessURL": "https://x.example/a", "mediaType": "text/csv"}, "https://x.example/a", None, "CSV"),
        ({"downloadURL": "/files/a.csv"}, None, "https://data.example.kg/files/a.csv", "CSV"),
        ({"downloadURL": "uploads/a.csv"}, None, "https://data.example.kg/uploads/a.csv", "CSV"),
        ({"downloadURL": "http://10.0.0.1/a.csv"}, "http://10.0.0.1/a.csv", None, "CSV"),
        ({"accessURL": "see the office"}, None, None, None),
        ({}, None, None, None),
    ],
)
def test_files(file: dict[str, Any], access: str | None, download: str | None, code: str | None) -> None:
    found = read(dataset(1, distribution=[file | {"title": "Файл"}])).dataset.distribution[0]
    assert (found.access_url, found.download_url, found.format and found.format.code) == (access, download, code)


def test_one_file_without_a_list() -> None:
    assert len(read(dataset(1, distribution=dataset(1)["distribution"][0])).dataset.distribution) == 1


def test_an_unknown_field_of_an_object_is_told() -> None:
    found = read(dataset(1, publisher={"name": "Комитет", "subOrganizationOf": "Өкмөт"}, dataQuality=True))
    assert {("field-ignored", "/publisher/subOrganizationOf"), ("field-ignored", "/dataQuality")} <= set(codes(found))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["@id", "@value", "@type", "name", "ru", "x"]), inner)
    ),
    max_leaves=8,
)
NAMES = [
    *dataset(1),
    "dct:title",
    "titleMap",
    "issued",
    "spatial",
    "temporal",
    "theme",
    "language",
    "rights",
    "status",
    "landingPage",
]
FILE = ["accessURL", "downloadURL", "format", "mediaType", "byteSize", "checksum", "license", "title", "language"]


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(st.sampled_from(NAMES), json_values, max_size=10), st.dictionaries(st.sampled_from(FILE), json_values))
def test_whatever_a_portal_sends_is_a_dataset_or_skipped(fields: dict[str, Any], file: dict[str, Any]) -> None:
    try:
        found = read(dataset(1, distribution=[file]) | fields)
    except SkipRecord:
        return
    assert found.dataset.model_validate_json(found.dataset.model_dump_json()) == found.dataset
    assert len(set(found.dataset.ignored)) == len(found.dataset.ignored)
