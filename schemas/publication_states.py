"""Whether a portal offers a dataset to everybody, in its words: `schemas/vocab/publication_states.yml`."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache

from .vocab import load
from .words import LONGEST, word_key


class PublicationState(StrEnum):
    """`draft`: not published yet, or not any more, but still there."""

    PUBLIC = "public"
    DELETED = "deleted"
    PRIVATE = "private"
    DRAFT = "draft"


def publication_state(words: str) -> PublicationState | None:
    """The state that the words name, None if they name none. Only exact words of the vocabulary count."""
    code = _code("publication_states", words)
    return PublicationState(code) if code else None


def flag(words: str) -> bool | None:
    """Yes or no, as a text; None if it is neither."""
    code = _code("flags", words)
    return code == "yes" if code else None


@lru_cache(maxsize=1024)
def _code(table: str, words: str) -> str | None:
    return _codes(table).get(word_key(words)) if len(words) <= LONGEST else None


@cache
def _codes(table: str) -> Mapping[str, str]:
    """The code for each folded word."""
    rows = load("publication_states.yml")[table]
    return {word_key(word): row["code"] for row in rows for wording in row["words"] for word in wording["words"]}
