"""The datasets that a person puts together: a cookie keeps their ids, and buttons on pages change it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from schemas.combination import MAX_DATASETS

from ..web.bodies import StrictRoute
from .asked import QUESTION
from .combination import combination_page
from .links import ID, is_local
from .parameters import takes
from .preferences import remember
from .site import BASKET, Page, PageDep
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

FULL = message("At most %(count)s datasets can be combined. Remove one first.")

TOO_MANY = 422


class Act(StrEnum):
    """What a button does: put datasets into the combination, take them out, or keep these and no others."""

    ADD = "add"
    REMOVE = "remove"
    KEEP = "keep"


@router.post("/{language}/combination")
@takes(repeated=(ID, *QUESTION))
def change(
    page: PageDep,
    id: Annotated[list[UUID], Form(max_length=MAX_DATASETS)],
    act: Annotated[Act, Form()],
    back: Annotated[str, Form(max_length=8000)] = "",
) -> Response:
    """Keep the new choice, and lead back to where the person was."""
    basket = {
        Act.ADD: tuple(dict.fromkeys((*page.basket, *id))),
        Act.REMOVE: tuple(each for each in page.basket if each not in id),
        Act.KEEP: tuple(dict.fromkeys(id)),
    }[act]
    if len(basket) > MAX_DATASETS:
        return combination_page(page, page.basket, status=TOO_MANY, problem=page.language.gettext(FULL, count=MAX_DATASETS))
    response = RedirectResponse(back if is_local(back) else page.links.combination(basket), status_code=303)
    keep(page, response, basket)
    return response


def keep(page: Page, response: Response, basket: Iterable[UUID]) -> None:
    """Keep the datasets in the cookie; without one, it is forgotten."""
    remember(page, response, BASKET, ".".join(map(str, basket)))
