"""A word of any script in one Latin spelling, for comparing words across scripts and habits of romanisation.

«Ташкент», "Tashkent" and «тошкент» come close to each other, «вода» and "voda" are the same. `data/latin.yml` has the tables, and
says what the capitals C and S stand for. Each step takes time in proportion to the word.
"""

import re
from collections.abc import Mapping
from itertools import product
from typing import Any

import regex

from schemas.spelling import small

from .data import load
from .folding import DROPPED, fold

MAX_SPELLINGS = 4
"""The most spellings of one word."""

_TABLES: Mapping[str, Any] = load("latin.yml")

_CYRILLIC: Mapping[int, str] = str.maketrans(_TABLES["cyrillic"])
_MARKED: Mapping[int, str] = str.maketrans(_TABLES["latin"])
_ARABIC: Mapping[int, str] = str.maketrans(_TABLES["arabic"])
_GROUPS: Mapping[str, str] = _TABLES["groups"]
_DOUBTFUL: Mapping[str, list[str]] = _TABLES["doubtful"]
_CONSONANTS: Mapping[str, str] = _TABLES["devanagari"]["consonants"]
_SIGNS: Mapping[str, str] = _TABLES["devanagari"]["signs"]
_ALONE: Mapping[str, str] = _TABLES["devanagari"]["vowels"] | _TABLES["devanagari"]["others"]
_VIRAMA = "\u094d"

_GROUP = re.compile("|".join(sorted(_GROUPS, key=len, reverse=True)))
_SOFT_C = re.compile(r"c(?=[eiy])")
_DOUBT = re.compile("|".join(_DOUBTFUL))
_I_BEFORE_VOWEL = re.compile(r"i+[eo]")
_ALIKE = re.compile(r"ngh?|dj|tC|sC|S[Ch]|(?:kh|[bdtjrg]h)|[psz]h")
_SOUNDS = {
    "ng": "n",
    "ngh": "n",
    "dj": "j",
    "tC": "C",
    "SC": "S",
    "sC": "S",
    "Sh": "S",
    "kh": "h",
    "ph": "f",
    "sh": "S",
    "zh": "j",
}
"""Sounds side by side that a group of Latin letters is taken for too: «исход» has с and х, "ishod" has sh."""

_REPEATED = re.compile(r"(.)\1+")
_VOWELS = frozenset("aeiouA")

_BLOCKS = (("Cyrillic", 0x400, 0x530), ("Arabic", 0x600, 0x700), ("Devanagari", 0x900, 0x980))
_LATIN_LETTER = regex.compile(r"\p{Script=Latin}")


def script_of(word: str) -> str:
    """The script of the first letter of a word, which is not empty; empty if it is none that we can spell."""
    for name, first, after in _BLOCKS:
        if first <= ord(word[0]) < after:
            return name
    return "Latin" if _LATIN_LETTER.match(word) else ""


def spellings(word: str, term: str, *, language: str | None) -> tuple[str, ...]:
    """The Latin spellings of a word as written and as folded, the most usual first; none for a script that we cannot spell."""
    script = script_of(term)
    if script == "Cyrillic":
        return tuple(map(plain, _cyrillic(term, language)))
    if script == "Latin":
        return _latin(term if word.isascii() else fold(small(word, dropped=DROPPED).translate(_MARKED)).translate(_CYRILLIC))
    if script == "Arabic":
        return tuple(dict.fromkeys(way for each in _arabic(term) for way in (_unvowelled(each), plain(each))))[:MAX_SPELLINGS]
    return tuple(map(plain, _devanagari(term))) if script == "Devanagari" else ()


def plain(spelling: str) -> str:
    """A spelling without doubled letters and without what only some people write."""
    if "io" in spelling or "ie" in spelling:
        spelling = _I_BEFORE_VOWEL.sub("e", spelling)
    return _ALIKE.sub(_sound, _REPEATED.sub(r"\1", spelling))


def _unvowelled(spelling: str) -> str:
    """The same for a word without its short vowels: «تهران» has no "th"."""
    return _REPEATED.sub(r"\1", spelling).replace("ng", "n")


