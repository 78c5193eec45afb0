"""What a word may have been meant to be that no record has: the same word in another keyboard layout, or with typing errors.

A word that is another one in another layout is read as that one. Any other is looked for by its trigrams, which are in the
titles, so that an ending or a part of a word finds it too, and by its consonants.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..analysis.grams import grams
from ..analysis.keys import keys
from ..analysis.layout import layouts
from ..ranking import BONES, WORTH
from ..streams import Stream
from .question import Question, Said, read
from .wanted import Form, Wanted, Wording

ALIKE = 0.5
"""The share of the trigrams of a word that a title must have."""

LEAST = 4
"""A word with fewer letters is not looked for by its trigrams: too many others have them."""

_PIECE = re.compile(r"\S+")

Held = Callable[[Sequence[Wanted]], Sequence[bool]]
"""Tells of each word whether any record has it (`SearchEngine.held`)."""


@dataclass(frozen=True)
class Mended:
    """A question as it can be answered.

    `typed` is the question's text in another keyboard layout, where that is what it was read as; `missing` has the words that no
    record has, and `unknown` those of them that none has in another spelling either: they do not count.
    """

    question: Question
    typed: str = ""
    unknown: tuple[str, ...] = ()
    missing: tuple[Wanted, ...] = ()


def mended(question: Question, held: Held) -> Mended:
    """The question with other spellings of the words that no record has."""
    unknown = _unknown(question, held)
    if not unknown:
        return Mended(question)
    if text := _in_other_layout(question, unknown, held):
        question = read(text)
        unknown = _unknown(question, held)
    others = {said.wanted: near(said.wanted) for said in unknown}
    tried = [word for word in others.values() if word.wordings]
    found = {word for word, known in zip(tried, held(tried), strict=True) if known}
    new = {word: other if other in found else replace(word, optional=True) for word, other in others.items()}
    words = tuple(replace(said, wanted=new.get(said.wanted, said.wanted)) for said in question.words)
    lost = dict.fromkeys(said.wanted.text for said in unknown if others[said.wanted] not in found)
    return Mended(replace(question, words=words), text, tuple(lost), tuple(others))


def near(word: Wanted) -> Wanted:
    """The word by its trigrams and by its consonants; without a wording if it is too short."""
    bones = tuple(Form(key, BONES, Stream.KEY) for key in keys(word.text, None) if key.startswith("k:"))
    return replace(word, wordings=(*by_trigrams(word).wordings, *((Wording((bones,)),) if bones else ())))


def by_trigrams(word: Wanted) -> Wanted:
    """The word by its trigrams; without a wording if it is too short."""
    terms = [wording.words[0][0].term for wording in word.wordings if len(wording.words) == 1]
    return replace(word, wordings=tuple(_by_grams(term) for term in terms if len(term) >= LEAST))


def _by_grams(term: str) -> Wording:
    found = tuple((Form(gram, WORTH[Stream.GRAM], Stream.GRAM),) for gram in grams(term))
    return Wording(found, least=math.ceil(len(found) * ALIKE))


def _unknown(question: Question, held: Held) -> tuple[Said, ...]:
    words = list(dict.fromkeys(said.wanted for said in question.words))
    known = {word for word, is_known in zip(words, held(words), strict=True) if is_known}
    return tuple(said for said in question.words if said.wanted not in known)


def _in_other_layout(question: Question, unknown: Sequence[Said], held: Held) -> str:
    """The text with unknown words in the layout in which records have them; empty if there is none.

    What is between two spaces is turned as a whole, because a sign beside a word may be a letter in another layout.
    """
    starts = [said.start for said in unknown]
    pieces = [each for each in _PIECE.finditer(question.text) if any(each.start() <= at < each.end() for at in starts)]
    tries = [(piece, other, tuple(said.wanted for said in read(other).words)) for piece in pieces for other in layouts(piece[0])]
    known = iter(held([word for _, _, words in tries for word in words]))
    fitting: dict[tuple[int, int], str] = {}
    for piece, other, words in tries:
        found = [next(known) for _ in words]
        if found and all(found):
            fitting.setdefault(piece.span(), other)
    text = question.text
    for (start, end), other in sorted(fitting.items(), reverse=True):
        text = text[:start] + other + text[end:]
    return text if fitting else ""
