"""What there is by state, and of what there is little: of the whole catalogue, or of all that a search finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter
from starlette.responses import Response

from schemas.dataset import UNDETERMINED
from search.params import CONDITIONS, parse
from search.query import Query
from search.values import UNKNOWN

from ..answers import links as api
from ..answers.balance import CUTS, OTHER, listed
from ..answers.balance_findings import balance_answer, sentence
from ..answers.balance_rules import balance_rules
from ..answers.balance_statement import statement
from ..answers.balance_words import English
from ..answers.shapes.balance import BalanceAnswer, BalanceDimension, BalanceFinding, BalanceValue, Conditions
from . import facets, links
from .asked import ADDED
from .parameters import reads_all
from .site import Page, PageDep
from .usable import in_force, whole
from .words import message

router = APIRouter(include_in_schema=False)

SEVERAL = frozenset(each.field for each in CUTS if each.several)
"""The fields where a dataset that states nothing has no value."""

MOST = 20
"""How many values of a field a table shows; the file has all."""

OTHERS, NOT_STATED = message("Other states"), message("Not stated")


@dataclass(frozen=True)
class Cell:
    """A number as it is written, and the address of the search that finds just these datasets; empty where no search does."""

    number: str
    href: str


@dataclass(frozen=True)
class Row:
    """A value with its label (in `language`, if that is not the page's), its count in all, and those of the states."""

    label: str
    language: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A field by state. `rest` are the sums of the rarer values, which are not shown, if a dataset has one value only."""

    field: str
    several: bool
    rows: tuple[Row, ...]
    hidden: int
    rest: tuple[int, ...]
    uncounted: int


@dataclass(frozen=True)
class Told:
    """A finding as a sentence, the act that it rests on, and the datasets that it is about."""

    words: str
    act: str
    cell: Cell


@dataclass(frozen=True)
class Gap:
    """What a rule finds: why it matters, what that rests on, and its findings."""

    reason: str
    citation: str
    findings: tuple[Told, ...]


class Names:
    """Figures and codes in the language of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, cache(page.language.number)  # a page has few numbers that many cells share

    def gettext(self, message: str, **gaps: object) -> str:
        return self.page.language.gettext(message, **gaps)

    def state(self, code: str) -> str:
        return self.gettext(OTHERS) if code == OTHER else self.page.labels.state(code)

    def value(self, field: str, code: str) -> str:
        return self.gettext(NOT_STATED) if code == UNKNOWN and field in SEVERAL else self.page.labels.value(field, code)

    def percent(self, value: float) -> str:
        return self.page.language.percent(value)


@router.get("/{language}/coverage")
@reads_all
def coverage(page: PageDep) -> Response:
    """The figures of a search, as tables whose numbers lead to the datasets."""
    given = page.request.query_params.multi_items()
    query = parse([pair for pair in given if pair[0] not in ADDED], names=CONDITIONS, beside=ADDED)
    counted = whole(page, in_force(page, query))
    figures = _Figures(Names(page), query, found := balance_answer(page.services, counted))
    asked = links.params(counted)
    return page.render(
        "coverage.html",
        query=query,
        found=found,
        names=figures.names,
        kept=[pair for pair in [*links.params(query), *page.links.asked] if pair[0] != "q"],
        chips=tuple(facets.chips(page, query, to=page.links.coverage)),
        results=page.links.results(listed(query, {})),
        states=[(each, figures.cell(each.count, each.conditions)) for each in found.states],
        columns=figures.columns,
        tables=tuple(figures.table(each) for each in found.dimensions),
        gaps=tuple(figures.gaps()),
        text=statement(found, counted, English(page.services.sources), place=page.services.settings.base_url or ""),
        downloads=(api.coverage(asked), api.coverage_csv(asked), api.coverage_statement(asked)),
    )


class _Figures:
    """The figures of a search as a page shows them. A table has the states that have datasets."""

    def __init__(self, names: Names, query: Query, found: BalanceAnswer) -> None:
        self.names, self._asked, self._found = names, links.params(listed(query, {})), found
        self.columns = tuple(each for each in found.states if each.count)

    def cell(self, count: int, conditions: Conditions | None) -> Cell:
        """A count with the search that adds these conditions; None: no search finds just these datasets."""
        has_search = count and count >= self._found.same_from and conditions is not None
        return Cell(self.names.number(count), self._href(conditions or {}) if has_search else "")

    def _href(self, conditions: Conditions) -> str:
        """As `listed` says it; made of parameters, because a page has very many of them."""
        kept = [pair for pair in self._asked if pair[0] not in conditions]
        return self.names.page.links.found([*kept, *((field, value) for field in conditions for value in conditions[field])])

    def table(self, of: BalanceDimension) -> Table:
        shown, rest = of.values[:MOST], of.values[MOST:]
        sums = (sum(each.count for each in rest), *(sum(each.states[state.state] for each in rest) for state in self.columns))
        return Table(
            field=of.field,
            several=of.several,
            rows=tuple(self._row(of.field, each) for each in shown),
            hidden=len(rest),
            rest=() if of.several else sums,
            uncounted=of.uncounted,
        )

    def _row(self, field: str, row: BalanceValue) -> Row:
        own = row.conditions or None
        cells = [self.cell(row.count, own)]
        cells += [self.cell(row.states[each.state], own and {**each.conditions, **own}) for each in self.columns]
        label = self.names.value(field, row.value)
        language = UNDETERMINED if label == row.value else self.names.page.labels.value_language(field, row.value)
        return Row(label, language if row.value != UNKNOWN else "", tuple(cells))

    def gaps(self) -> Iterator[Gap]:
        """What each rule finds, of those that find anything."""
        for rule in balance_rules().rules:
            told = tuple(self._told(each) for each in self._found.findings if each.code == rule.code)
            if told:
                yield Gap(self.names.gettext(rule.reason), rule.citation, told)

    def _told(self, finding: BalanceFinding) -> Told:
        words = sentence(balance_rules().rule(finding.code), finding, self.names)
        return Told(words, finding.act, self.cell(finding.count, finding.conditions))
