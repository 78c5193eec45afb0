"""One harvest: read a portal, keep what is new, and report."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from harvesters import HARVESTERS
from harvesters.base import Fetched
from harvesters.errors import HarvestError
from harvesters.http import Session
from harvesters.source import Source
from schemas.runs import Run, RunState

from ..services import Services
from .line import Line
from .withdraw import conclude

OVERLAP = timedelta(hours=1)
"""How far an incremental harvest steps back before the start of the last one: clocks differ."""

Progress = Callable[[Run], None]


def harvest(services: Services, source: Source, *, full: bool = False, progress: Progress | None = None) -> Run:
    """Harvest a source and return the finished run.

    Only what changed since the last run that was done is asked for, unless `full` or there was none. The run ends `partial` or
    `failed` when the portal does not hold, `held` when what is missing needs a person's look, and `interrupted` on
    `KeyboardInterrupt`, which is raised on; what was saved before stays. `progress` is called after each batch.

    Raises `RunActive` if the source is being harvested already, and `StoreUnavailable`.
    """
    runs = services.store.runs
    started = services.clock()
    last = None if full else runs.last_done(source.id)
    since = last.started - OVERLAP if last else None
    line = Line(services, source, runs.start(source.id, since=since, at=started))
    try:
        with Session(source, contact=services.settings.contact, limits=services.limits) as session:
            for batch in batches(HARVESTERS[source.kind].fetch(source, session, since=since), services.settings.batch_size):
                line.take(batch)
                runs.save(line.run, at=services.clock())
                if progress:
                    progress(line.run)
        if line.torn:
            line.end(RunState.PARTIAL, error="a part of the portal's list could not be read")
        else:
            conclusion = conclude(services, source, line.run)
            line.end(conclusion.state, error=conclusion.error, withdrawn=conclusion.withdrawn)
    except HarvestError as error:
        line.end(RunState.PARTIAL if line.run.counts.read else RunState.FAILED, error=str(error))
    except KeyboardInterrupt:
        line.end(RunState.INTERRUPTED, error="stopped by a person")
        raise
    except Exception as error:
        line.end(RunState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    return line.run


def batches(items: Iterable[Fetched], size: int) -> Iterator[list[Fetched]]:
    """Cut a stream into lists of `size`; what came before a `HarvestError` is handed on before it is raised."""
    batch: list[Fetched] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
    except HarvestError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
