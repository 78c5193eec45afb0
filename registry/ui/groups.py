"""The results by the languages of their titles: a few of each, the person's own languages first."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.ask import ask
from search.errors import InvalidQuery
from search.query import Facet, Query

from . import links
from .cards import Card, cards
from .languages import wishes
from .site import Page
from .usable import Answers

FIELD = "text_language"

MOST = 12
"""How many languages are shown."""

BEST = 3
"""How many records of each language are shown."""


@dataclass(frozen=True)
class Group:
    """The best records with a title in one language. `href` leads to all of them."""

    code: str
    label: str
    total: int
    cards: tuple[Card, ...]
    href: str


def is_grouped(page: Page) -> bool:
    """Whether the address asks for groups. Raises `InvalidQuery` for groups that there are none of."""
    asked = page.request.query_params.getlist(links.GROUP)
    if any(value not in ("", links.BY_LANGUAGE) for value in asked):
        raise InvalidQuery(links.GROUP, f"Results can be grouped by: {links.BY_LANGUAGE}.")
    return links.BY_LANGUAGE in asked


def groups(page: Page, query: Query, languages: Facet, answers: Answers) -> tuple[Group, ...]:
    """A group for each language that the results have, or that the query asks for."""
    chosen = query.chosen(FIELD)
    counts = {value.value: value.count for value in languages.value if value.count and (not chosen or value.value in chosen)}
    codes = _in_order(page, counts)[:MOST]
    found = (_group(page, links.with_filter(query, FIELD, (code,)), code, answers) for code in codes)
    return tuple(group for group in found if group.total)


def _in_order(page: Page, counts: dict[str, int]) -> list[str]:
    """The languages of the person first, then those with most records."""
    own = list(dict.fromkeys(_own(page)))
    return sorted(counts, key=lambda code: (own.index(code) if code in own else len(own), -counts[code], code))


def _own(page: Page) -> Iterator[str]:
    """The language of the page, and those that the browser wants, without region and script."""
    for tag in (page.language.code, *wishes(page.request.headers.get("accept-language", ""))):
        yield tag.partition("-")[0]


def _group(page: Page, query: Query, code: str, answers: Answers) -> Group:
    few = query.model_copy(update={"limit": BEST, "offset": 0, "facet": ()})
    found = ask(page.services.engine, few, facets=(), meaning=page.services.meaning)
    return Group(
        code=code,
        label=page.labels.value(FIELD, code),
        total=found.total,
        cards=cards(page, query, found, answers),
        href=page.links.results(query),
    )
