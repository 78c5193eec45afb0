"""`package_search`: a question in CKAN's words, answered by our search and with the packages of the store."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from schemas.formats.ckan import group_name, is_tag, organization_of, package
from schemas.formats.ckan_licenses import counted, license_row
from schemas.themes import themes
from search.ask import ask
from search.query import DEEPEST, MAX_FACET, MAX_LIMIT, All, Condition, Query, Results, Sort

from ...answers.entries import entries_by_id
from .arguments import Call
from .errors import InvalidOrder
from .fields import Names
from .names import sources_of
from .solr import asked, filtered

MAX_ROWS = 1000
"""CKAN gives no more rows at once, and says nothing of it."""

DEFAULT_SORT = "score desc, metadata_modified desc"

Json = dict[str, Any]


def package_search(call: Call) -> Json:
    """Searches for packages satisfying a given search criteria.

    q: words, in any language, or a query in Solr's language. fq, fq_list: filters in Solr's language. sort: score or
    metadata_modified, asc or desc; whatever else is asked for comes in the order of ids. rows: 10, at most 1000. start: 0.
    facet.field: a JSON list of organization, groups, tags, license_id, res_format, jurisdiction, privacy_class, language,
    access_rights.
    facet.limit: 50, -1 for all. facet.mincount: 1. fl: the members of a package that are wanted.
    """
    query = query_of(call)
    rows, start = call.number("rows", 10, most=MAX_ROWS), call.number("start", 0, most=DEEPEST)
    fields = call.texts("facet.field") if call.flag("facet", default=True) else []
    counting = tuple(dict.fromkeys(_FACETS[each] for each in fields if each in _FACETS))
    limit = call.text("facet.limit", "50")
    size = MAX_FACET if limit.startswith("-") else max(1, call.number("facet.limit", 50, most=MAX_FACET))
    results, ids = page(call, query.model_copy(update={"facet_size": size}), start=start, rows=rows, facets=counting)
    least = call.number("facet.mincount", 1, most=DEEPEST)
    facets = {each: _facet(call, each, results, least) for each in fields}
    return {
        "count": results.total,
        "facets": {name: {item.name: item.count for item in items} for name, items in facets.items()},
        "results": _chosen(packages(call, ids), call.listed("fl")),
        "sort": call.text("sort", DEFAULT_SORT),
        "search_facets": {name: {"title": name, "items": [vars(item) for item in items]} for name, items in facets.items()},
    }


def query_of(call: Call) -> Query:
    """The question of a search. Raises `SearchRefused` and `InvalidOrder`."""
    names = Names(lambda: sources_of(call.services), call.services.clock())
    text, condition = asked(call.text("q"), names)
    filters = [call.text("fq"), *call.texts("fq_list")]
    every: tuple[Condition, ...] = (condition, *(filtered(each, names) for each in filters))
    return Query(text=text, where=All(condition=every), sort=_sort(call.text("sort", DEFAULT_SORT), with_words=bool(text)))


def page(call: Call, query: Query, *, start: int, rows: int, facets: Sequence[str] = ()) -> tuple[Results, list[UUID]]:
    """A part of what a query finds, asked for in pieces that an engine takes: the first answer, and the ids."""
    ids: list[UUID] = []
    first: Results | None = None
    while first is None or (len(ids) < rows and start + len(ids) < min(first.total, DEEPEST)):
        limit = min(rows - len(ids), MAX_LIMIT)
        part = query.model_copy(update={"offset": min(start + len(ids), DEEPEST), "limit": limit, "bare": True})
        found = ask(call.services.engine, part, facets=() if first else facets, meaning=call.services.meaning)
        first = first or found
        if not found.id:
            break
        ids += found.id
    return first, ids


def packages(call: Call, ids: Sequence[UUID]) -> list[Json]:
    """The packages with these ids, in their order."""
    return [package(entry, call.catalog) for entry in entries_by_id(call.services, ids)]


def _sort(text: str, *, with_words: bool) -> Sort:
    """The order that is meant by the first part, or the nearest that is stable. Raises `InvalidOrder` for what Solr refuses."""
    orders: list[Sort] = []
    for part in filter(None, (each.split() for each in text.split(","))):
        if len(part) != len(("field", "asc")) or part[1].lower() not in {"asc", "desc"}:
            raise InvalidOrder
        orders.append(_ORDERS.get((part[0], part[1].lower()), Sort.ID))
    orders = [each for each in orders if with_words or each is not Sort.RELEVANCE]
    return orders[0] if orders else Sort.CHANGED


_ORDERS = {
    ("score", "desc"): Sort.RELEVANCE,
    ("score", "asc"): Sort.RELEVANCE,
    ("metadata_modified", "desc"): Sort.CHANGED,
    ("metadata_modified", "asc"): Sort.CHANGED_OLDEST,
}


@dataclass(frozen=True)
class _Item:
    """A value of a facet."""

    name: str
    display_name: str
    count: int


_FACETS: Mapping[str, str] = {
    "organization": "source",
    "groups": "theme",
    "tags": "keyword",
    "license_id": "license",
    "res_format": "format",
    "jurisdiction": "jurisdiction",
    "privacy_class": "privacy_class",
    "language": "language",
    "access_rights": "access_rights",
}
"""Our field for a facet of CKAN's."""


def _facet(call: Call, name: str, results: Results, least: int) -> list[_Item]:
    """The values of a facet, the most frequent first. A field that nobody counts has none, as in CKAN."""
    found = next((each.value for each in results.facet if each.field == _FACETS.get(name)), ())
    counts: Counter[str] = Counter()
    for value in found:
        counts[_named(name, value.value)] += value.count
    items = [_Item(value, _shown(call, name, value), count) for value, count in counts.most_common() if count >= max(1, least)]
    return [each for each in items if name != "tags" or is_tag(each.name)]


def _named(facet: str, value: str) -> str:
    match facet:
        case "groups":
            return group_name(value)
        case "license_id":
            return counted(value)
        case _:
            return value


def _shown(call: Call, facet: str, value: str) -> str:
    match facet:
        case "organization":
            return str(organization_of(value, call.services.sources.get(value))["title"])
        case "groups":
            return themes()[value.upper()].label
        case "license_id":
            return str(license_row(value)["title"])
        case _:
            return value


def _chosen(found: list[Json], names: Sequence[str]) -> list[Json]:
    return [{name: each[name] for name in names if name in each} for each in found] if names and "*" not in names else found
