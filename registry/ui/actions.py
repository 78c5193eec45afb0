"""What a signed-in person does: harvest a portal, stop a run, settle a held withdrawal or undo a move.

An action is sent to the address of the page that has its button. So the same address leads back, also after a refusal.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schemas import reason as reasons
from schemas.runs import Run

from ..access.deeds import Deed, Subject
from ..pipeline import moving, withdraw
from ..pipeline.harvest import queue, stop
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from .runs import declared, found_run, run_page
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

_REASON: TypeAdapter[str] = TypeAdapter(reasons.Reason)


class RunAction(StrEnum):
    """The deeds that are done to a run."""

    STOP = Deed.STOP
    RELEASE = Deed.RELEASE
    DROP = Deed.DROP
    MOVE = Deed.MOVE
    UNDO_MOVE = Deed.UNDO_MOVE


SETTLE: Mapping[RunAction, Callable[..., object]] = {
    RunAction.RELEASE: withdraw.release,
    RunAction.DROP: withdraw.drop,
    RunAction.UNDO_MOVE: moving.undo,
}
"""What settles a hold."""


@router.post("/{language}/portals/{source_id}")
def harvest(page: PageDep, visitor: VisitorDep, source_id: str, *, full: Annotated[bool, Form()] = False) -> Response:
    """Queue a harvest for a worker, and show its run. With `full` everything is read, not only what changed."""
    source = declared(page, source_id)
    person = permitted(page, visitor, Deed.HARVEST, Subject(source=source.id))
    return _show(page, queue(page.services, source, full=full, by=person))


@router.post("/{language}/portals/{source_id}/runs/{number}")
def act(
    page: PageDep,
    visitor: VisitorDep,
    source_id: str,
    number: RowNumber,
    *,
    run_action: Annotated[RunAction, Form()],
    reason: Annotated[str, Form(max_length=20_000)] = "",
    leave: Annotated[frozenset[UUID], Form(max_length=10_000)] = frozenset(),
) -> Response:
    """Stop a run, or settle its held withdrawal with the given reason. Then show the run.

    A move leaves the records in `leave` as they are.
    """
    run = found_run(page, source_id, number)
    person = permitted(page, visitor, Deed(run_action.value), Subject(run=run.id))
    if run_action is RunAction.STOP:
        return _show(page, stop(page.services, run, by=person))
    hold = page.services.store.holds.of_run(run.id)
    if hold is None:
        raise HTTPException(404)
    try:
        given = _REASON.validate_python(reason.replace("\r\n", "\n"))  # as forms end lines
    except ValidationError:
        return run_page(page, run, status=422, reason=reason, problem=_about_reasons(page))
    settle = partial(moving.move, leave=leave) if run_action is RunAction.MOVE else SETTLE[run_action]
    settle(page.services, hold.id, by=person, reason=given)
    return _show(page, run)


def _show(page: Page, run: Run) -> Response:
    return RedirectResponse(page.links.run(run.source, run.id), status_code=303)


def _about_reasons(page: Page) -> str:
    shortest, longest = map(page.language.number, (reasons.SHORTEST, reasons.LONGEST))
    sentence = message("Nothing was done: the reason must have %(shortest)s to %(longest)s characters and no control characters.")
    return page.language.gettext(sentence, shortest=shortest, longest=longest)
