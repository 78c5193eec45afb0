"""Records: their shapes, and functions that make them from the store."""

from schemas.assessment import Assessment
from schemas.audit import AuditEntry
from schemas.model import Model
from schemas.record import CatalogRecord, Status

from ..policy.rules import Rules
from ..policy.telling import told
from ..store import Store
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
    """A record with its three layers: `dataset` from the harvest, `curation` from people, `assessment` from the rules.

    `moved_to` leads to the record that has the dataset now, if a person has moved the portal's identifier there.
    """

    links: RecordLinks
    moved_to: Link | None = None


class HistoryAnswer(Model):
    """What was done to a record, oldest first. Every entry has the hash of the entry before it in the trail of all records."""

    items: tuple[AuditEntry, ...]
    links: RecordLinks


def record_view(store: Store, record: CatalogRecord, rules: Rules) -> RecordAnswer:
    """The answer with a record, its findings in English sentences."""
    survivor = store.aliases.survivors([record.id]).get(record.id) if record.status is Status.WITHDRAWN else None
    layers = dict(record) | {"assessment": _told(record.assessment, rules)}
    return RecordAnswer(**layers, links=_links(record), moved_to=links.record(survivor) if survivor else None)


def _told(assessment: Assessment, rules: Rules) -> Assessment:
    conclusions = {name: getattr(assessment, name) for name in ("license", "jurisdiction", "privacy")}
    return assessment.model_copy(
        update={
            name: concluded.model_copy(update={"finding": tuple(told(finding, rules) for finding in concluded.finding)})
            for name, concluded in conclusions.items()
        }
    )


def history_view(store: Store, record: CatalogRecord) -> HistoryAnswer:
    return HistoryAnswer(items=store.audit.history(record.id), links=_links(record))


def _links(record: CatalogRecord) -> RecordLinks:
    return RecordLinks(
        self=links.record(record.id),
        raw=links.raw(record.id),
        history=links.history(record.id),
        source=links.source(record.source),
        run=links.run(record.provenance.run),
    )
