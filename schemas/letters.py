"""One alphabet for each word: letters that look like those of another alphabet become those that the word is written in.

People type «Cведения» with a Latin C, and «Жетiсу» with a Latin i, because the letters look the same or because the keyboard has
no other. The table is `schemas/vocab/letters.yml`.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import regex

from .vocab import load

Table = Mapping[int, str]

_LATIN = regex.compile(r"\p{Script=Latin}")
_OTHER = regex.compile(r"[\p{Script=Cyrillic}\p{Script=Greek}]")
_OF_ALPHABETS = regex.compile(r"[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_ALPHABETS = {"cyrillic": regex.compile(r"\p{Script=Cyrillic}"), "latin": _LATIN}


def usual_letters(text: str) -> str:
    """The text with the usual letters: no word mixes two alphabets, as far as all its strange letters look like others.

    A word in one alphabet keeps it: `COVID`, `ГОСТ`. So does a word that no table explains: `WEBсайт`. If both alphabets are
    possible, the one with more letters is taken, and Cyrillic if there are as many.

    >>> usual_letters("Cведения COVID")
    'Сведения COVID'
    """
    if text.isascii():
        return text
    usual = text.translate(_table("variants"))
    if not _may_be_mixed(usual):
        return usual
    return unicodedata.normalize("NFC", _WORD.sub(_in_one_alphabet, unicodedata.normalize("NFD", usual)))


def _may_be_mixed(text: str) -> bool:
    other = _OTHER.search(text)
    return other is not None and (_LATIN.search(text) is not None or _is_greek(text))


def _is_greek(text: str) -> bool:
    return any("\u0370" <= sign <= "\u03ff" or "\u1f00" <= sign <= "\u1fff" for sign in text)


def _in_one_alphabet(word: regex.Match[str]) -> str:
    text: str = word[0]
    counts = {name: len(letters.findall(text)) for name, letters in _ALPHABETS.items()}
    for name in sorted(counts, key=lambda name: -counts[name]):  # stable: Cyrillic first
        letters = _ALPHABETS[name]
        strange = {sign for sign in _OF_ALPHABETS.findall(text) if not letters.match(sign)}
        if counts[name] and strange and all(ord(sign) in _table(name) for sign in strange):
            return text.translate(_table(name))
    return text


@cache
def _table(name: str) -> Table:
    """The letters of one part of the vocabulary."""
    rows: Iterable[Mapping[str, str]] = load("letters.yml")[name]
    return {ord(written): meant for row in rows for written, meant in zip(row["written"], row["meant"], strict=True)}
