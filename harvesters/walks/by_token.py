"""The walk through a list in which each page names the next by a token."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from schemas.issues import issue

from ..base import Checkpoint, Fetched, Total
from ..errors import BadAnswer, RetryLater
from .page import Page, ReadToken, Seen, check_end


@dataclass
class Place(Seen):
    """The state of a walk between two pages: all that another process needs to continue. A cursor is this as JSON.

    `token` names the next page (None: the first), and `sent` entries came before it. `total` is what the portal stated last.
    `ended` says that no page comes after the last one.
    """

    token: str | None = None
    sent: int = 0
    total: int | None = None
    ended: bool = False


class TokenPager:
    """Walks a list in which each page names the next, until one names none.

    Such a list cannot be read in smaller pieces. A page that fails is reported and ends the walk, because only this page names
    the next one. Some portals name a page after the last one. So when all stated entries have come, an error or a repeated page
    is the end.

    After each page comes a `Checkpoint`. Raises what `read` raises except `BadAnswer`, and `RetryLater` if a page fails or the
    list does not end.
    """

    def __init__(self, read: ReadToken, *, cursor: str | None = None) -> None:
        self.read = read
        self.at = Place(**json.loads(cursor)) if cursor else Place()

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
        check_end(at.sent, total=at.total)