def _sound(match: re.Match[str]) -> str:
    return _SOUNDS.get(match[0]) or match[0][0]


def grouped(letters: str) -> str:
    """Latin letters with one sign for each group of letters that is one sound."""
    return str(_GROUP.sub(lambda match: _GROUPS[match[0]], letters))


def _cyrillic(term: str, language: str | None) -> tuple[str, ...]:
    """Belarusian г is also written as h, and its ў as u, as some write the Uzbek ў, which is o."""
    latin = term.translate(_CYRILLIC)
    if language != "be" and "ў" not in term:
        return (latin,)
    others = term.replace("ў", "у").translate(_CYRILLIC) if "ў" in term else latin
    return tuple(dict.fromkeys((latin, others, *([others.replace("g", "h")] if language == "be" else []))))


def _latin(term: str) -> tuple[str, ...]:
    letters = _SOFT_C.sub("ts", grouped(term))
    doubtful = tuple(dict.fromkeys(_DOUBT.findall(letters)))
    ways = list(product(*(_DOUBTFUL[sign] for sign in doubtful)))[:MAX_SPELLINGS]
    found = []
    for way in ways:
        chosen = letters
        for sign, sound in zip(doubtful, way, strict=True):
            chosen = chosen.replace(sign, sound)
        found.append(plain(chosen))
    return tuple(dict.fromkeys(found))


def _arabic(term: str) -> tuple[str, ...]:
    """At the start ای is i and او is u; و is v or a vowel; ق is spoken as k or g; ه at the end is silent after a consonant.

    Urdu writes the breath after a consonant as ھ.
    """
    term = term.replace("کھ", "خ").replace("پھ", "ف").replace("ھ", "")
    start = term[1:] if term[:2] in {"ای", "او"} else term
    first = ("u" + start[1:].translate(_ARABIC)) if start is not term and start[0] == "و" else start.translate(_ARABIC)
    ends = _ends(first) if term.endswith("ه") else (first,)
    found = list(ends)
    if "و" in start[1:]:
        found += [end[:1] + end[1:].replace("v", "u") for end in ends]
    if "ق" in term:
        found += [end.replace("k", "g") for end in found if "ک" not in term]
    return tuple(dict.fromkeys(found))[:MAX_SPELLINGS]


def _ends(latin: str) -> tuple[str, ...]:
    """A word that ends in ه, by how its end is typed: khane, khana; shah."""
    if len(latin) < 2 or latin[-2] in "aeiou":  # noqa: PLR2004
        return (latin,)
    return (latin[:-1] + "e", latin[:-1] + "a")


def _devanagari(term: str) -> tuple[str, ...]:
    """Hindi does not speak every a that its script implies: not at the end, and not between V C _ C V."""
    written = _syllables(term)
    sounds = _spoken(written.removesuffix("A")).replace("A", "a").replace("nb", "mb").replace("np", "mp").replace("y", "i")
    return (sounds, sounds + "a") if written.endswith("A") else (sounds,)


def _spoken(written: str) -> str:
    """Without each A between V C _ C V, from the end on, because one that goes keeps the one before it."""
    letters = list(written)
    for at in range(len(letters) - 3, 1, -1):
        before, after = letters[at - 2 : at], letters[at + 1 : at + 3]
        if letters[at] == "A" and [letter in _VOWELS for letter in (*before, *after)] == [True, False, False, True]:
            del letters[at]
    return "".join(letters)


def _syllables(term: str) -> str:
    """Letter by letter, with A for an a that is implied."""
    found: list[str] = []
    for at, sign in enumerate(term):
        if sign in _CONSONANTS:
            following = term[at + 1 : at + 2]
            found.append(_CONSONANTS[sign] + ("" if following == _VIRAMA or following in _SIGNS else "A"))
        else:
            found.append(_SIGNS.get(sign) or _ALONE.get(sign, ""))
    return "".join(found)


def endings_of(family: str) -> tuple[str, ...]:
    """The endings of a family of languages as spellings have them."""
    return tuple(_TABLES["endings"][family].split())
