"""The places in a text where words or stems that are looked for are: for marking them in a result list.

Texts repeat their words, so what is in a piece of text between two spaces is worked out once and remembered.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from functools import lru_cache

from .segmentation import WORD, pairs
from .tokens import MAX_TEXT, Token, analysed, streams

MAX_PIECE = 32
"""The most characters of a piece that is remembered."""

MAX_PIECES = 5_000
"""How many pieces of a language are remembered: 3 MB, or 10 MB of texts whose language is not known."""


def matches(text: str, language: str | None, *, terms: Set[str], stems: Set[str]) -> list[Token]:
    """The tokens of a text that are one of the terms or have one of the stems, as `analyse` would give them.

    No word reaches over a space, so only the pieces that can have such a token are looked into. Chinese has no spaces.
    """
    sought = terms | stems
    if language == "zh":
        return _matches(text[:MAX_TEXT], 0, language, sought)
    pieces = text[:MAX_TEXT].split(" ")
    holding = _pieces(language).holding(sought, met=pieces)
    if holding.isdisjoint(pieces):
        return []
    found: list[Token] = []
    start = 0
    for piece in pieces:
        if piece in holding:
            found += _matches(piece, start, language, sought)
        start += len(piece) + 1
    return found


class _Pieces:
    """The pieces of the texts of one language, found by the words and stems in them; a new piece is learnt when it is met.

    A few thousand make up most texts. Threads may share it: what is known is never taken out.
    """

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._known: set[str] = set()
        self._by_content: defaultdict[str, set[str]] = defaultdict(set)

    def holding(self, sought: Set[str], *, met: Sequence[str]) -> set[str]:
        """All known pieces that have a word or a stem that is sought, and the pieces now met that are too long to be kept."""
        long: set[str] = set()
        if not self._known.issuperset(met):
            for piece in {*met} - self._known:
                if len(piece) > MAX_PIECE:
                    long.add(piece)
                else:
                    self._learn(piece)
        return long.union(*(self._by_content[content] for content in sought & self._by_content.keys()))

    def _learn(self, piece: str) -> None:
        terms, stems = streams(piece, self._language)
        for content in (*terms, *stems):
            self._by_content[content].add(piece)
        self._known.add(piece)  # last: another thread may ask meanwhile
        if len(self._known) > MAX_PIECES:
            _pieces.cache_clear()


@lru_cache(maxsize=16)
def _pieces(language: str | None) -> _Pieces:
    """What is known of a language. When it is too much, all is forgotten."""
    return _Pieces(language)


def _matches(piece: str, start: int, language: str | None, sought: Set[str]) -> list[Token]:
    """The tokens of a piece that are sought or have a stem that is. A stem begins with its language, so it equals no word."""
    found: list[Token] = []
    for match in WORD.finditer(piece):
        if match[1]:
            found += _han_matches(match[1], start + match.start(), sought)
            continue
        word = analysed(match[2], language)
        if word.term in sought or not sought.isdisjoint(word.stems):
            found.append(Token(*word, start + match.start(), start + match.end()))
    return found


def _han_matches(run: str, start: int, sought: Set[str]) -> list[Token]:
    """The tokens of a Chinese run that are sought; the others are not even made."""
    signs, words = pairs(run)
    return [
        *(Token(pair, (), start + at, start + at + 2) for at, pair in enumerate(words) if pair in sought),
        *(Token("", (f"zh:{sign}",), start + at, start + at + 1) for at, sign in enumerate(signs) if f"zh:{sign}" in sought),
    ]
