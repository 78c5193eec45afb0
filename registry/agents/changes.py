"""The tool `what_changed`: what changed since a day, of one dataset, one portal or all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.audit import DONE, AuditEntry
from schemas.record import CatalogRecord, Status
from schemas.runs import OUTCOMES, Run

from ..pipeline.curate import SourceMissing
from ..pipeline.days import DayError, check_come
from ..pipeline.past import as_of
from ..services import Services
from ..store.errors import EntryMissing
from .asked import Arguments, Cursor, Place, offset_of
from .record import found_record
from .told import class_line, head_of, law_line, license_line, named
from .writing import Answer, Item

PAGE, MOST_LOOKED = 40, 4_000
"""How many changes are told at a time, and how many are looked through for those of one portal."""

RUNS, PORTALS = 500, 12
"""How many runs are counted, and the changes of how many portals are told first."""


class Changed(Arguments):
    """A day, and what is looked at. Without id and portal, all portals."""

    since: Annotated[date, Field(description="The first day that counts, in UTC, such as 2026-11-01.")]
    id: Annotated[UUID | None, Field(description="Only this dataset: its conclusions then and now, and each change.")] = None
    portal: Annotated[str, Field(max_length=63, description="Only this portal: an id that the tool portals lists.")] = ""
    cursor: Cursor = ""


def what_changed(place: Place, asked: Changed) -> Answer:
    """The changes, the oldest first. Raises `RecordMissing`, `SourceMissing`, `DayToCome` and `BadCursor`."""
    check_come(place.services, asked.since)
    if asked.id is not None:
        return _of_record(place, found_record(place, asked.id), asked)
    if asked.portal and asked.portal not in {*place.services.sources, *place.services.store.records.counts(status=None)}:
        raise SourceMissing(asked.portal)
    return _of_all(place, asked)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _of_record(place: Place, found: CatalogRecord, asked: Changed) -> Answer:
    begin = offset_of(asked.cursor)
    history = place.services.store.audit.history(found.id)
    entries = [each for each in history if each.at >= _start(asked.since) and each.action.changes]
    now = ("Now:", license_line(found.assessment.license), class_line(found), law_line(found))
    return Answer(
        head=(head_of(place, found), *named(place, found), *_then(place, found, asked.since - timedelta(days=1)), *now),
        items=[(_change(each),) for each in entries][begin:] or [("No change since then.",)],
        cursor=lambda shown: str(begin + shown),
    )


def _then(place: Place, found: CatalogRecord, day: date) -> Item:
    """The conclusions as they stood at the end of the day."""
    try:
        past = as_of(place.services, found, day).record
    except (DayError, SourceMissing) as error:
        return (f"At the end of {day}: nothing can be told: {error}",)
    return (f"At the end of {day}:", license_line(past.assessment.license), class_line(past), law_line(past))


def _change(entry: AuditEntry) -> str:
    """An entry in a line: without names and reasons of persons."""
    fields = [str(each) for each in entry.details.get("changed", ())] if isinstance(entry.details.get("changed"), list) else []
    aspect = entry.details.get("aspect")
    about = fields or ([str(aspect)] if aspect else [])
    who = "a person" if entry.actor.kind == "person" else entry.actor.kind
    return f"{entry.at:%Y-%m-%d %H:%M} {DONE[entry.action]} by {who}{': ' if about else ''}{', '.join(about)}"


def _of_all(place: Place, asked: Changed) -> Answer:
    services = place.services
    after = offset_of(asked.cursor, most=10**15) if asked.cursor else _before(services, _start(asked.since))
    found, last, ended = _changes_after(services, after, asked.portal)
    records = services.store.records.get_many(each.record for each in found)
    items = [_item(place, each, records.get(each.record)) for each in found]
    looked = () if ended or found else (f'Looked through to entry {last} of the trail. Go on with cursor="{last}".',)
    return Answer(
        head=() if asked.cursor else tuple(_runs(services, asked)),
        items=items or ([("No dataset has changed since then.",)] if ended and not asked.cursor else []),
        tail=looked,
        beyond=0 if ended or not found else _behind(services, last, asked.portal),
        cursor=lambda shown: str(found[shown - 1].id if 0 < shown <= len(found) else last),
    )


def _behind(services: Services, last: int, portal: str) -> int | None:
    """How many changes there are behind an entry; None if there are very many, or those of one portal."""
    count = 0 if portal else len(services.store.changes.after(last, limit=MOST_LOOKED))
    return count if 0 < count < MOST_LOOKED else None


def _before(services: Services, moment: datetime) -> int:
    """The last entry of the trail before a moment. Entries are in the order of time."""
    low, high = 0, services.store.audit.end()
    while low < high:
        middle = (low + high + 1) // 2
        try:
            before = services.store.audit.get(middle).at < moment
        except EntryMissing:
            before = True
        low, high = (middle, high) if before else (low, middle - 1)
    return low


def _changes_after(services: Services, after: int, portal: str) -> tuple[list[AuditEntry], int, bool]:
    """The next changes behind an entry, the last entry that was looked at, and whether it is the end."""
    found: list[AuditEntry] = []
    looked = 0
    while len(found) < PAGE and looked < MOST_LOOKED:
        page = services.store.changes.after(after, limit=PAGE)
        if not page:
            return found, after, True
        wanted = _of_portal(services, page, portal)
        for entry, record in page:
            after, looked = entry, looked + 1
            if record in wanted:
                found.append(services.store.audit.get(entry))
            if len(found) == PAGE:
                break
    return found, after, not services.store.changes.after(after, limit=1)


def _of_portal(services: Services, page: Sequence[tuple[int, UUID]], portal: str) -> set[UUID]:
    ids = {record for _, record in page}
    if not portal:
        return ids
    return {id for id, record in services.store.records.get_many(ids).items() if record.source == portal}


def _item(place: Place, entry: AuditEntry, record: CatalogRecord | None) -> Item:
    if record is None:
        return (f"id {entry.record}: {_change(entry)}",)
    listed = record.status is not Status.WITHDRAWN
    return (f"{head_of(place, record)}: {_change(entry)}", *(named(place, record) if listed else ()))


def _runs(services: Services, asked: Changed) -> Iterator[str]:
    """How often portals were read since the day, and what came of it, in figures."""
    source = asked.portal or None
    runs = [each for each in services.store.runs.list(source=source, limit=RUNS) if each.started >= _start(asked.since)]
    yield f"Since {asked.since}: {len(runs)}{' or more' if len(runs) == RUNS else ''} runs."
    by_portal: dict[str, Counter[str]] = {}
    for run in runs:
        by_portal.setdefault(run.source, Counter()).update(_counts(run))
    for name, counts in sorted(by_portal.items())[:PORTALS]:
        yield f"{name}: {', '.join(f'{count:,} {outcome}' for outcome, count in counts.items() if count) or 'no change'}"
    if len(by_portal) > PORTALS:
        yield f"{len(by_portal) - PORTALS} more portals were read: ask with portal, or the tool portals."


def _counts(run: Run) -> dict[str, int]:
    return {name: getattr(run.counts, name) for name in OUTCOMES if name not in {"unchanged", "repeated"}}
