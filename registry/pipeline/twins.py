"""Finding missing datasets that a portal lists again under new identifiers.

A record and its twin live one after the other: the twin was added after the record was last met. If identifiers are new each
night, a record has a chain of twins, of which the portal lists the last. Records that live at the same time are different
datasets. If such records have the same evidence, it proves nothing, and none of them is paired.

The work grows with the number of records that are missing or new. Only short keys of each of them are in memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from schemas.holds import Evidence, Pair
from schemas.runs import Run

from ..store import Store
from ..store.absence import Life
from .likeness import keys


@dataclass(frozen=True, slots=True)
class _Like:
    """A record with its life, its identifier and its keys."""

    life: Life
    identifier: str
    keys: Mapping[Evidence, bytes]


@dataclass(frozen=True)
class Found:
    """A pair, and the last run that has met its record."""

    pair: Pair
    seen_run: int


def find(store: Store, run: Run) -> tuple[Found, ...]:
    """The pairs of a whole sweep at its end. The pairs of one record follow each other, the oldest twin first."""
    missing = [life for page in store.absence.lives(run.source, since_run=run.id) for life in page]
    if not missing:
        return ()
    oldest = min(life.last for life in missing)
    new = [life for page in store.absence.came_after(run, since_run=oldest) for life in page]
    if not new:
        return ()
    lives = {life.record: life for life in (*missing, *new)}
    datasets = store.records.datasets(lives)
    likes = [_Like(lives[record], dataset.identifier, keys(dataset)) for record, dataset in datasets]
    return tuple(found for evidence, chain in _chains(likes, run=run.id) for found in _pairs(chain, evidence))


def _chains(likes: Sequence[_Like], *, run: int) -> list[tuple[Evidence, list[_Like]]]:
    """Chains of records that are one dataset. The strongest evidence comes first, and a record is in one chain at most."""
    taken: set[UUID] = set()
    chains = []
    for evidence in Evidence:
        for group in _groups(likes, evidence):
            if len(group) > 1 and _follow(group, run=run) and taken.isdisjoint(like.life.record for like in group):
                chains.append((evidence, group))
                taken.update(like.life.record for like in group)
    return chains


def _groups(likes: Iterable[_Like], evidence: Evidence) -> list[list[_Like]]:
    """Records with the same evidence, in the order in which they were added."""
    groups: dict[bytes, list[_Like]] = {}
    for like in likes:
        if evidence in like.keys:
            groups.setdefault(like.keys[evidence], []).append(like)
    return [sorted(group, key=lambda like: like.life.first) for group in groups.values()]


def _follow(group: Sequence[_Like], *, run: int) -> bool:
    """Whether each record was added after the one before was last met, and the portal lists the last one now."""
    lives = [like.life for like in group]
    return lives[-1].last >= run and all(earlier.last < later.first for earlier, later in pairwise(lives))


def _pairs(chain: Sequence[_Like], evidence: Evidence) -> list[Found]:
    first, *twins = chain
    return [
        Found(
            Pair(
                record=first.life.record,
                identifier=first.identifier,
                twin=twin.life.record,
                twin_identifier=twin.identifier,
                evidence=evidence,
            ),
            first.life.last,
        )
        for twin in twins
    ]
