"""Taking endings off a word, longest first, as long as enough of it is left."""

from collections import defaultdict
from collections.abc import Callable, Iterable


def _always(_rest: str, _ending: str) -> bool:
    return True


class Endings:
    """The endings of a language. Taking them off takes time in proportion to the length of the longest one."""

    def __init__(self, endings: Iterable[str], *, least: int) -> None:
        """`least` is the fewest letters that are left of a word."""
        self._least = least
        found: defaultdict[int, set[str]] = defaultdict(set)
        for ending in endings:
            found[len(ending)].add(ending)
        self._by_length = sorted(found.items(), reverse=True)

    def taken_off(self, word: str, *, fits: Callable[[str, str], bool] = _always) -> str:
        """The word without its endings: they are taken off until none fits what would be left."""
        while (shorter := self._without_one(word, fits)) != word:
            word = shorter
        return word

    def _without_one(self, word: str, fits: Callable[[str, str], bool]) -> str:
        for length, endings in self._by_length:
            if len(word) - length >= self._least and word[-length:] in endings and fits(word[:-length], word[-length:]):
                return word[:-length]
        return word
