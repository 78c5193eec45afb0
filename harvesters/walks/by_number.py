"""The walk through a list whose pages are asked for by number: a number of entries, from a given entry on."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from schemas.issues import Issue, issue

from ..base import Checkpoint, Fetched, Total
from ..errors import AnswerTooLarge, BadAnswer, ClosedToPrograms, RetryLater
from ..limits import MAX_EMPTY_PASSED, MAX_FAILED_IN_A_ROW
from .page import Page, Read, Seen, check_end

RENAMED = {"torn": "incomplete"}
"""Keys in cursors of version 0.1. An open run may have such a cursor in the database."""


@dataclass
class Position(Seen):
    """The state of a walk between two pages: all that another process needs to continue. A cursor is this as JSON.

    The next page to ask for has `rows` entries (None: the usual number) from entry `start`. `length` is how many entries the last
    page had, `total` is what the portal stated then.

    Stepping back: if the total drops, entries before `start` were deleted and the rest moved up, so that some were skipped. The
    walk then goes back by as many entries. It does so once (`stepped_back`), until it is past `furthest`, where it was before.

    Closing in: if a page fails, smaller and smaller parts of it are asked for. The entry that makes it fail is before `bad_end`.

    Passing over: a page in the middle of the list may be empty, because a portal does not show all its entries. `passed` is how
    many entries were passed over so, `empty` how many pages in a row, and `longest` how many entries a page had at most.

    `incomplete` says that an entry or a page could not be read. `last` is the key of the last page.
    """

    start: int = 0
    rows: int | None = None
    total: int | None = None
    length: int = 0
    furthest: int = 0
    bad_end: int = 0
    stepped_back: bool = False
    incomplete: bool = False
    passed: int = 0
    empty: int = 0
    longest: int = 0
    last: str = ""

    @classmethod
    def load(cls, cursor: str) -> "Position":
        """The position in a cursor."""
        return cls(**{RENAMED.get(key, key): value for key, value in json.loads(cursor).items()})


class OffsetPager:
    """Walks a list by number until a page is empty and the list states no more entries.

    The next page starts where the last one really ended, so a portal may send fewer entries than were asked for. The walk steps
    back if entries were deleted meanwhile. It closes in on an entry that makes its page fail, reports it and skips it (see
    `Position`). Entries may come twice.

    After each page comes a `Checkpoint`. With its cursor another pager continues just as this one would.

    Raises what `read` raises, of `BadAnswer`s only `ClosedToPrograms`, if the first page or single entries in a row are closed.
    Raises `RetryLater` when single entries fail in a row or the list does not end.
    """

    def __init__(self, read: Read, *, size: int, cursor: str | None = None) -> None:
        self.read, self.size = read, size
        self.at = Position.load(cursor) if cursor else Position()
        self._failed: list[Issue] = []  # entries that failed one after the other just now; empty at a checkpoint
        self._done = False

    def __iter__(self) -> Iterator[Fetched]:
        while not self._done:
            try:
                page = self.read(self.at.start, self._rows)
            except BadAnswer as error:
                yield from self._close_in(error)
            else:
                yield from self._take(page)
        sent = self.at.start - self.at.passed
        if not self.at.incomplete and self.at.total not in {None, sent}:
            yield issue("total-wrong", value=f"stated {self.at.total}, sent {sent}")

    @property
    def _rows(self) -> int:
        return self.size if self.at.rows is None else self.at.rows

    def _close_in(self, error: BadAnswer) -> Iterator[Issue]:
        """After a failed page: ask for half of it next, or skip its only entry. Raises `ClosedToPrograms`, and `RetryLater`."""
        at = self.at
        if at.total is not None and at.start >= at.total:
            self._done = True  # some portals answer with an error past the end
            yield from self._failed
        elif at.start == 0 and isinstance(error, ClosedToPrograms):
            raise error
        elif self._rows > 1:
            at.bad_end = at.start + self._rows
            at.rows = self._rows // 2
        else:
            code = "record-too-large" if isinstance(error, AnswerTooLarge) else "page-failed"
            self._failed.append(issue(code, value=f"entry {at.start}: {error}"))
            at.incomplete = True
            if len(self._failed) == MAX_FAILED_IN_A_ROW:
                yield self._failed[0]  # the portal fails, not the entries: one issue is enough
                raise error if isinstance(error, ClosedToPrograms) else RetryLater(str(error)) from None
            at.start += 1

    def _take(self, page: Page) -> Iterator[Fetched]:
        """Yield the contents of a page. Then continue, step back, or end."""
        if page.is_denial(self.at.total, self.at.start):
            yield from self._close_in(BadAnswer(f"no entries, and a total of 0 in place of {self.at.total}"))
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
            if self._is_the_last_again(page):
                return
            self.at.incomplete = True
            yield issue("page-repeated", value=f"the page at entry {self.at.start} is one that came before")
            return
        yield from page.found
        self._advance(page)
        yield Checkpoint(json.dumps(asdict(self.at)))

    def _pass_over(self) -> Iterator[Checkpoint]:
        """After an empty page: end, or go on behind it if the list states more entries."""
        at = self.at
        if at.total is None or not 0 < at.start < at.total or at.empty == MAX_EMPTY_PASSED:
            self._done = True
            return
        step = min(self._rows, at.longest or self._rows, at.total - at.start)
        at.start, at.passed, at.empty = at.start + step, at.passed + step, at.empty + 1
        yield Checkpoint(json.dumps(asdict(at)))

    def _stepped_back(self, page: Page) -> bool:
        """Note the stated total. If it dropped, step back once, to read what has moved before the position.

        A total that drops by exactly the last page counts the entries that are left, so it is not a sign of deletion.
        """
        at = self.at
        if page.total is None:
            return False
        dropped = 0 if at.total is None else at.total - page.total
        at.total = page.total
        if at.stepped_back or dropped <= 0 or dropped == at.length or at.start == 0 or at.empty:
            return False
        at.stepped_back = True
        at.start = max(0, at.start - dropped)
        return True

    def _came_before(self, page: Page) -> bool:
        """Whether a page of the usual size, not reached by stepping back, has the entries of an earlier one."""
        usual = self.at.rows is None and self.at.start >= self.at.furthest
        return usual and (page.key == self.at.last or self.at.has(page.key))

    def _is_the_last_again(self, page: Page) -> bool:
        """Whether a portal sends its last page for every number that is too high: all stated entries came, or it is short."""
        again = page.key == self.at.last and self.at.pages > 1
        short = self.at.total is None and page.length < max(self.at.longest, self.size)
        return again and (short or (self.at.total is not None and self.at.start >= self.at.total))

    def _advance(self, page: Page) -> None:
        """Move behind a page. Before `bad_end` the next page is small, so that it can be read although a later entry fails."""
        at = self.at
        at.note(page.key)
        at.last = page.key
        at.start += page.length
        at.length, at.empty, at.longest = page.length, 0, max(at.longest, page.length)
        if at.start > at.furthest:
            at.furthest = at.start
            at.stepped_back = False
        at.rows = max(1, (at.bad_end - at.start) // 2) if at.start < at.bad_end else None
        check_end(at.start, total=at.total)
