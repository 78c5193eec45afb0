"""Errors as pages, for people: what happened, and where to go from here."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from .labels import message
from .site import Page, greeting, site_of


@dataclass(frozen=True)
class Trouble:
    """What a status means to a person, and what to do next."""

    title: str
    advice: str


_KNOWN: Final = {
    400: Trouble(message("This address asks for something that we do not have"), message("Search anew, or go back and choose another filter.")),
    404: Trouble(message("There is no such page"), message("The address may be mistyped, or the page has moved. Search for the dataset.")),
    405: Trouble(message("This address cannot be used that way"), message("Start from the first page.")),
    503: Trouble(
        message("The search is not available at the moment"),
        message("Try again in a minute. Records and portals still open by their address."),
    ),
}
_ANY = Trouble(message("Something went wrong on our side"), message("Try again. If it happens again, tell the operator the number below."))
_REFUSED = Trouble(message("This request cannot be answered"), message("Start from the first page."))

SERVER_ERRORS = 500


def html_error(request: Request, status: int, *, detail: str = "", reference: str = "", headers: dict[str, str] | None = None) -> Response:
    """An error as a page, in the language of the address or the one that suits the person.

    `detail` is a sentence in English about this case, `reference` the number under which the log has the cause.
    """
    trouble = _KNOWN.get(status, _ANY if status >= SERVER_ERRORS else _REFUSED)
    response = _page(request).render("error.html", status=status, trouble=trouble, detail=detail, reference=reference, failed=status)
    response.headers.update(headers or {})
    return response


def _page(request: Request) -> Page:
    site = site_of(request)
    code = request.url.path.split("/", maxsplit=2)[1]
    return Page(request, site, site.languages[code]) if code in site.languages else greeting(request)
