"""Keeping the index up with the store: the outbox is drained into the engine, or the whole store into a new index."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from search.document import Document, document
from search.engine import Change, Delete
from search.errors import EngineBusy, EngineUnavailable, SearchError
from search.lock import locked

from ..services import Services
from ..store.errors import StoreError
from ..store.outbox import Pending

BATCH = 2000
"""How many changes one commit of the engine takes."""

HELD = 100
"""How many records are in memory at once on their way into the engine."""

INTERVAL = 0.25
"""Seconds between two looks at the outbox: what waits by then is one commit of the engine."""

TURN = "indexing.lock"
"""The file in the home folder by which processes take turns."""

PATIENCE = 5.0
"""Seconds that a process waits for its turn."""

log = logging.getLogger(__name__)


def drain(services: Services) -> int:
    """Send what waits in the outbox to the engine and return how many changes that were.

    A change leaves the outbox only after the engine has confirmed it, so a dead engine delays and never loses. What comes in
    while the last batch is sent waits for the next call: an engine likes few large batches.

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
    """Send the next batch. Processes of one machine take turns, or each would do the other's work again."""
    with locked(services.settings.home / TURN, wait=PATIENCE):
        pending = services.store.outbox.pending(BATCH)
        for refused in services.engine.update(_changes(services, pending)):
            log.warning("the engine refused record %s: %s", refused.id, refused.reason)
        services.store.outbox.confirm([row.seq for row in pending])
    return len(pending)


def _changes(services: Services, pending: Sequence[Pending]) -> Iterator[Change]:
    """What the engine has to take, made `HELD` at a time: a whole commit of records would be the largest thing in the process."""
    for start in range(0, len(pending), HELD):
        rows = pending[start : start + HELD]
        records = services.store.records.get_many([row.id for row in rows])
        for row in rows:
            record = records.get(row.id)
            yield document(record) if record else Delete(row.id, row.version)


def rebuild(services: Services) -> int:
    """Build a new index from the whole store beside the live one and swap. Returns the number of records.

    What changes meanwhile waits in the outbox and is sent afterwards; what has waited before is in the new index.
    """
    count, waiting = 0, services.store.outbox.newest()

    def documents() -> Iterator[Document]:
        nonlocal count
        for record in services.store.records.stream():
            count += 1
            yield document(record)

    for refused in services.engine.rebuild(documents()):
        log.warning("the engine refused record %s: %s", refused.id, refused.reason)
    services.store.outbox.confirm_until(waiting)
    drain(services)
    return count


def refresh(services: Services) -> None:
    """Bring the index up to date, building it anew where it is missing or made by other rules.

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
    """Make an empty index for an empty store: what comes in then goes through the outbox alone. Raises as `refresh` does."""
    if services.store.records.count(status=None) == 0 and not services.engine.check().current:
        services.engine.rebuild(iter(()))


@contextmanager
def following(services: Services) -> Iterator[None]:
    """Keep the index up with the store from a thread of its own, as long as the block runs.

    A failure is logged and tried again: the outbox keeps what the engine has not taken. An index that is missing or made by
    other rules is built as soon as the engine answers, and one that goes missing later as soon as there is a change for it.
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
