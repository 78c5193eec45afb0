"""The letters of the languages that we analyse by rules of their own."""

from functools import lru_cache

import regex

LANGUAGES = ("zh", "ru", "en", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
"""The languages that we analyse by rules of their own (ISO 639-1)."""

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقلمنوهيىكءأإآؤئةپچژگکی"
ALPHABETS = {
    "ru": frozenset(_RUSSIAN),
    "be": frozenset(_RUSSIAN) - frozenset("ищъ") | frozenset("іў"),
    "kk": frozenset(_RUSSIAN + "әғқңөұүһі"),
    "ky": frozenset(_RUSSIAN + "ңөү"),
    "tg": frozenset(_RUSSIAN + "ғӣқӯҳҷ") - frozenset("щы"),
    "uz": frozenset(_RUSSIAN + "ўқғҳ" + _LATIN + "ʻʼ") - frozenset("щыw"),
    "en": frozenset(_LATIN),
    "fa": frozenset(_ARABIC + "ۀ"),
    "ur": frozenset(_ARABIC + "ٹڈڑںےہھۂۓ"),
}
"""The small letters of a language. Chinese and Hindi have a script of their own."""

COMMON = frozenset(_RUSSIAN + _LATIN + _ARABIC)
"""The letters that tell for no language, because several languages of the script have them."""

SCRIPTS = {
    "Han": ("zh",),
    "Devanagari": ("hi",),
    "Cyrillic": ("ru", "be", "kk", "ky", "tg", "uz"),
    "Latin": ("en", "uz"),
    "Arabic": ("fa", "ur"),
}
"""The languages that are written in a script."""

_SCRIPT = {name: regex.compile(rf"\p{{Script={name}}}") for name in SCRIPTS}


@lru_cache(maxsize=10_000)
def script(letter: str) -> str | None:
    """The script of a letter, one of `SCRIPTS`. None for another one, and for what is no letter or of no script (ʻ)."""
    if not letter.isalpha():
        return None
    return next((name for name, pattern in _SCRIPT.items() if pattern.match(letter)), None)
