"""Why a record is found by a question: the shape of the answer, the same for API, pages and command."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from schemas.model import Model

from .query import Way


class How(StrEnum):
    """How a word of a question and words of a record are the same, the closest first."""

    WRITTEN = "written"
    """The same word."""
    STEM = "stem"
    """Another form of the word."""
    KEY = "key"
    """The word in another script, in another transliteration or typed on another keyboard."""
    SPELLING = "spelling"
    """A word that is spelt alike."""
    CONCEPT = "concept"
    """Other words for the same thing, maybe in another language, or something narrower."""


class Seen(Model):
    """Words of a record in one of its fields, with their language, and how they are what was asked for.

    `weight` is that of the field and of how it was found: a word as written in a description has 1.
    """

    field: str
    how: How
    found: str
    language: str
    weight: float


class WordExplained(Model):
    """A part of a question as typed, and where the record has it: for each field what weighs most, the heaviest first.

    `worth` is what it is worth beside the other words. If it is `optional`, a record need not have it. A `phrase` is looked for
    word by word, side by side.
    """

    text: str
    worth: float
    optional: bool = False
    phrase: bool = False
    seen: tuple[Seen, ...] = ()


class WayExplained(Model):
    """Where a record is in the list of one way. Without a rank it is not among the first `of` records of that way.

    `score` is that of its words, `boost` the share of it that was added for how new it is and how much it tells.
    """

    way: Way
    rank: int | None = None
    score: float | None = None
    boost: float | None = None
    of: int


class Explanation(Model):
    """Why a record is found by a question, or is not.

    `place` counts from 1; without it, the record is not among the best records of any way. `passes` tells whether the filters let
    it through, `whole` whether it has all that was asked for, `exact_title` whether the question is one of its titles, word by
    word. `day` is when the data changed, `completeness` how much the record tells, from 0 to 100.
    """

    id: UUID
    text: str
    read_as: str = ""
    place: int | None = None
    passes: bool
    whole: bool
    exact_title: bool
    word: tuple[WordExplained, ...]
    unknown: tuple[str, ...] = ()
    way: tuple[WayExplained, ...]
    day: date | None = None
    completeness: int
