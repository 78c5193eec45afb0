"""Records: functions that make their answers from the store."""

from datetime import date

from schemas.assessment import Assessment
from schemas.audit import AuditEntry
from schemas.frequencies import frequency
from schemas.record import CatalogRecord, Status

from ..pipeline.days import check_come, end_of
from ..pipeline.past import as_of, check_there, proof_of_state, told_by
from ..policy.rules import Rules
from ..policy.telling import told
from ..services import Services
from . import links
from .quality import quality_of_record
from .shapes.records import HistoryAnswer, HistoryEntry, RecordAnswer, RecordLinks


def record_view(services: Services, record: CatalogRecord, rules: Rules) -> RecordAnswer:
    """The answer with a record, its findings in English sentences."""
    source = services.sources.get(record.source)
    survivor = services.store.aliases.survivors([record.id]).get(record.id) if record.status is Status.WITHDRAWN else None
    layers = dict(record) | {"assessment": _told(record.assessment, rules)}
    often = record.dataset.accrual_periodicity
    return RecordAnswer(
        **layers,
        sample=source is not None and source.sample,
        links=_links(record),
        moved_to=links.record(survivor) if survivor else None,
        frequency=frequency(often) if often else None,
        quality=quality_of_record(record),
    )


def past_view(services: Services, current: CatalogRecord, at: date) -> RecordAnswer:
    """The answer with a record as it stood at the end of a day: today as it is. Its findings are told by the rules of then.

    Raises `DayToCome`, `DayBeforeRecord`, `DayNotKept`, `SourceMissing` and `StoreError`.
    """
    rules, past = told_by(services, as_of(services, current, at))
    view = record_view(services, past.record, rules)
    told = {"at": at, "rests_on": past.rests_on, "proof": proof_of_state(services, past), "links": _links(past.record, at)}
    return view.model_copy(update=told)


def _told(assessment: Assessment, rules: Rules) -> Assessment:
    conclusions = {name: getattr(assessment, name) for name in ("license", "jurisdiction", "privacy")}
    return assessment.model_copy(
        update={
            name: concluded.model_copy(update={"finding": tuple(told(finding, rules) for finding in concluded.finding)})
            for name, concluded in conclusions.items()
        }
    )


def history_view(services: Services, record: CatalogRecord, *, at: date | None = None) -> HistoryAnswer:
    """What was done to a record, until the end of a day if one is given.

    Raises `DayToCome`, and `DayBeforeRecord` if Serai did not have the record then.
    """
    entries = services.store.audit.history(record.id)
    found = entries if at is None else until(services, record, entries, at)
    items = tuple(HistoryEntry(**dict(each), proof=links.entry_proof(each.id)) for each in found)
    return HistoryAnswer(items=items, links=_links(record, at))


def until(services: Services, record: CatalogRecord, entries: tuple[AuditEntry, ...], day: date) -> tuple[AuditEntry, ...]:
    """The entries of a record until the end of a day; all of them if it is today, also those of a clock that was put back.

    Raises as `history_view`.
    """
    check_come(services, day)
    if day == services.clock().date():
        return entries
    check_there(services, record, day)
    return tuple(each for each in entries if each.at <= end_of(day))


def _links(record: CatalogRecord, at: date | None = None) -> RecordLinks:
    return RecordLinks(
        self=links.record(record.id, at),
        raw=links.raw(record.id, at),
        history=links.history(record.id, at),
        source=links.source(record.source),
        run=links.run(record.provenance.run),
    )
