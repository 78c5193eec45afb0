"""Records as formats are given them: one with all, one with little, one whose texts break what is careless."""

from datetime import UTC, datetime

from schemas.dataset import Checksum, Coded, ContactPoint, DateValue, Distribution, Location, PeriodOfTime, Statement
from schemas.formats.entry import Catalog, Entry
from schemas.record import CatalogRecord, Status
from schemas.source import Source
from tests.factories import coded, day, record, text

CATALOG = Catalog(root="https://serai.example.org", version="0.1.0", contact="catalogue@example.org")
MODIFIED = datetime(2026, 11, 25, 12, 30, 5, tzinfo=UTC)

SOURCE = Source(
    id="kg_data_gov",
    title={"en": "Open data of Kyrgyzstan", "ky": "Кыргызстандын ачык маалыматтары"},
    kind="ckan",
    url="https://data.example.kg/",
    jurisdiction="KG",
    language=("ky", "ru"),
)

HOSTILE = "</script><b>&amp;\"'\\ \u202e\u200b]]> {{x}} ${y} \x0b\x1f\ufffe \U0001f4a7 \u2028end"
"""What breaks HTML, XML, JSON, Turtle and templates; characters that XML 1.0 does not allow are among them."""


def _saying(of: CatalogRecord, **fields: object) -> CatalogRecord:
    """The record with fields of the dataset that `record` has as fields of its own."""
    return of.model_copy(update={"dataset": of.dataset.model_copy(update=fields)})


WHOLE = record(
    {"en": "Water use by district", "ru": "Водопользование по районам", "fa": "مصرف آب"},
    identifier="water / use?#1",
    description={"en": "Monthly water use, in cubic metres, of every district since 2010, as measured by the water utility."},
    keyword={"en": ["water", "district"], "ru": "вода"},
    publisher={"ru": "Министерство водного хозяйства"},
    theme=("ENVI", "AGRI"),
    language=("ky", "ru"),
    access_rights=("PUBLIC",),
    issued="2020",
    contact_point=(ContactPoint(name="Water office", email="water@example.kg", telephone="+996 312 000000"),),
    accrual_periodicity="monthly",
    landing_page="https://data.example.kg/dataset/water use",
    spatial=(Location(verbatim="Bishkek", bbox=(74.4, 42.7, 74.8, 43.0)), Location(verbatim="Кыргызстан")),
    temporal=(PeriodOfTime(start=day("2010"), end=day("2026-05-31")), PeriodOfTime(end=DateValue(verbatim="now"))),
    was_derived_from=(Statement(verbatim="https://data.example.kg/dataset/meters", field="/extras/0"),),
    distribution=(
        Distribution(
            identifier="a",
            title=text({"en": "Water as CSV"}),
            access_url="https://data.example.kg/files/water.csv",
            download_url="https://data.example.kg/files/water.csv",
            format=coded("CSV")[0],
            media_type="text/csv",
            byte_size=1234,
            modified=day("2026-05"),
            checksum=Checksum(value="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", algorithm="sha256"),
        ),
        Distribution(title=text("Without an address"), format=Coded(verbatim="??")),
        Distribution(access_url="https://data.example.kg/api?q=[a b]|c", format=coded("JSON")[0]),
        Distribution(access_url="not an address"),
    ),
)

WHOLE = _saying(WHOLE, license=(Statement(verbatim="cc-by", field="/license_id"),), version="2.1")

BARE = record("Su", identifier="bare", license=None, modified=None, file_format=())

STRANGE = record(
    HOSTILE,
    identifier=HOSTILE,
    description=HOSTILE,
    keyword=HOSTILE,
    publisher=HOSTILE,
    source="undeclared",
    license=None,
    landing_page="javascript:alert(1)",
    access_rights=("NON_PUBLIC",),
    privacy_class="personal",
    issued=None,
    accrual_periodicity=HOSTILE,
    spatial=(Location(verbatim=HOSTILE, bbox=(170.0, -90.0, -170.0, 90.0)),),
    distribution=(
        Distribution(
            title=text(HOSTILE), description=text(HOSTILE), access_url='https://example.kg/<a>?b="c"', media_type=HOSTILE
        ),
        Distribution(access_url="ftp://example.kg/данные.csv", checksum=Checksum(value=HOSTILE)),
    ),
)

STRANGE = _saying(STRANGE, license=(Statement(verbatim=HOSTILE, field="/license_id"),), version=HOSTILE)

GONE = record("Withdrawn", identifier="gone", status=Status.WITHDRAWN)


def entry(of: CatalogRecord) -> Entry:
    """A record with its surroundings: that of a source that nobody declares any more has none."""
    return Entry(of, SOURCE if of.source == SOURCE.id else None, MODIFIED)


ENTRIES = tuple(map(entry, (WHOLE, BARE, STRANGE, GONE)))
