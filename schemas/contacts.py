"""What tells an office from a person among those to contact: `schemas/vocab/contacts.yml`. What is not known is a person's."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from .spelling import APOSTROPHES
from .vocab import load

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+")
"""A mail address in a text (RFC 5321, without quoted names), also with letters beyond ASCII (RFC 6531) or a blank at the @."""

MAX_NUMBER = 4
"""The most digits that a mailbox of an office has in its name: a year. More of them are a person's number."""

_LOCAL_PARTS = re.compile(r"[._+\-]|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_FIELD_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\WA-Z\d_]+|[A-Z]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def is_mailbox_of_office(address: str) -> bool:
    """Whether a mail address is surely an office's: its host gives no private mailboxes, and its name says nothing but a task.

    >>> is_mailbox_of_office("opendata@stat.example"), is_mailbox_of_office("info.asanov@stat.example")
    (True, False)
    """
    local, _, host = "".join(unicodedata.normalize("NFKC", address).casefold().split()).rpartition("@")
    labels = host.rstrip(".").split(".")
    if any(".".join(labels[place:]) in _words("private_hosts") for place in range(len(labels))):
        return False
    parts = [part for part in _LOCAL_PARTS.split(local) if part]
    named = [part for part in parts if part in _words("roles")]
    return bool(named) and all(
        part in named or part in labels or (part.isdecimal() and len(part) <= MAX_NUMBER) for part in parts
    )


def is_name_of_office(name: str, *, known: Collection[str] = ()) -> bool:
    """Whether a name surely is that of a part of an authority: it names a unit, and no word in it can be a person's name.

    `known` are words that may stand in it besides those of the vocabulary: those of the publisher's name (see `words_of`).
    """
    name = unicodedata.normalize("NFKC", name).strip()
    if _HAN.fullmatch(name):
        return _is_han_office(name)
    words = name.translate(_APOSTROPHE).split()
    units, others = _offices()
    is_unit = [units.has(word.casefold()) for word in words]
    in_sentence = bool(words) and words[0][0].isupper()
    plain = all(
        unit or word.casefold() in known or others.has(word.casefold()) or (in_sentence and word.isalpha() and word.islower())
        for word, unit in zip(words, is_unit, strict=True)
    )
    return plain and any(is_unit)


def _is_han_office(name: str) -> bool:
    """Whether what is before the unit can be no surname: that has one character, or is a listed one of two."""
    before = [name.removesuffix(unit) for unit in _han("units") if name.endswith(unit)]
    return bool(before) and all(len(each) != 1 and each not in _han("surnames") for each in before)


def words_of(name: str) -> frozenset[str]:
    """The words of a name, as `is_name_of_office` compares them."""
    return frozenset(unicodedata.normalize("NFKC", name).translate(_APOSTROPHE).casefold().split())


@lru_cache(maxsize=4096)
def is_contact_field(name: str) -> bool:
    """Whether a field of this name holds whom to contact: `maintainer_email`, `contactPhone`, `联系电话`."""
    small = name.casefold()
    return any(part in small for part in _fields("parts")) or any(
        word.casefold() in _fields("words") for word in _FIELD_WORDS.findall(name)
    )


def sets_area_code_apart(state: str) -> bool:
    """Whether a number of this state is surely a landline only if its area code is set apart."""
    return state in _vocabulary()["area_code_set_apart"]


@dataclass(frozen=True)
class _List:
    """Whole words, and beginnings of words."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def has(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.beginnings)


@cache
def _offices() -> tuple[_List, _List]:
    """The units of all languages, and the words that may stand beside them."""
    stated = _vocabulary()["offices"].values()
    return _list([each["units"] for each in stated]), _list([each["words"] for each in stated])


def _list(texts: list[str]) -> _List:
    words = " ".join(texts).split()
    beginnings = (word.removesuffix("*") for word in words if word.endswith("*"))
    return _List(frozenset(word for word in words if not word.endswith("*")), tuple(beginnings))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_vocabulary()[name].split())


@cache
def _han(kind: str) -> frozenset[str]:
    return frozenset(_vocabulary()["han"][kind].split())


@cache
def _fields(kind: str) -> frozenset[str]:
    return frozenset(_vocabulary()["fields"][kind].split())


@cache
def _vocabulary() -> dict[str, Any]:
    return load("contacts.yml")
