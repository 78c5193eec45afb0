"""Formats of files, as portals name them."""

import gzip
import json
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import Coded
from schemas.file_formats import FileFormat, file_format, file_formats
from schemas.words import word_key
from tests.shared_material import chinese_records, shared


def stated(text: str) -> Coded | None:
    return file_format(stated=text, media_type=None, url=None)


def by_url(url: str) -> Coded | None:
    return file_format(stated=None, media_type=None, url=url)


@pytest.mark.parametrize(
    ("verbatim", "code"),
    [
        ("CSV", "CSV"),
        (".csv", "CSV"),
        ("CSV.", "CSV"),
        ("*.csv", "CSV"),
        (" csv ", "CSV"),
        (".cvs", "CSV"),
        ("text/csv", "CSV"),
        ("text/csv; charset=utf-8", "CSV"),
        ("http://publications.europa.eu/resource/authority/file-type/CSV", "CSV"),
        ("https://www.iana.org/assignments/media-types/text/csv", "CSV"),
        ("xslx", "XLSX"),
        ("xlsx", "XLSX"),
        ("Microsoft Excel", "EXCEL"),
        ("application/vnd.ms-excel", "XLS"),
        ("ODS", "ODS"),
        ("geojson", "GEOJSON"),
        ("JSON-LD", "JSON_LD"),
        ("application/ld+json", "JSON_LD"),
        ("RDF/XML", "RDF_XML"),
        ("ttl", "RDF_TURTLE"),
        ("Esri Shapefile", "SHP"),
        ("GeoPackage", "GPKG"),
        ("OGC:WMS", "WMS_SRVC"),
        ("WFS", "WFS_SRVC"),
        ("ArcGIS GeoServices REST API", "REST"),
        ("REST", "API"),  # what a portal calls REST is not Esri's interface of that name in the EU's table
        ("Ponto de Acesso à API", "API"),
        ("接口", "API"),
        ("DB数据库", "DATABASE"),
        ("库表", "DATABASE"),
        ("MySQL", "DATABASE"),
        ("达梦数据库", "DATABASE"),
        ("маълумотлар базаси", "DATABASE"),
        ("http接口", "API"),
        ("وب سرویس", "API"),
        ("et", "ET"),
        ("WPS表格", "ET"),
        ("WPS", "WPS"),  # the service of OGC, not the office programs
        ("файл CSV", "CSV"),
        ("csv-файл", "CSV"),
        ("CSV fayl", "CSV"),
        ("xml格式", "XML"),
        ("Excel文件", "EXCEL"),
        ("格式：JSON", "JSON"),
        ("एक्सेल", "EXCEL"),
        ("['api']", "API"),
        ("htm", "HTML"),
        ("jpg", "JPEG"),
        ("nc", "NETCDF"),
        ("SPSS", "SAV"),
        ("7z", "7Z"),
        ("tar.gz", "TAR_GZ"),
        ("GTFS", "GTFS"),
    ],
)
def test_stated_formats(verbatim: str, code: str) -> None:
    assert stated(verbatim) == Coded(verbatim=verbatim, code=code)


@pytest.mark.parametrize(
    ("verbatim", "code"),
    [
        ("zip+csv", "CSV"),
        ("ZIP+CSV", "CSV"),
        ("csv+zip", "CSV"),
        ("ZIP + XML", "XML"),
        ("CSV (zip)", "CSV"),
        ("csv.gz", "CSV"),
        ("zipped csv", "CSV"),
        ("ZIP (Esri Shapefile)", "SHP"),
        ("zip", "ZIP"),
        ("zip, zip", "ZIP"),
    ],
)
def test_of_packed_files_the_content_counts(verbatim: str, code: str) -> None:
    assert stated(verbatim) == Coded(verbatim=verbatim, code=code)


@pytest.mark.parametrize(
    "verbatim",
    [
        "EXCEL,DOC",
        "xls/xlsx",
        "zip+rar",
        "file",
        "файл",
        "文件格式",
        "数据集",
        "URL",
        "Planilha",
        "http",
        "-",
        "zip of something",
        "x" * 5000,
    ],
)
def test_what_is_not_one_format_has_no_code(verbatim: str) -> None:
    assert stated(verbatim) == Coded(verbatim=verbatim)


