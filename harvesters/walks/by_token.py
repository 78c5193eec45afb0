"""The walk through a list in which each page names the next by a token."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from schemas.issues import Issue, issue

from ..base import Checkpoint, Fetched, Total
from ..errors import BadAnswer, ClosedToPrograms, RetryLater
from ..limits import MAX_REPEATED_PAGES
from .page import Page, ReadToken, Seen, check_empty, check_end, page_key


@dataclass
class Place(Seen):
    """The state of a walk between two pages: all that another process needs to continue. A cursor is this as JSON.

    `token` names the next page (None: the first), and `sent` entries came before it. `total` is what the portal stated last.
    `ended` says that no page comes after the last one. `tokens` are the tokens that the pages have named, as far as they are
    remembered. `empty` is how many pages in a row were empty, `repeated` how many had the content of an earlier one, which `sent`
    does not count.
    """

    token: str | None = None
    sent: int = 0
    total: int | None = None
    ended: bool = False
    tokens: Seen = field(default_factory=Seen)
    empty: int = 0
    repeated: int = 0

    @classmethod
    def load(cls, cursor: str) -> "Place":
        """The place in a cursor. One of version 0.1 has no tokens."""
        values = json.loads(cursor)
        return cls(**values | {"tokens": Seen(**values.get("tokens", {}))})


class TokenPager:
    """Walks a list in which each page names the next, until one names none.

    Such a list cannot be read in smaller pieces. A page that fails is reported and ends the walk, because only this page names
    the next one. Some portals name a page after the last one. So when all stated entries have come, an error or a repeated page
    is the end.

    A new token is progress, whatever the page has: it may be empty, because a portal does not show all its records. A token that
    came before leads in a circle.

    After each page comes a `Checkpoint`. Raises what `read` raises, of `BadAnswer`s only `ClosedToPrograms`, and
    `RetryLater` if a page fails or the list does not end.
    """

    def __init__(self, read: ReadToken, *, cursor: str | None = None) -> None:
        self.read = read
        self.at = Place.load(cursor) if cursor else Place()

    def __iter__(self) -> Iterator[Fetched]:
        at = self.at
        while not at.ended:
            complete = at.pages > 0 and at.sent == at.total and not at.repeated
            try:
                page = self.read(at.token)
            except BadAnswer as error:
                if complete:
                    break
                if isinstance(error, ClosedToPrograms):
                    raise
                yield issue("page-failed", value=f"the page after entry {at.sent}: {error}")
                raise RetryLater(str(error)) from None
            circle = page.next is not None and at.tokens.has(page_key(page.next))
            repeated = page.length > 0 and at.has(page.key)
            if complete and (circle or repeated):
                break
            at.repeated += repeated
            if repeated and (circle or page.next is None or at.repeated > MAX_REPEATED_PAGES):
                yield self._circle()
                return
            if page.total is not None and at.total is None:
                yield Total(page.total)
            yield from page.found
            self._advance(page, fresh=0 if repeated else page.length)
            if circle and at.sent != at.total:
                yield self._circle()
                return
            at.ended = at.ended or circle
            yield Checkpoint(json.dumps(asdict(at)))
        if at.total not in {None, at.sent}:
            yield issue("total-wrong", value=f"stated {at.total}, sent {at.sent}")

    def _circle(self) -> Issue:
        return issue("page-repeated", value=f"the page after entry {self.at.sent} is one that came before")

    def _advance(self, page: Page, *, fresh: int) -> None:
        """Move behind a page. `fresh` of its entries have not come before."""
        at = self.at
        if page.length:
            at.note(page.key)
        if page.next is not None:
            at.tokens.note(page_key(page.next))
        at.empty = 0 if page.length else at.empty + 1
        at.sent += fresh
        at.total = at.total if page.total is None else page.total
        at.token, at.ended = page.next, page.next is None
        check_end(at.sent, total=at.total)
        check_empty(at.empty)
