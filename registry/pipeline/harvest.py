"""One harvest: read a portal, keep what is new, and report."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, Fetched, RawRecord
from harvesters.errors import HarvestError, StopHarvest
from harvesters.wire.session import Session, Turn, at_once
from schemas.actor import COMMAND, Actor
from schemas.issues import Issue, issue
from schemas.runs import Run, RunState
from schemas.source import Retired, Source

from ..operation.logs import bound
from ..services import Services
from ..store.errors import RunEnded, RunLost, StoreError, StoreUnavailable
from ..store.runs import stopped
from .alone import without_message
from .heartbeat import Heartbeat, Leaving, Stopped
from .interrupts import as_interrupt
from .line import ALL_READ, Line
from .removal import end_run

log = logging.getLogger(__name__)

OVERLAP = timedelta(hours=1)
"""An incremental harvest asks for changes from so long before the start of the last run, because clocks differ."""

OnStep = Callable[[Run], None]
"""Called after each step of a run, with the run after the step."""


class SourceRetired(Exception):
    """The declaration says that the portal is gone."""

    def __init__(self, source: Source, retired: Retired) -> None:
        super().__init__(f"source {source.id} was retired on {retired.on}: {retired.why}")
        self.source = source.id


def harvest(services: Services, source: Source, *, full: bool = False, by: Actor = COMMAND, on_step: OnStep | None = None) -> Run:
    """Harvest a source and return the finished run.

    The portal is asked only for what changed since the last run that is done. With `full`, or if the last whole sweep is too old,
    it is asked for everything. A run that a dead process has left is continued. The run ends `partial` or `failed` when the
    portal stops answering properly, `held` when a person has to look at what is missing, and `interrupted` on
    `KeyboardInterrupt`, which is raised again. What was saved before stays. `by` has asked for the harvest.

    Raises `RunActive` if the source is being harvested already, `SourceRetired`, `RunLost` if another worker took the run over,
    and `StoreUnavailable`.
    """
    with as_interrupt():
        return carry_out(services, source, acquire(services, source, full=full, by=by), on_step=on_step)


def acquire(services: Services, source: Source, *, full: bool = False, by: Actor = COMMAND) -> Run:
    """The run to work on, now held by this process: one that waits for a worker, else a new one that `by` has asked for.

    Raises `RunActive` and `SourceRetired`.
    """
    _check_retired(source)
    runs, at = services.store.runs, services.clock()
    left = runs.take([source.id], whole=full, at=at)
    return left or runs.start(source.id, since=None if full else since(services, source), by=by, at=at)


def queue(services: Services, source: Source, *, full: bool = False, by: Actor) -> Run:
    """Queue a run for a worker; `by` has asked for it.

    Raises `RunActive` if a run waits or is running, and `SourceRetired`.
    """
    _check_retired(source)
    start = None if full else since(services, source)
    return services.store.runs.queue(source.id, since=start, by=by, at=services.clock())


def _check_retired(source: Source) -> None:
    if source.retired:
        raise SourceRetired(source, source.retired)


def stop(services: Services, run: Run, *, by: Actor) -> Run:
    """Ask a run to end at its next page. A run that waits for a worker ends at once. Raises `RunEnded` if it has ended."""
    if run.ended is None:
        run = services.store.runs.ask_stop(run.id, by=by, at=services.clock()) or run
        if run.ended is None or run.error == stopped(by):
            return run
    raise RunEnded(run.id, state=run.state.value)


def since(services: Services, source: Source) -> datetime | None:
    """The portal is asked for changes since this time; None asks for everything.

    It is asked for everything again until two sweeps agree where its list ends. If the clock was ahead at the last run, nobody
    knows when that was, so everything is asked for.
    """
    runs, at = services.store.runs, services.clock()
    done, sweep = runs.last_done(source.id), runs.last_sweep(source.id)
    if done is None or sweep is None or at - sweep.started > source.sweep_every:
        return None
    if any(runs.clock_was_ahead(run, at=at) for run in {sweep.id: sweep, done.id: done}.values()):
        return None
    if runs.has_issue(sweep.id, "list-ends-early"):
        return None
    return done.started - OVERLAP


def carry_out(
    services: Services, source: Source, run: Run, *, on_step: OnStep | None = None, leaving: Event | None = None
) -> Run:
    """Work on a run that this process holds, from its cursor to its end, and return it.

    When `leaving` is set, the run is given back after its current page and waits for another worker.
    """
    with bound(run=run.id, source=source.id):
        log.info("the run begins")
        ended = _carried_out(services, source, run, on_step=on_step, leaving=leaving or Event())
        counts = ", ".join(f"{number} {outcome}" for outcome, number in ended.counts.model_dump().items() if number)
        log.info("the run is %s: %s", ended.state.value, ended.error or counts or "nothing to read")
    return ended


def _carried_out(services: Services, source: Source, run: Run, *, on_step: OnStep | None, leaving: Event) -> Run:
    line, runs = Line(services, source, run), services.store.runs
    heartbeat = Heartbeat(services, source, run, leaving=leaving)
    try:
        with as_interrupt(), heartbeat.beating():
            _read(line, heartbeat, on_step=on_step)
            _end(line)
    except Stopped as asked:
        line.end(RunState.INTERRUPTED, error=stopped(asked.by))
    except Leaving:
        line.step()
        return runs.give_back(line.run, at=services.clock())
    except HarvestError as error:
        _break_off(line, str(error), [issue(error.code, value=str(error))] if error.code else [])
    except SourceRetired as error:
        _break_off(line, str(error))
    except (RunLost, StoreUnavailable):
        raise  # this process cannot write any more; the worker that takes the run over continues it
    except KeyboardInterrupt:
        with suppress(StoreError):
            runs.end(run, RunState.INTERRUPTED, error="stopped by a person", at=services.clock())
        raise
    except Exception as error:
        log.error("Serai failed at source %s", source.id, exc_info=without_message(error))  # noqa: TRY400 - without its message
        return _fail(line, f"Serai failed: {type(error).__name__}; the log has the details")
    return line.run


def _break_off(line: Line, why: str, told: Sequence[Issue] = ()) -> None:
    """End a run whose list could not be read to its end. What the portal has removed before is withdrawn."""
    if not line.any_read:
        line.end(RunState.FAILED, error=why, found=told)
        return
    line.step()
    end = end_run(line.services, line.source, line.run, failure=why)
    line.end(end.state, error=end.error, withdrawn=end.withdrawn, found=(*told, *end.found))


def _fail(line: Line, why: str) -> Run:
    """End a run at which Serai failed. What came before is kept, unless that is what fails."""
    try:
        line.end(RunState.FAILED, error=why)
    except (RunLost, StoreUnavailable):
        raise
    except Exception:  # noqa: BLE001 - the store has what was saved before
        return line.services.store.runs.end(line.run, RunState.FAILED, error=why, at=line.services.clock())
    return line.run


def _read(line: Line, heartbeat: Heartbeat, *, on_step: OnStep | None) -> None:
    """Read the rest of the portal's list, and store it step by step."""
    services, source, run = line.services, line.source, line.run
    _check_retired(source)  # it may have been retired while the run waited
    cursor = services.store.runs.cursor(run.id)
    if cursor == ALL_READ:
        return
    if source.tls and cursor is None:
        line.add(issue("tls-legacy", value=source.url.host))
    with open_session(services, source) as session:
        session.allow(heartbeat.seconds)
        fetched = HARVESTERS[source.kind].fetch(source, session, since=run.since, cursor=cursor)
        for item in _at_most(services.limits.most_records, fetched):
            line.add(item)
            if not isinstance(item, Checkpoint):
                continue
            if line.length >= services.settings.batch_size:
                line.step()
                if on_step:
                    on_step(line.run)
            heartbeat.page_done()
            session.allow(heartbeat.seconds)
    line.finish()
    if on_step:
        on_step(line.run)


def _at_most(most: int | None, fetched: Iterator[Fetched]) -> Iterator[Fetched]:
    """What is read, with so many records at most. Raises `StopHarvest` at the next one."""
    read = 0
    for item in fetched:
        read += isinstance(item, RawRecord)
        if most is not None and read > most:
            raise StopHarvest(f"the reading ends after {most} records")
        yield item


def open_session(services: Services, source: Source) -> Session:
    """A session for the portal, within the limits of this installation."""
    settings = services.settings
    turn = services.turn or turn_at(services, source)
    return Session(source, contact=settings.contact, limits=services.limits, turn=turn, roots=settings.tls_roots)


def turn_at(services: Services, source: Source) -> Turn:
    """Turns at the source's hosts, which all workers share; none if the declaration asks for no delay."""
    delay = timedelta(seconds=source.delay_seconds)
    return (lambda host: services.store.hosts.turn(host, delay=delay, at=services.clock())) if delay else at_once


def _end(line: Line) -> None:
    """End a run that has read everything."""
    failure = "a part of the portal's list could not be read" if line.run.incomplete else None
    end = end_run(line.services, line.source, line.run, failure=failure)
    line.end(end.state, error=end.error, withdrawn=end.withdrawn, found=end.found)
