"""What people wanted to do and may not: an entry of the audit trail, but not so many that a loop could fill the trail."""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action

from . import audit
from .audit_rows import Event
from .database import Database

PAUSE = timedelta(minutes=1)
"""How long the same refusal of a person is not kept again."""

MOST = 10
"""How many different refusals of one person are kept in that time."""


class Refusals:
    """Keeps refusals in the trail. What was left out is counted in the memory of the process: it costs the database nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._kept: defaultdict[Actor, deque[tuple[datetime, object]]] = defaultdict(deque)
        self._left_out: defaultdict[Actor, int] = defaultdict(int)

    def keep(self, actor: Actor, wish: Mapping[str, str | int], *, record: UUID = CATALOGUE, at: datetime) -> None:
        """Add an entry about a refusal, or count it for the next entry. `wish` is told by `schemas.audit.Action`.

        Raises `StoreError`.
        """
        refusal = (record, *sorted(wish.items()))
        with self._lock:
            kept = self._kept[actor]
            while kept and abs(at - kept[0][0]) >= PAUSE:
                kept.popleft()
            if len(kept) >= MOST or refusal in (each for _, each in kept):
                self._left_out[actor] += 1
                return
            self._write(Event(record, Action.REFUSE, actor, at, {**wish, "left_out": self._left_out[actor]}))
            kept.append((at, refusal))
            self._left_out[actor] = 0

    def _write(self, event: Event) -> None:
        with self._database.writing() as connection:
            audit.append(connection, audit.lock_head(connection), [event])
