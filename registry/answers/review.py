"""The queue of questions to officers: its shapes, and functions that make them from the index and the store.

The index follows the store by a moment. So the questions are counted in the index, and those that are listed are asked of the
store too: what no record asks any more is left out. Numbers may be a moment old.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from schemas.actor import Actor
from schemas.assignments import Assignment
from schemas.dataset import Text
from schemas.holds import HoldState
from schemas.model import Model
from schemas.proposals import ProposalState
from schemas.questions import Cause, Question, asked_words, questions, read_question
from schemas.reassessment import ReassessmentState
from schemas.record import Aspect, CatalogRecord
from schemas.role import Role
from schemas.rule_sets import RuleSetState
from search.ask import ask
from search.params import CONDITIONS, render
from search.query import MAX_LIMIT, Filter, Hit, Query, Results

from ..pipeline.usable import resolved
from ..services import Services
from ..store import Store
from . import links
from .links import Link
from .pages import Pages
from .search import item_view
from .shapes.search import Item
from .waiting import HARM, Asking, Days, Waiting, counted, since

NOBODY = "nobody"
"""The parameter `assigned` for what nobody has."""

ME = "me"
"""The parameter `assigned` for what the person of the token has."""

EXAMPLES = 5
"""How many records of a question are looked at in the store for one that still asks it."""

FIRST = 20
"""How many of its records a question has with it."""


class ReviewFilter(Model):
    """Which questions are meant: those that records of `query` ask. Its page, its order and its facets do not count.

    `assigned` is a person's name, "" for what nobody has, None for all.
    """

    query: Query = Query()
    aspect: Aspect | None = None
    cause: Cause | None = None
    assigned: str | None = None

    def parameters(self) -> list[tuple[str, str]]:
        """The filter as parameters of an address."""
        own = {"aspect": self.aspect, "cause": self.cause, "assigned": NOBODY if self.assigned == "" else self.assigned}
        searched = ((name, value) for name, value in render(self.query) if name in CONDITIONS)
        return [*searched, *((name, str(value)) for name, value in own.items() if value is not None)]

    def is_of_kind(self, aspect: Aspect, cause: Cause) -> bool:
        """Whether a question of this kind passes the filter."""
        return self.aspect in {None, aspect} and self.cause in {None, cause}


class QuestionLinks(Model):
    """`records` is the search that finds these records."""

    self: Link
    records: Link
    example: Link
    source: Link


class QuestionAnswer(Model):
    """A question that `count` records of one portal ask.

    `words` are what they have in common: the words about the licence, or what was seen of persons. `example` is one of the
    records, `title` its title. `since` is the earliest day from which one of them can have asked it: when its content last
    changed, when the decision was made that is in question, or when it was to be looked at again.
    """

    id: str
    aspect: Aspect
    cause: Cause
    source: str
    count: int
    since: date
    words: tuple[str, ...]
    example: UUID
    title: Text
    assignee: Assignment | None
    links: QuestionLinks


class QuestionReport(QuestionAnswer):
    """A question with the first of its records."""

    items: tuple[Item, ...]


class QuestionCount(Model):
    """How many questions there are about an aspect for one cause, and how many records ask one of them."""

    aspect: Aspect
    cause: Cause
    questions: int
    records: int


class ReviewLinks(Model):
    """`held` lists the withdrawals that wait, `proposals` the proposals that wait for a second person."""

    held: Link
    proposals: Link


class ReviewAnswer(Model):
    """The questions to officers, those of most records first.

    `questions` is how many pass the filter, `records` how many answers they leave unclear: a record counts once for each of its
    questions. `oldest` is the earliest `since` of them. `counts` disregards the filters `aspect` and `cause`. `held` are the
    withdrawals that wait, `proposals` those that wait for a second person, `rules` the sets of rules and the re-assessments that
    wait for a person, all in the whole catalogue.
    """

    questions: int
    records: int
    oldest: date | None
    counts: tuple[QuestionCount, ...]
    items: tuple[QuestionAnswer, ...]
    held: int
    proposals: int
    rules: int
    next: Link | None = None
    previous: Link | None = None
    links: ReviewLinks


class QuestionMissing(Exception):
    """No record asks a question of this id."""


class NotAssignable(Exception):
    """A question cannot be given to this person. `choices` are the names of those who can have it."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        self.message = f"{name} has no valid token of the role {Role.OFFICER} or a higher one"
        super().__init__(self.message)
        self.name, self.choices = name, choices


