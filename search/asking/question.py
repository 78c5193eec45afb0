"""A person's question -> what is looked for.

The language of a question is not known. So each word is looked for as written, and by its stem in every language that its letters
allow. Words in quotation marks are looked for side by side, as written. Nothing else in a question is syntax.
"""

from dataclasses import replace
from functools import lru_cache

import regex

from ..analysis.folding import fold
from ..analysis.segmentation import WORD, pairs
from ..analysis.tokens import analyse, analysed
from ..ranking import OPTIONAL, STEM
from .joining import JOINING
from .wanted import Form, Wanted, Wording

MAX_WANTED = 32
"""How many words of a question are looked for, and how many words of a phrase."""

_QUOTED = regex.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]')


def wanted(text: str) -> tuple[Wanted, ...]:
    """What a question asks for, each thing once: the phrases first, then the words in order."""
    phrases = [Wanted((wording,)) for match in _QUOTED.finditer(text) if (wording := _phrase(match[0])).words]
    words = [_run(run) if run else _word(word) for run, word in WORD.findall(_QUOTED.sub(" ", text))]
    unique = dict.fromkeys([*phrases, *(word for word in words if word.wordings)])
    asked = tuple(unique)[:MAX_WANTED]
    if all(item.optional for item in asked):
        return tuple(replace(item, worth=1.0, optional=False) for item in asked)
    return asked


def begun(text: str) -> str:
    """The word at the end of what a person types, folded; empty if none is begun."""
    words = analyse(text, None)
    return fold(text[words[-1].start : words[-1].end]) if words and words[-1].end == len(text) else ""


@lru_cache(maxsize=2_000)
def _word(word: str) -> Wanted:
    """A word that is not Chinese, by itself and by its stems."""
    term, stems = analysed(word, None)
    if not term:
        return Wanted(())
    wording = Wording(((Form(term), *(Form(stem, STEM, is_stem=True) for stem in stems)),))
    return Wanted((wording,), worth=OPTIONAL, optional=True) if term in JOINING else Wanted((wording,))


def _run(run: str) -> Wanted:
    """Chinese: a pair can be the end of one word and the start of the next, so up to every third pair may be missing."""
    signs, found = pairs(run)
    if not found:
        return Wanted((Wording(((Form(signs), Form(f"zh:{signs}", STEM, is_stem=True)),)),))
    words = tuple((Form(pair),) for pair in found[:MAX_WANTED])
    return Wanted((Wording(words, least=len(words) - len(words) // 3),))


def _phrase(text: str) -> Wording:
    terms = [token.term for token in analyse(text, None) if token.term]
    return Wording(tuple((Form(term),) for term in terms[:MAX_WANTED]), phrase=True)
