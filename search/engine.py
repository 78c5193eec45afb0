"""The interface that every search engine implements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from schemas.model import Model

from .asking.wanted import EVERYTHING, Match, Wanted
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


@dataclass(frozen=True)
class Candidate:
    """A record that fits a question, for merging: its score, whether it has all words, and what else decides the order.

    `language` is that of its first title (`und` if not known), `day` the day number of its date (0: none), `completeness` as in a
    `Document`.
    """

    id: UUID
    score: float
    whole: bool
    language: str
    day: int
    completeness: int


class Frequent(NamedTuple):
    """A word that records have, and about how many of them. A record that has it in two fields may count twice."""

    word: str
    records: int


class SearchEngine(Protocol):
    """Finds records. It is a cache of the store: it may be deleted and rebuilt at any time. Callers search by `search.ask`."""

    def capabilities(self) -> Capabilities: ...

    def search(self, query: Query, match: Match = EVERYTHING, *, first: Sequence[UUID] = ()) -> Results:
        """The page of a query, of the records that `match` finds; the words of the query are not looked at.

        In an order of relevance those of `first`, which `match` finds too, come first and in this order.
        Raises `UnknownField`, `IndexMissing` (nothing built yet) or `EngineUnavailable`.
        """
        ...

    def best(self, query: Query, matches: Sequence[Match], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        """For each match the records with the highest scores that it and the filters find, best first, and by id where scores
        are equal.
        """
        ...

    def count(self, query: Query, match: Match) -> int:
        """How many records `match` and the filters find."""
        ...

    def held(self, words: Sequence[Wanted]) -> tuple[bool, ...]:
        """For each word whether any record has it, in any form."""
        ...

    def words(self, begun: str, *, within: Match = EVERYTHING, limit: int = 10) -> tuple[Frequent, ...]:
        """The words of titles, keywords and publishers' names that begin with a folded word, the most frequent first.

        They are those of active records that `within` finds. With the start of a key (`l:vod`) they are keys (`l:voda`).
        """
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
