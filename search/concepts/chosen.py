"""Which of the phrases that lie over each other in a text are meant: the longest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Match(NamedTuple, Generic[Value]):
    """A phrase that is there, from `start` to `end`, in characters.

    `values` are all that it stands for. `taken` are the places of its words, or of its
    Chinese characters.
    """

    start: int
    end: int
    values: tuple[Value, ...]
    language: str
    taken: Sequence[int]


_PLACE = itemgetter(0, 1)
"""The start and the end of a match."""


def chosen(matches: Iterable[Match[Value]]) -> list[Match[Value]]:
    """The longest phrases, in the order of the text; no two of a language have a word in common.

    Several phrases may lie at the very same place. A phrase inside a longer one of another language is left out.
    """
    found: list[Match[Value]] = []
    group: list[Match[Value]] = []
    end = 0
    for each in sorted(matches, key=_PLACE):
        if each.start >= end:
            found += _longest(group) if len(group) > 1 else group
            group = []
        group.append(each)
        end = max(end, each.end)
    return found + _longest(group)


def _longest(group: list[Match[Value]]) -> list[Match[Value]]:
    longest = min(group, key=_longest_first, default=None)
    if longest and all(longest.start <= each.start and each.end <= longest.end for each in group):
        return [each for each in group if each[:2] == longest[:2]]
    return _longest_of_several(group)


def _longest_of_several(group: list[Match[Value]]) -> list[Match[Value]]:
    taken: defaultdict[str, set[int]] = defaultdict(set)
    over: dict[int, tuple[int, int]] = {}
    found: list[Match[Value]] = []
    for span, here in groupby(sorted(group, key=_longest_first), key=_PLACE):
        kept = [each for each in here if taken[each.language].isdisjoint(each.taken) and not _is_inside(each, over)]
        for each in kept:
            taken[each.language].update(each.taken)
            over.update((place, span) for place in each.taken if place not in over)
        found += kept
    return sorted(found, key=_PLACE)


def _is_inside(match: Match[Value], over: Mapping[int, tuple[int, int]]) -> bool:
    """Whether both ends of a phrase lie under the same longer phrase."""
    first = over.get(match.taken[0])
    return first is not None and first == over.get(match.taken[-1])


def _longest_first(match: Match[Value]) -> tuple[int, int]:
    return match.start - match.end, match.start
