"""Walking through lists that portals cut into pages, and that drift, repeat, lie about their length, or break in one place."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256

from schemas.issues import Issue, issue

from .base import Checkpoint, Fetched, RawRecord, Total
from .errors import AnswerTooLarge, BadAnswer, RetryLater
from .limits import MAX_FAILED_IN_A_ROW, MAX_PAST_TOTAL, MAX_RECORDS


@dataclass(frozen=True)
class Page:
    """One answer of a list.

    `length` is how many entries of the list it holds, `found` what of them concerns us. Two pages with the same `key` hold the
    same entries (see `page_key`). `total` is the length of the whole list as the portal states it now. Where a portal pages by
    tokens, `next` is that of the page after this one.
    """

    found: tuple[RawRecord | Issue, ...]
    length: int
    key: str
    total: int | None = None
    next: str | None = None


def page_key(identifiers: object) -> str:
    """A key for what a page holds that is the same in every process."""
    return sha256(repr(identifiers).encode("utf-8", "surrogatepass")).hexdigest()[:16]


Read = Callable[[int, int], Page]
"""Reads the page that starts at a position, of so many entries. Raises `BadAnswer` where a smaller page may succeed."""


@dataclass
class Seen:
    """What a walk remembers of the pages that it has had.

    `first` is the key of the first page, and `mark` that of page 1, 2, 4, 8 …: with these two, every list that goes round in
    circles is found out.
    """

    pages: int = 0
    first: str = ""
    mark: str = ""

    def has(self, key: str) -> bool:
        return key in {self.first, self.mark}

    def note(self, key: str) -> None:
        self.pages += 1
        self.first = self.first or key
        if self.pages & (self.pages - 1) == 0:
            self.mark = key


@dataclass
class Position(Seen):
    """Where a walk stands: all that it must know to go on.

    The next page has `rows` entries from `start`; None stands for pages of the usual size. `length` is that of the last page,
    `furthest` where we were before stepping back. Before `bad_end` lies an entry that breaks its page.
    """

    start: int = 0
    rows: int | None = None
    total: int | None = None
    length: int = 0
    furthest: int = 0
    bad_end: int = 0
    stepped_back: bool = False
    incomplete: bool = False


class OffsetPager:
    """Walks a list by position until a page is empty.

    The next page starts where the last one really ended, so that a server may send fewer entries than asked. When the stated
    total drops, entries before us were deleted and ours moved up: the walk steps back once by as many. A page that fails is
    halved until the entry that breaks it is alone, which is reported and passed over. Entries may come twice.

    After each page comes a `Checkpoint`. With its cursor another pager goes on as this one would have.

    Raises what `read` raises, and `RetryLater` when single entries fail in a row or the list does not end.
    """

    def __init__(self, read: Read, *, size: int, cursor: str | None = None) -> None:
        self.read, self.size = read, size
        self.at = Position(**json.loads(cursor)) if cursor else Position()
        self._failed: list[Issue] = []  # entries that failed one after the other, up to here; none at a checkpoint
        self._done = False

    def __iter__(self) -> Iterator[Fetched]:
        while not self._done:
            try:
                page = self.read(self.at.start, self._rows)
            except BadAnswer as error:
                yield from self._corner(error)
            else:
                yield from self._take(page)
        if not self.at.incomplete and self.at.total not in {None, self.at.start}:
            yield issue("total-wrong", value=f"stated {self.at.total}, sent {self.at.start}")

    @property
    def _rows(self) -> int:
        return self.size if self.at.rows is None else self.at.rows

    def _corner(self, error: BadAnswer) -> Iterator[Issue]:
        """Close in on the entry that breaks the page."""
        at = self.at
        if at.total is not None and at.start >= at.total:
            self._done = True  # some portals answer with an error past the end
        elif self._rows > 1:
            at.bad_end = at.start + self._rows
            at.rows = self._rows // 2
        else:
            code = "record-too-large" if isinstance(error, AnswerTooLarge) else "page-failed"
            self._failed.append(issue(code, value=f"entry {at.start}: {error}"))
            at.incomplete = True
            if len(self._failed) == MAX_FAILED_IN_A_ROW:
                yield self._failed[0]  # the others fail with the portal
                raise RetryLater(str(error)) from None
            at.start += 1

    def _take(self, page: Page) -> Iterator[Fetched]:
        announced = self.at.total is not None
        if self._moved_up(page):
            return
        if page.total is not None and not announced:
            yield Total(page.total)
        yield from self._failed
        self._failed = []
        if page.length == 0:
            self._done = True
            return
        if self._came_before(page):
            self._done = self.at.incomplete = True
            yield issue("page-repeated", value=f"the page at entry {self.at.start} is one that came before")
            return
        yield from page.found
        self._advance(page)
        yield Checkpoint(json.dumps(asdict(self.at)))

    def _moved_up(self, page: Page) -> bool:
        """Note the stated total. If it dropped, step back, once, to read what moved before our position.

        A total that drops by just the last page is one of those that count what is left.
        """
        at = self.at
        if page.total is None:
            return False
        dropped = 0 if at.total is None else at.total - page.total
        at.total = page.total
        if at.stepped_back or dropped <= 0 or dropped == at.length or at.start == 0:
            return False
        at.stepped_back = True
        at.start = max(0, at.start - dropped)
        return True

    def _came_before(self, page: Page) -> bool:
        """Whether a page of the usual size, not reached by stepping back, has the entries of an earlier one."""
        usual = self.at.rows is None and self.at.start >= self.at.furthest
        return usual and self.at.has(page.key)

    def _advance(self, page: Page) -> None:
        at = self.at
        at.note(page.key)
        at.start += page.length
        at.length = page.length
        if at.start > at.furthest:
            at.furthest = at.start
            at.stepped_back = False
        at.rows = max(1, (at.bad_end - at.start) // 2) if at.start < at.bad_end else None
        _check_end(at.start, total=at.total)


ReadToken = Callable[[str | None], Page]
"""Reads the page that a token names; None stands for the first. Raises `BadAnswer`."""


@dataclass
class Walk(Seen):
    """Where a walk by tokens stands: `sent` entries came before the page that `token` names."""

    token: str | None = None
    sent: int = 0
    total: int | None = None
    ended: bool = False


class TokenPager:
    """Walks a list in which each page names the next, until one names none.

    Such a list cannot be read in smaller pieces: a page that fails is reported, and ends the walk, since nobody else knows the
    page after it. Some portals name a page after the last; when all entries that they state have come, an error there, or a page
    that came before, is the end.

    After each page comes a `Checkpoint`. Raises what `read` raises but for `BadAnswer`, and `RetryLater` when a page fails or the
    list does not end.
    """

    def __init__(self, read: ReadToken, *, cursor: str | None = None) -> None:
        self.read = read
        self.at = Walk(**json.loads(cursor)) if cursor else Walk()

    def __iter__(self) -> Iterator[Fetched]:
        at = self.at
        while not at.ended:
            complete = at.pages > 0 and at.sent == at.total
            try:
                page = self.read(at.token)
            except BadAnswer as error:
                if complete:
                    break
                yield issue("page-failed", value=f"the page after entry {at.sent}: {error}")
                raise RetryLater(str(error)) from None
            if at.has(page.key):
                if complete:
                    break
                yield issue("page-repeated", value=f"the page after entry {at.sent} is one that came before")
                return
            if page.total is not None and at.total is None:
                yield Total(page.total)
            yield from page.found
            self._advance(page)
            yield Checkpoint(json.dumps(asdict(at)))
        if at.total not in {None, at.sent}:
            yield issue("total-wrong", value=f"stated {at.total}, sent {at.sent}")

    def _advance(self, page: Page) -> None:
        at = self.at
        at.note(page.key)
        at.sent += page.length
        at.total = at.total if page.total is None else page.total
        at.token, at.ended = page.next, page.next is None
        _check_end(at.sent, total=at.total)


def _check_end(sent: int, *, total: int | None) -> None:
    """Raises `RetryLater` for a list that goes on and on."""
    if sent > (MAX_RECORDS if total is None else 2 * total + MAX_PAST_TOTAL):
        raise RetryLater(f"the list does not end: {total} entries stated, {sent} sent")
