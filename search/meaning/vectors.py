"""Where the vectors of records are kept."""

from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from typing import NamedTuple, Protocol
from uuid import UUID

from ..errors import UnknownEngine
from .embedder import Embedder
from .vector import Vector

PLACES = {"tantivy": "embedded", "http": "elastic", "https": "elastic"}
"""The module of each scheme of an engine's address. Its `open_at(url, embedder)` gives the vectors beside that engine's index."""


class Row(NamedTuple):
    """The vector of a record. `key` tells from which text it was made (`search.meaning.text.key`)."""

    id: UUID
    key: str
    vector: Vector


class Vectors(Protocol):
    """Vectors of records, made by one embedder. They are a cache, which may be deleted at any time and filled again.

    Any number of processes read and write. Every method raises `EngineUnavailable`; `IndexDamaged` means that `clear` and
    filling again help. What one process has put, all find within a second.
    """

    def nearest(self, vector: Vector, limit: int) -> list[tuple[UUID, float]]:
        """The records with the nearest vectors, the nearest first, each with its cosine (-1 to 1)."""
        ...

    def put(self, rows: Iterable[Row]) -> None:
        """Keep vectors; one of the same record is replaced. Raises `EngineBusy` if another process writes for too long."""
        ...

    def remove(self, ids: Collection[UUID]) -> None:
        """Forget the vectors of records. Raises `EngineBusy` as `put` does."""
        ...

    def keys(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """The keys of the vectors that are there, of these records."""
        ...

    def vector(self, record: UUID) -> "Vector | None":
        """The vector of a record, if there is one."""
        ...

    def ids(self) -> Iterator[UUID]:
        """All records that have a vector, in no order. Memory use does not grow with their number."""
        ...

    def count(self) -> int: ...

    def tend(self) -> None:
        """Do what is due to keep searches fast; it may take minutes. Raises `IndexDamaged` if something cannot be read."""
        ...

    def clear(self) -> None:
        """Forget all vectors, those of other embedders too."""
        ...

    def close(self) -> None: ...


def open_vectors(url: str, embedder: Embedder) -> Vectors:
    """The vectors that belong to an engine's address. Raises `UnknownEngine`; nothing is read before the first use."""
    scheme = url.partition(":")[0]
    if scheme not in PLACES:
        raise UnknownEngine(f"{scheme!r} is no search engine. Choose from: {', '.join(f'{name}:' for name in PLACES)}.")
    opened: Vectors = import_module(f".{PLACES[scheme]}", __package__).open_at(url, embedder)
    return opened
