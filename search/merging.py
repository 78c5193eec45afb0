"""The lists of several ways merged into one, by the ranks in them (reciprocal rank fusion; Cormack, Clarke, Buettcher, SIGIR
2009).

Scores of different ways cannot be compared, ranks can. A record that is good in several ways comes before one that is good in
one. The first places are shared by the languages in which there is something.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from .engine import Candidate
from .query import Way
from .ranking import BOOST, LASTING

DAMPING = 20
"""How fast the worth of a rank falls: 1 / (DAMPING + rank). A small number gives the first ones of each way more weight."""

FADING = 0.9
"""What the next record of a language is worth beside the one before it: so that no language crowds the others out."""

TRUST: dict[Way, float] = {Way.TYPED: 1.0, Way.CONCEPT: 1.0, Way.MEANING: 0.9}
"""The weight of a way: words say a little more."""

ASIDE = 0.4
"""The share of its weight that meaning has for records with all words: of these, the words tell which one is meant."""


@dataclass(frozen=True)
class Ranked:
    """A record with its place's worth, and the ways that led to it. `whole`: it has all that was asked for."""

    id: UUID
    score: float
    ways: tuple[Way, ...]
    whole: bool
    language: str


def boosted(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The list of a way in the order of its scores, where `boost` adds a little to each."""
    last = newest(candidates)
    return tuple(sorted(candidates, key=lambda each: (not each.whole, -each.score * (1 + boost(each, last)))))


def newest(candidates: Sequence[Candidate]) -> int:
    """The day number of the newest record of a list; 0 if none has a date. So there is no clock, and old catalogues count too."""
    return max((each.day for each in candidates), default=0)


def boost(candidate: Candidate, last: int) -> float:
    """The share of its score that a record gets on top, up to `BOOST`: half of it for how much the record tells, half for how
    new it is beside the newest of its list, whose day is `last`.
    """
    fresh = max(0.0, 1 - (last - candidate.day) / LASTING) if candidate.day else 0.0
    return BOOST * (candidate.completeness / 100 + fresh) / 2


def merged(lists: Mapping[Way, Sequence[Candidate]], *, exact: Collection[UUID] = ()) -> list[Ranked]:
    """All candidates, best first; equal ones by id. Those with all that was asked for come before the others.

    The records of `exact` have the question as their title: nothing comes before them.

    The ways by words, typed and in other words, look at the same words: the better of their ranks counts. Meaning is another
    witness.
    """
    words: dict[UUID, float] = {}
    meaning: dict[UUID, float] = {}
    ways: defaultdict[UUID, list[Way]] = defaultdict(list)
    found: dict[UUID, Candidate] = {}
    whole: set[UUID] = set()
    for way, candidates in lists.items():
        worths = meaning if way is Way.MEANING else words
        for rank, candidate in enumerate(candidates, start=1):
            worths[candidate.id] = max(worths.get(candidate.id, 0.0), TRUST[way] / (DAMPING + rank))
            ways[candidate.id].append(way)
            found[candidate.id] = candidate
            if candidate.whole:
                whole.add(candidate.id)
    scores = {each: words.get(each, 0.0) + meaning.get(each, 0.0) * (ASIDE if each in whole else 1.0) for each in ways}
    every = [Ranked(each, score, tuple(ways[each]), each in whole, found[each].language) for each, score in scores.items()]
    tiers: tuple[list[Ranked], ...] = ([], [], [])
    for item in sorted(every, key=lambda item: (-item.score, item.id)):
        tiers[0 if item.id in exact else 1 if item.whole else 2].append(item)
    return [each for tier in tiers for each in spread(tier)]


def spread(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same records, where each that comes makes the next ones of its language worth less."""
    left: defaultdict[str, deque[Ranked]] = defaultdict(deque)
    for item in ranked:
        left[item.language].append(item)
    faded = dict.fromkeys(left, 1.0)
    found: list[Ranked] = []
    while left:
        language = min(left, key=lambda each: (-left[each][0].score * faded[each], left[each][0].id))
        found.append(left[language].popleft())
        faded[language] *= FADING
        if not left[language]:
            del left[language]
    return found
