"""What is noted while a record is read: its issues, and the fields that were not interpreted."""

import re
from datetime import UTC, date, datetime
from itertools import islice

from schemas.issues import MAX_SEARCHED, MAX_VALUE, Issue, issue
from schemas.placeholders import is_placeholder
from schemas.secret_names import hidden

from ..limits import MAX_TEXT
from .garbled import garbled
from .prose import is_plain, prose

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""The control characters of Unicode (category Cc) except tab and line ends."""

EXCERPT = 80
"""How many characters of a garbled text are reported, before what is supposed of it."""

_INDEX = re.compile(r"/\d+")
_LINE_ENDS = str.maketrans("\x0b\x0c\x85", "\n\n\n")


def today() -> date:
    """The day on which a record is received, in UTC."""
    return datetime.now(UTC).date()


class Remarks:
    """The remarks on one record: its issues, and the fields that were not interpreted (JSON pointers).

    `received` is the day on which the portal sent the record. What it says about later days has not happened.
    """

    def __init__(self, identifier: str, *, received: date | None = None) -> None:
        self.identifier = identifier
        self.received = received or today()
        self.issues: list[Issue] = []
        self.ignored: list[str] = []
        self._names: set[tuple[str, str]] = set()

    def note(self, code: str, pointer: str, value: object = "") -> None:
        """Add an issue of a kind in `schemas.issues`."""
        self.issues.append(issue(code, identifier=self.identifier, pointer=pointer, value=excerpt(value)))

    def ignore(self, name: str, pointer: str, value: object, *, at: str | None = None) -> None:
        """List a field as ignored, once for all entries of a list. The issue gets the place `at`, if that groups better."""
        place = (_INDEX.sub("", pointer), name)
        if place not in self._names:
            self._names.add(place)
            self.ignored.append(pointer)
            self.note("field-ignored", at or pointer, value)

    def text(self, value: str, pointer: str) -> str:
        """A text for people (`prose`), cut to the allowed length. A text that was read with a wrong charset is an issue.

        A text that only says that there is no value is an empty one.
        """
        if self.says_nothing(value, pointer):
            return ""
        if len(value) <= MAX_TEXT and "://" not in value and is_plain(value):
            return value.strip()
        if found := garbled(value):
            self.note_once("text-garbled", pointer, f"{value[:EXCERPT]} ({found})")
        return self._safe(prose(self._bounded(value, pointer)), pointer)

    def says_nothing(self, value: str, pointer: str) -> bool:
        """Whether a text only says that there is no value (`N/A`, `暂无`). Then it is noted, and counts as absent."""
        if not is_placeholder(value):
            return False
        self.note("value-placeholder", pointer, value)
        return True

    def verbatim(self, value: str, pointer: str) -> str:
        """A text as it stands, but without blanks around it, without control characters, and cut to the allowed length."""
        return self._safe(self._bounded(value, pointer), pointer)

    def note_once(self, code: str, pointer: str, value: object) -> None:
        """Add an issue, once for all entries of a list."""
        place = (_INDEX.sub("", pointer), code)
        if place not in self._names:
            self._names.add(place)
            self.note(code, pointer, value)

    def _bounded(self, value: str, pointer: str) -> str:
        if len(value) > MAX_TEXT:
            self.note("text-too-long", pointer, f"{len(value)} characters")
            value = value[:MAX_TEXT]
        if CONTROL.search(value):
            self.note("control-characters", pointer, repr(value[:MAX_VALUE]))
            value = CONTROL.sub("", value.translate(_LINE_ENDS))
        return value.strip()

    def _safe(self, text: str, pointer: str) -> str:
        """The text without what is secret in its addresses."""
        if (safe := hidden(text)) != text:
            self.note("url-secret", pointer, safe)
        return safe


def excerpt(value: object) -> str:
    """The beginning of a value, for a report. It does not build the text of a huge value."""
    match value:
        case str():
            return hidden(value[:MAX_SEARCHED])[:MAX_VALUE]
        case list():
            return f"a list of {len(value)}"
        case dict():
            return f"an object with {', '.join(map(str, islice(value, 5)))}"
        case _:
            return str(value)[:MAX_VALUE]
