"""Checks of portals: asking for one, its report, and the causes as CSV."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from schemas.csv_table import csv_lines
from schemas.model import Model

from ..answers import links
from ..answers.checks import COLUMNS, CheckAnswer, ChecksOff, StrangersCheckNothing, ask, cause_rows, check_view
from ..pipeline import portal_checks
from ..store.database import NO_NUL
from ..web.bodies import StrictRoute
from . import check_examples as examples
from .auth import VisitorDep, challenge
from .documentation import CSV, TOKEN_OPTIONAL, body_examples, example, problems
from .errors import Refusal
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/checks", tags=["checks"], route_class=StrictRoute)

SECONDS = "5"
"""When to look again at a check that is not done."""

CheckId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The id of a check.", examples=["hY3v0Jq2mC8sT1xWk9LrZw"])
]


class CheckBody(Model):
    """What to check."""

    portal: Annotated[
        str,
        Field(
            max_length=portal_checks.MOST_CHARACTERS,
            pattern=NO_NUL,
            description="The host or the address of a portal, or the id of a declared source.",
        ),
    ]
    jurisdiction: Annotated[
        str | None,
        Field(
            max_length=10,
            description="The state of the portal's holder (ISO 3166-1 alpha-2), if neither its domain nor a declaration tells.",
        ),
    ] = None


@router.post(
    "",
    status_code=202,
    summary="Ask for a check of a portal",
    responses=problems(
        "body-unreadable",
        "token-missing",
        "token-refused",
        "checks-off",
        "body-too-large",
        "request-invalid",
        "check-invalid",
        "checks-too-many",
        "store-read-only",
    )
    | example(examples.QUEUED, status=202),
    openapi_extra=TOKEN_OPTIONAL | body_examples(examples.ASKING),
)
def ask_for_check(
    body: CheckBody,
    request: Request,
    services: ServicesDep,
    response: Response,
    who: VisitorDep,
) -> CheckAnswer:
    """Let a worker read a part of a portal, and report what a first harvest would find. Nothing of it is kept in the catalogue.

    It needs no token, unless the operator wants one. `Location` leads to the check: look again after the seconds of `Retry-After`
    until its `state` is `done` or `failed`. An address that is not of the public internet is not asked.
    """
    address = request.client.host if request.client else ""
    try:
        check = ask(services, body.portal, body.jurisdiction, by=who.actor if who else None, address=address)
    except ChecksOff:
        raise Refusal("checks-off", "The operator has switched checks off.") from None
    except StrangersCheckNothing:
        raise Refusal("token-missing", "Here it takes a person's token to have a portal checked.", headers=challenge()) from None
    response.headers.update({"Location": links.check(check.id), "Retry-After": SECONDS})
    return check_view(services, check)


@router.get(
    "/{id}.csv",
    summary="Download the causes of a check",
    response_class=StreamingResponse,
    responses=problems("check-missing", "check-expired", "check-open", "request-invalid") | CSV,
)
def download_check(id: CheckId, services: ServicesDep) -> StreamingResponse:
    """What is wrong at the portal as CSV (RFC 4180, UTF-8), a row for each example of a cause, with how to fix it."""
    check = portal_checks.get(services, id)
    if check.report is None:
        raise Refusal("check-open", f"The check is {check.state.value}.", headers={"Retry-After": SECONDS})
    return StreamingResponse(
        csv_lines(COLUMNS, cause_rows(check)),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="check-{check.id}.csv"'},
    )


@router.get(
    "/{id}",
    summary="Read a check of a portal",
    responses=problems("check-missing", "check-expired", "request-invalid") | example(examples.DONE),
)
def read_check(id: CheckId, services: ServicesDep) -> CheckAnswer:
    """How far a check is, and its report: what the portal speaks, how much was read, what is wrong, and how to fix it.

    `report.outcome` tells what came of it. A portal that answers nothing that we know has a report too.
    """
    return check_view(services, portal_checks.get(services, id))
