"""Which language a text is in: the declared one unless its letters or words contradict it, else what these say, else a model.

Letters and words settle most texts, so the model (py3langid, about 50 MB and a second to load) is loaded only when they do not.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .alphabets import ALPHABETS, LANGUAGES, SCRIPTS, script
from .dataset import UNDETERMINED
from .languages import base_of
from .telling_words import told

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FLOOR = 0.6
"""The lowest probability at which a guess of the model is accepted."""

MORE_LIKELY_THAN_NOT = 0.5
"""The lowest probability for the only language in question that the letters allow."""

VETO = 0.9
"""The lowest probability at which the model is believed against the declaration."""

LEAST_WORDS = 4
"""A text with fewer words stays with the declaration, as far as its letters allow."""

LEAST = 4
"""A text with fewer letters is not guessed."""

SAMPLE = 200
"""How many characters of a text are looked at."""

GUESSED = 100
"""How many of them the model sees: its time grows with every character, and it is as sure of a title as of a page."""

STRAY = 0.02
"""The share of letters that need not be in the alphabet of a language: names and quotations."""

WEIGHT = {"Han": 3}
"""How many letters of another script a character counts as: it says as much as a word, as in «GDP数据»."""

_CODES = {"Han": "Hani", "Devanagari": "Deva", "Cyrillic": "Cyrl", "Latin": "Latn", "Arabic": "Arab"}


def language_of(text: str, *declared: str, among: Collection[str] = LANGUAGES, floor: float = FLOOR) -> str:
    """The language of a text: one of `LANGUAGES`, or `und`.

    `declared` are the languages (BCP 47 tags) that the portal names, the most certain first. The result is the base language of
    the first one that the letters allow; a language that we have no rules for is accepted as it is. A text of `LEAST_WORDS` words
    that surely is in another language of the script is in that one. Where none is declared, only the languages in `among` are
    recognised, by the words, or by the model with a probability above `floor`.
    """
    bases = [base_of(tag) for tag in declared if tag and tag != UNDETERMINED]
    for base in bases:
        if base not in LANGUAGES:
            return base
        if believed := _believed(text[:SAMPLE], base):
            return believed
    sample = text[:SAMPLE].casefold()
    plausible = _plausible(sample)
    possible = tuple(code for code in plausible if code in among)
    if len(plausible) == 1 or not possible:
        return possible[0] if possible else UNDETERMINED
    if sum(map(str.isalpha, sample)) < LEAST:
        return UNDETERMINED
    if len(possible) > 1:
        return told(sample).ahead(possible) or _guess(sample[:GUESSED], possible, floor)
    return possible[0] if _guess(sample[:GUESSED], plausible, MORE_LIKELY_THAN_NOT) == possible[0] else UNDETERMINED


def language_beside(text: str, tag: str, other: str) -> str:
    """The language of a text with a declared tag, where texts beside it with that tag are in another language.

    It is that other one if the letters allow, unless the words tell for the declared one.
    """
    found = told(text[:SAMPLE].casefold())
    believes_tag = base_of(tag) not in LANGUAGES or found.for_(base_of(tag)) > found.for_(other)
    return language_of(text, tag) if believes_tag else language_of(text, other, tag)


def misdeclared(text: str, tag: str) -> str | None:
    """The language of a text whose declared tag names another one. None if they agree, or if its language cannot be told."""
    found = language_of(text, tag)
    return None if found in {base_of(tag), UNDETERMINED} else found


class Against(StrEnum):
    """What speaks against the language that is declared for a text.

    `script_or_words`: that is sure. `letters`: most words have letters that the declared language lacks, but names have such too.
    `latin`: nothing but Latin letters, in which every language is written now and then.
    """

    SCRIPT_OR_WORDS = "script_or_words"
    LETTERS = "letters"
    LATIN = "latin"


def contradicted(text: str, tag: str, among: Collection[str]) -> tuple[str, Against] | None:
    """The language of `among` that a text is in instead of the declared one (BCP 47 tag), and what tells so.

    None if the declared one may be right, or if it cannot be told which other one is.
    """
    declared = base_of(tag)
    if declared not in LANGUAGES:
        return None
    if not allows(text, declared):
        return _spelt_otherwise(text[:SAMPLE].casefold(), declared, among)
    other = misdeclared(text, tag)
    return (other, Against.SCRIPT_OR_WORDS) if other and other in among else None


def _spelt_otherwise(sample: str, declared: str, among: Collection[str]) -> tuple[str, Against] | None:
    """As `contradicted`, of a text in small letters that the declared language does not allow."""
    possible = tuple(code for code in _plausible(sample) if code in among)
    script = _main_script(sample)[0]
    same_script = declared in SCRIPTS.get(script, ())
    if not possible or (same_script and not told(sample).is_foreign(declared)):
        return None
    if by_words := told(sample).ahead((*possible, declared)):
        return (by_words, Against.SCRIPT_OR_WORDS) if by_words != declared else None
    only = possible[0] if len(possible) == 1 else language_of(sample, among=possible, floor=VETO)
    weak = Against.LATIN if script == "Latin" else Against.LETTERS if same_script else Against.SCRIPT_OR_WORDS
    return (only, weak) if only != UNDETERMINED else None


def script_of(text: str) -> str:
    """The script that most letters of a text are of (ISO 15924); empty if it is none of our languages'."""
    return _CODES.get(_main_script(text[:SAMPLE])[0], "")


