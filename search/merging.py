"""The lists of several ways merged into one, by the ranks in them (reciprocal rank fusion; Cormack, Clarke, Buettcher, SIGIR
2009).

Scores of different ways cannot be compared, ranks can. A record that is good in several ways comes before one that is good in
one.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from .engine import Candidate
from .query import Way

DAMPING = 20
"""How fast the worth of a rank falls: 1 / (DAMPING + rank). A small number gives the first ones of each way more weight."""

RUN = 2
"""How many records in a row may be found as typed, or otherwise, before one of the others comes."""

TRUST: dict[Way, float] = {Way.TYPED: 1.0, Way.CONCEPT: 1.0, Way.MEANING: 1.0}
"""The weight of a way."""


@dataclass(frozen=True)
class Ranked:
    """A record with its place's worth, and the ways that led to it. `whole`: it has all that was asked for."""

    id: UUID
    score: float
    ways: tuple[Way, ...]
    whole: bool


def merged(lists: Mapping[Way, Sequence[Candidate]], *, exact: Collection[UUID] = ()) -> list[Ranked]:
    """All candidates, best first; equal ones by id. Those with all that was asked for come before the others.

    The records of `exact` have the question as their title: nothing comes before them.

    The ways by words, typed and in other words, look at the same words: the better of their ranks counts. Meaning is another
    witness.
    """
    words: dict[UUID, float] = {}
    meaning: dict[UUID, float] = {}
    ways: defaultdict[UUID, list[Way]] = defaultdict(list)
    whole: set[UUID] = set()
    for way, candidates in lists.items():
        worths = meaning if way is Way.MEANING else words
        for rank, candidate in enumerate(candidates, start=1):
            worths[candidate.id] = max(worths.get(candidate.id, 0.0), TRUST[way] / (DAMPING + rank))
            ways[candidate.id].append(way)
            if candidate.whole:
                whole.add(candidate.id)
    scores = {each: words.get(each, 0.0) + meaning.get(each, 0.0) for each in ways}
    found = [Ranked(each, score, tuple(ways[each]), each in whole) for each, score in scores.items()]
    ranked = sorted(found, key=lambda item: (-item.score, item.id))
    tiers: tuple[list[Ranked], ...] = ([], [], [])
    for item in ranked:
        tiers[0 if item.id in exact else 1 if item.whole else 2].append(item)
    return [each for tier in tiers for each in balanced(tier)]


def balanced(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same records, of which at most `RUN` in a row were found as typed, or otherwise, as long as there are others."""
    groups = {typed: deque(item for item in ranked if (Way.TYPED in item.ways) is typed) for typed in (True, False)}
    found: list[Ranked] = []
    run, last = 0, True
    while groups[True] or groups[False]:
        better = not groups[False] or (bool(groups[True]) and groups[True][0].score >= groups[False][0].score)
        typed = not last if run >= RUN and groups[not last] else better
        run, last = (run + 1, last) if typed is last else (1, typed)
        found.append(groups[typed].popleft())
    return found
