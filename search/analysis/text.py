"""The one analysis of text, for every engine and every language: words with their stems, and where they stand.

An engine indexes two token streams for each text: the folded words as written and their stems (`search.analysis.folding`,
`search.analysis.stemming`); it splits them at white space and does nothing else. A question is analysed by `wanted`: its language is
unknown, so each word is looked for as written and by its stem in every language that its letters allow; the written word counts
for more.
Chinese has no word boundaries: each pair of neighbouring characters is a word, and each single character a stem (`zh:水`).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex

from .folding import APOSTROPHES, ZWNJ, fold
from .stemming import stems

ANALYSIS_VERSION = "1"
"""Changes when the same record gives another document, so that an index built by other rules is known for one.

A test watches the tokens; raise it by hand when a field of `FIELDS` comes to hold something else.
"""

MAX_TEXT = 100_000
"""How many characters of a text are analysed."""

MAX_WORD = 64
"""How many characters of a word are compared."""

MAX_WANTED = 32
"""How many words of a question are looked for."""

MAX_PIECE = 32
"""How many characters a piece of text between spaces has at most, if what is in it is to be remembered."""

MAX_PIECES = 5_000
"""How many pieces of a language are remembered: 3 MB, or 10 MB of texts whose language is not known."""

_LETTER = r"[[\p{L}\p{N}]--\p{Script=Han}]"
_INSIDE = r"[[\p{L}\p{N}\p{M}\u00ad]--\p{Script=Han}]*"
_WORD = regex.compile(
    rf"(\p{{Script=Han}}+)|({_LETTER}{_INSIDE}(?:[{APOSTROPHES}{ZWNJ}\u200d]+{_LETTER}{_INSIDE})*)",
    regex.V1,
)  # a run of Chinese characters, or a word
_QUOTED = regex.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]')

_JOINING = (
    "a an and as at by for from in into is of on or the to with"
    " а без в во для до за и из или к на не о об от по под при с со у через"
    " аб ад да для з за і на па пра праз у ў"
    " және мен бен пен үшін туралы бойынша"
    " жана менен үчүн жөнүндө боюнча"
    " ва барои аз бо дар ба бар"
    " va uchun bilan bo‘yicha haqida ҳақида учун билан бўйича"
    " و در به از با برای که را این های ها می"
    " کا کی کے میں سے اور پر کو ہے"
    " का की के में से और पर को है हैं"
)
_FUNCTION_WORDS = frozenset(fold(word) for word in _JOINING.split())
"""Words that join others: they should be found, but a record without them is still an answer."""


class Token(NamedTuple):
    """A word of a text: as compared, its stems, and its place in characters. `term` is empty for a token that is only a stem."""

    term: str
    stems: tuple[str, ...]
    start: int
    end: int


class Form(NamedTuple):
    """What is looked for in place of a word: the word as written, or any of its stems."""

    term: str
    stems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One thing that a person asks for: at least `least` of the forms, or all of them side by side if it is a `phrase`."""

    forms: tuple[Form, ...]
    least: int = 1
    phrase: bool = False
    optional: bool = False


def analyse(text: str, language: str | None) -> list[Token]:
    """The words of a text in order; None or `und` stands for a language that is not known."""
    tokens: list[Token] = []
    for match in _WORD.finditer(text[:MAX_TEXT]):
        if match[1]:
            tokens += _han(match[1], match.start())
        elif (form := _analysed(match[2], language)).term:
            tokens.append(Token(*form, match.start(), match.end()))
    return tokens


def begun(text: str) -> str:
    """The word at the end of what a person types, folded; empty if none is begun."""
    words = analyse(text, None)
    return fold(text[words[-1].start : words[-1].end]) if words and words[-1].end == len(text) else ""


def streams(text: str, language: str | None) -> tuple[list[str], list[str]]:
    """The words and the stems of a text as `analyse` has them, without their places: what an index takes."""
    terms: list[str] = []
    found: list[str] = []
    for run, word in _WORD.findall(text[:MAX_TEXT]):
        if run:
            signs, pairs = _han_pairs(run)
            terms += pairs or [signs]
            found += [f"zh:{sign}" for sign in signs]
        else:
            term, stems_of_word = _analysed(word, language)
            terms.append(term)
            found += stems_of_word
    return [term for term in terms if term], found


def matches(text: str, language: str | None, *, terms: Set[str], stems: Set[str]) -> list[Token]:
    """The tokens of a text that are one of the terms or have one of the stems, as `analyse` would give them.

    No word reaches over a space, so only those pieces between spaces are looked into that can have one. Chinese has no spaces.
    """
    sought = terms | stems
    if language == "zh":
        return _matches(text[:MAX_TEXT], 0, language, sought)
    pieces = text[:MAX_TEXT].split(" ")
    holding = _pieces(language).holding(sought, met=pieces)
    if holding.isdisjoint(pieces):
        return []
    found: list[Token] = []
    start = 0
    for piece in pieces:
        if piece in holding:
            found += _matches(piece, start, language, sought)
        start += len(piece) + 1
    return found


