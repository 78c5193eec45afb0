"""Which questions wait, as the index counts them, in the order of the queue."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from schemas.questions import Cause, Question, read_question
from schemas.record import Aspect
from search.ask import cuts
from search.engine import SearchEngine
from search.params import render
from search.query import MAX_FACET, DateRange, Facet, Filter, Query, Results, Sort

HARM = (
    Cause.CHANGED,
    Cause.CONFLICT,
    Cause.RAISED,
    Cause.DUE,
    Cause.UNCERTAIN,
    Cause.AMBIGUOUS,
    Cause.UNREADABLE,
    Cause.UNKNOWN,
)
"""The causes, the worst first."""


class Waiting(NamedTuple):
    """A question, and how many records ask it."""

    question: Question
    records: int

    @property
    def place(self) -> tuple[int, int, str]:
        """Its place in the queue: most records first, then the worse cause."""
        return -self.records, HARM.index(self.question.cause), self.question.id


class Since(NamedTuple):
    """A value of the field `question_since`: since when a question about this is asked for this cause."""

    aspect: Aspect
    cause: Cause
    day: date


Days = Counter[Since]
"""How many records ask since when."""


class Asking:
    """The records of a query, and what they ask on a day. The page, the order and the facets of the query do not count.

    Of the questions at most `MAX_FACET` are known, those of most records. Raises `UnknownField`, `IndexMissing` and
    `EngineUnavailable`.
    """

    def __init__(self, engine: SearchEngine, query: Query, *, today: date) -> None:
        default = Query(limit=0, facet_size=MAX_FACET)
        own = {name: getattr(default, name) for name in ("offset", "limit", "after", "facet", "facet_size")}
        self._query, self._today = query.model_copy(update=own), today
        self._cut = cuts(engine, query)

    def waiting(self) -> tuple[list[Waiting], Days]:
        """What is asked now. A question to look again waits from its day on."""
        counts, days = self._counted(self._query)
        if any(question.cause is Cause.DUE for question in counts):
            day_has_come = (*self._query.range, DateRange(field="review_due", end=self._today))
            due, _ = self._counted(self._query.model_copy(update={"range": day_has_come}))
            counts = {each: due.get(each, 0) if each.cause is Cause.DUE else count for each, count in counts.items()}
        waiting = (Waiting(*each) for each in counts.items() if each[1])
        return sorted(waiting, key=lambda each: each.place), self._come(days)

    def days(self, questions: Iterable[Question]) -> Days:
        """Since when some of the questions are asked."""
        about = tuple(each.id for each in questions)
        return self._come(self._counted(self._about(about))[1]) if about else Days()

    def records(self, question: Question, *, limit: int) -> Results:
        """Records that ask a question, the latest changed data first, with the days since which they do."""
        return self._cut(self._about((question.id,)).model_copy(update={"limit": limit, "facet": ("question_since",)}))

    def search(self, question: Question) -> list[tuple[str, str]]:
        """The parameters of the search that finds the records that ask a question."""
        by_date = Sort.MODIFIED if self._query.text.strip() else Sort.RELEVANCE  # only so both find the same for a text
        page = {"sort": by_date, "limit": Query().limit, "facet_size": Query().facet_size}
        return render(self._about((question.id,)).model_copy(update=page))

    def _about(self, questions: tuple[str, ...]) -> Query:
        others = tuple(item for item in self._query.filter if item.field != "question")
        return self._query.model_copy(update={"filter": (*others, Filter(field="question", value=questions))})

    def _counted(self, query: Query) -> tuple[dict[Question, int], Days]:
        of_question, of_day = map(counted, self._cut(query.model_copy(update={"facet": FACETS})).facet)
        counts = {read_question(value): count for value, count in of_question.items()}
        return counts, Days({since(value): count for value, count in of_day.items()})

    def _come(self, days: Mapping[Since, int]) -> Days:
        return Days({each: count for each, count in days.items() if each.day <= self._today})


FACETS = ("question", "question_since")


def counted(facet: Facet) -> dict[str, int]:
    """The values that records have, of those that the query chose if it chose any: a facet is counted without its own filter."""
    narrowed = any(each.chosen for each in facet.value)
    return {each.value: each.count for each in facet.value if each.count and (each.chosen or not narrowed)}


def since(value: str) -> Since:
    """What a value of the field `question_since` says."""
    aspect, cause, day = value.split(".")
    return Since(Aspect(aspect), Cause(cause), date.fromisoformat(day))
