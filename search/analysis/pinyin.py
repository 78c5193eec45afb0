"""How Chinese sounds, without tones: 水质 is "shuizhi". The table is `data/pinyin.yml`.

One sound stands for dozens of characters, so only two of them side by side make a key.
"""

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .data import load

MAX_WORD = 64
"""The most letters of a word that is taken apart."""

_LONGEST = 6
_POSSIBLE = re.compile("[a-z]+[aeioungr]")
"""A word in Latin letters that ends as a syllable can end: a quick check that most words of other languages fail."""


class _Sounds(NamedTuple):
    of_character: Mapping[str, str]
    of_pair: Mapping[str, str]
    syllables: frozenset[str]


def sound_of(pair: str) -> str:
    """The sound of two simplified characters side by side; empty if one of them is not in the table."""
    known = _sounds()
    if pair in known.of_pair:
        return known.of_pair[pair]
    first, second = (known.of_character.get(sign) for sign in pair)
    return first + second if first and second else ""


def sounds_of(word: str) -> tuple[str, ...]:
    """The sounds of two syllables side by side in a word of small Latin letters; none if it is not all syllables, or only one."""
    found = _syllables(word.replace("lv", "lu").replace("nv", "nu"))
    return tuple(one + other for one, other in pairwise(found))


def is_syllable(word: str) -> bool:
    """Whether a word of small Latin letters is one syllable of Chinese."""
    return len(word) <= _LONGEST and word in _sounds().syllables


def _syllables(word: str) -> list[str]:
    """The fewest syllables that make the word, the longest ones first among as few."""
    if len(word) > MAX_WORD or not _POSSIBLE.fullmatch(word):
        return []
    syllables = _sounds().syllables
    best: list[list[str] | None] = [None] * len(word) + [[]]
    for at in range(len(word) - 1, -1, -1):
        for end in range(min(len(word), at + _LONGEST), at, -1):
            rest = best[end]
            if rest is not None and word[at:end] in syllables and (best[at] is None or len(rest) + 1 < len(best[at] or [])):
                best[at] = [word[at:end], *rest]
    return best[0] or []


@cache
def _sounds() -> _Sounds:
    """Loaded when the first Chinese text or Latin word comes."""
    content = load("pinyin.yml")
    characters = {sign: sound for sound, signs in content["characters"].items() for sign in signs}
    pairs = {pair: sound.replace(" ", "") for sound, words in content["pairs"].items() for pair in words.split()}
    return _Sounds(characters, pairs, frozenset(content["characters"]))