@pytest.mark.parametrize(
    ("url", "seen", "code"),
    [
        ("https://data.gov.kg/files/data.csv", ".csv", "CSV"),
        ("https://data.gov.kg/files/DATA.CSV?version=1.2#top", ".CSV", "CSV"),
        ("https://data.gov.kg/files/report.v2.xlsx", ".xlsx", "XLSX"),
        ("https://data.gov.kg/files/data.csv.zip", ".csv.zip", "CSV"),
        ("https://data.gov.kg/files/v1.2.zip", ".zip", "ZIP"),
        ("files/data.json", ".json", "JSON"),
        ("ftp://example.org/t.nc", ".nc", "NETCDF"),
    ],
)
def test_the_extension_of_an_address(url: str, seen: str, code: str) -> None:
    assert by_url(url) == Coded(verbatim=seen, code=code)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.csv",
        "https://example.org/",
        "https://example.org/page.php",
        "https://example.org/?file=data.csv",
        "http://[",
        "",
        ".",
        "a.",
    ],
)
def test_an_address_without_a_known_extension_says_nothing(url: str) -> None:
    assert by_url(url) is None


def test_the_first_that_is_understood_decides() -> None:
    url = "https://example.org/data.json"
    assert file_format(stated="XML", media_type="text/csv", url=url) == Coded(verbatim="XML", code="XML")
    assert file_format(stated="Planilha", media_type="text/csv", url=url) == Coded(verbatim="text/csv", code="CSV")
    assert file_format(stated="Planilha", media_type="x/y", url=url) == Coded(verbatim=".json", code="JSON")
    assert file_format(stated="Planilha", media_type="x/y", url="https://example.org/") == Coded(verbatim="Planilha")


def test_a_vague_media_type_and_blanks_say_nothing() -> None:
    assert file_format(stated=" ", media_type="application/octet-stream", url=None) is None
    assert file_format(stated="", media_type="binary/octet-stream", url="/t.shp") == Coded(verbatim=".shp", code="SHP")
    assert file_format(stated=None, media_type=None, url=None) is None


@given(
    stated=st.none() | st.text(st.characters()),
    media_type=st.none() | st.text(st.characters()),
    url=st.none() | st.text(st.characters()),
)
def test_any_text_is_kept_and_never_raises(stated: str | None, media_type: str | None, url: str | None) -> None:
    found = file_format(stated=stated, media_type=media_type, url=url)
    if found:
        assert found.verbatim in (stated, media_type) or found.verbatim in (url or "")
        assert found.code is None or found.code in file_formats()
    else:
        assert not (stated or "").strip() or word_key(stated or "").startswith(("application/", "binary/", "unknown/"))


def test_no_name_stands_for_two_formats() -> None:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for each in file_formats().values():
        for name in (each.label, *each.media_types, *each.extensions, *each.aliases):
            names[word_key(name)].add(each.code)
    assert {name: codes for name, codes in names.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("each", file_formats().values(), ids=lambda each: each.code)
def test_every_format_is_found_by_its_own_words(each: FileFormat) -> None:
    for name in (each.label, *each.media_types, *each.extensions, *each.aliases):
        assert stated(name) == Coded(verbatim=name, code=each.code)
    if each.iri:
        assert stated(each.iri) == Coded(verbatim=each.iri, code=each.code)


def test_the_resources_of_a_real_portal_are_understood() -> None:
    path = shared("fixtures/br-ckan-dadosgovbr/package_search_rows800.json.gz")
    packages = json.loads(gzip.decompress(path.read_bytes()))["result"]["results"]
    resources = [resource for package in packages for resource in package["resources"]]
    found = [file_format(stated=each["format"], media_type=each["mimetype"], url=each["url"]) for each in resources]
    understood = sum(1 for each in found if each and each.code)
    assert len(resources) == 8006
    assert understood / len(resources) > 0.998


def test_the_words_of_real_chinese_portals_are_understood() -> None:
    """Their lists of several formats are left out: the reader of a portal makes a distribution of each."""
    found = {text: count for text, count in chinese_records("data_formats").items() if text.strip() and "," not in text}
    unknown = {text: count for text, count in found.items() if not (each := stated(text)) or not each.code}
    assert unknown == {"http": 2277, "['file']": 78, "$type": 5, "file": 3, "['']": 1}, "none of them is a format"
    assert sum(found.values()) == 15_317
