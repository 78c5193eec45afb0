"""Making the vectors of records in the background, by which they are found by meaning.

A sweep looks at every record and makes what is missing or was made from another text. After that, only what changes is looked at.
The records are divided by their ids into shards. A process holds the lock of a shard while it works on a part of it, and looks
under the lock what is there already. So any number of processes of a machine do no work twice, and one that is killed loses one
batch. On several machines each process begins at another shard. Only active records have a vector.

The texts are computed one by one. Where one had to wait for a processor, others want it, such as those that answer questions, and
the work rests.
"""

import random
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from schemas.record import Status
from search.errors import EngineUnavailable
from search.lock import locked
from search.meaning import text
from search.meaning.meaning import Parts
from search.meaning.vector import Vector
from search.meaning.vectors import Row

from ..services import Services

SHARDS = 16
BATCH = 16
"""How many vectors are made and kept at once: some half a second of work."""

REST, LONGEST_REST = 5.0, 2.0
"""How long the work rests for each second that a text waited for a processor, and for one text at most, in seconds."""

PART = 96
"""How many records are worked on under one lock."""

PATIENCE = 60.0
"""Seconds that a process waits for the lock of a shard."""

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: how many records it has looked at, of how many, and how many vectors it has made."""

    done: int
    total: int
    made: int


class Leaving(Exception):
    """The process is about to end."""


class Filling:
    """Makes vectors. `on_step` is called after each batch; when `leaving` is set, the work ends with `Leaving` after a text.

    Its methods raise `SearchError` and `StoreError`. `IndexDamaged` means that the vectors must be cleared.
    """

    def __init__(
        self,
        services: Services,
        parts: Parts,
        *,
        on_step: Callable[[Progress], object] | None = None,
        leaving: threading.Event | None = None,
    ) -> None:
        self._store, self._home = services.store, services.settings.home
        self._embedder, self._vectors = parts
        self._on_step, self._leaving = on_step, leaving or threading.Event()
        self._seen: int | None = None
        self._progress = Progress(0, 0, 0)

    def step(self) -> None:
        """Bring the vectors up to date: by a sweep at first, later by what has changed since."""
        if self._seen is None:
            self.whole()
        elif self._seen < self._store.changes.newest():
            self._follow(self._seen)
            self._vectors.tend()

    def whole(self) -> int:
        """Look at every record. Returns the number of vectors that were made."""
        newest = self._store.changes.newest()
        self._progress = Progress(0, self._store.records.count(status=None), 0)
        for shard in random.sample(range(SHARDS), SHARDS):
            first, last = UUID(int=shard << 124), UUID(int=(shard + 1 << 124) - 1)
            for page in self._store.records.statuses(first=first, last=last):
                self._bring_up(shard, page)
        self._forget_unknown()
        self._vectors.tend()
        self._seen = newest
        return self._progress.made

    def begin_again(self) -> None:
        """Forget all vectors, because they are damaged; the next step is a sweep."""
        self._seen = None
        self._vectors.clear()

    def _follow(self, seen: int) -> None:
        """Look at the records that have changed since an entry of the trail."""
        while entries := self._store.changes.after(seen, limit=PART):
            records = {record for _, record in entries}
            known = self._store.records.known_of(records)
            by_shard: dict[int, dict[UUID, Status | None]] = {}
            for record in records:
                status = known[record].status if record in known else None
                by_shard.setdefault(record.int >> 124, {})[record] = status
            for shard, statuses in by_shard.items():
                self._bring_up(shard, statuses)
            self._seen = seen = entries[-1][0]

    def _bring_up(self, shard: int, statuses: Mapping[UUID, Status | None]) -> None:
        """Make what is missing of these records of one shard, and remove what is no longer active."""
        for part in _parts(statuses, PART):
            with self._turn(shard):
                have = self._vectors.keys(part)
                active = [record for record in part if statuses[record] is Status.ACTIVE]
                self._vectors.remove(have.keys() - set(active))
                self._make(active, have)
            self._note(looked_at=len(part))

    def _make(self, records: Collection[UUID], have: Mapping[UUID, str]) -> None:
        """Make the vectors of records whose text is not that of the vector that they have."""
        missing: list[tuple[UUID, str, str]] = []
        for record, dataset in self._store.records.datasets(records):
            passage = text.passage(dataset)
            key = text.key(passage, embedder=self._embedder.name)
            if have.get(record) != key:
                missing.append((record, key, passage))
        for batch in _parts(missing, BATCH):
            self._vectors.put([Row(record, key, self._vector(passage)) for record, key, passage in batch])
            self._note(made=len(batch))

    def _vector(self, passage: str) -> Vector:
        """The vector of a text, and a rest if it took longer than the work for it. Raises `Leaving` if it is time to end."""
        begin, own = time.perf_counter(), time.thread_time()
        [vector] = self._embedder.passages([passage])
        waited = time.perf_counter() - begin - (time.thread_time() - own)
        if self._leaving.wait(min(max(0.0, REST * waited), LONGEST_REST)):
            raise Leaving
        return vector

    def _forget_unknown(self) -> None:
        """Remove the vectors of records that the store does not have, such as those of a store before it was restored."""
        for part in _parts(self._vectors.ids(), PART):
            self._vectors.remove(set(part) - self._store.records.known_of(part).keys())

    def _note(self, *, looked_at: int = 0, made: int = 0) -> None:
        before = self._progress
        self._progress = Progress(before.done + looked_at, max(before.total, before.done + looked_at), before.made + made)
        if self._on_step:
            self._on_step(self._progress)
        if self._leaving.is_set():
            raise Leaving

    @contextmanager
    def _turn(self, shard: int) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self._home / f"meaning-{shard}.lock", wait=PATIENCE))
            except OSError as error:
                raise EngineUnavailable(f"The vectors cannot be written: {error}") from error
            yield


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while part := list(islice(remaining, size)):
        yield part
