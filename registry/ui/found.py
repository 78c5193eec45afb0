"""How a question was read and its records found: what a result list says of it, and the ways that can be switched off."""

import re
from dataclasses import dataclass

from search.query import Hit, Query, Results, Sort, Through, Way

from .site import Page
from .words import NOTES, WAYS

MAX_THROUGH = 3
"""The most words that a card names as what led to it."""

_QUOTES = re.compile('["“”«»„]')


@dataclass(frozen=True)
class Switch:
    """A way of finding that can be switched off, and on again: the address that does it."""

    label: str
    on: bool
    href: str


def switches(page: Page, query: Query) -> tuple[Switch, ...]:
    """The ways in which a question finds records besides by its words as typed, as far as they are there."""
    if not query.text.strip():
        return ()
    ways = (Way.CONCEPT, *([Way.MEANING] if page.services.meaning else []))
    return tuple(_switch(page, query, way) for way in ways)


def _switch(page: Page, query: Query, way: Way) -> Switch:
    now = set(query.way or Way)
    other = (now ^ {way}) | {Way.TYPED}
    asked = () if other == set(Way) else tuple(each for each in Way if each in other)
    address = page.links.results(query.model_copy(update={"way": asked, "offset": 0}))
    return Switch(page.language.gettext(WAYS[way]), way in now, address)


def through(hit: Hit) -> tuple[Through, ...]:
    """The words that led to a record where its own words did not, each pair of words once."""
    pairs = {(each.asked.casefold(), each.found.casefold(), each.language): each for each in hit.through}
    return tuple(pairs.values())[:MAX_THROUGH]


def note(page: Page, hit: Hit) -> str:
    """How a record was found, if its words as typed did not lead to it and no words can be named that did."""
    if not hit.way or Way.TYPED in hit.way or hit.through:
        return ""
    return page.language.gettext(NOTES[Way.CONCEPT if Way.CONCEPT in hit.way else Way.MEANING])


def parts_begin(query: Query, found: Results) -> int | None:
    """Which card of the page is the first that has only a part of the question; None if there is none on it."""
    if found.whole is None or query.order is not Sort.RELEVANCE:
        return None
    first = max(found.whole - query.offset, 0)
    return first if first < len(found.hit) else None


def literally(page: Page, query: Query, found: Results) -> str:
    """The address that asks for the words as typed, which were read in another keyboard layout; empty if there is none.

    A word in quotation marks is looked for as it is.
    """
    if not found.read_as or _QUOTES.search(query.text):
        return ""
    kept = set(found.read_as.split())
    words = " ".join(word if word in kept else f'"{word}"' for word in query.text.split())
    return page.links.results(query.model_copy(update={"text": words, "offset": 0}))