def wanted(text: str) -> tuple[Wanted, ...]:
    """What a question asks for. Words in quotation marks are looked for as they stand; everything else is free of syntax."""
    phrases = [Wanted(forms, phrase=True) for match in _QUOTED.finditer(text) if (forms := _phrase(match[0]))]
    words = [_run(run) if run else _word(word) for run, word in _WORD.findall(_QUOTED.sub(" ", text))]
    unique = dict.fromkeys([*phrases, *(word for word in words if word.forms)])
    asked = tuple(unique)[:MAX_WANTED]
    if all(item.optional for item in asked):
        return tuple(Wanted(item.forms, item.least) for item in asked)
    return asked


@lru_cache(maxsize=50_000)
def _analysed(word: str, language: str | None) -> Form:
    """A word that is not Chinese, folded, and its stems."""
    term = fold(word[:MAX_WORD])
    return Form(term, stems(word[:MAX_WORD], language) if term else ())


class _Pieces:
    """The pieces of texts in one language, as they stand between spaces, by the words and stems in them: learnt as they come by.

    A few thousand make up most texts. Threads may share it: what is known is never taken out.
    """

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._known: set[str] = set()
        self._by_content: defaultdict[str, set[str]] = defaultdict(set)

    def holding(self, sought: Set[str], *, met: Sequence[str]) -> set[str]:
        """All known pieces that have a word or a stem that is sought, and those now met that are too long to be kept."""
        long: set[str] = set()
        if not self._known.issuperset(met):
            for piece in {*met} - self._known:
                if len(piece) > MAX_PIECE:
                    long.add(piece)
                else:
                    self._learn(piece)
        return long.union(*(self._by_content[content] for content in sought & self._by_content.keys()))

    def _learn(self, piece: str) -> None:
        terms, stems_of_piece = streams(piece, self._language)
        for content in (*terms, *stems_of_piece):
            self._by_content[content].add(piece)
        self._known.add(piece)  # last: another thread may ask meanwhile
        if len(self._known) > MAX_PIECES:
            _pieces.cache_clear()


@lru_cache(maxsize=16)
def _pieces(language: str | None) -> _Pieces:
    """What is known of a language, until it is too much: then all begins anew."""
    return _Pieces(language)


def _matches(piece: str, start: int, language: str | None, sought: Set[str]) -> list[Token]:
    """The tokens of a piece of text that are sought or have a stem that is; a stem has its language in it and is no word."""
    found: list[Token] = []
    for match in _WORD.finditer(piece):
        if match[1]:
            found += _han_matches(match[1], start + match.start(), sought)
            continue
        form = _analysed(match[2], language)
        if form.term in sought or not sought.isdisjoint(form.stems):
            found.append(Token(*form, start + match.start(), start + match.end()))
    return found


def _han(run: str, start: int) -> list[Token]:
    """Neighbouring characters in pairs, and each alone as a stem; a character that stands alone is a word."""
    signs, pairs = _han_pairs(run)
    alone = "" if pairs else signs
    return [
        *(Token(pair, (), start + at, start + at + 2) for at, pair in enumerate(pairs)),
        *(Token(alone, (f"zh:{sign}",), start + at, start + at + 1) for at, sign in enumerate(signs)),
    ]


def _han_matches(run: str, start: int, sought: Set[str]) -> list[Token]:
    """The tokens of `_han` that are sought; the others are not even made."""
    signs, pairs = _han_pairs(run)
    return [
        *(Token(pair, (), start + at, start + at + 2) for at, pair in enumerate(pairs) if pair in sought),
        *(Token("", (f"zh:{sign}",), start + at, start + at + 1) for at, sign in enumerate(signs) if f"zh:{sign}" in sought),
    ]


def _han_pairs(run: str) -> tuple[str, list[str]]:
    """Chinese characters in the usual form, as many as there were, and each with its neighbour."""
    usual = unicodedata.normalize("NFKC", run)
    signs = usual if len(usual) == len(run) else run
    return signs, [signs[at : at + 2] for at in range(len(signs) - 1)]


def _word(word: str) -> Wanted:
    form = _analysed(word, None)
    return Wanted((form,) if form.term else (), optional=form.term in _FUNCTION_WORDS)


def _run(run: str) -> Wanted:
    """Chinese: a pair can straddle two words that stand apart in the text, so up to every third may be missing."""
    signs, pairs = _han_pairs(run)
    if not pairs:
        return Wanted((Form(signs, (f"zh:{signs}",)),))
    forms = tuple(Form(pair) for pair in pairs[:MAX_WANTED])
    return Wanted(forms, least=len(forms) - len(forms) // 3)


def _phrase(text: str) -> tuple[Form, ...]:
    return tuple(Form(token.term) for token in analyse(text, None) if token.term)[:MAX_WANTED]
