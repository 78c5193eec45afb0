"""Which language a text is in: the declared one unless its letters contradict it, else the letters, else a model.

The letters settle most texts, so the model (py3langid, about 50 MB and a second to load) is loaded only when they do not.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from .dataset import UNDETERMINED

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = ("zh", "ru", "en", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
"""The languages that we analyse by rules of their own (ISO 639-1)."""

FLOOR = 0.6
"""The lowest probability at which a guess of the model is accepted."""

MORE_LIKELY_THAN_NOT = 0.5
"""The lowest probability for the only language in question that the letters allow."""

LEAST = 4
"""A text with fewer letters is not guessed."""

SAMPLE = 200
"""How many characters of a text are looked at."""

GUESSED = 100
"""How many of them the model sees: its time grows with every character, and it is as sure of a title as of a page."""

STRAY = 0.02
"""The share of letters that need not be in the alphabet of a language: names and quotations."""

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقلمنوهيىكءأإآؤئةپچژگکی"
_ALPHABETS = {
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
_SCRIPTS = {
    "Han": ("zh",),
    "Devanagari": ("hi",),
    "Cyrillic": ("ru", "be", "kk", "ky", "tg", "uz"),
    "Latin": ("en", "uz"),
    "Arabic": ("fa", "ur"),
}
_CODES = {"Han": "Hani", "Devanagari": "Deva", "Cyrillic": "Cyrl", "Latin": "Latn", "Arabic": "Arab"}
_SCRIPT = {name: regex.compile(rf"\p{{Script={name}}}") for name in _SCRIPTS}


def language_of(text: str, *declared: str, among: Collection[str] = LANGUAGES, floor: float = FLOOR) -> str:
    """The language of a text: one of `LANGUAGES`, or `und`.

    `declared` are the languages (BCP 47 tags) that the portal names, the most certain first. The result is the base language of
    the first one that the letters allow; a language that we have no rules for is accepted as it is. Where none is declared, only
    the languages in `among` are recognised, by the model with a probability above `floor`.
    """
    bases = [tag.partition("-")[0].casefold() for tag in declared if tag and tag != UNDETERMINED]
    for base in bases:
        if base not in LANGUAGES or allows(text, base):
            return base
    sample = text[:SAMPLE].casefold()
    plausible = _plausible(sample)
    possible = tuple(code for code in plausible if code in among)
    if len(plausible) == 1 or not possible:
        return possible[0] if possible else UNDETERMINED
    if sum(map(str.isalpha, sample)) < LEAST:
        return UNDETERMINED
    if len(possible) > 1:
        return _guess(sample[:GUESSED], possible, floor)
    return possible[0] if _guess(sample[:GUESSED], plausible, MORE_LIKELY_THAN_NOT) == possible[0] else UNDETERMINED


def script_of(text: str) -> str:
    """The script that most letters of a text are of (ISO 15924); empty if it is none of our languages'."""
    return _CODES.get(_main_script(text[:SAMPLE])[0], "")


def allows(text: str, language: str) -> bool:
    """Whether a text can be in one of our languages, by its letters."""
    return _allows(text[:SAMPLE], language)


@lru_cache(maxsize=4096)
def _allows(text: str, language: str) -> bool:
    sample = text.casefold()
    letters, alphabet = frozenset(sample), _ALPHABETS.get(language, frozenset())
    if not letters.isdisjoint(alphabet) and not any(map(str.isalpha, letters - alphabet)):
        return True  # the fast way, which is enough for most texts
    script, counts = _main_script(sample)
    return language in _SCRIPTS.get(script, ()) and _spells(language, counts)


def spellable(word: str) -> tuple[str, ...]:
    """The languages whose alphabet has every letter of a word in small letters; none for a number."""
    letters = frozenset(filter(str.isalpha, word))
    script = next(filter(None, map(_script, letters)), None)  # ʻ is a letter of no script
    return tuple(code for code in _SCRIPTS.get(script or "", ()) if letters <= _ALPHABETS.get(code, letters))


@lru_cache(maxsize=4096)
def _plausible(text: str) -> tuple[str, ...]:
    """The languages that a text in small letters can be in, by its script and letters."""
    script, counts = _main_script(text)
    return tuple(code for code in _SCRIPTS.get(script, ()) if _spells(code, counts))


def _main_script(text: str) -> tuple[str, Mapping[str, int]]:
    """The script that most letters of a text are of, with the counts of these letters; no script if there are none."""
    scripts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for letter, count in Counter(text).items():
        if script := _script(letter):
            scripts[script][letter] = count
    return max(scripts.items(), key=lambda item: sum(item[1].values()), default=("", {}))


def _spells(language: str, counts: Mapping[str, int]) -> bool:
    """Whether nearly all letters are in the language's alphabet."""
    alphabet = _ALPHABETS.get(language)
    if alphabet is None:
        return True
    strangers = sum(counts[letter] for letter in counts.keys() - alphabet)
    return strangers <= STRAY * sum(counts.values())


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str | None:
    if not letter.isalpha():
        return None
    return next((name for name, pattern in _SCRIPT.items() if pattern.match(letter)), None)


@lru_cache(maxsize=4096)
def _guess(text: str, possible: tuple[str, ...], floor: float) -> str:
    """The most probable of the possible languages, if its share of their probability is above `floor`."""
    chances = {code: chance for code, chance in _model().rank(text) if code in possible}
    best = max(chances, key=lambda code: chances[code])
    return best if chances[best] > floor * sum(chances.values()) else UNDETERMINED


@cache
def _model() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # with numpy, most commands never need it

    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages(LANGUAGES)
    tables = every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output
    return LanguageIdentifier(*tables, norm_probs=True, tk_row=every.tk_row)  # without the tables of the other languages
