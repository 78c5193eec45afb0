"""What completes the text in the search box: a piece of a page, for the script. Without script the box works as it is."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from search.params import MAX_TEXT
from search.suggesting import Suggestion, suggest

from .parameters import takes
from .site import Page, PageDep
from .standpoint import PURPOSE, STATE
from .words import SUGGESTED

router = APIRouter(include_in_schema=False)

MOST = 8

NAMED_LANGUAGES = 3
"""How many of the languages that a concept reaches are named."""


@dataclass(frozen=True)
class Option:
    """A suggestion with the address that it leads to. `hint` says what it is."""

    text: str
    language: str
    hint: str
    href: str


@router.get("/{language}/suggestions")
@takes("q", repeated=(STATE, PURPOSE))
def suggestions(page: PageDep) -> Response:
    """The options of the list below the search box; empty if nothing completes the text."""
    text = page.request.query_params.get("q", "")[:MAX_TEXT]
    found = suggest(page.services.engine, text, languages=(page.language.code,), limit=MOST)
    return page.render("suggestions.html", options=[_option(page, each) for each in found])


def _option(page: Page, each: Suggestion) -> Option:
    href = page.links.record(each.record) if each.record else page.links.results(each.query)
    return Option(each.text, each.language, _hint(page, each), href)


def _hint(page: Page, each: Suggestion) -> str:
    """What kind of thing it is, or in which languages it finds something."""
    if not each.reaches:
        return page.language.gettext(SUGGESTED[each.kind]) if each.kind in SUGGESTED else ""
    names = page.language.comma.join(page.language.language_name(code) for code in each.reaches[:NAMED_LANGUAGES])
    if len(each.reaches) > NAMED_LANGUAGES:
        return page.language.gettext("finds %(languages)s and more") % {"languages": names}
    return page.language.gettext("finds %(languages)s") % {"languages": names}
