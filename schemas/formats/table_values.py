"""What stands in each cell of a row (`table`)."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TypeVar

from ..assessment import Confidence, JurisdictionAssessment
from ..dataset import Coded, DateValue, LangString, Text
from ..frequencies import frequency
from ..metadata_quality import lacking, points
from ..periods import around
from ..record import CatalogRecord
from ..web_address import iri_of, shown
from .entry import Catalog, Entry
from .odrl import is_settled, policy_of
from .schema_org import address_of, license_address, portal_name
from .shipped import licenses

_Value = TypeVar("_Value")

LARGEST = 2**63 - 1
"""The largest whole number that every reader of tables takes."""


def cleaned(value: _Value) -> _Value | str | list[str]:
    """The value with texts that are whole in UTF-8."""
    if isinstance(value, str):
        return in_unicode(value)
    return [in_unicode(each) for each in value] if isinstance(value, list) else value


def in_unicode(text: str) -> str:
    """The text with U+FFFD for halves of surrogate pairs, which no UTF-8 has."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def id(entry: Entry) -> str:
    return str(entry.record.id)


def address(entry: Entry, catalog: Catalog) -> str:
    return catalog.dataset(entry.record.id)


def identifier(entry: Entry) -> str:
    return entry.record.dataset.identifier


def source(entry: Entry) -> str:
    return entry.record.source


def portal(entry: Entry) -> str:
    return portal_name(entry)


def landing_page(entry: Entry) -> str | None:
    page = entry.record.dataset.landing_page
    return iri_of(page) if page else None


def status(entry: Entry) -> str:
    return entry.record.status.value


def title(entry: Entry) -> str | None:
    return _first(entry.record.dataset.title)


def title_language(entry: Entry) -> str | None:
    texts = entry.record.dataset.title
    return texts[0].language if texts else None


def alternative(entry: Entry) -> list[str]:
    return [each.value for each in entry.record.dataset.title[1:]]


def alternative_language(entry: Entry) -> list[str]:
    return [each.language for each in entry.record.dataset.title[1:]]


def description(entry: Entry) -> str | None:
    found = _described(entry.record)
    return found.value if found else None


def description_language(entry: Entry) -> str | None:
    found = _described(entry.record)
    return found.language if found else None


def _described(record: CatalogRecord) -> LangString | None:
    """The description in the language of the first title, else the first."""
    texts, titles = record.dataset.description, record.dataset.title[:1]
    same = (each for each in texts for title in titles if each.language == title.language)
    return next(same, texts[0] if texts else None)


def keyword(entry: Entry) -> list[str]:
    return _unique(each.value for each in entry.record.dataset.keyword)


def theme(entry: Entry) -> list[str]:
    return _codes(entry.record.dataset.theme)


def publisher(entry: Entry) -> str | None:
    found = entry.record.dataset.publisher
    return _first(found.name) if found else None


def language(entry: Entry) -> list[str]:
    """Those of the dataset, else those of its files."""
    dataset = entry.record.dataset
    return _codes(dataset.language) or _codes(each for file in dataset.distribution for each in file.language)


def version(entry: Entry) -> str | None:
    return entry.record.dataset.version


def issued(entry: Entry) -> date | None:
    return _day(entry.record.dataset.issued)


def issued_precision(entry: Entry) -> str | None:
    return _precision(entry.record.dataset.issued)


def issued_of_record(entry: Entry) -> bool | None:
    return _of_record(entry.record.dataset.issued)


def modified(entry: Entry) -> date | None:
    return _day(entry.record.dataset.modified)


def modified_precision(entry: Entry) -> str | None:
    return _precision(entry.record.dataset.modified)


def modified_of_record(entry: Entry) -> bool | None:
    return _of_record(entry.record.dataset.modified)


def periodicity(entry: Entry) -> str | None:
    return entry.record.dataset.accrual_periodicity


def frequency_code(entry: Entry) -> str | None:
    stated = entry.record.dataset.accrual_periodicity
    return frequency(stated).code if stated else None


def temporal_start(entry: Entry) -> date | None:
    """The first day of all periods. None if one of them has no start."""
    return (around(entry.record.dataset.temporal) or (None, None))[0]


def temporal_end(entry: Entry) -> date | None:
    """The last day of all periods. None if one of them has no end."""
    return (around(entry.record.dataset.temporal) or (None, None))[1]


