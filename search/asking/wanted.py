"""What is looked for, in no engine's language. Every part carries its worth; an engine multiplies them and decides nothing.

    Wanted            one thing that a person asks for, in any of its wordings: the best one found decides
      Wording         words of which enough must be there, or all of them side by side
        word          any of its forms, in any field: the best one found decides
          Form        a term of the index: a word as written, or a stem

So a synonym, another script or another spelling is one more `Wording` with a lower worth, and no engine changes for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Form(NamedTuple):
    """A term that an index may have: a word as written or, if `is_stem`, a stem. `worth` is that beside the word as written."""

    term: str
    worth: float = 1.0
    is_stem: bool = False


Word = tuple[Form, ...]
"""The forms of one word, the word as written first."""


@dataclass(frozen=True)
class Wording:
    """Words that say what is wanted: at least `least` of them, or all of them side by side if it is a `phrase`.

    A phrase is looked for as written: the first form of each word. `worth` is that beside the person's own words.
    """

    words: tuple[Word, ...]
    least: int = 1
    phrase: bool = False
    worth: float = 1.0


@dataclass(frozen=True)
class Wanted:
    """One thing that a person asks for: any of its wordings. If it is `optional`, a record without it is an answer too.

    `worth` is that beside the other things asked for.
    """

    wordings: tuple[Wording, ...]
    worth: float = 1.0
    optional: bool = False

    def forms(self) -> Iterator[Form]:
        """All forms of all words that are looked for."""
        return (form for wording in self.wordings for word in wording.words for form in word)
