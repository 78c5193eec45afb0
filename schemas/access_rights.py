"""Who may have the data, in the words of the portal: `schemas/vocab/access_rights.yml`.

These are the portal's statements. Our own conclusion about privacy is in `schemas.assessment`.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from .dataset import Coded
from .model import Model
from .vocab import load
from .words import LONGEST, authority_code, word_key

_AUTHORITY = "access-right"

_AROUND = " .!。'\"‘’“”«»[]"
"""What may stand around a word, also where a list is written as text."""

_BETWEEN = re.compile(r"[,;|、，；؛،\n]|\s/\s")
"""What stands between two words in one value."""


class WordList(Model):
    """Words for one class, and where they come from: a language, a law or a standard."""

    origin: str
    words: tuple[str, ...]


class AccessRight(Model):
    """A class of the EU's access-right table. `narrower` has the codes of that table that we treat as this class."""

    code: str
    label: str
    narrower: tuple[str, ...] = ()
    words: tuple[WordList, ...]

    @property
    def iri(self) -> str:
        return f"http://publications.europa.eu/resource/authority/{_AUTHORITY}/{self.code}"


@cache
def access_rights() -> Mapping[str, AccessRight]:
    """The classes by code, from the least to the most restrictive: PUBLIC, RESTRICTED, NON_PUBLIC."""
    rights = map(AccessRight.model_validate, load("access_rights.yml")["access_rights"])
    return {each.code: each for each in rights}


def access_right(verbatim: str) -> Coded:
    """The class that the words name. Only exact words of the vocabulary get a code: a sentence may say the opposite.

    If a value is several words, the strictest of them counts. If one of them is not known, nothing is: it may be stricter.
    """
    return Coded(verbatim=verbatim, code=_code(verbatim) if len(verbatim) <= LONGEST else None)


@lru_cache(maxsize=1024)
def _code(text: str) -> str | None:
    return _names().get(_name(text)) or _strictest(_BETWEEN.split(text.strip(_AROUND)))


def _strictest(words: Sequence[str]) -> str | None:
    codes = [_names().get(_name(word)) for word in words if word.strip(_AROUND)]
    known = [code for code in codes if code]
    return max(known, key=tuple(access_rights()).index, default=None) if len(known) == len(codes) else None


def _name(text: str) -> str:
    return word_key(authority_code(text, _AUTHORITY) or text).strip(_AROUND)


@cache
def _names() -> Mapping[str, str]:
    """The code for each folded word, and for the codes of the EU's table."""
    return {
        word_key(name): right.code
        for right in access_rights().values()
        for name in (right.code, *right.narrower, *(word for wording in right.words for word in wording.words))
    }
