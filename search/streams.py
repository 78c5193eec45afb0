"""The streams of tokens that an index has of a text: each is a field of the index for itself.

A text is compared in several ways at once: as written, by what its forms share, by how it sounds or is typed, by its trigrams,
and by what it means. `search.analysis` and `search.concepts` make the tokens; engines split at white space, and weigh.
"""

from enum import StrEnum


class Stream(StrEnum):
    """A way in which texts are compared. The value is the first part of the names of its fields in an index."""

    TERM = "text"
    """Folded words."""
    STEM = "stem"
    """What the forms of a word share, with its language: `ru:вод`."""
    KEY = "key"
    """What other scripts and keyboards make of a word: `l:voda`."""
    GRAM = "gram"
    """Three letters in a row, for words that are written wrongly."""
    CONCEPT = "concept"
    """Ids of the thesaurus, for what a text means in any language."""
    SCOPE = "scope"
    """Where and when the data are: the codes of their places, and the years of the periods that they state."""


WIDE = frozenset({Stream.TERM, Stream.STEM, Stream.CONCEPT})
"""The streams that a long text has too; the others are for titles and names, where a word that is written otherwise matters."""
