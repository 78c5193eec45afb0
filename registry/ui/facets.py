"""The filters of a result list: boxes of values with counts, and what is chosen. Every choice has an address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from schemas.assessment import PrivacyClass
from schemas.usage import UsageEffect
from search.fields import FACETS, FIELDS, REVIEWED
from search.kinds import ValueKind
from search.query import DateRange, Facet, FacetValue, Query, Relation
from search.topics import is_below

from ..policy.transfer.wanted import BECAUSE
from . import links
from .extent import Histogram, area_label, histogram
from .moments import of_instant
from .reasons import rule_words
from .site import Page
from .words import message

OPEN = frozenset({ValueKind.STATE, ValueKind.LICENSE, ValueKind.PRIVACY_CLASS})
"""The kinds of values whose boxes are open at first: the three facts that Serai concludes."""

SHORT = 5
"""How many values a box shows before "show all"."""

DATE_FIELDS = ("modified", "period")

USE = message("May I use it")
"""The label of the box and the chips about use."""


@dataclass(frozen=True)
class Choice:
    """A value that can be ticked. `language` is that of the label if it differs from the page's, else empty."""

    value: str
    label: str
    count: int
    chosen: bool
    icon: str
    language: str


@dataclass(frozen=True)
class Box:
    """One facet. `all` is the number of all values. `all_href` is the page that lists them if the box does not. Years come with a
    `histogram`.
    """

    field: str
    label: str
    choices: tuple[Choice, ...]
    chosen: int
    open: bool
    all: int
    all_href: str | None
    histogram: Histogram | None = None


@dataclass(frozen=True)
class Chip:
    """A chosen filter, and the address without it."""

    field: str
    label: str
    href: str
    language: str


@dataclass(frozen=True)
class Dates:
    """The box of dates: two days, as ISO dates or empty."""

    start: str
    end: str

    @property
    def chosen(self) -> bool:
        return bool(self.start or self.end)


def counted(page: Page, query: Query) -> tuple[str, ...]:
    """The fields whose values a page counts: those for reviews only for a person who is signed in, or who asks for them."""
    return tuple(name for name in FACETS if name not in REVIEWED or page.visitor or query.chosen(name))


def boxes(page: Page, query: Query, facets: tuple[Facet, ...]) -> tuple[Box, ...]:
    """The boxes that offer a choice. Values without records are left out unless they are chosen."""
    by_field = {facet.field: facet for facet in facets}
    made = (_box(page, query, by_field[name]) for name in FACETS if name in by_field)
    return tuple(box for box in made if box.choices)


def _box(page: Page, query: Query, facet: Facet) -> Box:
    kind = FIELDS[facet.field].kind
    values = [value for value in facet.value if value.count or value.chosen]
    if kind is ValueKind.TOPIC and (chosen_themes := query.chosen("theme")):
        values = [value for value in values if value.chosen or is_below(value.value, chosen_themes)]
    if kind is ValueKind.PRIVACY_CLASS:
        listed = by_protection(values)
    elif kind is ValueKind.YEAR:
        listed = [value for number, value in enumerate(_newest_first(values)) if number < SHORT or value.chosen]
    else:
        listed = [value for number, value in enumerate(values) if number < SHORT or value.chosen]
    total = len(values) + facet.other
    chosen = sum(value.chosen for value in values)
    return Box(
        field=facet.field,
        label=page.labels.field(facet.field),
        choices=tuple(choice(page, facet.field, value) for value in listed),
        chosen=chosen,
        open=kind in OPEN or bool(chosen),
        all=total,
        all_href=page.links.facet(facet.field, query) if total > len(listed) else None,
        histogram=histogram(page, query, facet) if kind is ValueKind.YEAR else None,
    )


def by_protection(values: list[FacetValue]) -> list[FacetValue]:
    """Privacy classes from least to most protected; other words come last."""
    places = {name.value: place for place, name in enumerate(PrivacyClass)}
    return sorted(values, key=lambda value: places.get(value.value, len(places)))


def _newest_first(values: list[FacetValue]) -> list[FacetValue]:
    return sorted(values, key=lambda value: value.value, reverse=True)


def choice(page: Page, field: str, value: FacetValue) -> Choice:
    """A counted value with its label and icon."""
    code, labels = value.value, page.labels
    label, language = labels.value(field, code), labels.value_language(field, code)
    return Choice(code, label, value.count, value.chosen, labels.icon(field, code), language)


def chips(page: Page, query: Query, *, to: Callable[[Query], str] | None = None) -> Iterator[Chip]:
    """The active filters, each with the address that removes it: of the results, or as `to` makes it."""
    to = to or page.links.results
    for item in query.filter:
        for value in item.value:
            rest = tuple(other for other in item.value if other != value)
            yield Chip(
                field=page.labels.field(item.field),
                label=page.labels.value(item.field, value),
                href=to(links.with_filter(query, item.field, rest)),
                language=page.labels.value_language(item.field, value),
            )
    for text in query.usage:
        others = tuple(other for other in query.usage if other != text)
        href = to(query.model_copy(update={"usage": others, "offset": 0}))
        yield Chip(field=usage_label(page), label=usage_value(page, text), href=href, language="")
    for period in query.range:
        yield Chip(
            field=page.labels.field(period.field),
            label=_range_label(page, period),
            href=to(links.with_range(query, None, field=period.field)),
            language="",
        )
    if query.box:
        yield Chip(
            field=page.language.gettext("Inside the area")
            if query.box.relation is Relation.WITHIN
            else page.language.gettext("Area"),
            label=area_label(page, query.box),
            href=to(links.without_area(query)),
            language="",
        )


def usage_label(page: Page) -> str:
    return page.language.gettext(USE)


def usage_value(page: Page, text: str) -> str:
    """A filter on use: an effect, and the rule that is its cause if it names one."""
    effect, _, rule = text.partition(BECAUSE)
    if effect not in [*UsageEffect]:
        return text
    word, _ = page.labels.usage_effect(UsageEffect(effect))
    if not rule:
        return word
    return page.language.gettext("%(effect)s: %(reason)s", effect=word, reason=rule_words(page, rule, UsageEffect(effect)))


def _range_label(page: Page, item: DateRange) -> str:
    start = page.language.date(of_instant(item.start)) if item.start else ""
    end = page.language.date(of_instant(item.end)) if item.end else ""
    if start and end:
        return page.language.gettext("%(start)s to %(end)s", start=start, end=end)
    return page.language.gettext("from %(start)s", start=start) if start else page.language.gettext("until %(end)s", end=end)


def without_filters(query: Query) -> Query:
    """The words alone."""
    return query.model_copy(update={"filter": (), "usage": (), "range": (), "box": None, "offset": 0})


def dates(query: Query, field: str) -> Dates:
    """The values in a box of dates."""
    found = next((item for item in query.range if item.field == field), None)
    return Dates(start=_iso(found.start), end=_iso(found.end)) if found else Dates("", "")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
