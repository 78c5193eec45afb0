"""The result list, and the page that shows all values of one facet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schemas.dataset import UNDETERMINED
from schemas.words import word_key
from search.ask import ask, count
from search.fields import FACETS, compared
from search.params import BOXES, parse
from search.query import MAX_OFFSET, Facet, Query, Results, Sort
from search.related import related
from search.spelling import corrected
from search.values import UNKNOWN

from ..answers import links as api
from ..answers.links import with_query
from ..policy.transfer.wanted import PARAMETER
from . import extent, facets, goes_out, links
from . import found as finding
from .asked import ADDED, BAD_REQUEST, of_question, settled
from .cards import cards
from .groups import FIELD, groups, is_grouped
from .parameters import reads_all
from .site import Page, PageDep
from .standpoint import PURPOSE, STATE
from .usable import answers, in_force, parted, told, whole
from .words import SORTS

router = APIRouter(include_in_schema=False)

OFFERED = tuple(sort for sort in Sort if sort in SORTS)
"""The orders that readers choose from. The others are for programs."""

PAGE_SIZE = 20
BOX_SIZE = 10
ALL_VALUES = 1000

FORM_ONLY = (*(f"{field}_{end}" for field in facets.DATE_FIELDS for end in ("from", "to")), *extent.EDGES, extent.INSIDE)
"""Names that a form sends and that no tidy address keeps."""

PAGE_ONLY = (*FORM_ONLY, *ADDED, links.GROUP)
"""Names that are no parameters of a search."""


@dataclass(frozen=True)
class Paging:
    """Pages by number; None is a gap."""

    current: int
    pages: tuple[tuple[int, str] | None, ...]
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class WayOut:
    """A way out of an empty result: what to drop, and how many records there are then."""

    chip: facets.Chip
    total: int


@router.get("/{language}/datasets")
@reads_all
def results(page: PageDep) -> Response:
    """The records found, with filters. The address gets the state and purpose that the person has chosen before."""
    if moved := _moved(page):
        return moved
    grouped, asked, query = is_grouped(page), answers(page), parse(_searched(page.request.query_params))
    query = in_force(page, query) if asked.usable else query.model_copy(update={"usage": ()})
    shown = query.model_copy(update={"facet_size": BOX_SIZE, "limit": 0 if grouped else PAGE_SIZE})
    counted = (*facets.counted(page, query), *asked.counted)
    found = ask(page.services.engine, shown, facets=counted, meaning=page.services.meaning)
    use = told(page, query, asked, found)
    kept = links.with_groups if grouped else str
    return page.render(
        "results.html",
        status=BAD_REQUEST if asked.problem else 200,
        problem=asked.problem,
        answers=asked,
        rules=page.services.rules.transfer if asked.question else None,
        use=use,
        json=api.search(links.params(whole(page, query, any_effect=True))),
        files=goes_out.files(page, whole(page, query, any_effect=True)),
        feeds=goes_out.of_search(page, whole(page, query)),
        query=query,
        found=found,
        kept=_of_form(query, grouped=grouped),
        cards=cards(page, query, found, asked),
        parts_begin=finding.parts_begin(query, found),
        literally=finding.literally(page, query, found),
        switches=tuple(replace(switch, href=kept(switch.href)) for switch in finding.switches(page, query)),
        grouped=grouped,
        groups=groups(page, query, _counted(found, FIELD), asked) if grouped else (),
        boxes=(*([use.box] if use and use.box.choices else []), *facets.boxes(page, query, found.facet)),
        chips=tuple(replace(chip, href=kept(chip.href)) for chip in facets.chips(page, query)),
        clear=kept(page.links.results(facets.without_filters(query))),
        dates={field: facets.dates(query, field) for field in facets.DATE_FIELDS},
        edges=extent.edges(query),
        understood=tuple(replace(each, href=kept(each.href)) for each in extent.understood(page, query, found)),
        distinct=_distinct(query, found),
        sorts=tuple(
            (sort, kept(page.links.results(links.first_page(query.model_copy(update={"sort": sort}))))) for sort in OFFERED
        ),
        paging=paging(page, query, found.total),
        ways_out=tuple(_ways_out(page, query)) if not found.total else (),
        meant=links.first_page(query.model_copy(update={"text": corrected(query.text, found.meant)})) if found.meant else None,
        related=related(page.services.engine, query, found, languages=(page.language.code,)) if query.text else (),
    )


@router.get("/{language}/datasets/facet/{field}")
@reads_all
def all_values(page: PageDep, field: str) -> Response:
    """All values of one facet for the same query, A to Z."""
    if field not in FACETS:
        raise HTTPException(404)
    given = page.request.query_params.multi_items()
    query = in_force(page, parse([(name, value) for name, value in given if value.strip() and name not in {*ADDED, links.FIND}]))
    every = query.model_copy(update={"facet_size": ALL_VALUES, "limit": 0, "offset": 0})
    facet = ask(page.services.engine, every, facets=(field,), meaning=page.services.meaning).facet[0]
    wanted = page.request.query_params.get(links.FIND, "").strip()
    letters = _letters(page, facet, wanted=wanted)
    seen = {compared(field, choice.value) for choices in letters.values() for choice in choices}
    return page.render(
        "facet.html",
        field=field,
        query=query,
        wanted=wanted,
        letters=letters,
        listed=len(seen),
        other=facet.other,
        kept=[*(pair for pair in links.params(links.first_page(query)) if pair[0] != field), *page.links.asked],
        chosen=query.chosen(field),
        unseen=tuple(value for value in query.chosen(field) if compared(field, value) not in seen),
    )


def _kept(asked: QueryParams) -> list[tuple[str, str]]:
    return [(name, value) for name, value in asked.multi_items() if value.strip() and name not in FORM_ONLY]


def _searched(asked: QueryParams) -> list[tuple[str, str]]:
    """The parameters of the search itself."""
    return [(name, value) for name, value in _kept(asked) if name not in PAGE_ONLY]


def _of_form(query: Query, *, grouped: bool) -> list[tuple[str, str]]:
    """What the form of the search sends again, besides the words and the filters."""
    plain = query.model_copy(update={"text": "", "filter": (), "usage": (), "range": (), "offset": 0})
    return [*links.params(plain), *([(links.GROUP, links.BY_LANGUAGE)] if grouped else [])]


def _moved(page: Page) -> Response | None:
    """The way to the tidy address of these results. None if this is it.

    A tidy address names the whole question, and nothing that a form adds: empty fields, the days of a range, the edges of an
    area. Where no state is named, it has neither the first purpose nor a filter on use.
    """
    given = page.request.query_params
    kept = _kept(given)
    if (pairs := parted(kept)) != kept:
        return _redirect(page, pairs)
    others = [pair for pair in _plain(given, kept) if pair[0] not in ADDED]
    if moved := settled(page, others):
        return moved
    question = of_question(page)
    if not question or question[0][0] != STATE:
        others = [pair for pair in others if pair[0] != PARAMETER]
    tidy = [*others, *question]
    once = all(len(given.getlist(name)) <= 1 for name in (STATE, PURPOSE))
    return _redirect(page, tidy) if once and sorted(tidy) != sorted(given.multi_items()) else None


def _redirect(page: Page, pairs: Sequence[tuple[str, str]]) -> Response:
    to = with_query(page.request.url.path, pairs)
    return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-cache"})


def _plain(given: QueryParams, kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters, with the days of a range and the edges of an area as one of each."""
    for field in facets.DATE_FIELDS:
        start, end = given.get(f"{field}_from", "").strip(), given.get(f"{field}_to", "").strip()
        if start or end:
            kept = [*(pair for pair in kept if pair[0] != field), (field, f"{start}..{end}")]
    if area := extent.area_parameter(given):
        kept = [*(pair for pair in kept if pair[0] not in BOXES), area]
    return kept


