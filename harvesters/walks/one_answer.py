"""The walk through a list that comes in one answer."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ..base import Found
from ..errors import BadAnswer, RetryLater
from .page import Page, page_key


class OneAnswer:
    """A list that comes in one answer, read as if it had pages: for `paging.by_number`.

    `ask` asks for the answer and gives its entries one by one, `found` says what an entry is (None: nothing to report). The
    answer is asked for once, and once more by a walk that continues. No part of it can be asked for alone, so an answer that
    fails or breaks off ends the walk with `RetryLater`; what came before stays.
    """

    question: Any = None

    def __init__(self, ask: Callable[[], Iterator[Any]], found: Callable[[Any], Found | None]) -> None:
        self._ask, self._found = ask, found
        self._entries: Iterator[Any] | None = None
        self._failed: RetryLater | None = None

    def read(self, start: int, rows: int) -> Page:
        if self._failed:
            raise self._failed
        if self._entries is None:
            self._entries = self._from(start)
        entries = list(islice(self._entries, rows))
        if self._failed and not entries:
            raise self._failed
        found = (self._found(entry) for entry in entries)
        return Page(tuple(each for each in found if each), length=len(entries), key=page_key(start))

    def _from(self, start: int) -> Iterator[Any]:
        try:
            yield from islice(self._ask(), start, None)
        except BadAnswer as error:
            self._failed = RetryLater(str(error))
