"""The part of a word that its forms share, so that «вода» finds «воды».

Snowball has Russian, English, Hindi, Persian and languages of portals elsewhere. For Kazakh, Kyrgyz, Uzbek, Tajik, Belarusian and
Urdu the endings of `data/endings.yml` are taken off (`suffixes.py`, `slavic.py`), as long as enough of the word is left. That is
coarser than grammar; the search ranks the word as written above its stem. A stem begins with its language (`ru:вод`), so stems of
different languages are never confused.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial

import Stemmer

from schemas.dataset import UNDETERMINED
from schemas.letters import usual_letters
from schemas.recognition import spellable

from .folding import ZWNJ, fold, is_common
from .slavic import belarusian, russian
from .suffixes import LEAST_OF_ROOT, PLURALS, tajik, turkic, urdu, uzbek

_SNOWBALL = {"ru": "russian", "en": "english", "hi": "hindi", "fa": "persian"}
_OTHERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "sr": "serbian", "st": "sesotho",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Languages of portals elsewhere. Only German is among those of a text whose language is not known."""

_LIKE = {"ar": "ur", "ne": "hi", "sr": "ru", "el": "el", "hy": "hy", "ta": "ta", "yi": "yi"}
"""For a language that is not written in Latin letters, one of ours that is written as it is, or itself if none is."""

_GERMAN = frozenset("abcdefghijklmnopqrstuvwxyzäöüß")

_RUSSIAN_NOUNS = ((re.compile("(?<=[тлхр]ем)у$"), "а"), (re.compile("(?<=..[бвгджзмрчш])е(?=нь$)"), ""))
"""What Snowball gets another form of: «систему», which it takes for an adjective; «перечень», which has «перечня»."""

_PERSIAN = "ها های هایی هایم هایت هایش هایمان هایتان هایشان ای ام ات اش ایم اند تر ترین"
_PERSIAN_PLURAL = re.compile("(?<=..)ها(?:یی?)?$")
_PERSIAN_ENDINGS = frozenset(_PERSIAN.split())


def stems(word: str, language: str | None) -> tuple[str, ...]:
    """The stems of a word as written, each with its language: none for a language without rules.

    Without a language (None or `und`), or if the word cannot be of it, those of every language that the letters allow.
    """
    if language not in {None, UNDETERMINED} and language not in RULES:
        return ()
    if not is_common(word.lower()):
        word = usual_letters(word)
    return tuple([f"{code}:{RULES[code](word)}" for code in _languages(word.casefold(), language) if code in RULES])


def _languages(word: str, language: str | None) -> tuple[str, ...]:
    """The languages that a word in small letters is taken to be of."""
    possible = spellable(word)
    if language and language in possible:
        return (language,)
    letters = frozenset(filter(str.isalpha, word))
    if not letters:
        return ()
    if letters <= _GERMAN:
        possible = (*possible, "de")
    return (language,) if language in _OTHERS and (not possible or _LIKE.get(language, "de") in possible) else possible


def _snowball(word: str, *, language: str) -> str:
    return str(_stemmer(language).stemWord(fold(word)))


@lru_cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer((_SNOWBALL | _OTHERS)[language], 0)  # no cache of its own: `stems` has one


def _persian(word: str) -> str:
    """Snowball's stem of the part before the endings that a ZWNJ separates; «می» before a verb is removed too."""
    parts = word.split(ZWNJ)
    while len(parts) > 1 and fold(parts[-1]) in _PERSIAN_ENDINGS:
        parts.pop()
    if len(parts) > 1 and fold(parts[0]) in {"می", "نمی"}:
        parts.pop(0)
    folded = fold("".join(parts))
    singular = PLURALS["fa"].get(folded) or _PERSIAN_PLURAL.sub("", folded)
    return singular if singular.endswith("گاه") else _persian_noun(_snowball(singular, language="fa"))


def _persian_noun(stem: str) -> str:
    """Without the ی that makes an adjective of a noun: «دولتی», «آموزشی»."""
    return stem.removesuffix("ی") if len(stem) > LEAST_OF_ROOT else stem


def _russian(word: str) -> str:
    """Snowball's stem of its stem, as long as four letters are left: one step takes «органы» and «органам» apart."""
    folded = fold(word)
    if folded.endswith(("ему", "ень")):
        for pattern, instead in _RUSSIAN_NOUNS:
            folded = pattern.sub(instead, folded)
    step = _stemmer("ru").stemWord
    stem = str(step(folded))
    while (shorter := str(step(stem))) != stem and len(shorter) >= LEAST_OF_ROOT:
        stem = shorter
    return russian(stem)


RULES: dict[str, Callable[[str], str]] = {
    "ru": _russian,
    "en": partial(_snowball, language="en"),
    "hi": partial(_snowball, language="hi"),
    "fa": _persian,
    "kk": partial(turkic, language="kk"),
    "ky": partial(turkic, language="ky"),
    "uz": uzbek,
    "tg": tajik,
    "be": belarusian,
    "ur": urdu,
    **{code: partial(_snowball, language=code) for code in _OTHERS},
}
"""For each language with rules, what makes the stem of a word as written."""
