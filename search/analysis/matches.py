"""The places in a text where words or stems that are looked for are: for marking them in a result list.

Texts repeat their words, so what is in a piece of text between two spaces is worked out once and remembered.
"""

from collections.abc import Set
from functools import lru_cache

from .segmentation import WORD, pairs
from .tokens import GROUPED, MAX_TEXT, Token, analyse, analysed, compounds, sounds

MAX_PIECE = 32
"""The most characters of a piece that is remembered."""

MAX_PIECES = 40_000
"""How many pieces are remembered: some 50 MB."""


def matches(text: str, language: str | None, *, terms: Set[str], stems: Set[str], keys: Set[str] = frozenset()) -> list[Token]:
    """The tokens of a text that are one of the terms or have one of the stems or keys, as `analyse` would give them.

    Only a number and Chinese syllables reach over a space, so only the pieces that can have such a token are looked into. Chinese
    has no spaces.
    """
    sought = terms | stems | keys
    if language == "zh" or (keys and (language is None or GROUPED.search(text))):
        return _matches(text[:MAX_TEXT], 0, language, sought)
    found: list[Token] = []
    start = 0
    for piece in text[:MAX_TEXT].split(" "):
        if _may_hold(piece, language, sought):
            found += _matches(piece, start, language, sought)
        start += len(piece) + 1
    return found


def may_have(text: str, language: str, sought: Set[str]) -> bool:
    """Whether a text can have one of these terms, stems or keys. If not, it has none; but Chinese always can."""
    return language == "zh" or any(_may_hold(piece, language, sought) for piece in text[:MAX_TEXT].split(" "))


def _may_hold(piece: str, language: str | None, sought: Set[str]) -> bool:
    """Whether a piece has one of them. One that is too long to be remembered always can."""
    return len(piece) > MAX_PIECE or not sought.isdisjoint(_content(piece, language))


@lru_cache(maxsize=MAX_PIECES)
def _content(piece: str, language: str | None) -> frozenset[str]:
    """All terms, stems and keys of a piece."""
    return frozenset(each for token in analyse(piece, language) for each in (token.term, *token.stems, *token.keys))


def _matches(piece: str, start: int, language: str | None, sought: Set[str]) -> list[Token]:
    """The tokens of a piece that are sought. A stem begins with its language and a key with its kind, so they equal no word."""
    found: list[Token] = []
    for match in WORD.finditer(piece):
        if match[1]:
            found += _han_matches(match[1], start + match.start(), sought)
            continue
        word = analysed(match[2], language)
        if word.term in sought or not sought.isdisjoint(word.stems) or not sought.isdisjoint(word.keys):
            found.append(Token(*word, start + match.start(), start + match.end()))
    for token in compounds(piece, language):
        if not sought.isdisjoint(token.keys):
            found.append(token._replace(start=start + token.start, end=start + token.end))
    return found


def _han_matches(run: str, start: int, sought: Set[str]) -> list[Token]:
    """The tokens of a Chinese run that are sought; the others are not even made."""
    signs, words = pairs(run)
    alone = "" if words else signs
    return [
        *(
            Token(pair, (), sounds(pair), start + at, start + at + 2)
            for at, pair in enumerate(words)
            if pair in sought or not sought.isdisjoint(sounds(pair))
        ),
        *(
            Token(alone, (f"zh:{sign}",), (), start + at, start + at + 1)
            for at, sign in enumerate(signs)
            if f"zh:{sign}" in sought or alone in sought
        ),
    ]
