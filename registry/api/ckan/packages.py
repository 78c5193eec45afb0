"""Actions about packages, which are datasets here."""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from schemas.formats.ckan import id_of_name, package, package_name
from schemas.formats.entry import Entry
from schemas.record import Status
from search.ask import ask
from search.query import DEEPEST, MAX_LIMIT, Filter, Query, Sort, Words

from ...answers.entries import entry_of
from .arguments import Call
from .errors import NotAuthorized, NotFound
from .names import source_of, theme_of
from .package_search import MAX_ROWS, packages, page

Json = dict[str, Any]


def entry_named(call: Call, id: str) -> Entry:
    """The active record of a name or an id. Raises `NotFound`, and `NotAuthorized` for one that is withdrawn."""
    named = id_of_name(id)
    record = call.services.store.records.get(named[1] if named else _uuid(id))
    if record is None or (named and named[0] != record.source):
        raise NotFound
    if record.status is not Status.ACTIVE:
        raise NotAuthorized(f"User  not authorized to read package {record.id}")
    return entry_of(call.services, record)


def package_list(call: Call) -> list[str]:
    """Return a list of the names of the site's datasets (packages).

    limit, offset: a part of it. The order is that of the ids.
    """
    start = call.number("offset", 0, most=DEEPEST)
    end = start + call.number("limit", DEEPEST, most=DEEPEST)
    return [package_name(source, id) for id, source in islice(call.services.store.records.active(), start, end)]


def package_show(call: Call) -> Json:
    """Return the metadata of a dataset (package) and its resources. id: its id or name."""
    return package(entry_named(call, call.needed("id", "name_or_id")), call.catalog)


def current_package_list_with_resources(call: Call) -> list[Json]:
    """Return a list of the site's datasets and their resources, the last changed first.

    limit: at most 1000. offset, or page, counted from 1.
    """
    rows = call.number("limit", MAX_ROWS, most=MAX_ROWS)
    start = call.number("offset", 0, most=DEEPEST)
    if "page" in call.arguments and not start:
        start = max(0, call.number("page", 1, most=DEEPEST) - 1) * rows
    return packages(call, page(call, Query(sort=Sort.CHANGED), start=min(start, DEEPEST), rows=rows)[1])


def package_autocomplete(call: Call) -> list[Json]:
    """Return a list of datasets whose title has words that begin so. q: the words. limit: 10."""
    text = call.needed("q")
    query = Query(where=Words(text=text, field="title", begun=True), limit=call.number("limit", 10, most=MAX_LIMIT))
    found = ask(call.services.engine, query, facets=()).hit
    return [_completed(package_name(hit.summary.source, hit.id), hit.summary.title[0].value) for hit in found]


def package_relationships_list(call: Call) -> list[Json]:
    """Return a dataset's relationships: none are kept. id: its id or name."""
    entry_named(call, call.needed("id"))
    return []


def group_package_show(call: Call) -> list[Json]:
    """Return the datasets of a group. id: the group's id or name. limit: at most 1000."""
    only = Filter(field="theme", value=(theme_of(call.needed("id")),))
    rows = call.number("limit", MAX_ROWS, most=MAX_ROWS)
    return packages(call, page(call, Query(filter=(only,), sort=Sort.CHANGED), start=0, rows=rows)[1])


def member_list(call: Call) -> list[tuple[str, str, str]]:
    """Return the members of a group or an organization: its packages. id: its id or name. object_type: package."""
    only, capacity = _members(call, call.needed("id"))
    if call.text("object_type", "package") != "package" or call.text("capacity", capacity) != capacity:
        return []
    return [(str(id), "package", capacity) for id in _ids(call, Query(filter=(only,), sort=Sort.ID, limit=MAX_LIMIT, bare=True))]


def _members(call: Call, id: str) -> tuple[Filter, str]:
    """What finds the packages of a group or an organization, and how they belong to it. Raises `NotFound`."""
    try:
        return Filter(field="theme", value=(theme_of(id),)), "public"
    except NotFound:
        return Filter(field="source", value=(source_of(call.services, id),)), "organization"


def _ids(call: Call, query: Query) -> Iterator[UUID]:
    """All that a query finds, in an order other than that of relevance."""
    while True:
        found = ask(call.services.engine, query, facets=())
        yield from found.id
        if found.last is None or len(found.id) < query.limit:
            return
        query = query.model_copy(update={"after": found.last})


def _completed(name: str, title: str) -> Json:
    return {"name": name, "title": title, "match_field": "title", "match_displayed": f"{title} ({name})"}


def _uuid(text: str) -> UUID:
    """Raises `NotFound` for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
