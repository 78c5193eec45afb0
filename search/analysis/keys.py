"""Keys of a word: what other ways of typing it lead to the same. Two words that share a key may be the same word.

Each key begins with its kind, so that kinds never meet:

    l:  the word in one Latin spelling (`latin.py`), and the same without its endings
    k:  the consonants of that spelling, for vowels that are not written or that differ
    s:  the word as a Russian keyboard types it, and the same without its endings
    c:  a number, or a code of letters and digits: covid19, pm25, 123фз
    z:  the sound of two Chinese characters (`pinyin.py`)

A word of fewer than three letters has no key, because too many words would share it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import regex

from schemas.dataset import UNDETERMINED
from schemas.recognition import spellable

from .data import load
from .endings import Endings
from .folding import fold
from .latin import endings_of, script_of, spellings
from .pinyin import sounds_of
from .suffixes import LEAST, endings

SHORTEST = 3
"""The fewest letters of a word that has keys, and of the consonants that are one."""

_VOWELS = str.maketrans("", "", "aeiou")
_DIGIT = re.compile(r"\d")
_PART = regex.compile(r"\p{Nd}+|[\p{L}\p{M}]+")
_UNVOWELLED = frozenset({"iranian", "indic"})
"""The families whose words have a key of consonants without endings too: others are found by the vowels."""

_UNWRITTEN = regex.compile("[^aeiou]{2}")
"""Consonants side by side, between which Persian and Urdu may speak a vowel that they do not write."""

_FAMILIES = {
    "ru": "slavic",
    "be": "slavic",
    "kk": "turkic",
    "ky": "turkic",
    "uz": "turkic",
    "tg": "iranian",
    "fa": "iranian",
    "ur": "indic",
    "hi": "indic",
}
_NATIONAL: Mapping[str, list[str]] = load("latin.yml")["keyboard"]
_TYPED = [str.maketrans({letter: ways[min(way, len(ways) - 1)] for letter, ways in _NATIONAL.items()}) for way in (0, 1)]
_NATIONAL_LANGUAGES = ("kk", "ky", "tg", "uz", "be")


def keys(word: str, language: str | None) -> tuple[str, ...]:
    """The keys of a word as written, each once. Without a language, those of every language that the letters allow."""
    return keys_of(word, fold(word), language=language)


def keys_of(word: str, term: str, *, language: str | None) -> tuple[str, ...]:
    """The keys of a word as written and as folded."""
    if _DIGIT.search(term):
        return tuple(dict.fromkeys(_of_code(term, language)))
    return tuple(dict.fromkeys(_of_letters(word, term, language)))


def _of_code(term: str, language: str | None) -> Iterator[str]:
    """A number or a code, and each of its parts."""
    parts: list[str] = _PART.findall(term)
    yield f"c:{term}"
    for part in parts if len(parts) > 1 else []:
        if part[0].isdigit():
            yield f"c:{part}"
        else:
            yield from _of_letters(part, part, language)


def _of_letters(word: str, term: str, language: str | None) -> Iterator[str]:
    if len(term) < SHORTEST:
        return
    known = None if language == UNDETERMINED else language
    script = script_of(term)
    languages = _languages(term, script, known)
    latin = _with_bare(spellings(word, term, language=known), languages)
    yield from (f"l:{each}" for each in latin if script != "Arabic" or not _UNWRITTEN.search(each))
    bones = dict.fromkeys(skeleton(each) for each, family in latin.items() if not family or family in _UNVOWELLED)
    yield from (f"k:{each}" for each in bones if len(each) >= SHORTEST)
    if script == "Cyrillic":
        yield from _script_keys(term, known, languages)
    elif script == "Latin":
        yield from (f"z:{sound}" for sound in sounds_of(term))


def skeleton(spelling: str) -> str:
    """The consonants of a Latin spelling; a vowel at the start is an a. An h at the end is often silent."""
    start = "a" if spelling[0] in "aeiou" else ""
    return start + spelling.translate(_VOWELS).removesuffix("h")


def _languages(term: str, script: str, known: str | None) -> tuple[str, ...]:
    """The languages whose endings a word may have. Without a known one a Latin word may be of any."""
    if known is not None:
        return (known,)
    return tuple(_FAMILIES) if script == "Latin" else spellable(term)


def _with_bare(latin: Iterable[str], languages: Iterable[str]) -> Mapping[str, str]:
    """The spellings that are long enough, and each without its endings, with the family of these; it is empty for a whole one."""
    families = dict.fromkeys(_FAMILIES[code] for code in languages if code in _FAMILIES)
    spelt = dict.fromkeys((each for each in latin if len(each) >= SHORTEST), "")
    bare = {_latin_endings(family).taken_off(each): family for each in spelt for family in families}
    return bare | spelt


def _script_keys(term: str, known: str | None, languages: Iterable[str]) -> Iterator[str]:
    """A word of a language without national letters, such as Russian, is what it is; a question's word may lack them."""
    national = not _NATIONAL.keys().isdisjoint(term)
    if not national and known is not None and known not in _NATIONAL_LANGUAGES:
        return
    for table in _TYPED:
        typed = term.translate(table)
        yield f"s:{typed}"
        yield from (f"s:{_typed_endings(code).taken_off(typed)}" for code in languages if code in _NATIONAL_LANGUAGES)
        if not national:
            return


@cache
def _latin_endings(family: str) -> Endings:
    return Endings(endings_of(family), least=LEAST if family == "slavic" else LEAST + 1)


@cache
def _typed_endings(code: str) -> Endings:
    return Endings((ending.translate(_TYPED[0]) for ending in endings(code)), least=LEAST)
