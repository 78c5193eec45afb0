"""The walk through a list whose pages have numbers and a length that the portal has chosen."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from schemas.issues import Issue, issue

from ..base import Checkpoint, Fetched, Total
from ..errors import BadAnswer, ClosedToPrograms, RetryLater
from ..limits import MAX_EMPTY_PASSED, MAX_PAGES_FAILED_IN_A_ROW
from .page import Page, Seen, check_end

ReadPage = Callable[[int], Page]
"""Reads a page by its number, counted from 0. Raises `BadAnswer`."""


@dataclass
class Place(Seen):
    """The state of a walk between two pages: all that another process needs to continue. A cursor is this as JSON.

    `number` is that of the next page. `sent` entries came before it; `length` is how many the last page had, and `last` its key.
    `longest` is how many a page had at most. `total` and `last_page` are what the portal stated last. `furthest` and
    `stepped_back` are those of `by_number.Position`. `empty` is how many pages in a row were empty. `incomplete` says that a page
    could not be read.
    """

    number: int = 0
    sent: int = 0
    length: int = 0
    last: str = ""
    longest: int = 0
    total: int | None = None
    last_page: int | None = None
    furthest: int = 0
    stepped_back: bool = False
    empty: int = 0
    incomplete: bool = False

    def is_past_the_end(self, size: int) -> bool:
        """Whether all entries or pages that the portal states came before the next page; or, if it states none, a short page."""
        if self.total is None and self.last_page is None:
            return 0 < self.length < max(self.longest, size)
        entries = self.total is not None and self.sent >= self.total
        return entries or (self.last_page is not None and self.number >= self.last_page)


class PagePager:
    """Walks a list from page to page.

    A page has usually `size` entries. The list ends at an empty page; at the last page again, because many portals send it for
    every number that is too high; and at a page that fails after the stated end. One page is asked for after the stated end,
    because portals state too few. Real lists repeat entries, so a page without new entries is no end.

    A page that fails cannot be read in smaller pieces. It is reported, and the walk goes on, until too many have failed in a
    row; it ends at once if the portal is closed to programs. If entries were deleted meanwhile, it steps back once, as
    `OffsetPager` does.

    After each page comes a `Checkpoint`. Raises what `read` raises, of `BadAnswer`s only `ClosedToPrograms`, and `RetryLater` if
    pages fail in a row or the list does not end.
    """

    def __init__(self, read: ReadPage, *, size: int, cap: int | None = None, cursor: str | None = None) -> None:
        self.read, self.size, self.cap = read, size, cap
        self.at = Place(**json.loads(cursor)) if cursor else Place()
        self._failed: list[Issue] = []  # pages that failed one after the other just now
        self._done = False

    def __iter__(self) -> Iterator[Fetched]:
        at = self.at
        while not self._done:
            if self.cap is not None and at.number >= self.cap:
                yield from self._cut_off()
                break
            try:
                page = self.read(at.number)
            except BadAnswer as error:
                yield from self._fail(error)
            else:
                yield from self._take(page)
        if not at.incomplete and at.total not in {None, at.sent}:
            yield issue("total-wrong", value=f"stated {at.total}, sent {at.sent}")

    def _cut_off(self) -> Iterator[Issue]:
        """The portal gives no more pages."""
        if not self.at.is_past_the_end(self.size):
            self.at.incomplete = True
            yield issue("list-cut-off", value=f"after {self.cap} pages and {self.at.sent} entries")

    def _fail(self, error: BadAnswer) -> Iterator[Issue]:
        """Go on behind a page that failed; or end, if it is after the last one."""
        at = self.at
        if at.is_past_the_end(self.size):
            self._done = True
            yield from self._failed
            return
        if isinstance(error, ClosedToPrograms):
            raise error
        self._failed.append(issue("page-failed", value=f"page {at.number + 1}: {error}"))
        at.incomplete = True
        if len(self._failed) == MAX_PAGES_FAILED_IN_A_ROW:
            yield self._failed[0]  # the portal fails, not the pages: one issue is enough
            raise RetryLater(str(error)) from None
        at.number += 1

    def _take(self, page: Page) -> Iterator[Fetched]:
        if page.is_denial(self.at.total, self.at.sent):
            yield from self._fail(BadAnswer(f"no entries, and a total of 0 in place of {self.at.total}"))
            return
        announced = self.at.total is not None
        if self._stepped_back(page):
            return
        if page.total is not None and not announced:
            yield Total(page.total)
        yield from self._failed
        self._failed = []
        if page.length == 0:
            yield from self._pass_over()
            return
        if self._came_before(page):
            self._done = True
            again = page.key == self.at.last and self.at.pages > 1
            if not again and not self.at.is_past_the_end(self.size):
                self.at.incomplete = True
                yield issue("page-repeated", value=f"page {self.at.number + 1} is one that came before")
            return
        yield from page.found
        self._advance(page)
        yield Checkpoint(json.dumps(asdict(self.at)))

    def _came_before(self, page: Page) -> bool:
        return self.at.number >= self.at.furthest and (page.key == self.at.last or self.at.has(page.key))

    def _pass_over(self) -> Iterator[Checkpoint]:
        """After an empty page: end, or go on behind it if the list states more pages."""
        at = self.at
        more = at.last_page if at.last_page is not None or not at.longest else -(-(at.total or 0) // at.longest)
        if not more or at.number >= more or at.empty == MAX_EMPTY_PASSED:
            self._done = True
            return
        at.number, at.empty = at.number + 1, at.empty + 1
        yield Checkpoint(json.dumps(asdict(at)))

    def _stepped_back(self, page: Page) -> bool:
        """Note what is stated. If the total dropped, step back once, to read what has moved before the position."""
        at = self.at
        at.last_page = at.last_page if page.pages is None else page.pages
        if page.total is None:
            return False
        dropped = 0 if at.total is None else at.total - page.total
        at.total = page.total
        if at.stepped_back or dropped <= 0 or dropped == at.length or at.number == 0 or at.empty or not at.longest:
            return False
        at.stepped_back = True
        back = min(at.number, -(-dropped // at.longest))
        at.number, at.sent = at.number - back, (at.number - back) * at.longest
        return True

    def _advance(self, page: Page) -> None:
        at = self.at
        at.note(page.key)
        at.number, at.sent = at.number + 1, at.sent + page.length
        at.length, at.longest, at.last, at.empty = page.length, max(at.longest, page.length), page.key, 0
        if at.number > at.furthest:
            at.furthest, at.stepped_back = at.number, False
        check_end(at.sent, total=at.total)
