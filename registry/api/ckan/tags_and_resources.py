"""Actions about tags, which are keywords here, and about resources, which are distributions."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from schemas.formats.ckan import is_tag, resources_of, tag_id, tag_of
from schemas.formats.entry import Entry
from search.ask import ask, count
from search.query import DEEPEST, MAX_FACET, Filter, Query, Sort

from ...answers.entries import entries_by_id
from .arguments import Call
from .errors import Invalid, NotFound, SearchRefused
from .fields import Names, Value, field_condition
from .organizations import MAX_LISTED
from .package_search import packages, page

MAX_SEARCHED = 2000
"""In how many packages resources are looked for."""

Json = dict[str, Any]


def tag_list(call: Call) -> list[Any]:
    """Return a list of the site's tags.

    query: only those that contain it. all_fields: whole tags instead of names. vocabulary_id: there are no vocabularies.
    """
    if call.text("vocabulary_id"):
        raise NotFound(f'could not find vocabulary "{call.text("vocabulary_id")}"')
    found = sorted(_tags(call, call.text("query")))
    return [_tag(each) for each in found] if call.flag("all_fields") else found


def tag_search(call: Call) -> Json:
    """Return the tags that contain a string. query: the string, or a list of them. limit, offset."""
    wanted = call.arguments.get("query")
    found = sorted({tag for text in (wanted if isinstance(wanted, list) else [wanted or ""]) for tag in _tags(call, str(text))})
    start = call.number("offset", 0, most=DEEPEST)
    return {"count": len(found), "results": [_tag(each) for each in found[start : start + _limit(call, MAX_LISTED)]]}


def tag_autocomplete(call: Call) -> list[str]:
    """Return the tags that contain a string. query, or q: the string. limit."""
    return sorted(_tags(call, call.text("query") or call.text("q")))[: _limit(call, MAX_LISTED)]


def tag_show(call: Call) -> Json:
    """Return the details of a tag. id: its name or id. include_datasets: with its first packages."""
    wanted = call.needed("id")
    name = wanted if is_tag(wanted) and count(call.services.engine, _having(wanted)) else _of_id(call, wanted)
    found = _tag(name)
    if call.flag("include_datasets"):
        found["packages"] = packages(call, page(call, _having(name), start=0, rows=MAX_LISTED)[1])
    return found


def resource_show(call: Call) -> Json:
    """Return the metadata of a resource. id: its id."""
    return _resource(call, call.needed("id"))


def resource_view_list(call: Call) -> list[Json]:
    """Return the list of resource views for a resource: none are kept. id: the resource's id."""
    _resource(call, call.needed("id"))
    return []


def resource_search(call: Call) -> Json:
    """Search for resources. query: `format:CSV` or `id:ID`, or a list of such terms, which must all fit. limit, offset.

    A query that fits more than 2000 packages is refused: `package_search` with `res_format` has no limit.
    """
    terms = [_term(each) for each in _texts(call)]
    if not terms:
        raise Invalid(query="Missing value")
    conditions = [field_condition(f"res_{name}", Value(text), Names(tuple, call.services.clock())) for name, text in terms]
    query = Query(sort=Sort.ID)
    for each in conditions:
        if not isinstance(each, Filter):
            return {"count": 0, "results": []}
        query = query.model_copy(update={"filter": (*query.filter, each)})
    results, ids = page(call, query, start=0, rows=MAX_SEARCHED)
    if results.total > MAX_SEARCHED:
        raise SearchRefused(f"it fits {results.total} packages; resources are looked for in {MAX_SEARCHED} at most")
    found = [each for entry in entries_by_id(call.services, ids) for each in _fitting(call, entry, query)]
    start = call.number("offset", 0, most=DEEPEST)
    return {"count": len(found), "results": found[start : start + _limit(call, len(found))]}


def _tags(call: Call, text: str) -> Iterator[str]:
    """The tags that contain a text, in any letters."""
    found = ask(call.services.engine, Query(limit=0, facet_size=MAX_FACET), facets=("keyword",))
    for facet in found.facet:
        yield from (each.value for each in facet.value if is_tag(each.value) and text.casefold() in each.value.casefold())


def _tag(name: str) -> Json:
    found = tag_of(name)
    return {key: found[key] for key in ("id", "name", "vocabulary_id", "display_name")}


def _of_id(call: Call, id: str) -> str:
    """The tag of an id. Raises `NotFound`."""
    found = next((each for each in _tags(call, "") if str(tag_id(each)) == id), None)
    if found is None:
        raise NotFound
    return found


def _having(tag: str) -> Query:
    return Query(filter=(Filter(field="keyword", value=(tag,)),))


def _resource(call: Call, id: str) -> Json:
    """Raises `NotFound`."""
    wanted = Filter(field="distribution", value=(_canonical(id),))
    found = ask(call.services.engine, Query(filter=(wanted,), limit=1, bare=True), facets=())
    for entry in entries_by_id(call.services, found.id):
        for each in resources_of(entry, call.catalog):
            if each["id"] == wanted.value[0]:
                return each
    raise NotFound("Resource was not found.")


def _canonical(id: str) -> str:
    """Raises `NotFound` for what is no id."""
    try:
        return str(UUID(id))
    except ValueError:
        raise NotFound("Resource was not found.") from None


def _texts(call: Call) -> list[str]:
    value = call.arguments.get("query")
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _term(text: str) -> tuple[str, str]:
    """Raises `Invalid`."""
    name, colon, value = text.partition(":")
    if not colon or name not in {"format", "id"}:
        raise Invalid(query="Must be format:VALUE or id:VALUE")
    return name, value


def _fitting(call: Call, entry: Entry, query: Query) -> list[Json]:
    """The resources of a package that have the values themselves."""
    wanted = {each.field: each.value for each in query.filter}
    every = resources_of(entry, call.catalog)
    return [
        each
        for each in every
        if each["format"] in wanted.get("format", (each["format"],)) and each["id"] in wanted.get("distribution", (each["id"],))
    ]


def _limit(call: Call, default: int) -> int:
    return call.number("limit", default, most=MAX_LISTED)
