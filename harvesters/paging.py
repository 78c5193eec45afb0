"""Walking through lists that portals cut into pages, and that drift, repeat, lie about their length, or break in one place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.issues import Issue, issue

from .base import Fetched, RawRecord, Total
from .errors import AnswerTooLarge, BadAnswer, RetryLater
from .limits import MAX_FAILED_IN_A_ROW, MAX_PAST_TOTAL, MAX_RECORDS


@dataclass(frozen=True)
class Page:
    """One answer of a list.

    `length` is how many entries of the list it holds, `found` what of them concerns us. Two pages with the same `key` hold the
    same entries. `total` is the length of the whole list as the portal states it now.
    """

    found: tuple[RawRecord | Issue, ...]
    length: int
    key: int
    total: int | None = None


Read = Callable[[int, int], Page]
"""Reads the page that starts at a position, of so many entries. Raises `BadAnswer` where a smaller page may succeed."""


class OffsetPager:
    """Walks a list by position until a page is empty.

    The next page starts where the last one really ended, so that a server may send fewer entries than asked. When the stated
    total drops, entries before us were deleted and ours moved up: the walk steps back once by as many. A page that fails is
    halved until the entry that breaks it is alone, which is reported and passed over. Entries may come twice.

    Raises what `read` raises, and `RetryLater` when single entries fail in a row or the list does not end.
    """

    def __init__(self, read: Read, *, size: int) -> None:
        self.read, self.size = read, size
        self.start, self.rows = 0, size
        self.total: int | None = None
        self._length = 0  # of the last page
        self._furthest = 0  # where we were before stepping back
        self._bad_end = 0  # before this position lies an entry that breaks its page
        self._failed: list[Issue] = []  # entries that failed one after the other, up to here
        self._announced = self._stepped_back = self._done = self._torn = False
        self._keys: set[int] = set()

    def __iter__(self) -> Iterator[Fetched]:
        while not self._done:
            try:
                page = self.read(self.start, self.rows)
            except BadAnswer as error:
                yield from self._corner(error)
            else:
                yield from self._take(page)
        if not self._torn and self.total not in {None, self.start}:
            yield issue("total-wrong", value=f"stated {self.total}, sent {self.start}")

    def _corner(self, error: BadAnswer) -> Iterator[Issue]:
        """Close in on the entry that breaks the page."""
        if self.total is not None and self.start >= self.total:
            self._done = True  # some portals answer with an error past the end
        elif self.rows > 1:
            self._bad_end = self.start + self.rows
            self.rows //= 2
        else:
            code = "record-too-large" if isinstance(error, AnswerTooLarge) else "page-failed"
            self._failed.append(issue(code, value=f"entry {self.start}: {error}"))
            self._torn = True
            if len(self._failed) == MAX_FAILED_IN_A_ROW:
                yield self._failed[0]  # the others fail with the portal
                raise RetryLater(str(error)) from None
            self.start += 1

    def _take(self, page: Page) -> Iterator[Fetched]:
        if self._moved_up(page):
            return
        if self.total is not None and not self._announced:
            self._announced = True
            yield Total(self.total)
        yield from self._failed
        self._failed = []
        if page.length == 0:
            self._done = True
            return
        if self.rows == self.size and self.start >= self._furthest and page.key in self._keys:
            self._done = self._torn = True
            yield issue("page-repeated", value=f"the page at entry {self.start} is one that came before")
            return
        yield from page.found
        self._keys.add(page.key)
        self._advance(page.length)

    def _moved_up(self, page: Page) -> bool:
        """Note the stated total. If it dropped, step back, once, to read what moved before our position.

        A total that drops by just the last page is one of those that count what is left.
        """
        if page.total is None:
            return False
        dropped = 0 if self.total is None else self.total - page.total
        self.total = page.total
        if self._stepped_back or dropped <= 0 or dropped == self._length or self.start == 0:
            return False
        self._stepped_back = True
        self.start = max(0, self.start - dropped)
        return True

    def _advance(self, length: int) -> None:
        self.start += length
        self._length = length
        if self.start > self._furthest:
            self._furthest = self.start
            self._stepped_back = False
        self.rows = max(1, (self._bad_end - self.start) // 2) if self.start < self._bad_end else self.size
        limit = MAX_RECORDS if self.total is None else 2 * self.total + MAX_PAST_TOTAL
        if self.start > limit:
            raise RetryLater(f"the list does not end: {self.total} entries stated, {self.start} sent")
