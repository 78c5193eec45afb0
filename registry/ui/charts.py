"""What datasets have in common, as bars: the values of a field, how many datasets have each, and the search that finds these.

The numbers are those of the search index, so the search behind a bar finds as many datasets as the bar says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from search.ask import ask, count
from search.errors import SearchError
from search.fields import FIELDS
from search.kinds import ValueKind
from search.query import Facet, FacetValue, Filter, Query

from .facets import by_protection, choice
from .links import with_filter
from .site import Page

FACTS = ("license", "privacy_class", "language")
"""What the page of a portal or a state shows of its datasets."""

SHOWN = 8
"""How many values a chart has. A link leads to all of them."""

MOST = 1000
"""The most values of a field that are looked at."""

MAY_BE_ABSENT = frozenset({"language", "theme"})
"""The fields in which a record without a known value has none. In the others a value says so (`search.fields`)."""

WIDTH = 100
"""The width of the bar of a value that all datasets have."""


@dataclass(frozen=True)
class Bar:
    """A value, how many datasets have it, its bar in a box of `WIDTH`, and the search that finds them.

    `language` is that of the label if it differs from the page's, else empty.
    """

    label: str
    language: str
    icon: str
    count: int
    width: float
    href: str


@dataclass(frozen=True)
class Chart:
    """The most frequent values of a field. `absent` is how many datasets have none; `more` how many further values there are,
    all of which `all_href` lists.
    """

    field: str
    label: str
    bars: tuple[Bar, ...]
    absent: int
    more: int
    all_href: str


@dataclass(frozen=True)
class Charts:
    """The charts of the datasets that a query finds. `total` is how many these are, `href` the search."""

    total: int
    href: str
    charts: tuple[Chart, ...]


def charts(page: Page, query: Query) -> Charts | None:
    """The `FACTS` about what a query finds. None if the index does not answer: a page opens without it."""
    try:
        found = ask(page.services.engine, query.model_copy(update={"limit": 0, "facet_size": MOST}), facets=FACTS)
        return Charts(found.total, page.links.results(query), drawn(page, query, found.facet, found.total))
    except SearchError:
        return None


def drawn(page: Page, query: Query, facets: Sequence[Facet], total: int) -> tuple[Chart, ...]:
    """A chart of each of the facets of a query, which finds `total` datasets. A facet without values has none.

    Raises as `search.ask.ask`.
    """
    return tuple(_chart(page, query, facet, total) for facet in facets if any(value.count for value in facet.value))


def _chart(page: Page, query: Query, facet: Facet, total: int) -> Chart:
    values = [value for value in facet.value if value.count]
    shown = values[:SHOWN]
    if FIELDS[facet.field].kind is ValueKind.PRIVACY_CLASS:
        shown = by_protection(shown)
    return Chart(
        field=facet.field,
        label=page.labels.field(facet.field),
        bars=tuple(_bar(page, query, facet.field, value, total) for value in shown),
        absent=_absent(page, query, facet, total) if facet.field in MAY_BE_ABSENT else 0,
        more=len(values) + facet.other - len(shown),
        all_href=page.links.facet(facet.field, query),
    )


def _bar(page: Page, query: Query, field: str, value: FacetValue, total: int) -> Bar:
    named, href = choice(page, field, value), page.links.results(with_filter(query, field, (value.value,)))
    return Bar(named.label, named.language, named.icon, value.count, round(WIDTH * value.count / total, 1), href)


def _absent(page: Page, query: Query, facet: Facet, total: int) -> int:
    """How many of the datasets have no value. A dataset may have several, so the counts do not tell."""
    known = Filter(field=facet.field, value=tuple(value.value for value in facet.value))
    return total - count(page.services.engine, query.model_copy(update={"filter": (*query.filter, known)}))
