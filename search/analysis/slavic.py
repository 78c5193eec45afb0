"""The stems of Russian and Belarusian beyond endings: adjectives made of nouns, and sounds that change."""

import re

from .folding import fold
from .suffixes import LEAST, stripped

_FLEETING = {
    "ru": re.compile(r"(?<=..[бвгджзклмнпрстфхцчшщ])[ео](?=[клрц]$)"),  # участок, участка
    "be": re.compile(r"(?<=..[бвгджзклмнпрстфхцчшшў])[ае](?=[кцн]$)"),  # участак, участка
}
"""A vowel before the last consonant that other forms of the word are without. It is taken out of all forms."""

_SHORT_U = str.maketrans({"ў": "у"})
_VOWELS = str.maketrans("оэе", "аая")
"""Belarusian writes an unstressed о and э as а, and е as я: воды, вада; рэкі, рака; лес, лясы."""

_ADJECTIVE = re.compile(r"..[бвгджзйклмнпрстфхцчшщь]н$")

_RUSSIAN_ROOTS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("(?:(?<=ог)|(?<=граф)|(?<=метр))ическ$", ""),  # экологический
        ("ическ$", "ик"),  # статистический
        ("(?<=ств)ен$", ""),  # государственный
        ("(?<=он)альн$", ""),  # региональный
        ("(?<=...)ийн$", ""),  # аварийный
        ("(?<=....)ов$", ""),  # налоговый
        ("(?<=...)е$", ""),  # музеев, beside музея
    )
)
_RUSSIAN_ENDS = ("ическ", "ствен", "ональн", "ийн", "ов", "е")
"""Endings that Snowball leaves, with what stands instead of them in the stem of the noun."""

_SOFTENED = {"ru": str.maketrans("жчцш", "гккх"), "be": str.maketrans("жчшц", "гтхт")}
"""The last consonant of a longer stem changes before some endings: дорога, дорожный; больница, больничный; горад, горадзе."""

_LEAST_SOFTENED = 5


def russian(stem: str) -> str:
    """Snowball's stem without the endings that make an adjective of a noun: «водных», «школьный», «городской»."""
    if stem.endswith(_RUSSIAN_ENDS):
        for pattern, instead in _RUSSIAN_ROOTS:
            if pattern.search(stem):
                return str(pattern.sub(instead, stem))
    return _hard("ru", _noun(_firm("ru", stem)).rstrip("ь"))


def _hard(language: str, stem: str) -> str:
    """The stem with its last consonant as most forms have it."""
    return stem[:-1] + stem[-1].translate(_SOFTENED[language]) if len(stem) >= _LEAST_SOFTENED else stem


def _noun(stem: str) -> str:
    """The stem of the noun that a Russian or Belarusian adjective is made of."""
    if stem.endswith("ск") and len(stem) >= LEAST + 3:
        return stem.removesuffix("ск")
    return stem.removesuffix("н") if _ADJECTIVE.search(stem) else stem


def _firm(language: str, stem: str) -> str:
    """The stem without a vowel that comes and goes."""
    return str(_FLEETING[language].sub("", stem))


def belarusian(word: str) -> str:
    """The stem of a word as written."""
    stem = _noun(stripped(fold(word).translate(_SHORT_U), language="be")).rstrip("ь")
    for soft, hard in (("дз", "д"), ("у", "в")):
        stem = stem.removesuffix(soft) + hard if stem.endswith(soft) else stem
    return _hard("be", _firm("be", stem)).translate(_VOWELS)
