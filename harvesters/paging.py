"""Reading lists that portals cut into pages. Real lists change meanwhile, repeat pages, state a wrong length or fail in parts.

A harvester gives a list that reads one page; `by_number`, `by_page` or `by_token` walks through it. A *walk* reads page after
page to the end. Its *position* is all that it needs to continue, also in another process. As text it is the *cursor* of a
`Checkpoint`.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

from .base import Checkpoint, Fetched, Total
from .walks.by_number import OffsetPager
from .walks.by_page import PagePager, ReadPage
from .walks.by_token import TokenPager
from .walks.one_answer import OneAnswer
from .walks.page import Page, Read, ReadToken, page_key

__all__ = [
    "OffsetPager",
    "OneAnswer",
    "Page",
    "PagePager",
    "Read",
    "ReadPage",
    "ReadToken",
    "TokenPager",
    "by_number",
    "by_page",
    "by_token",
    "page_key",
]


class NumberedList(Protocol):
    """A list whose pages are asked for by number.

    `question` says how this portal must be asked, if only trying can show that. It is a JSON value and part of each cursor. A
    walk that continues sets it before it reads its first page.
    """

    question: Any

    def read(self, start: int, rows: int) -> Page:
        """The page of `rows` entries from entry `start` on (from 0). Raises `BadAnswer` if a smaller page may succeed."""
        ...


class PagedList(Protocol):
    """A list whose pages have numbers, counted from 0, and a fixed length. `question` is that of `NumberedList`."""

    question: Any

    def read(self, number: int) -> Page:
        """A page. Raises `BadAnswer`."""
        ...


class TokenList(Protocol):
    """A list in which each page names the next by a token. `question` is that of `NumberedList`."""

    question: Any

    def read(self, token: str | None) -> Page:
        """The page that a token names, the first for None. Raises `BadAnswer`."""
        ...


def by_number(listed: NumberedList, *, size: int, since: datetime | None, cursor: str | None) -> Iterator[Fetched]:
    """Walk through a list, `size` entries at a time. `since` and `cursor` are those of `Harvester.fetch`."""
    return _walked(listed, lambda position: OffsetPager(listed.read, size=size, cursor=position), since=since, cursor=cursor)


def by_page(listed: PagedList, *, size: int, cap: int | None, since: datetime | None, cursor: str | None) -> Iterator[Fetched]:
    """Walk through a list from page to page, with `size` entries each. The portal gives at most `cap` pages."""
    return _walked(
        listed, lambda position: PagePager(listed.read, size=size, cap=cap, cursor=position), since=since, cursor=cursor
    )


def by_token(listed: TokenList, *, since: datetime | None, cursor: str | None) -> Iterator[Fetched]:
    """Walk through a list from token to token. `since` and `cursor` are those of `Harvester.fetch`."""
    return _walked(listed, lambda position: TokenPager(listed.read, cursor=position), since=since, cursor=cursor)


def _walked(
    listed: NumberedList | PagedList | TokenList,
    pager: Callable[[str | None], OffsetPager | PagePager | TokenPager],
    *,
    since: datetime | None,
    cursor: str | None,
) -> Iterator[Fetched]:
    """What a pager yields, with the question added to its cursors."""
    position = None
    if cursor:
        listed.question, position = json.loads(cursor)
    for item in pager(position):
        if isinstance(item, Checkpoint):
            yield Checkpoint(json.dumps([listed.question, item.cursor]))
        elif since is None or not isinstance(item, Total):  # the total of the changes is not the portal's total
            yield item