class Place(NamedTuple):
    """Where a question stands in the queue: its number, from 1, and the ids before and after it.

    If it is not there any more, `number` is None, and the first of the queue comes after it.
    """

    number: int | None
    previous: str | None
    next: str | None


class _Queue(NamedTuple):
    """The questions that wait, of the kind that is asked for and of any kind, and since when they are asked."""

    asking: Asking
    assigned: Mapping[str, Assignment]
    of_any_kind: list[Waiting]
    waiting: list[Waiting]
    days: Days


def review(services: Services, asked: ReviewFilter, *, offset: int = 0, limit: int) -> ReviewAnswer:
    """A page of the queue. Raises `InvalidUsage`, `UnknownField`, `IndexMissing` and `EngineUnavailable`, as all here do."""
    return _page(services, asked, _queue(services, asked), offset=offset, limit=limit)


def review_around(services: Services, asked: ReviewFilter, id: str, *, limit: int) -> tuple[ReviewAnswer, Place]:
    """The page of the queue that has a question, or the first one if none has it any more; and where the question stands."""
    queue = _queue(services, asked)
    place = _place(queue.waiting, id)
    offset = (place.number - 1) // limit * limit if place.number else 0
    return _page(services, asked, queue, offset=offset, limit=limit), place


def _page(services: Services, asked: ReviewFilter, queue: _Queue, *, offset: int, limit: int) -> ReviewAnswer:
    waiting = queue.waiting
    pages = Pages(offset=offset, limit=limit, total=len(waiting))
    beside = pages.links(links.review, kept=asked.parameters())
    return ReviewAnswer(
        questions=len(waiting),
        records=sum(each.records for each in waiting),
        oldest=min((each.day for each in queue.days if asked.is_of_kind(each.aspect, each.cause)), default=None),
        counts=_counts(queue.of_any_kind),
        items=tuple(_listed(services, queue.asking, waiting[offset : offset + limit], queue.assigned)),
        held=services.store.holds.count(HoldState.WAITING),
        proposals=services.store.proposals.count(state=ProposalState.WAITING),
        rules=_waiting_rules(services.store),
        next=beside.next,
        previous=beside.previous,
        links=ReviewLinks(
            held=links.holds([("state", HoldState.WAITING.value)]),
            proposals=links.proposals([("state", ProposalState.WAITING.value)]),
        ),
    )


def _waiting_rules(store: Store) -> int:
    """How many sets of rules and re-assessments wait for a person."""
    undecided = ReassessmentState.COMPARED, ReassessmentState.WAITING
    return store.rule_sets.count(state=RuleSetState.WAITING) + sum(store.reassessments.count(state=state) for state in undecided)


def find_question(services: Services, id: str) -> QuestionAnswer:
    """A question by its id, also one whose day has not come. Raises `QuestionMissing`."""
    return _found(services, id, limit=EXAMPLES)[0]


def question_report(services: Services, id: str) -> QuestionReport:
    """A question and the first of its records. Raises `QuestionMissing`."""
    answer, results = _found(services, id, limit=FIRST)
    return QuestionReport(**dict(answer), items=tuple(map(item_view, results.hit)))


def records_of(services: Services, id: str, *, limit: int) -> tuple[UUID, ...]:
    """The records that ask a question, by the index, at most `limit`. Raises `QuestionMissing` if there is none."""
    query = Query(filter=(Filter(field="question", value=(_read(id).id,)),), bare=True)
    found: list[UUID] = []
    while len(found) < limit:
        page = query.model_copy(update={"limit": min(MAX_LIMIT, limit - len(found))})
        results = ask(services.engine, page, facets=())
        found += results.id
        query = query.model_copy(update={"after": results.last})
        if len(results.id) < page.limit:
            break
    if not found:
        raise QuestionMissing(id)
    return tuple(found)


def neighbours(services: Services, asked: ReviewFilter, id: str) -> tuple[str | None, str | None]:
    """The ids of the questions before and after one in the queue. If it is not there any more, the first comes after it."""
    place = _place(_queue(services, asked).waiting, id)
    return place.previous, place.next


def assign(services: Services, id: str, name: str | None, *, by: Actor) -> Assignment | None:
    """Give a question to a person, or with None to nobody. Raises `QuestionMissing` and `NotAssignable`."""
    find_question(services, id)
    if name is None:
        services.store.assignments.forget(id)
        return None
    if name not in (choices := assignable(services)):
        raise NotAssignable(name, choices)
    return services.store.assignments.assign(id, name, by=by, at=services.clock())


