"""How many questions wait for an officer, for the header of every page."""

from time import monotonic

from search.errors import SearchError

from ..answers.review import ReviewAnswer, ReviewFilter, review
from ..services import Services
from ..store.errors import StoreError

KEPT = 30
"""For how many seconds a number is shown at least."""

SHARE = 200
"""A number that took a while is kept this many times as long: counting takes at most 1/200 of the time."""


class QueueSize:
    """The number of questions, counted anew now and then. None while the index or the store does not answer."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._until = 0.0

    def number(self, services: Services) -> int | None:
        """The number of questions, as it was a moment ago."""
        started = monotonic()
        if started >= self._until:
            try:
                self._number = review(services, ReviewFilter(), limit=0).questions
            except (SearchError, StoreError):
                self._number = None
            ended = monotonic()
            self._until = ended + max(KEPT, SHARE * (ended - started))
        return self._number

    def seen(self, asked: ReviewFilter, found: ReviewAnswer) -> None:
        """Take over the number of a page that has just counted all questions."""
        if asked == ReviewFilter(aspect=asked.aspect, cause=asked.cause):
            self._number = sum(each.questions for each in found.counts)
