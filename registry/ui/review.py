"""The officer's desk: the queue of questions, and one question beside it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.responses import Response

from schemas.proposals import Proposal, ProposalState
from schemas.questions import Question, read_question
from schemas.record import CatalogRecord

from ..access.deeds import Deed
from ..answers.review import (
    Place,
    QuestionAnswer,
    QuestionMissing,
    ReviewAnswer,
    ReviewFilter,
    find_question,
    review,
    review_around,
)
from ..pipeline.status import judged_otherwise
from ..store.errors import ProposalMissing
from .asking import Asked, answers, asked, filled
from .done import done
from .forms import Attempt, Form
from .history import Event, story
from .parameters import reads_all
from .review_filter import Parameters, chips, choices, chosen, cleared, kept, sought
from .sign_in import VisitorDep
from .site import Page, PageDep
from .tabs import tabs

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 20


@dataclass(frozen=True)
class Row:
    """A question in the list, and the number of days that it waits."""

    answer: QuestionAnswer
    href: str
    asked: Asked
    days: int
    current: bool


@dataclass(frozen=True)
class Shown:
    """The question beside the list.

    `answer` is None if no record asks it any more. `place` is where it stands in the queue, with links to its neighbours.
    `form` is there for those who may decide; `every`: the decision is about all records that ask it.
    """

    asked: Asked
    answer: QuestionAnswer | None
    place: Place
    previous: str | None
    next: str | None
    form: Form | None
    every: bool
    action: str
    story: tuple[Event, ...]


@router.get("/{language}/review")
@reads_all
def queue(page: PageDep, _: VisitorDep) -> Response:
    """The queue. On a wide screen its first question stands beside it."""
    wanted, offset = sought(page), page.number("offset")
    found = review(page.services, wanted, offset=offset, limit=PAGE_SIZE)
    shown = None
    if found.items:
        first, following = found.items[0], found.items[1].id if found.items[1:] else None
        shown = _shown(
            page, wanted, read_question(first.id), _example(page, first), first, place=Place(offset + 1, None, following)
        )
    return _render(page, wanted, found, shown, offset=offset, alone=False, otherwise=judged_otherwise(page.services))


@router.get("/{language}/review/{id}")
@reads_all
def question(page: PageDep, _: VisitorDep, id: str) -> Response:  # the name in the address
    """One question, and the part of the queue that it stands in."""
    answer = find_question(page.services, id)
    return question_page(page, read_question(id), _example(page, answer), answer, draft=_draft(page, id))


def question_page(
    page: Page,
    question: Question,
    record: CatalogRecord,
    answer: QuestionAnswer | None,
    *,
    status: int = 200,
    attempt: Attempt | None = None,
    draft: Proposal | None = None,
) -> Response:
    """The page of a question about a record. The form keeps a refused `attempt`, or the `draft` that led to a preview."""
    wanted = sought(page)
    found, place = review_around(page.services, wanted, question.id, limit=PAGE_SIZE)
    offset = (place.number - 1) // PAGE_SIZE * PAGE_SIZE if place.number else 0
    shown = _shown(page, wanted, question, record, answer, place=place, attempt=attempt, draft=draft)
    return _render(page, wanted, found, shown, offset=offset, alone=True, status=status)


def _render(
    page: Page,
    wanted: ReviewFilter,
    found: ReviewAnswer,
    shown: Shown | None,
    *,
    offset: int,
    alone: bool,
    status: int = 200,
    otherwise: int = 0,
) -> Response:
    """The page; `alone` if the question is asked for, and not only beside the list. `otherwise` records follow other rules."""
    parameters = wanted.parameters()
    page.site.queue_size.seen(wanted, found)

    def at(number: int) -> str:
        return page.links.review([*parameters, *([("offset", str(number))] if number > 0 else [])])

    return page.render(
        "review.html",
        status=status,
        problem=shown.form.problem if shown and shown.form else "",
        done=done(page),
        tabs=tabs(page, found, wanted),
        found=found,
        waits=_days(page, found) if found.oldest else 0,
        chips=tuple(chips(page, wanted)),
        clear=cleared(page, wanted),
        choices=choices(page, wanted),
        chosen=chosen(wanted),
        kept=kept(wanted),
        rows=tuple(_rows(page, found, parameters, current=shown.asked.question.id if shown else "")),
        offset=offset,
        back=at(offset),
        previous=at(offset - PAGE_SIZE) if offset else None,
        next=at(offset + PAGE_SIZE) if offset + PAGE_SIZE < found.questions else None,
        alone=alone,
        otherwise=otherwise,
        shown=shown,
    )


def _rows(page: Page, found: ReviewAnswer, parameters: Parameters, *, current: str) -> Iterator[Row]:
    records = page.services.store.records.get_many(each.example for each in found.items)
    today = page.services.clock().date()
    for each in found.items:
        if record := records.get(each.example):
            about = asked(page, read_question(each.id), record)
            href = page.links.question(each.id, parameters)
            yield Row(each, href, about, (today - each.since).days, each.id == current)


def _days(page: Page, found: ReviewAnswer) -> int:
    return (page.services.clock().date() - found.oldest).days if found.oldest else 0


def _shown(
    page: Page,
    wanted: ReviewFilter,
    question: Question,
    record: CatalogRecord,
    answer: QuestionAnswer | None,
    *,
    place: Place,
    attempt: Attempt | None = None,
    draft: Proposal | None = None,
) -> Shown:
    about, parameters = asked(page, question, record), wanted.parameters()

    def neighbour(id: str | None) -> str | None:
        return page.links.question(id, parameters) if id else None

    return Shown(
        asked=about,
        answer=answer,
        place=place,
        previous=neighbour(place.previous),
        next=neighbour(place.next),
        form=_form(page, about, attempt, draft) if page.may(Deed.DECIDE) else None,
        every="every" in attempt.sent if attempt else bool(answer and answer.count > 1),
        action=page.links.question(question.id, parameters).partition("#")[0],
        story=story(page, page.services.store.audit.history(record.id)) if attempt else (),
    )


def _form(page: Page, asked: Asked, attempt: Attempt | None, draft: Proposal | None) -> Form:
    sent = attempt.sent if attempt else filled(page, draft, asked) if draft else None
    at = attempt.at if attempt else {}
    fields = tuple(
        replace(field, values=field.values if sent is None else sent.get(field.name, ()), problem=at.get(field.name, ""))
        for field in answers(page, asked)
    )
    problem = attempt.problem if attempt else ""
    return Form(asked.question.aspect, fields, asked.decision, asked.words, opened=attempt is not None, problem=problem)


def _draft(page: Page, id: str) -> Proposal | None:
    """The preview from which a person came back to a question."""
    number = page.number("draft")
    if not number or not page.visitor:
        return None
    with suppress(ProposalMissing):
        found = page.services.store.proposals.get(number)
        if found.state is ProposalState.DRAFT and found.by == page.visitor.actor and found.selection.question == id:
            return found
    return None


def _example(page: Page, answer: QuestionAnswer) -> CatalogRecord:
    """The record that a question is shown with. Raises `QuestionMissing`."""
    record = page.services.store.records.get(answer.example)
    if record is None:
        raise QuestionMissing(answer.id)
    return record
