"""What an officer answers: the form is sent to the address of the question. And whose question it is."""

from contextlib import suppress
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field, ValidationError
from starlette.responses import RedirectResponse, Response

from schemas.actor import Actor
from schemas.proposals import Proposal, Selection
from schemas.questions import Question, read_question
from schemas.record import CatalogRecord
from search.params import CONDITIONS

from ..access.deeds import Deed, Subject
from ..answers.review import QuestionAnswer, QuestionMissing, assign, find_question, neighbours
from ..pipeline import propose
from ..pipeline.curate import current_record
from ..policy.choices import InvalidDecision
from ..store.errors import StaleRecord
from ..web.bodies import StrictRoute
from .asking import Answer, answer_of, answers, asked
from .done import named
from .forms import Attempt
from .links import FROM, here
from .parameters import takes
from .record import stored
from .review import question_page
from .review_filter import NOT_OF_FILTER, OWN, read_filter, sought
from .sent import CHANGED, INVALID, Posted, decision_of, flaws, reason_of
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep

router = APIRouter(include_in_schema=False, route_class=StrictRoute)


class Act(StrEnum):
    """What the buttons of a question do: record an answer, take the question, or leave it to nobody."""

    RECORD = "record"
    TAKE = "take"
    LEAVE = "leave"


class AnswerForm(Posted):
    """The form of a question: the button, the record that the person saw, and its version."""

    act: Act
    record: UUID
    version: Annotated[int, Field(ge=1, lt=10**9)]


AnswerFormDep = Annotated[AnswerForm, Depends(AnswerForm.read)]


@router.post("/{language}/review/{id}")
@takes(repeated=(*CONDITIONS, *OWN, *NOT_OF_FILTER))
def answer(page: PageDep, visitor: VisitorDep, id: str, form: AnswerFormDep) -> Response:  # the name in the address
    """Record an answer and go to the next question; one about many records is previewed first."""
    question = _question(id)
    if form.act is not Act.RECORD:
        person = permitted(page, visitor, Deed.ASSIGN, Subject())
        assign(page.services, id, person.name if form.act is Act.TAKE else None, by=person)
        return RedirectResponse(f"{here(page.request)}#question", status_code=303)
    record = stored(page, str(form.record))
    about, every = asked(page, question, record), "every" in form.sent
    said = answer_of(about, form.sent, alone=not every)
    deed = Deed.PROPOSE if every else Deed.TAKE_BACK if said.taken_back else Deed.DECIDE
    person = permitted(page, visitor, deed, Subject(record=record.id))
    try:
        done = _recorded(page, question, record, form, said, every=every, by=person)
    except (ValidationError, InvalidDecision) as error:
        fields = {field.name: field for field in answers(page, about)}
        at = flaws(page, error, lambda place: fields.get(str(place[0]), fields[said.field]))
        return _refused(page, question, record, form, status=422, at=at)
    except StaleRecord:
        return _refused(page, question, stored(page, str(form.record)), form, status=409, at={})
    wanted = sought(page)
    if every and isinstance(done, Proposal):
        return RedirectResponse(page.links.proposal(done.id, [(FROM, urlencode(wanted.parameters()))]), status_code=303)
    name = named(done if isinstance(done, Proposal) else (record.id, said.aspect))
    return RedirectResponse(following(page, id, wanted.parameters(), name), status_code=303)


def following(page: Page, id: str, parameters: list[tuple[str, str]], done: tuple[str, str]) -> str:
    """The address of the question after one in the queue, or of the queue if it was the last; it says what was just `done`."""
    _, after = neighbours(page.services, read_filter(page, parameters), id)
    return page.links.question(after, [*parameters, done]) if after else page.links.review([*parameters, done])


def _question(id: str) -> Question:
    try:
        return read_question(id)
    except ValueError:
        raise QuestionMissing(id) from None


def _recorded(
    page: Page, question: Question, record: CatalogRecord, form: AnswerForm, said: Answer, *, every: bool, by: Actor
) -> CatalogRecord | Proposal:
    """The record that is decided, or the proposal: the preview about all records, or one that waits for a second person."""
    services, seen = page.services, form.version
    decision = None if said.taken_back else decision_of(page, said.aspect, said.body, by=by)
    reason = decision.reason if decision else reason_of(said.body)
    if every:
        current_record(services, record.id, seen=seen)
        return propose.propose(
            services, Selection(question=question.id), aspect=said.aspect, decision=decision, reason=reason, by=by
        )
    if decision:
        return propose.decide(services, record.id, decision, seen=seen, by=by)
    return propose.take_back(services, record.id, said.aspect, reason=reason, seen=seen, by=by)


def _refused(
    page: Page, question: Question, record: CatalogRecord, form: AnswerForm, *, status: int, at: dict[str, str]
) -> Response:
    """The page of the question with the form as it was sent, and what is wrong with it."""
    attempt = Attempt(question.aspect, form.sent, page.language.gettext(INVALID if at else CHANGED), at)
    answer: QuestionAnswer | None = None
    with suppress(QuestionMissing):
        answer = find_question(page.services, question.id)
    return question_page(page, question, record, answer, status=status, attempt=attempt)