def _distinct(query: Query, found: Results) -> Mapping[str, int]:
    """The number of states and of languages in the results. 0 where a filter makes the facet count other records too."""
    names = ("jurisdiction", "language")
    return {name: 0 if query.chosen(name) else _known_values(_counted(found, name)) for name in names}


def _counted(found: Results, name: str) -> Facet:
    return next(facet for facet in found.facet if facet.field == name)


def _known_values(facet: Facet) -> int:
    return sum(bool(value.count) for value in facet.value if value.value != UNKNOWN) + facet.other


def paging(page: Page, query: Query, total: int) -> Paging:
    """The pages of a result list, as far as the engine counts offsets."""
    last = min(total - 1, MAX_OFFSET) // PAGE_SIZE + 1 if total else 1
    current = query.offset // PAGE_SIZE + 1

    def href(number: int) -> str:
        return page.links.results(query.model_copy(update={"offset": (number - 1) * PAGE_SIZE}))

    near = sorted({number for number in (1, *range(current - 1, current + 2), last) if 1 <= number <= last})
    pages: list[tuple[int, str] | None] = []
    for before, number in zip((0, *near), near, strict=False):
        if number - before > 1:
            pages.append(None)
        pages.append((number, href(number)))
    return Paging(
        current=current,
        pages=tuple(pages),
        previous=href(min(current - 1, last)) if current > 1 else None,
        next=href(current + 1) if current < last else None,
    )


def _ways_out(page: Page, query: Query) -> Iterator[WayOut]:
    """The chosen filters that find something when dropped, each with the number of records then."""
    for chip, rest in _narrowings(page, query):
        total = count(page.services.engine, in_force(page, rest), meaning=page.services.meaning)
        if total:
            yield WayOut(chip, total)


def _narrowings(page: Page, query: Query) -> Iterator[tuple[facets.Chip, Query]]:
    """Each filter of the query, as one chip, and the query without it."""
    nothing = facets.without_filters(query)
    narrowings = [
        *((_with(nothing, filter=(item,)), links.with_filter(query, item.field, ())) for item in query.filter),
        *([(_with(nothing, usage=query.usage), _with(query, usage=()))] if query.usage else []),
        *((_with(nothing, range=(period,)), links.with_range(query, None, field=period.field)) for period in query.range),
        *([(_with(nothing, box=query.box), links.without_area(query))] if query.box else []),
    ]
    for narrowing, rest in narrowings:
        chosen = tuple(facets.chips(page, narrowing))
        label = page.language.comma.join(chip.label for chip in chosen)
        yield facets.Chip(chosen[0].field, label, page.links.results(rest), chosen[0].language), rest
    if query.text and narrowings:
        rest = _with(query, text="")
        yield facets.Chip(page.language.gettext("Words"), query.text, page.links.results(rest), UNDETERMINED), rest


def _with(query: Query, **changed: object) -> Query:
    """The first page of a query that differs in this."""
    return query.model_copy(update={**changed, "offset": 0})


def _letters(page: Page, facet: Facet, *, wanted: str) -> dict[str, list[facets.Choice]]:
    """The values whose label contains the wanted words, in groups by first letter."""
    groups: defaultdict[str, list[facets.Choice]] = defaultdict(list)
    choices = [facets.choice(page, facet.field, value) for value in facet.value]
    for choice in sorted(choices, key=lambda choice: choice.label.casefold()):
        if (choice.count or choice.chosen) and word_key(wanted) in word_key(choice.label):
            groups[choice.label[:1].upper()].append(choice)
    return dict(groups)
