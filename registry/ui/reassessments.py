"""A re-assessment of all records: how far it is, what it would change, and what a person says to that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from schemas.actor import Actor
from schemas.dataset import LangString
from schemas.reason import LONGEST
from schemas.reassessment import Effect, Reassessment

from ..access.deeds import Deed, Subject
from ..pipeline import reassess
from ..pipeline.reassess import ReassessmentOutdated
from ..store.errors import ReassessmentActive, ReassessmentSettled
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from .history import said_words
from .recorded import Detail
from .sent import Posted, pressed, reason_of
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

REFUSALS: Mapping[type[Exception], str] = {
    ReassessmentSettled: message("Nothing was done: somebody was faster. See what has become of it."),
    ReassessmentActive: message("Nothing was done: all records are being judged already."),
    ReassessmentOutdated: message("Nothing was done: the rules have changed since. Have the records judged again."),
}

PAGE_SIZE = 50


class Act(StrEnum):
    """What the buttons do."""

    CONFIRM = Deed.CONFIRM
    APPROVE = Deed.APPROVE
    REJECT = Deed.REJECT
    STOP = Deed.STOP


class ActForm(Posted):
    """The form: which button."""

    act: Act


ActFormDep = Annotated[ActForm, Depends(ActForm.read)]


@dataclass(frozen=True)
class Example:
    """A record that an effect names."""

    title: LangString | None
    id: str
    href: str


@dataclass(frozen=True)
class Row:
    """An effect, in words, with some of its records."""

    effect: Effect
    before: tuple[Detail, ...]
    after: tuple[Detail, ...]
    examples: tuple[Example, ...]


@router.get("/{language}/review/reassessments/{number}")
def reassessment(page: PageDep, _: VisitorDep, number: RowNumber) -> Response:
    """One re-assessment."""
    return reassessment_page(page, number)


def reassessment_page(
    page: Page, number: int, *, status: int = 200, problem: str = "", reason: str = "", flaw: str = ""
) -> Response:
    """The page of a re-assessment. `flaw` is about the `reason` that was sent."""
    store = page.services.store.reassessments
    found, offset = store.get(number), page.number("offset")
    effects, count = store.effects(number, offset=offset, limit=PAGE_SIZE), store.count_effects(number)

    def at(start: int) -> str:
        return page.links.reassessment(number, [("offset", str(start))])

    return page.render(
        "reassessment.html",
        status=status,
        problem=problem,
        flaw=flaw,
        reason=reason,
        longest=LONGEST,
        found=found,
        mine=page.visitor is not None and page.visitor.actor == found.by,
        count=count,
        rows=_rows(page, found, effects),
        previous=at(max(0, offset - PAGE_SIZE)) if offset else None,
        next=at(offset + PAGE_SIZE) if offset + PAGE_SIZE < count else None,
    )


@router.post("/{language}/review/reassessments/{number}")
def act(page: PageDep, visitor: VisitorDep, number: RowNumber, form: ActFormDep) -> Response:
    """Confirm, approve, reject or stop a re-assessment."""
    person = permitted(page, visitor, Deed(form.act.value), Subject(reassessment=number))

    def do(reason: str) -> Reassessment:
        return _ACTS[form.act](page, number, person, reason)

    found = pressed(page, form, do, again=partial(reassessment_page, page, number), refusals=REFUSALS)
    return found if isinstance(found, Response) else RedirectResponse(page.links.reassessment(number), status_code=303)


def _rows(page: Page, found: Reassessment, effects: Sequence[Effect]) -> tuple[Row, ...]:
    records = page.services.store.records.get_many(id_ for each in effects for id_ in each.examples)

    def example(id: UUID) -> Example:
        title = records[id].dataset.title if id in records else ()
        return Example(title[0] if title else None, str(id), page.links.record(id))

    return tuple(
        Row(
            effect=each,
            before=said_words(page, each.aspect, each.before, at=found.at),
            after=said_words(page, each.aspect, each.after, at=found.at),
            examples=tuple(map(example, each.examples)),
        )
        for each in effects
    )


def _confirm(page: Page, number: int, by: Actor, _: str) -> Reassessment:
    return reassess.confirm(page.services, number, by=by)


def _approve(page: Page, number: int, by: Actor, reason: str) -> Reassessment:
    return reassess.approve(page.services, number, by=by, reason=reason_of({"reason": reason}))


def _reject(page: Page, number: int, by: Actor, reason: str) -> Reassessment:
    return reassess.reject(page.services, number, by=by, reason=reason_of({"reason": reason}))


def _stop(page: Page, number: int, by: Actor, _: str) -> Reassessment:
    return reassess.stop(page.services, number, by=by)


_ACTS: Mapping[Act, Callable[[Page, int, Actor, str], Reassessment]] = {
    Act.CONFIRM: _confirm,
    Act.APPROVE: _approve,
    Act.REJECT: _reject,
    Act.STOP: _stop,
}
