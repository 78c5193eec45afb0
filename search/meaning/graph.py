"""The graph of neighbours (HNSW, by usearch) of most vectors of the embedded engine: a file that is mapped, not loaded.

A file is never changed: another one is written beside it and named in `Rows`. It is read only if it is what was written, because
the library trusts what it reads.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from usearch.compiled import MetricKind, ScalarKind
from usearch.index import Index

from ..errors import EngineUnavailable, IndexDamaged
from .rows import Graph, Rows

BREADTH = 256
"""How many neighbours are looked at in a search. Four times the library's 64: still below a millisecond, and it misses less."""

READ = 1 << 20
LIVING_SHARE = 0.7
"""A graph is made from the beginning if fewer of its vectors are still valid; else it is extended."""

Page = tuple[NDArray[np.uint64], NDArray[np.int8]]


def mapped(folder: Path, graph: Graph) -> Index:
    """A graph for searching. Raises `IndexDamaged` if its file is missing or is not what was written."""
    check(folder, graph)
    return _restored(folder / graph.file, view=True)


def check(folder: Path, graph: Graph) -> None:
    """Raises `IndexDamaged` as `mapped` does."""
    try:
        found = _crc(folder / graph.file)
    except OSError as error:
        raise IndexDamaged(f"The graph of the vectors cannot be read: {error}") from error
    if found != graph.crc:
        raise IndexDamaged("The graph of the vectors is not what was written.")


def search(index: Index, vector: NDArray[np.int8], limit: int) -> Iterator[tuple[int, float]]:
    """`seq` and cosine of the nearest vectors; some of them may be gone."""
    found = index.search(vector, min(limit, len(index)), threads=1)
    for seq, distance in zip(found.keys.tolist(), found.distances.tolist(), strict=True):
        yield seq, 1 - distance


def build(folder: Path, rows: Rows, *, size: int, before: Graph | None) -> Graph:
    """Make the graph of all vectors, from `before` if it can be read and most of it is valid. Raises `EngineUnavailable`."""
    index, last = _begun(folder, rows, size=size, before=before)
    while page := rows.after(last):
        seqs, values = read(page, size)
        index.add(seqs, values, threads=1)
        last = page[-1][0]
    return _written(folder, index, last)


def clean(folder: Path, graph: Graph | None) -> None:
    """Remove all other graphs. Who has one open keeps it."""
    for file in folder.glob("*.graph*"):
        if graph is None or file.name != graph.file:
            with suppress(OSError):
                file.unlink()


def read(page: list[tuple[int, bytes]], size: int) -> Page:
    """`seq` and vectors as arrays. Raises `IndexDamaged` if a vector has another size."""
    if any(len(value) != size for _, value in page):
        raise IndexDamaged("A vector is not of the size that was written.")
    seqs = np.fromiter((seq for seq, _ in page), dtype=np.uint64, count=len(page))
    return seqs, np.frombuffer(b"".join(value for _, value in page), dtype=np.int8).reshape(len(page), size)


def _begun(folder: Path, rows: Rows, *, size: int, before: Graph | None) -> tuple[Index, int]:
    """A graph to go on with, and up to which `seq` it has vectors."""
    if before:
        with suppress(IndexDamaged):
            check(folder, before)
            index = _restored(folder / before.file, view=False)
            if rows.count() - rows.count(after=before.upto) >= LIVING_SHARE * len(index):
                return index, before.upto
    return Index(ndim=size, metric=MetricKind.Cos, dtype=ScalarKind.I8, expansion_search=BREADTH), 0


def _restored(file: Path, *, view: bool) -> Index:
    index = Index.restore(file, view=view, expansion_search=BREADTH)
    if index is None:
        raise IndexDamaged("The graph of the vectors cannot be read.")
    return index


def _written(folder: Path, index: Index, upto: int) -> Graph:
    draft = folder / f"{upto}.graph.new"
    try:
        index.save(draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        graph = Graph(f"{upto}-{len(index)}.graph", upto, _crc(draft))
        draft.replace(folder / graph.file)
    except (OSError, RuntimeError) as error:
        raise EngineUnavailable(f"The graph of the vectors cannot be written: {error}") from error
    return graph


def _crc(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(READ):
            found = zlib.crc32(part, found)
    return found
