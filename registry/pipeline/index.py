"""Keeping the index up to date with the store: sending it the outbox, or building a new index from the whole store."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import islice

from schemas.lineage import Lineage
from schemas.record import CatalogRecord
from search.document import Document, document
from search.engine import Change, Delete
from search.errors import EngineBusy, EngineUnavailable, SearchError
from search.lock import locked

from ..services import Services
from ..store.errors import StoreError
from ..store.outbox import Pending
from .alone import alone
from .outcomes import Failed

BATCH = 2000
"""How many changes the engine commits at once."""

HELD = 100
"""How many records are in memory at once when they are sent to the engine."""

INTERVAL = 0.25
"""Seconds between two checks of the outbox. Everything that came in between is committed together."""

TURN = "indexing.lock"
"""The lock file in the home folder by which processes take turns."""

PATIENCE = 5.0
"""Seconds that a process waits for its turn."""

AFTER_FAILURE = 2.0
"""Seconds until the next try after one that failed."""

STANDSTILL = 60.0
"""After so many seconds in which another process has sent nothing, a command does not wait for it any more."""

log = logging.getLogger(__name__)


def drain(services: Services) -> int:
    """Send what waits in the outbox to the engine and return how many changes that were.

    A change is removed from the outbox only when the engine has confirmed it, so a dead engine delays changes but loses none.
    Changes that come in while the last batch is sent wait for the next call, because an engine works best with few large batches.

    Raises the errors of `search.errors`.
    """
    done = 0
    while services.store.outbox.pending(1):
        sent = _send_batch(services)
        done += sent
        if sent < BATCH:
            break
    return done


@contextmanager
def _turn(services: Services) -> Iterator[None]:
    """Processes of one machine take turns, so that no two send the same changes."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(services.settings.home / TURN, wait=PATIENCE))
        except OSError as error:
            raise EngineUnavailable(f"The index cannot be written: {error}") from error
        yield


def _send_batch(services: Services) -> int:
    """Send the next batch."""
    with _turn(services):
        pending = services.store.outbox.pending(BATCH)
        if not pending:  # another process has sent them while this one waited for its turn
            return 0
        for refused in services.engine.update(_changes(services, pending)):
            log.warning("the engine refused record %s: %s", refused.id, refused.reason)
        services.store.outbox.confirm(pending)
    return len(pending)


def _changes(services: Services, pending: Sequence[Pending]) -> Iterator[Change]:
    """The changes for the engine. They are made `HELD` at a time, because a whole commit would take too much memory."""
    for start in range(0, len(pending), HELD):
        rows = pending[start : start + HELD]
        records = services.store.records.get_many([row.id for row in rows])
        lineages = services.store.derivations.lineages(list(records.values()))
        modified = services.store.records.modified(records)
        for row in rows:
            record = records.get(row.id)
            change = _document(record, lineages[row.id], modified.get(row.id)) if record else Delete(row.id, row.version)
            if change:
                yield change


def _document(record: CatalogRecord, lineage: Lineage, modified: datetime | None) -> Document | None:
    """The document of a record; None if Serai fails at it. Then the index keeps what it has of the record.

    `modified` is when it last changed, or None if the trail does not say so yet.
    """
    made = alone(lambda: document(record, lineage, modified=modified))
    if isinstance(made, Failed):
        log.error("record %s is left out of the index: its document could not be made (%s)", record.id, made.kind)
        return None
    return made


def rebuild(services: Services) -> int:
    """Build a new index from the whole store, and replace the live one with it. Returns the number of records.

    Changes made meanwhile wait in the outbox and are sent afterwards. Earlier changes are in the new index.
    """
    count = _build(services)
    drain(services)
    return count


def _build(services: Services) -> int:
    count, waiting = 0, services.store.outbox.newest()

    def documents() -> Iterator[Document]:
        nonlocal count
        stored = services.store.records.stream()
        while records := list(islice(stored, HELD)):
            lineages = services.store.derivations.lineages(records)
            modified = services.store.records.modified(record.id for record in records)
            for record in records:
                made = _document(record, lineages[record.id], modified.get(record.id))
                if made:
                    count += 1
                    yield made

    for refused in services.engine.rebuild(documents()):
        log.warning("the engine refused record %s: %s", refused.id, refused.reason)
    services.store.outbox.confirm_until(waiting)
    return count


def refresh(services: Services) -> None:
    """Bring the index up to date. If it is missing, damaged or was built by other rules, build it from the whole store.

    Raises the errors of `search.errors`.
    """
    if not _current(services):
        with _turn(services):
            if not _current(services):  # no other process has built it meanwhile
                _build(services)
    drain(services)


def _current(services: Services) -> bool:
    health = services.engine.check()
    if not health.reachable and not health.damaged:
        raise EngineUnavailable(health.detail)
    return health.current


def begin(services: Services) -> None:
    """Make an empty index for an empty store, so that all records reach it through the outbox. Raises as `refresh` does."""
    if services.store.records.count(status=None) == 0 and not services.engine.check().current:
        services.engine.rebuild(iter(()))


def settle(services: Services) -> int:
    """Bring the index up to date, or wait until another process has done so. Returns how many changes still wait.

    A process that is killed frees its turn, and then this one goes on. Raises as `refresh` does, but for `EngineBusy`: if the
    other process stands still, this one leaves the rest to whoever looks at the outbox next.
    """
    waiting, limit = services.store.outbox.depth(), time.monotonic() + STANDSTILL
    while True:
        try:
            refresh(services)
        except EngineBusy:
            now_waiting = services.store.outbox.depth()
            if now_waiting < waiting:
                waiting, limit = now_waiting, time.monotonic() + STANDSTILL
            if time.monotonic() > limit:
                return now_waiting
            time.sleep(INTERVAL)
        else:
            return 0


@contextmanager
def following(services: Services) -> Iterator[None]:
    """Keep the index up to date in a separate thread, as long as the block runs.

    Any number of processes may follow one outbox: they take turns, and if one is killed, another goes on within seconds. A
    failure is logged, and then it tries again: the outbox keeps what the engine has not confirmed. If the index is missing,
    damaged or was built by other rules, it is built as soon as the engine answers; if that happens later, with the next change.
    """
    stop = threading.Event()

    def follow() -> None:
        behind, pause = True, 0.0
        while not stop.wait(pause):
            behind, pause = _follow_once(services, behind=behind)

    thread = threading.Thread(target=follow, name="index")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _follow_once(services: Services, *, behind: bool) -> tuple[bool, float]:
    """Send what waits. Returns whether the index may still be behind, and how many seconds to pause."""
    try:
        if behind or services.store.outbox.pending(1):
            refresh(services)
    except EngineBusy:  # another process does it now; if that one is killed, the next try finds the turn free
        return True, INTERVAL
    except (SearchError, StoreError) as error:
        log.warning("the index is behind: %s", error)
    except Exception:  # nothing may end the thread: nobody would look at the outbox any more
        log.exception("the index is behind")
    else:
        return False, INTERVAL
    return True, AFTER_FAILURE
