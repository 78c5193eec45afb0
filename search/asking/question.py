"""A person's question -> what is said in it: words, phrases, and what must not be there.

The language of a question is not known. So each word is looked for as written, by its stem in every language that its letters
allow, and by what other scripts and keyboards make of it. Words in quotation marks are looked for side by side, as written, and
must be there; a word or a phrase behind a minus must not. Nothing else in a question is syntax.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from schemas.han import HAN

from ..analysis.folding import fold
from ..analysis.segmentation import pairs
from ..analysis.tokens import analyse, analysed, compounds, whole
from ..ranking import KEYS, WORTH
from ..streams import Stream
from .idle import CONTENT, idle, worths
from .wanted import Asked, Form, Wanted, Word, Wording

MAX_WANTED = 32
"""How many words of a question are looked for, and how many words of a phrase."""

_QUOTED = regex.compile(r'(?<never>(?<!\S)-)?(?:"([^"]+)"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”])')
_NEVER = regex.compile(r"(?<!\S)-(?=[\p{L}\p{N}])(\S+)")


@dataclass(frozen=True)
class Said:
    """One word of a question, and where it is in the text, in characters."""

    wanted: Wanted
    start: int
    end: int


@dataclass(frozen=True)
class Question:
    """What is said. `text` has the words alone: phrases and what must not be there are blanks in it."""

    text: str = ""
    words: tuple[Said, ...] = ()
    must: tuple[Wanted, ...] = ()
    never: tuple[Wanted, ...] = ()

    def typed(self) -> Asked:
        """What is looked for, each word once, as typed; nothing if no word counts."""
        words = tuple(dict.fromkeys(said.wanted for said in self.words))
        if not self.must and all(word.optional for word in words):
            words = ()
        return Asked(words, must=self.must, never=self.never).with_least(1)


def read(text: str) -> Question:
    """A question. What says nothing in it is left out, and what says little need not be found (`idle`)."""
    must, never = _phrases(text)
    rest = _QUOTED.sub(_blank, text)
    never += [said.wanted for match in _NEVER.finditer(rest) for said in _words(match[1])]
    rest = _NEVER.sub(_blank, rest)
    words = tuple(_words(rest))[:MAX_WANTED]
    if must and all(idle(said.wanted.text, None) < CONTENT for said in words):
        words = ()  # with nothing else, words such as "of" would count
    return Question(rest, words, tuple(dict.fromkeys(must)), tuple(dict.fromkeys(never)))


def exact(text: str) -> Asked:
    """What looks for the records whose title is the question."""
    return Asked((Wanted((Wording(((Form(whole(text), stream=Stream.KEY),),)),)),)).with_least(1)


def typed(text: str) -> Asked:
    """What is looked for by a question as typed."""
    return read(text).typed()


def begun(text: str) -> str:
    """The word at the end of what a person types, folded; empty if none is begun."""
    return fold(text[begun_at(text) :])


def begun_at(text: str) -> int:
    """Where the word at the end of a text begins, in characters, or the last character of a Chinese one; its end if none is."""
    last = max(analyse(text, None), key=lambda token: (token.end, token.start), default=None)
    return last.start if last and last.end == len(text) else len(text)


def _blank(match: regex.Match[str]) -> str:
    return " " * len(match[0])


def _phrases(text: str) -> tuple[list[Wanted], list[Wanted]]:
    """The phrases that must be there, and those that must not."""
    must: list[Wanted] = []
    never: list[Wanted] = []
    for match in _QUOTED.finditer(text):
        if (wording := _phrase(match[0])).words:
            (never if match["never"] else must).append(Wanted((wording,), text=match[0]))
    return must, never


def _words(text: str) -> Iterator[Said]:
    """The words of a text that say something, each pair of neighbouring Chinese characters, and codes and dates as a whole."""
    for start, end, worth in worths(text):
        if worth:
            yield from _said(text[start:end], start, worth)
    for token in compounds(text, None):
        if forms := _keyed(token.keys):
            yield Said(Wanted((Wording((forms,)),), optional=True, text=text[token.start : token.end]), token.start, token.end)


def _keyed(keys: Iterable[str]) -> tuple[Form, ...]:
    """The keys that are looked for, each with its worth."""
    return tuple(Form(key, KEYS[key[0]], Stream.KEY) for key in keys if key[0] in KEYS)


def _said(word: str, start: int, worth: float) -> Iterator[Said]:
    found = _run(word, start) if HAN.match(word) else iter((Said(_word(word), start, start + len(word)),))
    for said in found:
        if said.wanted.wordings:
            yield said if worth == CONTENT else replace(said, wanted=replace(said.wanted, worth=worth, optional=True))


@lru_cache(maxsize=2_000)
def _word(word: str) -> Wanted:
    """A word that is not Chinese, in all its forms."""
    found = analysed(word, None)
    if not found.term:
        return Wanted(())
    forms: Word = (
        Form(found.term),
        *(Form(stem, WORTH[Stream.STEM], Stream.STEM) for stem in found.stems),
        *_keyed(found.keys),
    )
    return Wanted((Wording((forms,)),), text=word)


def _run(run: str, start: int) -> Iterator[Said]:
    """Chinese, by its pairs: each can be the end of one word and the start of the next, so none of them must be there."""
    signs, found = pairs(run)
    if not found:
        forms = (Form(signs), Form(f"zh:{signs}", WORTH[Stream.STEM], Stream.STEM))
        yield Said(Wanted((Wording((forms,)),), text=run), start, start + 1)
    for at, pair in enumerate(found, start=start):
        yield Said(Wanted((Wording(((Form(pair),),)),), text=pair), at, at + 2)


def terms(text: str) -> list[str]:
    """The words of a text as an index has them (`Stream.TERM`), in their order."""
    return [token.term for token in analyse(text, None) if token.term]


def _phrase(text: str) -> Wording:
    return Wording(tuple((Form(term),) for term in terms(text)[:MAX_WANTED]), phrase=True)
