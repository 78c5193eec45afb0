"""A re-assessment of all records: how far it is, what it would change, and what a person says to that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from schemas.dataset import LangString
from schemas.reason import LONGEST
from schemas.reassessment import Effect, Reassessment

from ..access.deeds import Deed, Subject
from ..pipeline import reassess
from ..pipeline.reassess import ReassessmentOutdated
from ..store.errors import ReassessmentActive
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from .history import said_words
from .matters import ActFormDep, act
from .parameters import takes
from .recorded import Detail
from .sign_in import VisitorDep
from .site import Page, PageDep
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

ACTS: Mapping[Deed, Callable[..., Reassessment]] = {
    Deed.CONFIRM: reassess.confirm,
    Deed.APPROVE: reassess.approve,
    Deed.REJECT: reassess.reject,
    Deed.STOP: reassess.stop,
}
REFUSALS: Mapping[type[Exception], str] = {
    ReassessmentActive: message("Nothing was done: all records are being judged already."),
    ReassessmentOutdated: message("Nothing was done: the rules have changed since. Have the records judged again."),
}

PAGE_SIZE = 50


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
@takes("offset")
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
@takes("offset")
def settle(page: PageDep, visitor: VisitorDep, number: RowNumber, form: ActFormDep) -> Response:
    """Confirm, approve, reject or stop a re-assessment."""
    again, about = partial(reassessment_page, page, number), Subject(reassessment=number)
    found = act(page, visitor, form, number, about=about, acts=ACTS, again=again, refusals=REFUSALS)
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