def allows(text: str, language: str) -> bool:
    """Whether a text can be in one of our languages, by its letters."""
    return _allows(text[:SAMPLE], language)


@lru_cache(maxsize=4096)
def _allows(text: str, language: str) -> bool:
    sample = text.casefold()
    letters, alphabet = frozenset(sample), ALPHABETS.get(language, frozenset())
    if not letters.isdisjoint(alphabet) and not any(map(str.isalpha, letters - alphabet)):
        return True  # the fast way, which is enough for most texts
    name, counts = _main_script(sample)
    return language in SCRIPTS.get(name, ()) and (_spells(language, counts) or told(sample).leads(language))


@lru_cache(maxsize=4096)
def _believed(text: str, language: str) -> str | None:
    """A declared language of ours if a text can be in it, or the other one of its script that it surely is in; else None."""
    sample = text.casefold()
    if told(sample).leads(language):
        return language  # the fast way, which is enough for most texts
    return (_rival(sample, language) or language) if _allows(text, language) else None


def _rival(sample: str, language: str) -> str | None:
    """The language that surely is meant, by the words or by the model, instead of a declared one that the letters allow."""
    found = told(sample)
    if found.length(language) < LEAST_WORDS:
        return None
    rivals = tuple(each for each in SCRIPTS.get(_main_script(sample)[0], ()) if each == language or found.fits(each))
    if set(rivals) <= {language}:
        return None
    best = found.clear(rivals) or _guess(sample[:GUESSED], rivals, VETO)
    return best if best not in {language, UNDETERMINED} and found.for_(best) >= found.for_(language) else None


def spellable(word: str) -> tuple[str, ...]:
    """The languages whose alphabet has every letter of a word in small letters; none for a number."""
    letters = frozenset(filter(str.isalpha, word))
    name = next(filter(None, map(script, letters)), None)  # ʻ is a letter of no script
    return tuple(code for code in SCRIPTS.get(name or "", ()) if letters <= ALPHABETS.get(code, letters))


@lru_cache(maxsize=4096)
def _plausible(text: str) -> tuple[str, ...]:
    """The languages that a text in small letters can be in, by its script and letters."""
    name, counts = _main_script(text)
    found = told(text)
    return tuple(code for code in SCRIPTS.get(name, ()) if _spells(code, counts) or found.leads(code))


@lru_cache(maxsize=64)
def _main_script(text: str) -> tuple[str, Mapping[str, int]]:
    """The script that most letters of a text are of, with the counts of these letters; no script if there are none."""
    scripts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for letter, count in Counter(text).items():
        if name := script(letter):
            scripts[name][letter] = count
    return max(scripts.items(), key=lambda item: sum(item[1].values()) * WEIGHT.get(item[0], 1), default=("", {}))


def _spells(language: str, counts: Mapping[str, int]) -> bool:
    """Whether nearly all letters are in the language's alphabet."""
    alphabet = ALPHABETS.get(language)
    if alphabet is None:
        return True
    strangers = sum(counts[letter] for letter in counts.keys() - alphabet)
    return strangers <= STRAY * sum(counts.values())


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
