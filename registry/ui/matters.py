"""The buttons on the page of a proposal, a set of rules or a re-assessment: confirm, approve, reject, and what else it has."""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..access.deeds import Deed, Subject
from ..access.visitor import Visitor
from ..store.errors import MatterSettled
from .sent import Posted, pressed, reason_of
from .sign_in import permitted
from .site import Page
from .words import message

SETTLED: Mapping[type[Exception], str] = {
    MatterSettled: message("Nothing was done: somebody was faster. See what has become of it.")
}
"""The refusal that each kind has."""

WITHOUT_REASON = frozenset({Deed.CONFIRM, Deed.STOP, Deed.PROPOSE})
"""The buttons that ask for no reason."""

Result = TypeVar("Result")


class ActForm(Posted):
    """The form of such a page: which button."""

    act: Deed


ActFormDep = Annotated[ActForm, Depends(ActForm.read)]


def act(
    page: Page,
    visitor: Visitor,
    form: ActForm,
    number: int,
    *,
    about: Subject,
    acts: Mapping[Deed, Callable[..., Result]],
    again: Callable[..., Response],
    refusals: Mapping[type[Exception], str],
) -> Result | Response:
    """What the button does, as `acts` has it: a function of the services, the number, the person, and mostly a reason.

    The rest is as in `pressed`. Raises 400 for a button that the page does not have, and `RoleTooLow`.
    """
    if form.act not in acts:
        raise HTTPException(400)
    person = permitted(page, visitor, form.act, about)

    def do(given: str) -> Result:
        said = {} if form.act in WITHOUT_REASON else {"reason": reason_of({"reason": given})}
        return acts[form.act](page.services, number, by=person, **said)

    return pressed(page, form, do, again=again, refusals={**SETTLED, **refusals})
