"""CatalogRecord -> document: what an index has of a record, made from `FIELDS`. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from schemas.dataset import DateValue, Text
from schemas.lineage import Lineage
from schemas.questions import GROUNDS_VERSION
from schemas.record import CatalogRecord

from .analysis.tokens import ANALYSIS_VERSION, streams, whole
from .completeness import completeness
from .concepts.recognition import tags
from .extent import BOX_COLUMNS, boxes, span_columns
from .fields import FIELDS, SORT_MOMENT
from .languages import Meant, base_language, meant_languages, tag
from .moments import second_of
from .query import IndexedSummary, LocalText
from .streams import Stream

ABSENT = "-"
"""The token of a text field that a record does not have, as often as its title has tokens. No word is this one.

What a word weighs depends on how many records have the field, and on its usual length. For that Tantivy takes all records,
Elasticsearch those that have the field. With these tokens both are the same, and so are the orders of both engines.
"""

MAX_DESCRIPTION = 300
"""The most characters of a description that a result list shows."""

MAX_KEYWORDS = 20
"""The most keywords that a result list can show."""


@dataclass(frozen=True)
class Document:
    """A record ready for any engine.

    `streams` has the tokens of each text field, by stream, with spaces between (see `search.streams`); `values` the exact values
    of each filter; `days` the day of each date field as an ISO date; `moments` the second of each field of moments
    (`search.moments`); `extent` the numbers of the boxes and periods by column (`search.extent`); `completeness` says from 0 to
    100 how much the record tells; `summary` is kept as it is.
    """

    id: UUID
    version: int
    streams: dict[Stream, dict[str, str]]
    values: dict[str, tuple[str, ...]]
    days: dict[str, str]
    moments: dict[str, int]
    extent: dict[str, float]
    completeness: int
    summary: IndexedSummary

    @property
    def language(self) -> str:
        """The language of the first title, without its region."""
        return self.summary.title[0].language.partition("-")[0]

    def columns(self) -> Iterator[tuple[str, str]]:
        """The tokens that an engine indexes, by the names of columns: `<stream>_<field>`. No text is empty."""
        for stream, texts in self.streams.items():
            absent = " ".join(ABSENT for _ in texts.get("title", "").split())
            for name, text in texts.items():
                if text or absent:
                    yield f"{stream.value}_{name}", text or absent


@cache
def recipe() -> str:
    """How documents are made, apart from the layout of an index: the shape of summaries and the analysis.

    An engine puts it into the name of an index. So an index that was built by another recipe is recognised, and built again.
    """
    return repr((IndexedSummary.model_json_schema(), ANALYSIS_VERSION, ABSENT, GROUNDS_VERSION))


def document(record: CatalogRecord, lineage: Lineage | None = None, *, modified: datetime | None = None) -> Document:
    """The document of a record. Pure: the same record gives the same document.

    It has the limits of what the record was made from. Without a `lineage`, nothing of that is in the catalogue. `modified` is
    the moment of the record's last change of any kind, with an offset; without it, that of the last harvested change counts.
    """
    meant = meant_languages(record.dataset)
    days = {name: field.day(record) for name, field in FIELDS.items() if field.day}
    moments = {name: field.moment(record) for name, field in FIELDS.items() if field.moment}
    if modified:
        moments[SORT_MOMENT] = modified
    values = {name: field.values(record) for name, field in FIELDS.items() if field.values}
    if lineage:
        values["usage_grounds"] = (lineage.written(record),)
    return Document(
        id=record.id,
        version=record.version,
        streams=_streams(record, meant, values),
        values=values,
        days={name: day.isoformat() for name, day in days.items() if day},
        moments={name: second_of(moment) for name, moment in moments.items() if moment},
        extent=_extent(record),
        completeness=completeness(record),
        summary=_summary(record, meant, values),
    )


def _extent(record: CatalogRecord) -> dict[str, float]:
    found = dict(zip(BOX_COLUMNS, (edge for box in boxes(record) for edge in box), strict=False))
    for name, field in FIELDS.items():
        if field.spans:
            found |= zip(span_columns(name), (day for span in field.spans(record) for day in span), strict=False)
    return found


def _streams(record: CatalogRecord, meant: Meant, values: dict[str, tuple[str, ...]]) -> dict[Stream, dict[str, str]]:
    """The tokens of every text field in each of its streams, in all its languages."""
    found: dict[Stream, dict[str, str]] = {stream: {} for stream in Stream}
    for name, field in FIELDS.items():
        if field.text:
            for stream, tokens in _tokens(field.text(record), meant).items():
                if stream in field.streams and stream is not Stream.SCOPE:
                    found[stream][name] = " ".join(tokens)
        if field.scope:
            found[Stream.SCOPE][name] = " ".join(field.scope(record, values[name]))
    found[Stream.KEY]["title"] += "".join(f" {key}" for key in dict.fromkeys(whole(item.value) for item in record.dataset.title))
    return found


def _tokens(text: Text, meant: Meant) -> dict[Stream, list[str]]:
    found: dict[Stream, list[str]] = {stream: [] for stream in Stream}
    for item in text:
        tokens = streams(item.value, base_language(item, meant))
        found[Stream.TERM] += tokens.terms
        found[Stream.STEM] += tokens.stems
        found[Stream.KEY] += tokens.keys
        found[Stream.GRAM] += tokens.grams
    found[Stream.CONCEPT] += tags((item.value, base_language(item, meant)) for item in text)
    return found


def _summary(record: CatalogRecord, meant: Meant, values: dict[str, tuple[str, ...]]) -> IndexedSummary:
    dataset, assessment = record.dataset, record.assessment
    return IndexedSummary(
        title=_local(dataset.title, meant),
        description=_local(dataset.description, meant, limit=MAX_DESCRIPTION),
        keyword=_local(dataset.keyword[:MAX_KEYWORDS], meant),
        publisher=_local(dataset.publisher.name, meant) if dataset.publisher else (),
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
        usage_grounds=values["usage_grounds"][0],
        access_rights=values["access_rights"],
        theme=values["theme"],
        format=values["format"],
        language=values["language"],
        issued=dataset.issued.iso if dataset.issued else None,
        modified=dataset.modified.iso if dataset.modified else None,
        issued_of_record=_of_record(dataset.issued),
        modified_of_record=_of_record(dataset.modified),
        checked=record.provenance.changed.date().isoformat(),
    )


def _local(text: Text, meant: Meant, *, limit: int | None = None) -> tuple[LocalText, ...]:
    return tuple(LocalText(value=_shortened(item.value, limit), language=tag(item, meant)) for item in text)


def _shortened(text: str, limit: int | None) -> str:
    """A text with single spaces. If it is longer than `limit` characters, it is cut at a word; the ellipsis counts."""
    head = text if limit is None else text[: limit * 4]  # enough, however many spaces there are
    plain = " ".join(head.split())
    if limit is None or len(plain) <= limit:
        return plain
    cut = plain[: limit - 1]
    words, _, _ = cut.rpartition(" ")
    return (words if len(words) > limit // 2 else cut) + "…"


def _of_record(value: DateValue | None) -> bool:
    return value is not None and value.value is not None and value.of_record
