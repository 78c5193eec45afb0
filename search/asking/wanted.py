"""What is looked for, for every engine. Each part has its worth; an engine multiplies them, and adds none.

    Match             the records that are found: those that an `Asked` finds, and those of `also`
      Asked           a whole question in one way of reading it
        Wanted        one thing that a person asks for, in any of its wordings; the best one in a record gives the score
          Wording     words of which enough must be there, or all of them side by side
            Word      any of its forms, in any field; the best one in a record gives the score
              Form    a token of one stream of the index: a word as written, its stem, …

So a synonym, another script or another spelling is one more `Wording` or `Form` with a lower worth, and no engine changes for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from ..streams import Stream


class Form(NamedTuple):
    """A token that an index may have, in the stream where it is looked for. The word as written is worth 1."""

    term: str
    worth: float = 1.0
    stream: Stream = Stream.TERM


Word = tuple[Form, ...]
"""The forms of one word, the word as written first."""


@dataclass(frozen=True)
class Wording:
    """Words that say what is wanted: at least `least` of them, or all of them side by side if it is a `phrase`.

    A phrase is looked for as written: by the first form of each word. The person's own words are worth 1. A `partial` wording
    says only a part of what is wanted, or more than it: a record with it alone does not have all that is asked for.
    """

    words: tuple[Word, ...]
    least: int = 1
    phrase: bool = False
    worth: float = 1.0
    partial: bool = False


@dataclass(frozen=True)
class Wanted:
    """One thing that a person asks for. If it is `optional`, a record need not have it. `text` is how the person wrote it."""

    wordings: tuple[Wording, ...]
    worth: float = 1.0
    optional: bool = False
    text: str = ""

    def strictly(self) -> "Wanted":
        """The same, without the wordings that are only partly it."""
        return replace(self, wordings=tuple(wording for wording in self.wordings if not wording.partial))

    def forms(self) -> Iterator[Form]:
        """All forms of all words that are looked for."""
        return (form for wording in self.wordings for word in wording.words for form in word)


@dataclass(frozen=True)
class Asked:
    """A question. A record is found that has all of `must`, none of `never`, and at least `least` of the words that are not
    optional.

    Those that have all of these words come before those that lack some; if it is `strict`, only they are found.
    """

    words: tuple[Wanted, ...] = ()
    least: int = 0
    must: tuple[Wanted, ...] = ()
    never: tuple[Wanted, ...] = ()
    strict: bool = False

    @property
    def counted(self) -> int:
        """How many words are not optional."""
        return sum(not word.optional for word in self.words)

    def with_least(self, least: int) -> "Asked":
        """The same question, with at least so many of its words: `strict` if that is no other question than the `whole`."""
        least = max(min(least, self.counted), min(1, self.counted))
        is_partial = any(wording.partial for word in self.words for wording in word.wordings)
        return replace(self, least=least, strict=least == self.counted and not is_partial)

    def whole(self) -> "Asked":
        """The same question, with all its words."""
        return replace(self, least=self.counted, strict=True)

    def is_empty(self) -> bool:
        """Whether it looks for nothing, so that it finds nothing."""
        return not self.words and not self.must


@dataclass(frozen=True)
class Match:
    """The records that are found: what any of the questions finds, and those of `also`; without both of them, none.

    `all` finds every record.
    """

    asked: tuple[Asked, ...] = ()
    also: tuple[UUID, ...] = ()
    all: bool = False


EVERYTHING = Match(all=True)
"""What a search without words finds."""