def spatial(entry: Entry) -> list[str]:
    return _unique(each.verbatim for each in entry.record.dataset.spatial)


def edge(number: int) -> Callable[[Entry], float | None]:
    """An edge of the first box: west, south, east, north."""

    def found(entry: Entry) -> float | None:
        boxes = (each.bbox for each in entry.record.dataset.spatial)
        first = next((each for each in boxes if each), None)
        return first[number] if first else None

    return found


def license_id(entry: Entry) -> str | None:
    found = entry.record.assessment.license
    return found.id if is_settled(found) else None


def license_title(entry: Entry) -> str | None:
    known = licenses().by_id.get(license_id(entry) or "")
    return known.title if known else None


def license_url(entry: Entry) -> str | None:
    return license_address(entry.record.assessment.license)


def license_stated(entry: Entry) -> list[str]:
    return list(entry.record.assessment.license.raw)


def license_status(entry: Entry) -> str:
    return entry.record.assessment.license.status.value


def license_confidence(entry: Entry) -> str:
    return entry.record.assessment.license.confidence.value


def permission(entry: Entry) -> list[str]:
    return list(policy_of(entry).permission)


def prohibition(entry: Entry) -> list[str]:
    return list(policy_of(entry).prohibition)


def duty(entry: Entry) -> list[str]:
    return list(policy_of(entry).duty)


def access_rights(entry: Entry) -> list[str]:
    return _codes_or_words(entry.record.dataset.access_rights)


def privacy_class(entry: Entry) -> str | None:
    found = entry.record.assessment.privacy
    return None if found.confidence is Confidence.LOW else found.privacy_class.value


def privacy_confidence(entry: Entry) -> str:
    return entry.record.assessment.privacy.confidence.value


def jurisdiction(entry: Entry) -> list[str]:
    found = _law(entry)
    if not found:
        return []
    holder = (found.holder_state,) if found.holder_state else ()
    return _unique((*holder, *found.storage_state, *found.collection_state, *found.data_subject_state))


def holder_state(entry: Entry) -> str | None:
    found = _law(entry)
    return found.holder_state if found else None


def governing_law(entry: Entry) -> list[str]:
    found = _law(entry)
    return list(found.governing_law) if found else []


def jurisdiction_confidence(entry: Entry) -> str:
    return entry.record.assessment.jurisdiction.confidence.value


def _law(entry: Entry) -> JurisdictionAssessment | None:
    found = entry.record.assessment.jurisdiction
    return None if found.confidence is Confidence.LOW else found


def distribution_count(entry: Entry) -> int:
    return len(entry.record.dataset.distribution)


def file_format(entry: Entry) -> list[str]:
    return _codes_or_words(each.format for each in entry.record.dataset.distribution if each.format)


def media_type(entry: Entry) -> list[str]:
    return _unique(each.media_type for each in entry.record.dataset.distribution if each.media_type)


def download_url(entry: Entry) -> list[str]:
    return _unique(found for each in entry.record.dataset.distribution if (found := address_of(each)))


def byte_size(entry: Entry) -> int | None:
    sizes = [each.byte_size for each in entry.record.dataset.distribution]
    whole = None if not sizes or None in sizes else sum(size for size in sizes if size)
    return whole if whole is not None and whole <= LARGEST else None


def was_derived_from(entry: Entry) -> list[str]:
    return [each.verbatim for each in entry.record.dataset.was_derived_from]


def metadata_quality(entry: Entry) -> int:
    return points(lacking(entry.record))


def record_issued(entry: Entry) -> datetime:
    return entry.record.provenance.first_harvested.astimezone(UTC)


def record_modified(entry: Entry) -> datetime:
    return entry.modified.astimezone(UTC)


def record_url(entry: Entry) -> str:
    return shown(entry.record.provenance.url)


def _first(text: Text) -> str | None:
    return text[0].value if text else None


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _codes(values: Iterable[Coded]) -> list[str]:
    return _unique(each.code for each in values if each.code)


def _codes_or_words(values: Iterable[Coded]) -> list[str]:
    return _unique(each.code or each.verbatim for each in values)


def _day(value: DateValue | None) -> date | None:
    return value.calendar_day if value else None


def _precision(value: DateValue | None) -> str | None:
    return value.precision.value if value and value.precision else None


def _of_record(value: DateValue | None) -> bool | None:
    return value.of_record if value and value.value else None
