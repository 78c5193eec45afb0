"""The names of concepts by how they begin, for what is completed while it is typed."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from ..analysis.folding import fold
from ..analysis.latin import script_of, spellings
from ..analysis.segmentation import WORD
from .joining import joining
from .table import concepts

MOST = 200
"""How many names that begin so are compared."""


SHORTEST = 3
"""The fewest letters by which a name in another script is found."""


class Label(NamedTuple):
    """A name of a concept. `at` is its place among the concept's names in this language, the usual one first."""

    concept: str
    language: str
    text: str
    at: int


def beginning(typed: str, *, languages: Sequence[str] = ()) -> list[Label]:
    """The names in which words begin so, one a concept: first those in `languages`, and short ones.

    They are found in their own script and, if it has none, by their Latin spelling.
    """
    begun = folded(typed)
    found = list(_beginning(begun, _names()))
    if not found and len(latin := _latin(begun)) >= SHORTEST:
        found = list(_beginning(latin, _latin_names()))
    known = {language: at for at, language in enumerate(languages)}
    found.sort(key=lambda each: (each[0], known.get(each[1].language, len(known)), len(each[1].text), each[1].at))
    unique: dict[str, Label] = {}
    for _, label in found:
        unique.setdefault(label.concept, label)
    return list(unique.values())


def folded(text: str) -> str:
    """The folded words of a text, with single spaces."""
    return " ".join(fold(match[0]) for match in WORD.finditer(text))


Names = list[tuple[str, int, Label]]
"""What is compared, whether it is only a later word of the name (1) or its first (0), and the name; sorted."""


def _beginning(begun: str, names: Names) -> Iterator[tuple[int, Label]]:
    if begun:
        first = bisect_left(names, begun, key=lambda each: each[0])
        for compared, later, label in islice(names, first, first + MOST):
            if not compared.startswith(begun):
                return
            yield later, label


@cache
def _names() -> Names:
    """Every name, by each of its words but joining ones."""
    found: Names = []
    for label in _labels():
        words = folded(label.text).split()
        starts = [at for at, word in enumerate(words) if not at or word not in joining()[label.language]]
        found += [(" ".join(words[at:]), int(at > 0), label) for at in starts]
    return sorted(found)


@cache
def _latin_names() -> Names:
    """The names in other scripts by their Latin spelling."""
    named = ((" ".join(map(_latin, folded(label.text).split())), 0, label) for label in _labels() if not label.text.isascii())
    return sorted(each for each in named if each[0].strip())


def _latin(word: str) -> str:
    return next(iter(spellings(word, word, language=None)), "") if word and script_of(word) else ""


def _labels() -> Iterator[Label]:
    for id, concept in concepts().items():
        for language, texts in concept.label.items():
            yield from (Label(id, language, text, at) for at, text in enumerate(texts))


def usual(id: str, language: str) -> tuple[str, str]:
    """The usual name of a concept in a language, or in English if that is not one of ours; and the language of the name."""
    label = concepts()[id].label
    base = language.partition("-")[0]
    return (label[base][0], base) if base in label else (label["en"][0], "en")
