"""Finding phrases of many languages in a text, fast: in one pass over its words, for any number of phrases.

Words are compared folded (`schemas.words`), and hyphens and apostrophes do not count. A phrase is a run of words; a word with
a star is only the beginning of a word, one between two stars any part of it, one behind a star the end of a word. In Chinese it
is a run of characters, and behind a star the end of such a run. At each place the longest phrase wins, and its words are not
searched again. So a shorter phrase inside a longer one does not count, and an end counts only where nothing else is found.

Names of columns are often words without blanks (PhoneNumber, TELEFONRAQAMI): a capital letter after a small one begins a word,
and a long phrase is also found in one word. Words of Central Asia are also found as a Russian keyboard writes them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar
from unicodedata import normalize

import regex

from schemas.words import word_key

Owner = TypeVar("Owner")

PREFIX = 3
"""Letters by which beginnings are looked up; a starred word must have at least as many."""

REMEMBERED = 20_000
"""How many different words of texts are remembered with the phrases they may begin. Most texts use few different words."""

JOINED = 9
"""Letters that a phrase of several words needs to be found in one word."""

PLAIN = str.maketrans("ӯӣўқғҳҷңөүұһ", "уиукгхчноуух")
"""Letters that a Russian keyboard has not, and those that are written for them: руйхати for рӯйхати."""

PLAIN_LETTERS = 6
"""Letters that a phrase needs to be found in this spelling too."""

LONG = 32
"""Longer words are not remembered: a sentence of a language without spaces is one word."""

_STOP = ""
_WORD = regex.compile(
    r"[\u3400-\u9fff]+|[[\p{L}\p{N}\p{M}]--[\u3400-\u9fff]]+|(?<=[\p{L}\p{N}\p{M}]{2})[.!?;]+$|[。！？；۔।؟]", regex.VERSION1
)
"""Chinese characters are a word of their own, also beside digits and letters (2022年度名单)."""

_HUMP = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_BREAK = re.compile(r"\W*?[,;:،、，：؛|()（）]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FIRST_HAN = "\u3400"


class Hit(NamedTuple, Generic[Owner]):
    """A phrase found: `words` as they were compared, in which sentence and clause, from word `start` up to word `end`.

    A clause ends at a comma, a colon or a bracket, and with its sentence. A Chinese word counts as two characters.
    """

    owners: tuple[Owner, ...]
    words: str
    sentence: int
    clause: int
    start: int
    end: int


class _Phrase(NamedTuple, Generic[Owner]):
    """A phrase of words, each with whether it is only a beginning. `weight` is the number of its letters."""

    parts: tuple[tuple[str, bool], ...]
    owners: tuple[Owner, ...]
    weight: int


_Word = tuple[str, tuple[_Phrase[Owner], ...], bool]
"""A folded word of a text with the phrases that it may begin, the longest first, and whether a clause ends behind it."""


class Phrases(Generic[Owner]):
    """A set of phrases, each with its owners. The same phrase may have several."""

    def __init__(self, phrases: Iterable[tuple[str, Owner]]) -> None:
        owners: dict[str, dict[Owner, None]] = {}
        for text, owner in phrases:
            owners.setdefault(compared(text).replace("-", " "), {})[owner] = None
        self._whole: dict[str, list[_Phrase[Owner]]] = {}
        self._begun: dict[str, list[_Phrase[Owner]]] = {}
        self._within: list[_Phrase[Owner]] = []
        self._ends: dict[str, _Phrase[Owner]] = {}
        self._han = {text: tuple(owned) for text, owned in owners.items() if _HAN.search(text)}
        self._remembered: dict[str, tuple[_Word[Owner], ...]] = {}
        for text, owned in owners.items():
            if text not in self._han:
                self._add(text, tuple(owned))
                plain = text.translate(PLAIN)
                if plain not in owners and len(plain) >= PLAIN_LETTERS:
                    self._add(plain, tuple(owned))
                joined = text.replace(" ", "")
                if joined != text and "*" not in text[:-1] and len(joined) >= JOINED and joined not in owners:
                    self._add(joined, tuple(owned))
        self._longest_end = max(map(len, self._ends), default=0)
        self._han_begun: dict[str, list[str]] = {}
        for text in sorted(self._han, key=lambda text: (text[0] == "*", -len(text), text)):
            self._han_begun.setdefault(text.removeprefix("*")[0], []).append(text)

    def find(self, text: str) -> list[Hit[Owner]]:
        """The hits in a text, in its order."""
        words = self._words(text)
        hits: list[Hit[Owner]] = []
        sentence = clause = skip_to = shift = 0
        for place, (word, phrases, breaks) in enumerate(words):
            if phrases:
                phrase = _longest(phrases, place, words) if place >= skip_to else None
                if phrase is not None:
                    skip_to = place + len(phrase.parts)
                    seen = word if len(phrase.parts) == 1 else " ".join([each[0] for each in words[place:skip_to]])
                    hits.append(Hit(phrase.owners, seen, sentence, clause, place + shift, skip_to + shift))
            elif word == _STOP:
                sentence += 1
                clause += 1
            elif word >= _FIRST_HAN and _HAN.match(word):
                hits.extend(self._find_han(word, sentence, clause, place + shift))
                shift += len(word) // 2
            clause += breaks
        return hits

    def _find_han(self, word: str, sentence: int, clause: int, place: int) -> Iterator[Hit[Owner]]:
        at = 0
        while at < len(word):
            text = next((each for each in self._han_begun.get(word[at], ()) if _is_here(each, word, at)), None)
            if text is None:
                at += 1
                continue
            seen = text.removeprefix("*")
            end = at + len(seen)
            yield Hit(self._han[text], seen, sentence, clause, place + at // 2, place + end // 2)
            at = end

    def _words(self, text: str) -> list[_Word[Owner]]:
        if "\n" in text:
            text = text.replace("\n", " 。 ")
        words: list[_Word[Owner]] = []
        remembered = self._remembered
        for raw in text.split():
            known = remembered.get(raw)
            words += self._remember(raw) if known is None else known
        return words

    def _remember(self, raw: str) -> tuple[_Word[Owner], ...]:
        words = tuple(
            self._word(word[0], breaks=_BREAK.match(piece, word.end()) is not None)
            for piece in compared(_HUMP.sub(" ", raw)).split()
            for word in _WORD.finditer(piece)
        )
        if len(raw) <= LONG:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[raw] = words
        return words

    def _word(self, word: str, *, breaks: bool) -> _Word[Owner]:
        if not word[0].isalnum():
            return _STOP, (), False
        phrases = [
            *self._whole.get(word, ()),
            *(each for each in self._begun.get(word[:PREFIX], ()) if _matches(each.parts[0], word)),
        ]
        within = [each for each in self._within if each.parts[0][0] in word]
        return word, (*_longest_first(within), *_longest_first(phrases), *self._ended(word)), breaks

    def _ended(self, word: str) -> Iterator[_Phrase[Owner]]:
        """The phrases that are the end of a word, the longest first."""
        for at in range(max(len(word) - self._longest_end, 0), len(word)):
            if word[at:] in self._ends:
                yield self._ends[word[at:]]

    def _add(self, text: str, owners: tuple[Owner, ...]) -> None:
        if text.startswith("*"):
            part = text.strip("*")
            if not text.endswith("*"):
                self._ends[part] = _Phrase(((part, True),), owners, len(part))
                return
            self._within.append(_Phrase(((part, True),), owners, len(part)))
            return
        parts = tuple((word.removesuffix("*"), word.endswith("*")) for word in text.split())
        phrase = _Phrase(parts, owners, len(text) - text.count(" ") - text.count("*"))
        first, begun = parts[0]
        check_star(text)
        table, key = (self._begun, first[:PREFIX]) if begun else (self._whole, first)
        table.setdefault(key, []).append(phrase)


def _is_here(text: str, word: str, at: int) -> bool:
    """Whether a Chinese phrase stands in a word; one behind a star only where no other character follows."""
    if text[0] != "*":
        return word.startswith(text, at)
    end = at + len(text) - 1
    return word.startswith(text[1:], at) and not (end < len(word) and _HAN.match(word[end]))


def check_star(phrase: str) -> None:
    """Raises `ValueError` if a phrase begins with a starred word that is too short to be looked up."""
    first = phrase.split(maxsplit=1)[0]
    if first.endswith("*") and not first.startswith("*") and len(first) <= PREFIX:
        raise ValueError(f"{phrase!r}: a first word with a star needs {PREFIX} letters")


def compared(text: str) -> str:
    """The text as it is compared: folded, without apostrophes and Latin accents. A zero-width non-joiner separates words."""
    return word_key(text.replace("\u200c", " ")).translate(_LATIN).replace("'", "")


_LATIN = {
    code: letter for code in range(0xC0, 0x180) if (letter := normalize("NFD", chr(code))[0]) != chr(code) and letter.isascii()
}
"""The accented letters of Latin script (ç, ã, é), each without its accent: portals leave accents out of capitals."""


def _longest_first(phrases: Iterable[_Phrase[Owner]]) -> list[_Phrase[Owner]]:
    return sorted(phrases, key=lambda each: (len(each.parts), each.weight), reverse=True)


def _longest(phrases: Sequence[_Phrase[Owner]], place: int, words: Sequence[_Word[Owner]]) -> _Phrase[Owner] | None:
    """The first of the phrases whose words are all here; their first words are known to match."""
    for phrase in phrases:
        if len(phrase.parts) == 1 or _stands(phrase.parts, place, words):
            return phrase
    return None


def _stands(parts: tuple[tuple[str, bool], ...], place: int, words: Sequence[_Word[Owner]]) -> bool:
    """Whether the words after the first follow in the text. The second word nearly always decides."""
    if place + len(parts) > len(words):
        return False
    for n in range(1, len(parts)):  # noqa: SIM110  a generator costs twice as much, and this runs for every word
        if not _matches(parts[n], words[place + n][0]):
            return False
    return True


def _matches(part: tuple[str, bool], word: str) -> bool:
    text, begun = part
    if not word.startswith(text):
        return False
    return not any(map(str.isdigit, word[len(text) :])) if begun else len(word) == len(text)
