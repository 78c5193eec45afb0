"""Having a portal checked: the form, how far a check is, and its report, for whoever knows its address."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schemas.checks import OPEN_CHECKS, Bound, CheckOutcome
from schemas.jurisdictions import jurisdictions

from ..answers.checks import ChecksOff, StrangersCheckNothing, ask, check_view
from ..answers.sources import figures_of
from ..pipeline import portal_checks
from ..pipeline.examine import BOUNDS
from ..pipeline.portal_checks import MOST_CHARACTERS, InvalidCheck
from ..web.bodies import StrictRoute
from . import session
from .session import SignedOut
from .site import Page, PageDep, greeting, led_to
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

CheckId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]

PRIVATE = {"X-Robots-Tag": "noindex"}
"""For reports: whoever has the address may pass it on, but no search engine lists it."""

FLAWS = {
    "portal": message("Nothing was checked: this is neither the address of a portal nor the id of a declared one."),
    "jurisdiction": message("Nothing was checked: choose the state of the portal's holder, which its address does not tell."),
}

OUTCOMES = {
    CheckOutcome.READ: (
        message("The portal can be harvested"),
        message("Below is what a first harvest would report. Nothing was kept in the catalogue."),
    ),
    CheckOutcome.EMPTY: (
        message("The list of the portal is empty"),
        message("The portal answers as it should, but lists no dataset. Publish one, and check again."),
    ),
    CheckOutcome.UNREADABLE: (
        message("No dataset could be read"),
        message("The portal was recognised, but what it answers cannot be read. The causes below say why."),
    ),
    CheckOutcome.UNKNOWN: (
        message("The portal speaks nothing that Serai knows"),
        message(
            "It answers, but none of the ways in which Serai reads portals leads to a list of datasets. Offer the list by the "
            "CKAN API, as DCAT, as data.json or by OAI-PMH, or tell the operator of this catalogue where it is."
        ),
    ),
    CheckOutcome.CLOSED: (
        message("The portal is closed to programs"),
        message("It asks for a login, a key or a browser. Let programs read its list of datasets without one."),
    ),
    CheckOutcome.ROBOTS: (
        message("The portal asks programs to stay away"),
        message("Its robots.txt forbids all of its pages, so nothing more was asked. Allow the program “Serai” there."),
    ),
    CheckOutcome.SILENT: (
        message("The portal does not answer"),
        message("Nothing came from this address in time. Look whether it can be reached from other countries, and check again."),
    ),
    CheckOutcome.NOT_PUBLIC: (
        message("The address is not one of the public internet"),
        message("Serai asks only hosts that everybody can reach, and follows no redirect to others."),
    ),
}
"""What came of a check, in a few words, and what it means."""

ENDS = {
    Bound.RECORDS: message("A check reads %(records)s datasets at most."),
    Bound.REQUESTS: message("A check sends %(requests)s requests at most."),
    Bound.SECONDS: message("A check takes %(seconds)s seconds at most."),
}


@router.get("/check")
def form_in_a_language(request: Request, portal: str = "") -> Response:
    """The form in the language of the person: an address that is the same for everybody."""
    return led_to(greeting(request).links.check(portal))


@router.get("/checks/{id}")
def in_a_language(request: Request, id: CheckId) -> Response:  # the name in the address
    """A check in the language of the person."""
    return led_to(greeting(request).links.checked(id))


@router.get("/{language}/check")
def check_form(page: PageDep, portal: str = "") -> Response:
    """The form. `portal` is filled in."""
    return _form(page, portal=portal)


@router.post("/{language}/check")
def check(
    page: PageDep,
    portal: Annotated[str, Form(max_length=20_000)] = "",
    jurisdiction: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Queue a check for a worker, and show it. After a refusal the form comes back with what was sent."""
    client, visitor = page.request.client, session.visitor_of(page.request, page.services)
    try:
        asked = ask(
            page.services,
            portal,
            jurisdiction or None,
            by=visitor.actor if visitor else None,
            address=client.host if client else "",
        )
    except StrangersCheckNothing:
        raise SignedOut from None
    except ChecksOff:
        return _form(page, status=403)
    except InvalidCheck as error:
        flaw = error.field, page.language.gettext(FLAWS[error.field])
        return _form(page, portal=portal[:MOST_CHARACTERS], jurisdiction=jurisdiction, flaw=flaw, status=422)
    return RedirectResponse(page.links.checked(asked.id), status_code=303)


@router.get("/{language}/checks/{id}")
def checked(page: PageDep, id: CheckId) -> Response:  # the name in the address
    """How far a check is, or its report."""
    found = check_view(page.services, portal_checks.get(page.services, id))
    report = found.report
    told = OUTCOMES[report.outcome] if report else ("", "")
    bounds = {name: page.language.number(value) for name, value in (report.bounds if report else BOUNDS).model_dump().items()}
    response = page.render(
        "checked.html",
        check=found,
        report=report,
        host=urlsplit(found.request.address).netloc,
        outcome=told[0],
        meaning=told[1],
        ends=page.language.gettext(ENDS[report.ended_by], **bounds) if report and report.ended_by else "",
        opens=found.state in OPEN_CHECKS,
        licenses=figures_of({(each.status, each.asserted_by): each.count for each in report.licenses}) if report else None,
    )
    response.headers.update(PRIVATE)
    return response


def _form(
    page: Page, *, portal: str = "", jurisdiction: str = "", flaw: tuple[str, str] = ("", ""), status: int = 200
) -> Response:
    """The form. `flaw`: a field, and what is wrong in it."""
    field, problem = flaw
    states = sorted((page.labels.state(code), code) for code in jurisdictions())
    return page.render(
        "check.html",
        status=status,
        problem=problem,
        field=field,
        portal=portal,
        jurisdiction=jurisdiction,
        states=states,
        bounds=BOUNDS,
        longest=MOST_CHARACTERS,
        who=page.services.settings.checks,
        days=page.services.settings.check_days,
    )
