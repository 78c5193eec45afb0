"""Finding by meaning, as the rest of Serai sees it: never a reason for a search to fail."""

import logging
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from schemas.model import Model

from ..errors import SearchError
from . import text
from .embedder import Embedder, is_installed, open_embedder
from .vector import Vector
from .vectors import Vectors, open_vectors

QUESTIONS = 4096
"""How many vectors of questions are kept: 1.5 KB each, in place of 10 to 35 ms."""

PAUSE = 10.0
"""Seconds without a try after a failure: a server that does not answer must not hold up every search."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class State(StrEnum):
    """Whether records are found by meaning at present."""

    ON = "on"
    FAILING = "failing"


class MeaningHealth(Model):
    """How many records have a vector. `reachable` is False if the vectors cannot be read; the log has the reason."""

    reachable: bool
    count: int = 0


class Parts(NamedTuple):
    """An embedder and the vectors that it made."""

    embedder: Embedder
    vectors: Vectors


class Meaning:
    """The embedder and the vectors of an installation. `open_parts` gives them at the first use.

    Any number of threads may use it at once. What fails is logged once, and not tried again for `PAUSE`.
    """

    def __init__(self, open_parts: Callable[[], Parts], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._open_parts, self._clock = open_parts, clock
        self._lock = threading.Lock()
        self._opened: Parts | None = None
        self._failed: float | None = None
        self._vector = lru_cache(QUESTIONS)(self._embedded)

    @property
    def state(self) -> State:
        """`FAILING` if the last call failed: then its list was empty, and an answer should say that it lacks this way."""
        return State.ON if self._failed is None else State.FAILING

    @property
    def parts(self) -> Parts:
        """For filling. Raises `ImportError` and `SearchError`."""
        with self._lock:
            if self._opened is None:
                self._opened = self._open_parts()
            return self._opened

    def similar(self, question: str, limit: int) -> list[tuple[UUID, float]]:
        """The records that are nearest in meaning to a question, the nearest first, with their cosines (-1 to 1).

        What is near by chance is left out (`Embedder`), so a question that nothing has to do with finds nothing.
        """
        prepared = text.question(question)
        if not prepared or limit < 1:
            return []
        return self._tried(lambda: self._nearest(self._vector(prepared), limit), otherwise=[])

    def like(self, record: UUID, limit: int) -> list[tuple[UUID, float]]:
        """The other records that are nearest in meaning to one, as `similar` gives them; empty if it has no vector yet."""

        def found() -> list[tuple[UUID, float]]:
            vector = self.parts.vectors.vector(record)
            near = [] if vector is None else self._nearest(vector, limit + 1, but=record)
            return [hit for hit in near if hit[0] != record][:limit]

        return self._tried(found, otherwise=[]) if limit > 0 else []

    def check(self) -> MeaningHealth:
        """Whether the vectors can be read, and how many there are."""
        return self._tried(
            lambda: MeaningHealth(reachable=True, count=self.parts.vectors.count()), otherwise=MeaningHealth(reachable=False)
        )

    def close(self) -> None:
        with self._lock:
            if self._opened:
                self._opened.vectors.close()
            self._opened = None

    def _embedded(self, prepared: str) -> Vector:
        return self.parts.embedder.question(prepared)

    def _nearest(self, vector: Vector, limit: int, *, but: UUID | None = None) -> list[tuple[UUID, float]]:
        """The nearest records without those that are near by chance; none if the nearest one is (`Embedder`)."""
        embedder, vectors = self.parts
        near = vectors.nearest(vector, limit)
        sure = any(cosine >= embedder.sure for record, cosine in near if record != but)
        return [hit for hit in near if sure and hit[1] >= embedder.least]

    def _tried(self, call: Callable[[], T], *, otherwise: T) -> T:
        failed = self._failed
        if failed is not None and self._clock() - failed < PAUSE:
            return otherwise
        try:
            found = call()
        except (SearchError, ImportError) as error:
            if failed is None:
                log.warning("records are not found by meaning: %s", error)
            self._failed = self._clock()
            return otherwise
        self._failed = None
        return found


def open_meaning(url: str) -> Meaning | None:
    """The way by meaning that belongs to an engine's address; None if it is not installed. Loads nothing yet."""
    return Meaning(partial(_open_parts, url)) if is_installed() else None


def _open_parts(url: str) -> Parts:
    embedder = open_embedder()
    return Parts(embedder, open_vectors(url, embedder))
