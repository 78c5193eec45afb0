"""Keeping the index up to date with the store: sending it the outbox, or building a new index from the whole store."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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


def _send_batch(services: Services) -> int:
    """Send the next batch. Processes of one machine take turns, so that no two send the same changes."""
    with locked(services.settings.home / TURN, wait=PATIENCE):
        pending = services.store.outbox.pending(BATCH)
        for refused in services.engine.update(_changes(services, pending)):
            log.warning("the engine refused record %s: %s", refused.id, refused.reason)
        services.store.outbox.confirm([row.seq for row in pending])
    return len(pending)


def _changes(services: Services, pending: Sequence[Pending]) -> Iterator[Change]:
    """The changes for the engine. They are made `HELD` at a time, because a whole commit would take too much memory."""
    for start in range(0, len(pending), HELD):
        rows = pending[start : start + HELD]
        records = services.store.records.get_many([row.id for row in rows])
        for row in rows:
            record = records.get(row.id)
            change = _document(record) if record else Delete(row.id, row.version)
            if change:
                yield change


def _document(record: CatalogRecord) -> Document | None:
    """The document of a record; None if Serai fails at it. Then the index keeps what it has of the record."""
    made = alone(lambda: document(record))
    if isinstance(made, Failed):
        log.error("record %s is left out of the index: its document could not be made (%s)", record.id, made.kind)
        return None
    return made


def rebuild(services: Services) -> int:
    """Build a new index from the whole store, and replace the live one with it. Returns the number of records.

    Changes made meanwhile wait in the outbox and are sent afterwards. Earlier changes are in the new index.
    """
    count, waiting = 0, services.store.outbox.newest()

    def documents() -> Iterator[Document]:
        nonlocal count
        for record in services.store.records.stream():
            made = _document(record)
            if made:
                count += 1
                yield made

    for refused in services.engine.rebuild(documents()):
        log.warning("the engine refused record %s: %s", refused.id, refused.reason)
    services.store.outbox.confirm_until(waiting)
    drain(services)
    return count


def refresh(services: Services) -> None:
    """Bring the index up to date. If it is missing or was built by other rules, build it from the whole store.

    Raises the errors of `search.errors`.
    """
    health = services.engine.check()
    if not health.reachable:
        raise EngineUnavailable(health.detail)
    if health.current:
        drain(services)
    else:
        rebuild(services)


def begin(services: Services) -> None:
    """Make an empty index for an empty store, so that all records reach it through the outbox. Raises as `refresh` does."""
    if services.store.records.count(status=None) == 0 and not services.engine.check().current:
        services.engine.rebuild(iter(()))


@contextmanager
def following(services: Services) -> Iterator[None]:
    """Keep the index up to date in a separate thread, as long as the block runs.

    A failure is logged, and then it tries again: the outbox keeps what the engine has not confirmed. If the index is missing or
    was built by other rules, it is built as soon as the engine answers. If it goes missing later, the next change builds it.
    """
    stop = threading.Event()

    def follow() -> None:
        behind = True
        while True:
            try:
                if behind or services.store.outbox.pending(1):
                    refresh(services)
                behind = False
            except EngineBusy:
                pass  # another process does it
            except (SearchError, StoreError) as error:
                log.warning("the index is behind: %s", error)
            if stop.wait(INTERVAL):
                return

    thread = threading.Thread(target=follow, name="index")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
