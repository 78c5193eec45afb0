"""The vectors beside the embedded engine: in a folder with `-meaning` after the name of the index.

Vectors are rounded to 8 bits, which changes a cosine by less than 0.001. The first `TAIL` are compared one by one; for more there
is a graph, made in the background, and only the vectors after it are compared.
"""

import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from usearch.index import Index

from ..errors import EngineBusy, EngineUnavailable, IndexDamaged
from ..lock import locked
from . import graph
from .embedder import Embedder, short_name
from .rows import Graph, Rows, Stamp
from .vector import Vector
from .vectors import Row

TAIL = 20_000
"""How many vectors are compared one by one at most (0.6 ms, 30 MB); more only while a graph is built."""

MORE = 16
"""How many more are looked for than asked for, because some may be gone; and half as many again."""

LARGEST = 127
"""The largest number that 8 bits hold with its sign."""

WRITING, BUILDING = "writing.lock", "building.lock"


class _View(NamedTuple):
    """What a search looks at: the graph, and the vectors after it. `stamp` tells whether something was written since."""

    stamp: Stamp
    graph: Graph | None
    neighbours: Index | None
    seqs: NDArray[np.uint64]
    tail: Vector


def open_at(url: str, embedder: Embedder) -> "EmbeddedVectors":
    """The vectors beside the index at `tantivy:` and a folder."""
    folder = Path(url.removeprefix("tantivy:").removeprefix("//")).expanduser()
    return EmbeddedVectors(folder.with_name(f"{folder.name}-meaning"), embedder)


