"""The interface that every search engine implements."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from schemas.model import Model

from .document import Document
from .query import Query, Results


@dataclass(frozen=True)
class Delete:
    """Remove a record from the index. `version` is that of the record, so that an old delete cannot undo a newer write."""

    id: UUID
    version: int


Change = Document | Delete


@dataclass(frozen=True)
class Refused:
    """A change that the engine did not accept; the others of the same call were written."""

    id: UUID
    reason: str


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do; callers ask for this, not for its type. `shared`: several processes may write at once."""

    name: str
    shared: bool


class Health(Model):
    """The state of the index. `current` is False when it was built by other rules of analysis or mapping: rebuild it.

    `damaged`: it cannot be read because files of it are missing or are not what was written: rebuild it too.
    """

    reachable: bool
    current: bool = False
    count: int = 0
    detail: str = ""
    damaged: bool = False


class SearchEngine(Protocol):
    """Finds records. It is a cache of the store: it may be deleted and rebuilt at any time. Callers search by `search.ask`."""

    def capabilities(self) -> Capabilities: ...

    def search(self, query: Query) -> Results:
        """Raises `UnknownField`, `IndexMissing` (nothing built yet) or `EngineUnavailable`."""
        ...

    def suggest(self, prefix: str, *, limit: int = 10) -> tuple[str, ...]:
        """Words of the index that complete the last word of `prefix`, most frequent first."""
        ...

    def update(self, changes: Iterable[Change]) -> tuple[Refused, ...]:
        """Apply changes; they are searchable when the call returns. A change that is older than what the index has is ignored.

        Raises `EngineBusy` if another process writes and the engine allows one writer, or `EngineUnavailable`.
        """
        ...

    def rebuild(self, documents: Iterator[Document]) -> tuple[Refused, ...]:
        """Build a new index beside the live one and swap them. Searches work all the time; if it fails the live index stays."""
        ...

    def versions(self) -> Iterator[tuple[UUID, int]]:
        """Id and version of every document that can be found, in the order of the ids, withdrawn records too.

        Memory does not grow with the index. Raises `IndexMissing` or `EngineUnavailable`.
        """
        ...

    def check(self) -> Health: ...

    def close(self) -> None: ...