def assignable(services: Services) -> tuple[str, ...]:
    """The names of those who can have a question: who has a valid token of the role officer or a higher one."""
    at, tokens = services.clock(), services.store.tokens.list()
    return tuple(dict.fromkeys(each.name for each in tokens if each.expires > at and each.role.covers(Role.OFFICER)))


def _asking(services: Services, query: Query) -> Asking:
    return Asking(services.engine, resolved(services, query), today=services.clock().date())


def _queue(services: Services, asked: ReviewFilter) -> _Queue:
    asking, assigned = _asking(services, asked.query), services.store.assignments.all()
    of_any_kind, days = _waiting(asking, asked, assigned)
    waiting = [each for each in of_any_kind if asked.is_of_kind(each.question.aspect, each.question.cause)]
    return _Queue(asking, assigned, of_any_kind, waiting, days)


def _place(waiting: Iterable[Waiting], id: str) -> Place:
    ids = [each.question.id for each in waiting]
    if id not in ids:
        return Place(None, None, ids[0] if ids else None)
    at = ids.index(id)
    return Place(at + 1, ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


def _waiting(asking: Asking, asked: ReviewFilter, assigned: Mapping[str, Assignment]) -> tuple[list[Waiting], Days]:
    """The questions that pass the filter but for `aspect` and `cause`, and since when they are asked."""
    waiting, days = asking.waiting()
    if asked.assigned is None:
        return waiting, days
    names = {each: assigned[each.question.id].name for each in waiting if each.question.id in assigned}
    if asked.assigned == "":
        return [each for each in waiting if each not in names], days - asking.days(each.question for each in names)
    own = [each for each in waiting if names.get(each) == asked.assigned]
    return own, asking.days(each.question for each in own)


def _counts(waiting: Iterable[Waiting]) -> tuple[QuestionCount, ...]:
    kinds: defaultdict[tuple[Aspect, Cause], list[int]] = defaultdict(list)
    for each in waiting:
        kinds[each.question.aspect, each.question.cause].append(each.records)
    aspects = list(Aspect)
    return tuple(
        QuestionCount(aspect=aspect, cause=cause, questions=len(kinds[aspect, cause]), records=sum(kinds[aspect, cause]))
        for aspect, cause in sorted(kinds, key=lambda kind: (aspects.index(kind[0]), HARM.index(kind[1])))
    )


def _read(id: str) -> Question:
    try:
        return read_question(id)
    except ValueError:
        raise QuestionMissing(id) from None


def _found(services: Services, id: str, *, limit: int) -> tuple[QuestionAnswer, Results]:
    """A question, and the first of its records. Raises `QuestionMissing`."""
    question = _read(id)
    asking = _asking(services, Query())
    results = asking.records(question, limit=limit)
    example = _example(question, results.hit, services.store.records.get_many(hit.id for hit in results.hit))
    if example is None:
        raise QuestionMissing(id)
    assignment = services.store.assignments.of(id)
    return _view(asking, Waiting(question, results.total), results, example, assignment), results


def _listed(
    services: Services, asking: Asking, waiting: Sequence[Waiting], assigned: Mapping[str, Assignment]
) -> Iterable[QuestionAnswer]:
    """The questions that records in the store still ask."""
    found = [asking.records(each.question, limit=EXAMPLES) for each in waiting]
    stored = services.store.records.get_many({hit.id for results in found for hit in results.hit})
    for each, results in zip(waiting, found, strict=True):
        example = _example(each.question, results.hit, stored)
        if example is not None:
            yield _view(asking, each, results, example, assigned.get(each.question.id))


def _example(question: Question, hits: Iterable[Hit], stored: Mapping[UUID, CatalogRecord]) -> CatalogRecord | None:
    """The first record that asks a question in the store too."""
    return next((stored[hit.id] for hit in hits if hit.id in stored and question in questions(stored[hit.id])), None)


def _view(
    asking: Asking, waiting: Waiting, results: Results, example: CatalogRecord, assignment: Assignment | None
) -> QuestionAnswer:
    question = waiting.question
    days = map(since, counted(results.facet[0]))
    return QuestionAnswer(
        id=question.id,
        aspect=question.aspect,
        cause=question.cause,
        source=example.source,
        count=waiting.records,
        since=min(each.day for each in days if (each.aspect, each.cause) == (question.aspect, question.cause)),
        words=asked_words(example, question),
        example=example.id,
        title=example.dataset.title,
        assignee=assignment,
        links=QuestionLinks(
            self=links.question(question.id),
            records=links.search(asking.search(question)),
            example=links.record(example.id),
            source=links.source(example.source),
        ),
    )
