"""A search engine whose every call is timed."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from search.asking.wanted import EVERYTHING, Match, Wanted
from search.document import Document
from search.engine import Candidate, Capabilities, Change, Frequent, Health, Refused, SearchEngine
from search.query import Query, Results

from .metrics import Metrics


class WatchedEngine:
    """Passes every call to `engine`, and reports to `metrics` how long it took and what it raised."""

    def __init__(self, engine: SearchEngine, metrics: Metrics) -> None:
        self._engine, self._metrics = engine, metrics

    def capabilities(self) -> Capabilities:
        return self._engine.capabilities()

    def search(self, query: Query, match: Match = EVERYTHING, *, first: Sequence[UUID] = ()) -> Results:
        with self._timed("search"):
            return self._engine.search(query, match, first=first)

    def best(self, query: Query, matches: Sequence[Match], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        with self._timed("best"):
            return self._engine.best(query, matches, limit=limit)

    def count(self, query: Query, match: Match) -> int:
        with self._timed("count"):
            return self._engine.count(query, match)

    def held(self, words: Sequence[Wanted]) -> tuple[bool, ...]:
        with self._timed("held"):
            return self._engine.held(words)

    def words(self, begun: str, *, within: Match = EVERYTHING, limit: int = 10) -> tuple[Frequent, ...]:
        with self._timed("words"):
            return self._engine.words(begun, within=within, limit=limit)

    def update(self, changes: Iterable[Change]) -> tuple[Refused, ...]:
        with self._timed("update"):
            return self._engine.update(changes)

    def rebuild(self, documents: Iterator[Document]) -> tuple[Refused, ...]:
        with self._timed("rebuild"):
            return self._engine.rebuild(documents)

    def versions(self) -> Iterator[tuple[UUID, int]]:
        return self._engine.versions()

    def check(self) -> Health:
        with self._timed("check"):
            return self._engine.check()

    def close(self) -> None:
        self._engine.close()

    @contextmanager
    def _timed(self, operation: str) -> Iterator[None]:
        begin, raised = time.perf_counter(), None
        try:
            yield
        except BaseException as error:
            raised = error
            raise
        finally:
            self._metrics.engine(operation, seconds=time.perf_counter() - begin, error=raised)
