"""The phrases of one language as a tree of their words, and what words are compared by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product
from typing import Generic

import regex

from schemas.han import HAN

from ..analysis.folding import fold
from ..analysis.segmentation import WORD, pairs
from ..analysis.tokens import MAX_WORD, analysed
from .chosen import Value

SHORT = 2
"""An abbreviation of so few letters is often an everyday word too ("IT", "ИП"), so it counts only in capitals."""

MAX_WAYS = 8
"""In how many ways the words of a phrase may be typed; the usual one is the first."""

TYPED = "s:"
"""What the key of a word begins with that is typed with a Russian keyboard."""

_INFLECTED = regex.compile(r"(\p{Lu}{3,})\p{Ll}{1,7}")
"""An abbreviation with an ending: «СМИлар», "NGOs"."""


class Node(Generic[Value]):
    """A place in the tree: what the words up to here stand for, and the words that can follow, by their keys."""

    __slots__ = ("following", "values")

    def __init__(self) -> None:
        self.values: tuple[Value, ...] = ()
        self.following: dict[str, Node[Value]] | None = None

    def step(self, key: str) -> "Node[Value] | None":
        """Where a word leads."""
        return self.following.get(key) if self.following else None

    def grown(self, key: str) -> "Node[Value]":
        """Where a word leads, made if it led nowhere."""
        if self.following is None:
            self.following = {}
        return self.following.setdefault(key, Node())

    def add(self, value: Value) -> None:
        if value not in self.values:
            self.values = (*self.values, value)


class Tree(Generic[Value]):
    """The phrases of a language. `root` has those that begin with a word, `runs` the Chinese ones by their first two characters.

    Words in `passed` (folded) may lie between the words of a phrase, and begin none.
    """

    def __init__(self, language: str, passed: frozenset[str] = frozenset()) -> None:
        self.language = language
        self.passed = passed
        self.root: Node[Value] = Node()
        self.runs: defaultdict[str, dict[str, Node[Value]]] = defaultdict(dict)

    def add(self, steps: Sequence[str], value: Value) -> None:
        """A phrase, by the keys of its words."""
        if not steps:
            return
        begins_in_run = HAN.match(steps[0])
        node = self.runs[steps[0][:2]].setdefault(steps[0], Node()) if begins_in_run else self.root.grown(steps[0])
        for step in steps[1:]:
            node = node.grown(step)
        node.add(value)


ByStem = Callable[[str, str], bool]
"""Whether a word of a phrase is compared by its stem: called with the stem, such as `ru:вод`, and the folded word."""


def grown(language: str, phrases: Iterable[tuple[str, Value]], *, passed: frozenset[str], by_stem: ByStem) -> Tree[Value]:
    """The tree of the phrases of a language; joining words are left out of them where others are left."""
    tree: Tree[Value] = Tree(language, passed)
    for text, value in phrases:
        units = WORD.findall(text)
        bearing = [(run, word) for run, word in units if run or analysed(word, language).term not in passed]
        steps = [(pairs(run)[0],) if run else _keys_of_step(word, language, by_stem) for run, word in bearing or units]
        for way in islice(product(*filter(None, steps)), MAX_WAYS):
            tree.add(way, value)
    return tree


def _keys_of_step(word: str, language: str, by_stem: ByStem) -> tuple[str, ...]:
    """The key of a word in a language (a word in other letters has that of another language), and those of other keyboards."""
    found = keys(word, language)
    if not found:
        return ()
    term = found[-1]
    usual = next((key for key in found if key.startswith(f"{language}:")), found[0])
    typed = [key for key in found if key.startswith(TYPED)] if f"{TYPED}{term}" not in found else []
    return (usual if by_stem(usual, term) else term, *typed[:1], *(key for key in typed[1:] if by_stem(key, term)))


def keys(word: str, language: str | None) -> tuple[str, ...]:
    """What a word is compared by: its stems (`ru:вод`), what a Russian keyboard makes of it (`s:кала`), last itself, folded."""
    term, *forms = analysed(word, language)
    if language == "zh" and not forms[0]:
        _, *forms = analysed(word, None)  # Latin words in a Chinese text
    found = [key for form in forms for key in form if key.startswith(TYPED) or key.find(":") == len("ru")]
    return (*found, term) if term else ()


def is_abbreviation(text: str) -> bool:
    """Whether a phrase is one word in capitals: it is then found without stemming."""
    return text.isupper() and len(text) > 1 and WORD.fullmatch(text) is not None


def has_inflected(text: str) -> bool:
    """Whether a text may have an abbreviation with an ending."""
    return _INFLECTED.search(text) is not None


def abbreviated(word: str) -> tuple[str, ...]:
    """The abbreviations that a word can be, folded: the short ones in capitals only (`IT`), the others in any letters, or with an
    ending («СМИлар»).
    """
    term = fold(word[:MAX_WORD])
    inflected = _INFLECTED.fullmatch(word[:MAX_WORD])
    return (*([term.upper()] if word.isupper() else []), term, *([fold(inflected[1])] if inflected else []))
