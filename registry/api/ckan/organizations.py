"""Actions about organizations, which are portals here, and about groups, which are EU themes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schemas.formats.ckan import group_of, organization_of
from schemas.themes import themes
from search.ask import ask, count
from search.query import Filter, Query

from ...services import Services
from .arguments import Call
from .errors import Invalid
from .names import source_of, sources_of, theme_of
from .package_search import packages, page

MAX_LISTED = 1000
"""CKAN lists no more at once."""

Json = dict[str, Any]


def organization_list(call: Call) -> list[Any]:
    """Return a list of the names of the site's organizations: the portals that have packages.

    all_fields: whole organizations instead of names. organizations: only these names. sort: name, title or package_count, asc or
    desc. limit, offset.
    """
    counts = call.services.store.records.counts()
    rows = [_counted(organization_of(each, call.services.sources.get(each)), number) for each, number in counts.items()]
    return _listed(call, rows, "organizations")


def group_list(call: Call) -> list[Any]:
    """Return a list of the names of the site's groups: the data themes of the EU.

    all_fields: whole groups instead of names. groups: only these names. sort: name, title or package_count, asc or desc. limit,
    offset.
    """
    counts = _by_theme(call.services)
    return _listed(call, [_counted(group_of(theme), counts.get(code, 0)) for code, theme in themes().items()], "groups")


def organization_show(call: Call) -> Json:
    """Return the details of an organization.

    id: its id or name. include_datasets: with its first packages.
    """
    source = source_of(call.services, call.needed("id"))
    found = organization_of(source, call.services.sources.get(source))
    return _shown(call, found, Filter(field="source", value=(source,)))


def group_show(call: Call) -> Json:
    """Return the details of a group.

    id: its id or name. include_datasets: with its first packages.
    """
    code = theme_of(call.needed("id"))
    return _shown(call, group_of(themes()[code]), Filter(field="theme", value=(code,)))


def organization_autocomplete(call: Call) -> list[Json]:
    """Return a list of organization names that contain a string. q: the string. limit: 20."""
    found = (organization_of(each, call.services.sources.get(each)) for each in sources_of(call.services))
    return _containing(call, found)


def group_autocomplete(call: Call) -> list[Json]:
    """Return a list of group names that contain a string. q: the string. limit: 20."""
    return _containing(call, map(group_of, themes().values()))


def organization_list_for_user(_: Call) -> list[Json]:
    """Return the organizations that the user has a given permission for: none, since nobody writes here."""
    return []


def _by_theme(services: Services) -> Mapping[str, int]:
    found = ask(services.engine, Query(limit=0, facet_size=100), facets=("theme",))
    return {value.value: value.count for facet in found.facet for value in facet.value}


def _counted(row: Json, packages: int) -> Json:
    """An organization or a group as a list of them has it."""
    more = {"display_name": row["title"], "image_display_url": "", "num_followers": 0, "package_count": packages}
    return row | more


def _shown(call: Call, row: Json, only: Filter) -> Json:
    query = Query(filter=(only,))
    number = count(call.services.engine, query)
    shown = _counted(row, number) | {"users": [], "extras": [], "groups": [], "tags": []}
    if call.flag("include_datasets"):
        shown["packages"] = packages(call, page(call, query, start=0, rows=MAX_LISTED)[1])
    return shown


def _listed(call: Call, rows: list[Json], only: str) -> list[Any]:
    names = call.listed(only)
    rows = _sorted(call, [each for each in rows if not names or each["name"] in names])
    start = call.number("offset", 0, most=len(rows))
    rows = rows[start : start + call.number("limit", MAX_LISTED, most=MAX_LISTED)]
    return rows if call.flag("all_fields") else [each["name"] for each in rows]


def _sorted(call: Call, rows: list[Json]) -> list[Json]:
    """Raises `Invalid` for an order that CKAN refuses."""
    field, _, direction = call.text("sort", "title asc").partition(" ")
    if field not in _KEYS or direction.strip().lower() not in {"", "asc", "desc"}:
        raise Invalid(sort=f"Cannot sort by field `{field}`")
    return sorted(sorted(rows, key=_KEYS["name"]), key=_KEYS[field], reverse=direction.strip().lower() == "desc")


_KEYS: Mapping[str, Callable[[Json], Any]] = {
    "name": lambda row: row["name"],
    "title": lambda row: row["title"],
    "package_count": lambda row: row["package_count"],
    "packages": lambda row: row["package_count"],
}


def _containing(call: Call, rows: Iterable[Json]) -> list[Json]:
    text, limit = call.text("q").casefold(), call.number("limit", 20, most=MAX_LISTED)
    found = [each for each in rows if text in each["name"].casefold() or text in each["title"].casefold()]
    return [{name: each[name] for name in ("id", "name", "title")} for each in found[:limit]]
