"""What is measured: the place of what was looked for among the first ten hits."""

from dataclasses import dataclass, field
from math import log2
from uuid import UUID

PAGE = 10
"""How many hits count."""


@dataclass(frozen=True)
class Question:
    """A question, and the records that answer it.

    `form` is the language of the question, `target` that of the answers. `within` restricts it to the portals of that form; None
    asks all of them. `alone` asks an index in which every dataset is there in one language only.
    """

    kind: str
    form: str
    target: str
    text: str
    wanted: frozenset[UUID]
    within: str | None = None
    alone: bool = False


@dataclass
class Cell:
    """A figure of a table: how many questions, and the sums of their successes and gains."""

    asked: int = 0
    found: float = 0.0
    gain: float = 0.0
    lost: list[tuple[Question, tuple[UUID, ...]]] = field(default_factory=list)

    def add(self, question: Question, hits: tuple[UUID, ...]) -> None:
        self.asked += 1
        self.found += success(question, hits)
        self.gain += ndcg(question, hits)
        if not success(question, hits):
            self.lost.append((question, hits))

    @property
    def success(self) -> float:
        return round(self.found / self.asked, 3)

    @property
    def ndcg(self) -> float:
        return round(self.gain / self.asked, 3)


def success(question: Question, hits: tuple[UUID, ...]) -> float:
    """1 if any of the answers is among the first ten hits."""
    return float(not question.wanted.isdisjoint(hits[:PAGE]))


def ndcg(question: Question, hits: tuple[UUID, ...]) -> float:
    """The discounted gain of the first ten hits, as a part of the best one that is possible."""
    gained = sum(1 / log2(place + 2) for place, hit in enumerate(hits[:PAGE]) if hit in question.wanted)
    return gained / sum(1 / log2(place + 2) for place in range(min(PAGE, len(question.wanted))))
