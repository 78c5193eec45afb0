"""Records: their shapes, and pure functions that make them."""

from collections.abc import Iterable

from schemas.audit import AuditEntry
from schemas.model import Model
from schemas.record import CatalogRecord

from . import links
from .links import Link


class RecordLinks(Model):
    """Links to more about a record: its verbatim source, its history, its portal, and the run that last changed it."""

    self: Link
    raw: Link
    history: Link
    source: Link
    run: Link


class RecordAnswer(CatalogRecord):
    """A record with its three layers: `dataset` from the harvest, `curation` from people, `assessment` from the rules."""

    links: RecordLinks


class HistoryAnswer(Model):
    """What was done to a record, oldest first. Every entry has the hash of the entry before it in the trail of all records."""

    items: tuple[AuditEntry, ...]
    links: RecordLinks


def record_view(record: CatalogRecord) -> RecordAnswer:
    return RecordAnswer(**dict(record), links=_links(record))


def history_view(record: CatalogRecord, entries: Iterable[AuditEntry]) -> HistoryAnswer:
    return HistoryAnswer(items=tuple(entries), links=_links(record))


def _links(record: CatalogRecord) -> RecordLinks:
    return RecordLinks(
        self=links.record(record.id),
        raw=links.raw(record.id),
        history=links.history(record.id),
        source=links.source(record.source),
        run=links.run(record.provenance.run),
    )