class EmbeddedVectors:
    """The vectors of one folder, in a folder of its own for each embedder.

    `tail` is how many vectors may be without a graph, `wait` how many seconds a writer waits.
    """

    def __init__(self, folder: Path, embedder: Embedder, *, tail: int = TAIL, wait: float = 5.0) -> None:
        self._folder = folder / short_name(embedder)
        self._size, self._tail, self._wait = embedder.size, tail, wait
        self._rows = Rows(self._folder / "vectors.db")
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._checked: tuple[Graph, int] | None = None

    def nearest(self, vector: Vector, limit: int) -> list[tuple[UUID, float]]:
        asked = limit + limit // 2 + MORE
        with self._lock:  # usearch answers one search at a time
            view = self._refreshed()
            found = dict(_compared(view, vector, asked))
            if view and view.neighbours is not None:
                found |= graph.search(view.neighbours, rounded(vector), asked)
        living = self._rows.living(found.keys())
        hits = sorted(((id, found[seq]) for seq, id in living.items()), key=lambda hit: (-hit[1], hit[0]))
        return hits[:limit]

    def put(self, rows: Iterable[Row]) -> None:
        made = [(row.id, row.key, rounded(row.vector).tobytes()) for row in rows]
        with self._turn(WRITING, wait=self._wait):
            self._rows.put(made)

    def remove(self, ids: Collection[UUID]) -> None:
        if ids:
            with self._turn(WRITING, wait=self._wait):
                self._rows.remove(ids)

    def keys(self, ids: Collection[UUID]) -> dict[UUID, str]:
        return self._rows.keys(ids)

    def vector(self, record: UUID) -> "Vector | None":
        value = self._rows.value(record)
        return _unit(np.frombuffer(value, dtype=np.int8).reshape(1, -1))[0] if value else None

    def ids(self) -> Iterator[UUID]:
        return self._rows.ids()

    def count(self) -> int:
        return self._rows.count()

    def tend(self) -> None:
        """As the protocol says: build the graph if it is due, in one process at a time. A damaged graph is built again.

        What a writer left that was killed is removed.
        """
        with suppress(EngineBusy), self._turn(BUILDING, wait=0):
            before = self._rows.graph()
            sound = before is None or self._is_sound(before)
            if not sound or self._rows.count(after=before.upto if before else 0) > self._tail:
                self._rows.check()
                made = graph.build(self._folder, self._rows, size=self._size, before=before if sound else None)
                self._rows.use_graph(made)
            graph.clean(self._folder, self._rows.graph())
            self._forget_others()

    def clear(self) -> None:
        with self._turn(WRITING, wait=self._wait), self._lock:
            self._view = None
            self._rows.close()
            for file in self._folder.iterdir():
                if not file.name.endswith(".lock"):
                    file.unlink(missing_ok=True)
            self._forget_others()

    def close(self) -> None:
        with self._lock:
            self._view = None
            self._rows.close()

    def _forget_others(self) -> None:
        """Remove the vectors of other embedders, which nobody uses any more."""
        for folder in self._folder.parent.iterdir():
            if folder.is_dir() and folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _refreshed(self) -> _View | None:
        """The vectors as they are now; None if there are none."""
        stamp, before = self._rows.stamp(), self._view
        if stamp is None or (before and before.stamp == stamp):
            return before if stamp else None
        now = self._rows.graph()
        kept = before if before and before.graph == now and before.stamp[0] == stamp[0] else None
        if kept and len(kept.seqs) > 2 * self._rows.count(after=now.upto if now else 0) + MORE:
            kept = kept._replace(seqs=kept.seqs[:0], tail=kept.tail[:0])  # most of them are gone
        start = kept or self._without_tail(now, stamp)
        self._view = self._with_tail(start._replace(stamp=stamp))
        return self._view

    def _without_tail(self, now: Graph | None, stamp: Stamp) -> _View:
        index = graph.mapped(self._folder, now) if now else None
        return _View(stamp, now, index, np.empty(0, dtype=np.uint64), np.empty((0, self._size), dtype=np.float32))

    def _with_tail(self, view: _View) -> _View:
        """Read the vectors after the last one that the view has."""
        last = int(view.seqs[-1]) if len(view.seqs) else view.graph.upto if view.graph else 0
        seqs, tails = [view.seqs], [view.tail]
        while page := self._rows.after(last):
            found, values = graph.read(page, self._size)
            seqs.append(found)
            tails.append(_unit(values))
            last = page[-1][0]
        return view._replace(seqs=np.concatenate(seqs), tail=np.concatenate(tails)) if len(seqs) > 1 else view

    def _is_sound(self, now: Graph) -> bool:
        """Whether the file of the graph is what was written. It is read again only if it was changed."""
        try:
            changed = (self._folder / now.file).stat().st_mtime_ns
            if self._checked != (now, changed):
                graph.check(self._folder, now)
                self._checked = now, changed
        except (OSError, IndexDamaged):
            return False
        return True

    @contextmanager
    def _turn(self, name: str, *, wait: float) -> Iterator[None]:
        """Hold a lock while the block runs. Raises `EngineBusy` if it is not free in time, and `EngineUnavailable`."""
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self._folder / name, wait=wait))
            except OSError as error:
                raise EngineUnavailable(f"The vectors cannot be written: {error}") from error
            yield


def rounded(vector: Vector) -> NDArray[np.int8]:
    """A vector in 8 bits. Its length changes; its direction hardly does."""
    largest = float(np.abs(vector).max()) or 1.0
    found: NDArray[np.int8] = np.rint(vector * (LARGEST / largest)).astype(np.int8)
    return found


def _unit(values: NDArray[np.int8]) -> Vector:
    """Rounded vectors, a row each, with length 1 again."""
    found = values.astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(lengths, 1), dtype=np.float32)


def _compared(view: _View | None, vector: Vector, limit: int) -> Iterator[tuple[int, float]]:
    """`seq` and cosine of the nearest vectors after the graph."""
    if view is None or not len(view.seqs):
        return
    cosines = view.tail @ vector
    best = np.argpartition(-cosines, limit - 1)[:limit] if limit < len(cosines) else np.arange(len(cosines))
    yield from zip(view.seqs[best].tolist(), cosines[best].tolist(), strict=True)
