"""What is looked for, for every engine. Each part has its worth; an engine multiplies them, and adds none.

    Wanted            one thing that a person asks for, in any of its wordings; the best one in a record gives the score
      Wording         words of which enough must be there, or all of them side by side
        Word          any of its forms, in any field; the best one in a record gives the score
          Form        a term of the index: a word as written, or a stem

So a synonym, another script or another spelling is one more `Wording` with a lower worth, and no engine changes for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Form(NamedTuple):
    """A term that an index may have: a word as written or, if `is_stem`, a stem. The word as written is worth 1."""

    term: str
    worth: float = 1.0
    is_stem: bool = False


Word = tuple[Form, ...]
"""The forms of one word, the word as written first."""


@dataclass(frozen=True)
class Wording:
    """Words that say what is wanted: at least `least` of them, or all of them side by side if it is a `phrase`.

    A phrase is looked for as written: by the first form of each word. The person's own words are worth 1.
    """

    words: tuple[Word, ...]
    least: int = 1
    phrase: bool = False
    worth: float = 1.0


@dataclass(frozen=True)
class Wanted:
    """One thing that a person asks for. If it is `optional`, a record without it is found too."""

    wordings: tuple[Wording, ...]
    worth: float = 1.0
    optional: bool = False

    def forms(self) -> Iterator[Form]:
        """All forms of all words that are looked for."""
        return (form for wording in self.wordings for word in wording.words for form in word)
