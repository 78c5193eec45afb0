"""CatalogRecord -> document: what an index has of a record, made from `FIELDS`. Pure."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from schemas.dataset import UNDETERMINED, DatePrecision, DateValue, LangString, Text
from schemas.recognition import allows, language_of
from schemas.record import CatalogRecord

from .analysis.tokens import ANALYSIS_VERSION, streams
from .fields import FIELDS
from .query import IndexedSummary, LocalText

MAX_DESCRIPTION = 300
"""The most characters of a description that a result list shows."""


@dataclass(frozen=True)
class Document:
    """A record ready for any engine.

    `tokens` has the folded words of each text field, `stems` their stems, with spaces between (see `search.analysis.tokens`);
    `values` the exact values of each filter; `days` the day of each date field as an ISO date; `summary` is kept as it is.
    """

    id: UUID
    version: int
    tokens: dict[str, str]
    stems: dict[str, str]
    values: dict[str, tuple[str, ...]]
    days: dict[str, str]
    summary: IndexedSummary


@cache
def recipe() -> str:
    """How documents are made, apart from the layout of an index: the shape of summaries and the analysis.

    An engine puts it into the name of an index. So an index that was built by another recipe is recognised, and built again.
    """
    return repr((IndexedSummary.model_json_schema(), ANALYSIS_VERSION))


def document(record: CatalogRecord) -> Document:
    """The document of a record. Pure: the same record gives the same document."""
    main = _main_language(record)
    analysed = {name: _analysed(field.text(record), main) for name, field in FIELDS.items() if field.text}
    days = {name: field.day(record) for name, field in FIELDS.items() if field.day}
    values = {name: field.values(record) for name, field in FIELDS.items() if field.values}
    return Document(
        id=record.id,
        version=record.version,
        tokens={name: terms for name, (terms, _) in analysed.items()},
        stems={name: stems for name, (_, stems) in analysed.items()},
        values=values,
        days={name: day.isoformat() for name, day in days.items() if day},
        summary=_summary(record, main, values),
    )


def _main_language(record: CatalogRecord) -> str:
    """The language of the title and description where none is stated: one for a record.

    If the dataset is stated to be in one language, its description is taken to be in it too, as far as the letters allow.
    """
    dataset = record.dataset
    untagged = [item.value for item in (*dataset.title, *dataset.description) if item.language == UNDETERMINED]
    if not untagged:
        return UNDETERMINED
    stated = [item.code for item in dataset.language if item.code]
    return language_of(". ".join(untagged), *(stated if len(stated) == 1 else ()))


def _language(text: LangString, main: str) -> str:
    """The language of one text: the stated one or, where none is, the record's, if its letters allow."""
    if text.language != UNDETERMINED:
        return language_of(text.value, text.language)
    return main if main != UNDETERMINED and allows(text.value, main) else UNDETERMINED


def _analysed(text: Text, main: str) -> tuple[str, str]:
    """The words and the stems of a text in all its languages."""
    found = [streams(item.value, _language(item, main)) for item in text]
    return " ".join(term for terms, _ in found for term in terms), " ".join(stem for _, stems in found for stem in stems)


def _summary(record: CatalogRecord, main: str, values: dict[str, tuple[str, ...]]) -> IndexedSummary:
    dataset, assessment = record.dataset, record.assessment
    return IndexedSummary(
        title=_local(dataset.title, main),
        description=_local(dataset.description, main, limit=MAX_DESCRIPTION),
        publisher=_local(dataset.publisher.name, main) if dataset.publisher else (),
        source=record.source,
        status=record.status.value,
        jurisdiction=values["jurisdiction"],
        license=assessment.license.id,
        license_status=assessment.license.status.value,
        license_confidence=assessment.license.confidence.value,
        license_asserted_by=assessment.license.asserted_by.value,
        privacy_class=assessment.privacy.privacy_class.value,
        privacy_confidence=assessment.privacy.confidence.value,
        privacy_asserted_by=assessment.privacy.asserted_by.value,
        access_rights=values["access_rights"],
        theme=values["theme"],
        format=values["format"],
        language=values["language"],
        issued=_written(dataset.issued),
        modified=_written(dataset.modified),
        issued_of_record=_of_record(dataset.issued),
        modified_of_record=_of_record(dataset.modified),
        checked=record.provenance.changed.date().isoformat(),
    )


def _local(text: Text, main: str, *, limit: int | None = None) -> tuple[LocalText, ...]:
    return tuple(LocalText(value=_shortened(item.value, limit), language=_tag(item, main)) for item in text)


def _tag(text: LangString, main: str) -> str:
    """The stated tag, as long as the words are in that language; else the language that we recognise."""
    language = _language(text, main)
    return text.language if text.language.partition("-")[0].casefold() == language else language


def _shortened(text: str, limit: int | None) -> str:
    """A text with single spaces. If it is longer than `limit` characters, it is cut at a word; the ellipsis counts."""
    head = text if limit is None else text[: limit * 4]  # enough, however many spaces there are
    plain = " ".join(head.split())
    if limit is None or len(plain) <= limit:
        return plain
    cut = plain[: limit - 1]
    words, _, _ = cut.rpartition(" ")
    return (words if len(words) > limit // 2 else cut) + "…"


_PRECISION = {
    DatePrecision.YEAR: "%Y",
    DatePrecision.MONTH: "%Y-%m",
    DatePrecision.DAY: "%Y-%m-%d",
}


def _written(value: DateValue | None) -> str | None:
    """A date in ISO form, as precise as the portal's; None if it is no date. A time that is on another day in UTC is left out."""
    if value is None or value.value is None or value.calendar_day is None:
        return None
    if value.precision is DatePrecision.TIME and value.calendar_day == value.value.date():
        return value.value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.calendar_day.strftime(_PRECISION.get(value.precision or DatePrecision.DAY, "%Y-%m-%d"))


def _of_record(value: DateValue | None) -> bool:
    return value is not None and value.value is not None and value.of_record
