"""Stems by endings of our own (`data/endings.yml`): Kazakh, Kyrgyz, Uzbek, Tajik and Urdu."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from .data import load
from .endings import Endings
from .folding import fold, uzbek_latin

LEAST = 3
"""The fewest letters of a stem, but for the words of two letters in the table."""

LEAST_OF_ROOT = 4
"""The fewest letters that an ending of another word, such as -шы, is taken off of."""

_TABLE: Mapping[str, Any] = load("endings.yml")
_SHORT = {code: frozenset(fold(word) for word in _TABLE[code]["short"].split()) for code in ("kk", "ky", "uz", "tg", "be", "ur")}


def endings(language: str) -> tuple[str, ...]:
    """The endings of number, case and possession of a language that has a row in the table, folded as words are."""
    return tuple(fold(word) for word in _TABLE[language]["inflected"].split())


_DERIVED = {code: frozenset(fold(word) for word in _TABLE[code]["derived"].split()) for code in _SHORT}
_ENDINGS = {code: Endings((*endings(code), *_DERIVED[code]), least=2) for code in _SHORT}
PLURALS = {code: {fold(plural): fold(singular) for plural, singular in _TABLE["plurals"][code].items()} for code in ("fa", "ur")}
"""Arabic plurals of Persian and Urdu, with their singulars, folded."""

_VOICELESS = frozenset("бвгдкқпстфхцчшщһ")  # with the loan words' voiced letters, which sound voiceless at the end of a word
_VOWEL = frozenset("аәеёиоөұүыіэя")  # without у, which is a consonant where it matters (суы)
_AFTER: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys("ткқ", _VOICELESS.__contains__),
    **dict.fromkeys("аеоөиуүыі", lambda letter: letter not in _VOWEL),
    "н": (_VOWEL | frozenset("умнңрйл")).__contains__,
}
"""The letters that can come before a Kazakh or Kyrgyz ending with this first letter; «бюджеті» ends in «і», not in «ті»."""

_WIDE = frozenset("аеоөәэя")
_NARROW = frozenset("ыіиуү")
_OF_PERSONS = frozenset("шч")  # of «жүргізушісі»
_OF_TOOLS = frozenset("кқгғ")  # of «көрсеткіш»
_IOTATED = str.maketrans({"ю": "йу", "я": "йа"})
"""So that «токою» ends in «у», as «токой» has it."""

_FINAL = str.maketrans("бгғд", "пкқт")
"""Kazakh and Kyrgyz voice a last consonant before a vowel: мектеп, мектебі."""

_FLEETING = {
    "kk": re.compile(r"(?<=.[бвгғджзйкқлмнңпрстш])[ыі](?=[кқнлрз]$)"),  # халық, халқы
    "ky": re.compile(r"(?<=.[бвгджзйклмнңпрстш])[ыиуү](?=[кнлрз]$)"),
    "uz": re.compile(r"(?<=..[bdfghjklmnpqrstvxyz])[ai](?=[lnr]$)"),  # shahar, shahri
}
"""A vowel before the last consonant that other forms of the word are without. It is taken out of all forms."""

_FINAL_UZBEK = str.maketrans("gq", "kk")
"""Uzbek voices a last k or q before a vowel: qishloq, qishlogʻi."""

_LONG_I = str.maketrans({"ӣ": "и"})
"""Tajik writes the same i in both ways, in different forms of a word."""


def stripped(word: str, *, language: str, fits: Callable[[str, str], bool] = lambda _rest, _ending: True) -> str:
    """A folded word without its endings, in a language that has a row in the table."""
    short, derived = _SHORT[language], _DERIVED[language]

    def allowed(rest: str, ending: str) -> bool:
        least = LEAST_OF_ROOT if ending in derived else LEAST
        return (len(rest) >= least or rest in short) and fits(rest, ending)

    return _ENDINGS[language].taken_off(word, fits=allowed)


def _harmonious(rest: str, ending: str) -> bool:
    """Whether a Kazakh or Kyrgyz ending can come after these letters.

    «облысы» is «облыс» with «ы», but «қаласы» is «қала» with «сы»; «на» comes after a possessive only: «қаласына». «ауданы» is
    «аудан» with «ы», more often than a word that ends in a vowel has «ны»; «көрсеткіші» is «көрсеткіш» with «і».
    """
    if ending[0] == "с":
        long = rest[-1] == rest[-2:-1]
        return long or rest[-1] in _WIDE or rest[-2:-1] in _OF_PERSONS or ending[-1] == "з"
    if ending[0] == "н" and ending[-1] in _WIDE:
        return rest[-1] in _NARROW
    if len(ending) == 2 and ending[0] == "н" and rest[-1] in _WIDE:  # noqa: PLR2004
        return rest[-2:] == "йа" or rest[-1] == rest[-2:-1]
    if ending[0] in _OF_PERSONS and rest[-1] in _NARROW:
        return rest[-2:-1] not in _OF_TOOLS
    allowed = _AFTER.get(ending[0])
    return allowed is None or allowed(rest[-1])


def _uzbek_fits(rest: str, ending: str) -> bool:
    """«tumani» is «tuman» with «i», «avtobusi» is «avtobus» with «i»."""
    return ending not in {"ni", "si"} or rest[-1] not in ("aoue" if ending == "ni" else "u")


def turkic(word: str, *, language: str) -> str:
    stem = stripped(fold(word).translate(_IOTATED), language=language, fits=_harmonious)
    return str(_FLEETING[language].sub("", stem[:-1] + stem[-1:].translate(_FINAL)))


def uzbek(word: str) -> str:
    stem: str = _FLEETING["uz"].sub("", stripped(uzbek_latin(word), language="uz", fits=_uzbek_fits))
    return stem[:-1] + stem[-1:].translate(_FINAL_UZBEK) if len(stem) > LEAST_OF_ROOT else stem


def tajik(word: str) -> str:
    return stripped(fold(word).translate(_LONG_I), language="tg")


def urdu(word: str) -> str:
    folded = fold(word)
    return stripped(PLURALS["ur"].get(folded, folded), language="ur")
