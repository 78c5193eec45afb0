"""Finding many phrases of many languages in a text at once, by the stems of their words.

A phrase is a way through the tree of its language, a step for each word. So the time is one look-up a word, however many phrases
there are. Chinese has no word boundaries: its phrases are looked for at every character, by the two that they begin with.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Generic, NamedTuple

import regex

from schemas.alphabets import LANGUAGES
from schemas.dataset import UNDETERMINED

from ..analysis.folding import fold
from ..analysis.segmentation import WORD, pairs
from ..analysis.tokens import MAX_TEXT
from .chosen import Match, Value, chosen
from .tree import SHORT, ByStem, Node, Tree, abbreviated, grown, is_abbreviation, keys

MAX_JOINING = 2
"""How many joining words may lie between two words of a phrase."""

MAX_PIECE = 32
"""The most characters of a piece of text between spaces that is remembered."""

MAX_PIECES = 40_000
"""How many pieces are remembered."""

COMMON = ("en", "ru")
"""The languages whose abbreviations are used in texts of other languages too."""

_END = regex.compile(r"\.\s|[,;:!?|\n\r،؛؟۔。，；：！？、।]")
"""A sign that no phrase goes across."""


_Way = tuple[Tree[Value], Node[Value]]
"""A tree, and where the first word of a text leads in it."""


class _Word(NamedTuple, Generic[Value]):
    """A word of a piece of text, or a run of Chinese characters, with its place in the piece.

    `keys` are what it is compared by, the word itself last; `ways` lead from it into the trees.
    """

    text: str
    start: int
    end: int
    is_run: bool
    keys: tuple[str, ...] = ()
    ways: tuple[_Way[Value], ...] = ()


class _Read(NamedTuple, Generic[Value]):
    """A text, its words, and for each word the place of its piece."""

    text: str
    words: list[_Word[Value]]
    bases: list[int]

    def start(self, number: int) -> int:
        return self.bases[number] + self.words[number].start

    def end(self, number: int) -> int:
        return self.bases[number] + self.words[number].end


class _Step(NamedTuple, Generic[Value]):
    """A node, and the number and the end of the word that led to it."""

    node: Node[Value]
    number: int
    end: int


class Phrases(Generic[Value]):
    """Phrases, ready to be found. `phrases` gives those of a language, each with what it stands for; a language is read when a
    text needs it.

    Words in `passed` (by language, folded) may lie between the words of a phrase. Words in `in_capitals` (folded) are
    abbreviations that count only in capitals. `by_stem` says of a stem and its word whether the word of a phrase is compared by
    the stem. A phrase of a single Chinese character must be alone, unless it is one of those that count `inside` of others.
    """

    def __init__(
        self,
        phrases: Callable[[str], Iterable[tuple[str, Value]]],
        *,
        languages: Iterable[str],
        passed: Mapping[str, frozenset[str]],
        in_capitals: frozenset[str] = frozenset(),
        by_stem: ByStem,
        inside: frozenset[str] = frozenset(),
    ) -> None:
        self._phrases, self._languages, self._passed, self._by_stem = phrases, frozenset(languages), passed, by_stem
        self._inside = inside
        self._without_rules = self._languages.difference(LANGUAGES)
        self._abbreviations = {language: self._abbreviated(language, in_capitals) for language in sorted(self._languages)}
        self._trees, self._growing = lru_cache(self._grown), Lock()
        self._words = lru_cache(maxsize=MAX_PIECES)(self._cut)

    def matches(self, text: str, language: str | None) -> list[Match[Value]]:
        """Where a text has phrases, in order, the longest at each place.

        `language` is that of the text; None or `und` stands for one that is not known: then the phrases of every language that
        the letters allow are found, also at the same place.
        """
        return chosen(self.every(text, language))

    def every(self, text: str, language: str | None) -> list[Match[Value]]:
        """Where a text has phrases, also inside longer ones and across each other. `language` is as in `matches`."""
        read = self._read(text[:MAX_TEXT], None if language == UNDETERMINED else language)
        found: list[Match[Value]] = []
        for number, word in enumerate(read.words):
            if word.is_run:
                found += self._in_run(read, number)
            for tree, node in word.ways:
                if node.values:
                    start = read.start(number)
                    found.append(Match(start, read.end(number), node.values, tree.language, (start,)))
                if node.following:
                    found += self._onward((tree, node), read, number, (read.start(number),))
        return found

    def first_keys(self, phrases: Iterable[str], language: str) -> set[str]:
        """What the first words of phrases are compared by, or the first two characters of Chinese ones; abbreviations folded."""
        texts, passed = list(phrases), self._passed.get(language, frozenset())
        tree = grown(language, ((text, True) for text in texts), passed=passed, by_stem=self._by_stem)
        return {*(tree.root.following or ()), *tree.runs, *(fold(text) for text in texts if is_abbreviation(text))}

    def _read(self, text: str, language: str | None) -> _Read[Value]:
        """The words of a text. No word reaches over a space, and texts repeat their words, so each piece is remembered."""
        read: _Read[Value] = _Read(text, [], [])
        base = 0
        for piece in text.split(" "):
            for word in self._words(piece, language) if len(piece) <= MAX_PIECE else self._cut(piece, language):
                read.words.append(word)
                read.bases.append(base)
            base += len(piece) + 1
        return read

    def _cut(self, piece: str, language: str | None) -> tuple[_Word[Value], ...]:
        return tuple(self._word(match, language) for match in WORD.finditer(piece))

    def _word(self, match: regex.Match[str], language: str | None) -> _Word[Value]:
        is_run = match.lastindex == 1
        compared, ways = ((), ()) if is_run else self._keys_and_ways(match[0], language)
        return _Word(match[0], match.start(), match.end(), is_run, compared, ways)

    def _keys_and_ways(self, word: str, language: str | None) -> tuple[tuple[str, ...], tuple[_Way[Value], ...]]:
        """What a word is compared by, and the ways that begin with it, if it is no joining word."""
        compared = keys(word, language)
        return compared, self._ways(word, language, compared) if compared else ()

    def _ways(self, word: str, language: str | None, compared: tuple[str, ...]) -> tuple[_Way[Value], ...]:
        spoken = {key.partition(":")[0] for key in compared} | ({language} if language else {"zh", *self._without_rules})
        trees = [self._tree(code) for code in sorted(spoken & self._languages)]
        short = [(self._abbreviations[code], key) for code in self._abbreviating(language) for key in abbreviated(word)]
        long = [(tree, key) for tree in trees for key in compared if compared[-1] not in tree.passed]
        ways = [(tree, node) for tree, key in (*short, *long) if (node := tree.root.step(key))]
        return tuple({id(node): (tree, node) for tree, node in ways}.values())

    def _abbreviating(self, language: str | None) -> Iterable[str]:
        """The languages whose abbreviations a text can have: its own, and the two that many use."""
        return self._abbreviations if language is None else self._abbreviations.keys() & {language, *COMMON}

    def _tree(self, language: str) -> Tree[Value]:
        """The tree of a language. The first questions of a process come at once: one of them makes it, the others wait."""
        with self._growing:
            return self._trees(language)

    def _grown(self, language: str) -> Tree[Value]:
        passed = self._passed.get(language, frozenset())
        phrases = ((text, value) for text, value in self._phrases(language) if not is_abbreviation(text))
        return grown(language, phrases, passed=passed, by_stem=self._by_stem)

    def _abbreviated(self, language: str, in_capitals: frozenset[str]) -> Tree[Value]:
        """The abbreviations of a language, folded; in capitals those that count only so."""
        tree: Tree[Value] = Tree(language)
        for text, value in self._phrases(language):
            if is_abbreviation(text):
                term = fold(text)
                tree.add([term.upper() if len(term) <= SHORT or term in in_capitals else term], value)
        return tree

    def _onward(self, way: _Way[Value], read: _Read[Value], number: int, taken: Sequence[int]) -> Iterator[Match[Value]]:
        """All phrases that go on behind a node, to which the word of this number led. A phrase is as deep as it has words."""
        tree = way[0]
        for node, after, end in _next(way, read, number):
            places = (*taken, read.start(after))
            if node.values:
                yield Match(taken[0], end, node.values, tree.language, places)
            if node.following:
                yield from self._onward((tree, node), read, after, places)

    def _in_run(self, read: _Read[Value], number: int) -> Iterator[Match[Value]]:
        """All phrases in a run of Chinese characters, and those that begin in it."""
        if "zh" not in self._languages:
            return
        signs, found = pairs(read.words[number].text)
        tree, start, end = self._tree("zh"), read.start(number), read.end(number)
        for at, key in enumerate([*found, signs[-1]], start):
            for phrase, node in tree.runs[key].items() if key in tree.runs and (len(key) > 1 or len(signs) == 1) else ():
                if signs.startswith(phrase, at - start):
                    taken = range(at, at + len(phrase))
                    if node.values:
                        yield Match(at, taken.stop, node.values, "zh", taken)
                    if node.following and taken.stop == end:
                        yield from self._onward((tree, node), read, number, taken)
            if key[0] in self._inside and len(signs) > 1:
                yield Match(at, at + 1, tree.runs[key[0]][key[0]].values, "zh", (at,))


def _next(way: _Way[Value], read: _Read[Value], number: int) -> list[_Step[Value]]:
    """The steps of the word after this number; joining words may lie between."""
    tree, node = way
    end = read.end(number)
    for place in range(number + 1, min(number + 2 + MAX_JOINING, len(read.words))):
        word, base = read.words[place], read.bases[place]
        between = read.text[end : base + word.start]
        if between != " " and _END.search(between) and not (len(read.words[place - 1].text) <= SHORT and between.strip() == "."):
            return []  # a full stop after a short word ends nothing: "St. Helena"
        if word.is_run:
            return _into_run(node, read, place)
        end = base + word.end
        if found := [_Step(after, place, end) for key in word.keys if (after := node.step(key))]:
            return found if len(found) == 1 else list({id(step.node): step for step in found}.values())
        if word.keys and word.keys[-1] not in tree.passed:
            return []
    return []


def _into_run(node: Node[Value], read: _Read[Value], number: int) -> list[_Step[Value]]:
    """The steps into the characters that a run begins with, such as 网络 in "5G网络"."""
    signs, _ = pairs(read.words[number].text)
    start = read.start(number)
    return [_Step(after, number, start + len(key)) for key, after in (node.following or {}).items() if signs.startswith(key)]
