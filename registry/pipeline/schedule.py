"""When sources are harvested automatically: as an operator has decided, else as the source declares."""

from functools import cache

from schemas.actor import Actor
from schemas.runs import OPEN, Run
from schemas.source import Source
from schemas.source.schedule import Schedule, parse_schedule

from ..services import Services
from ..store.errors import RunActive
from ..store.leases import SKEW
from ..store.runs import Latest
from ..store.schedules import Decided
from .harvest import since

OFF = "off"
"""The decision of an operator that a source is harvested only on request."""


def decide(services: Services, source: Source, schedule: str, *, by: Actor) -> None:
    """Set a source's schedule: cron text, a span such as `1d`, or `off`. Raises `ValueError`."""
    if schedule != OFF:
        parse_schedule(schedule)
    services.store.schedules.decide(source.id, schedule, by=by, at=services.clock())


def in_force(source: Source, decided: Decided | None) -> str | None:
    """The schedule that applies, as text. None: the source is retired, or is harvested only on request."""
    if source.retired:
        return None
    text = decided.schedule if decided else source.schedule or source.every
    return None if text == OFF else text


def queue_due(services: Services) -> list[Run]:
    """Queue a run for every source that is due.

    A source is due if the first time of the schedule after the start of its last run is past, or if it was never harvested. If
    many such times are past, only one run is queued. If the clock was ahead at the last run, the source is due now.
    """
    decided, latest = services.store.schedules.decided(), services.store.runs.latest()
    queued = []
    for source in services.sources.values():
        text = in_force(source, decided.get(source.id))
        if text and _due(services, parsed(text), latest.get(source.id)):
            queued += _queue(services, source, latest.get(source.id), by=Actor.schedule(text))
    return queued


@cache
def parsed(text: str) -> Schedule:
    """Parse a schedule. Raises `ValueError`."""
    return parse_schedule(text)


def _due(services: Services, schedule: Schedule, latest: Latest | None) -> bool:
    if latest is None:
        return True
    if latest.last.state in OPEN:
        return False
    at = services.clock()
    return latest.last.started > at + SKEW or schedule.after(latest.last.started) <= at


def _queue(services: Services, source: Source, latest: Latest | None, *, by: Actor) -> list[Run]:
    """Queue a run, unless another worker was faster."""
    after = latest.last.id if latest else 0
    try:
        start = since(services, source)
        return [services.store.runs.queue(source.id, since=start, by=by, at=services.clock(), after=after)]
    except RunActive:
        return []
