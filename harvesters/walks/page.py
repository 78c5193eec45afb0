"""A page of a list, and what a walk remembers of the pages before it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from ..base import Found
from ..errors import RetryLater
from ..limits import MAX_EMPTY_IN_A_ROW, MAX_PAST_TOTAL, MAX_RECORDS


@dataclass(frozen=True)
class Page:
    """One answer of a list.

    `length` is how many entries of the list it has. `found` has their records, and what the others are; it is gone through once,
    so each may be asked for then. Two pages with the same `key` have the same entries (see `page_key`). `total` is the length of
    the whole list as the portal states it now, `pages` the number of its pages. If a portal names its pages by tokens, `next` is
    the token of the next page.
    """

    found: Iterable[Found]
    length: int
    key: str
    total: int | None = None
    pages: int | None = None
    next: str | None = None

    def is_denial(self, total: int | None, sent: int) -> bool:
        """Whether a page without entries states a total of 0, although the list stated more than has been sent: a refusal."""
        return self.length == 0 and self.total == 0 and (total or 0) > sent


def page_key(identifiers: object) -> str:
    """A key for the content of a page. It is the same in every process."""
    return sha256(repr(identifiers).encode("utf-8", "surrogatepass")).hexdigest()[:16]


Read = Callable[[int, int], Page]
"""Reads a page: its first entry (from 0), and how many entries. Raises `BadAnswer` if a smaller page may succeed."""

ReadToken = Callable[[str | None], Page]
"""Reads the page that a token names; None means the first. Raises `BadAnswer`."""


@dataclass
class Seen:
    """What a walk remembers about the pages that it has read.

    `pages` counts them. `first` is the key of the first page. `mark` is the key of the last page whose number is a power of two
    (1, 2, 4, 8 …). A list that repeats its pages comes back to one of these two.
    """

    pages: int = 0
    first: str = ""
    mark: str = ""

    def has(self, key: str) -> bool:
        """Whether a page of this key is known to have been read."""
        return key in {self.first, self.mark}

    def note(self, key: str) -> None:
        """Remember a page that was read."""
        self.pages += 1
        self.first = self.first or key
        if self.pages & (self.pages - 1) == 0:
            self.mark = key


def check_end(sent: int, *, total: int | None) -> None:
    """Raises `RetryLater` for a list that does not end."""
    if sent > (MAX_RECORDS if total is None else 2 * total + MAX_PAST_TOTAL):
        raise RetryLater(f"the list does not end: {total} entries stated, {sent} sent")


def check_empty(pages: int) -> None:
    """Raises `RetryLater` for too many empty pages in a row."""
    if pages > MAX_EMPTY_IN_A_ROW:
        raise RetryLater(f"the list does not end: {pages} empty pages in a row")
