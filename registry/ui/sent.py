"""What people send in forms: its fields, the decision that it says, and what is wrong with it, in words at the fields."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schemas import reason as reasons
from schemas.actor import Actor
from schemas.model import Model
from schemas.record import DECISIONS, Aspect, Decision, choice_of

from ..policy.choices import REASONS, InvalidDecision, Place
from ..web.errors import row_of
from . import forms
from .fields import Field
from .site import Page
from .words import message

NOTHING_DONE = message("Nothing was done. Correct what is marked, and press the button again.")
INVALID = message("Nothing was recorded. Correct what is marked, and send the form again.")
CHANGED = message("Nothing was recorded: the record has changed since you opened it. See what holds now, and decide again.")

_REASON: TypeAdapter[str] = TypeAdapter(reasons.Reason)


class Posted(Model):
    """A form as it was sent. A subclass names the fields that no person fills in; `sent` has the others."""

    sent: dict[str, tuple[str, ...]]

    @classmethod
    async def read(cls, request: Request) -> Self:
        """The form of a request. Empty fields are left out. Raises 400 if it is none of ours."""
        sent: dict[str, tuple[str, ...]] = {}
        for name, value in (await request.form()).multi_items():
            if isinstance(value, str) and value.strip():
                sent[name] = (*sent.get(name, ()), value.replace("\r\n", "\n"))  # as forms end lines
        head = {name: sent.pop(name)[0] for name in cls.model_fields if name in sent}
        try:
            return cls.model_validate({**head, "sent": forms.without_gaps(sent)})
        except ValidationError as error:
            raise HTTPException(400) from error


Result = TypeVar("Result")


def pressed(
    page: Page,
    form: Posted,
    do: Callable[[str], Result],
    *,
    again: Callable[..., Response],
    refusals: Mapping[type[Exception], str],
) -> Result | Response:
    """What `do` gives, which a button of a form with a reason stands for; else the page `again`, with what is wrong.

    `refusals` has the sentence of each error that tells that nothing was done.
    """
    given = (*form.sent.get("reason", ()), "")[0]
    try:
        return do(given)
    except ValidationError as error:
        [flaw] = flaws(page, error, lambda _: forms.grounds(page)[0]).values()
        return again(status=422, problem=page.language.gettext(NOTHING_DONE), reason=given, flaw=flaw)
    except tuple(refusals) as error:
        return again(status=409, problem=page.language.gettext(row_of(refusals, error)), reason=given)


def decision_of(page: Page, aspect: Aspect, body: Mapping[str, Any], *, by: Actor) -> Decision:
    """The decision that a body says, as of now. Raises `ValidationError`."""
    kind = DECISIONS[aspect]
    choice = choice_of(kind).model_validate(dict(body))
    return kind.model_validate({**dict(choice), "by": by.name, "at": page.services.clock()})


def reason_of(body: Mapping[str, Any]) -> str:
    """The reason in a body without anything else. Raises `ValidationError`."""
    return _REASON.validate_python(body.get("reason", ""))


def flaws(page: Page, error: ValidationError | InvalidDecision, field_of: Callable[[Place], Field]) -> dict[str, str]:
    """The sentences about what is wrong, by the names of the fields; `field_of` gives the field of a place in the body."""
    if isinstance(error, InvalidDecision):
        return {field_of(error.place).name: page.language.gettext(REASONS[error.reason], value=error.value)}
    # a reason alone is checked without a body around it, so its place is empty
    found = ((field_of(item["loc"] or ("reason",)), item["type"]) for item in error.errors())
    return {field.name: _sentence(page, field, kind) for field, kind in found}


def _sentence(page: Page, field: Field, kind: str) -> str:
    gettext, number = page.language.gettext, page.language.number
    if field.name == "reason":
        sentence = message("The reason must have %(shortest)s to %(longest)s characters and no control characters.")
        return gettext(sentence, shortest=number(reasons.SHORTEST), longest=number(reasons.LONGEST))
    if kind == "missing":
        return gettext("Something has to be chosen or written here.")
    if field.kind == "day":
        return gettext("This is not a day.")
    if field.kind in {"text", "long"}:
        return gettext("At most %(longest)s characters, no control characters.", longest=number(field.longest))
    return gettext("This is not one of the choices.")
