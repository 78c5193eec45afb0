"""Records of OGC API Records: a page of them, and one."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from schemas.formats import FORMATS
from schemas.formats.entry import Catalog, Entry
from schemas.formats.geojson import feature
from schemas.record import Status
from search.ask import ask
from search.query import DEEPEST, MAX_LIMIT, Place, Query, Results, Sort

from ...services import Services
from .. import links
from ..entries import entries_by_id
from . import addresses
from .addresses import GEOJSON, HTML, JSON, link
from .asked import Asked, asked, following, uuid_of
from .errors import NothingThere
from .external import external

Json = dict[str, Any]
Pairs = Sequence[tuple[str, str]]


def items(services: Services, catalog: Catalog, pairs: Pairs) -> Json:
    """A page of the active records that parameters ask for. Raises `WrongValue`, and as `ask` does."""
    wanted = asked(pairs, partial(external, services))
    total, ids, last = _found(services, wanted)
    entries = [each for each in entries_by_id(services, ids) if each.record.status is Status.ACTIVE]
    return {
        "type": "FeatureCollection",
        "numberMatched": total,
        "numberReturned": len(entries),
        "features": [_listed(each, catalog) for each in entries],
        "links": _links(catalog, pairs, wanted, _next(wanted, total, len(ids), last)),
    }


def item(services: Services, catalog: Catalog, id: str) -> Json:
    """One record. Raises `NothingThere`, for a withdrawn one too: it is in no collection."""
    found = entries_by_id(services, [known] if (known := uuid_of(id)) else [])
    if not found or found[0].record.status is not Status.ACTIVE:
        raise NothingThere(f"The collection has no record {id[:100]!r}.")
    entry = found[0]
    told = _listed(entry, catalog)
    others = [
        link("alternate", catalog.root + links.in_format(entry.record.id, each.file), each.media_type, each.title)
        for each in FORMATS.values()
    ]
    page = link("alternate", catalog.dataset(entry.record.id), HTML, "The page of the dataset")
    return {**told, "links": [*told["links"], page, *others]}


def _found(services: Services, wanted: Asked) -> tuple[int, list[UUID], Place | None]:
    """How many records there are in all, the ids of the page, and its last place. An engine gives a page in parts."""
    query, ids, total = wanted.query, list[UUID](), 0
    while True:
        limit = min(wanted.limit - len(ids), MAX_LIMIT)
        found = ask(services.engine, query.model_copy(update={"limit": limit, "bare": True}), facets=(), meaning=services.meaning)
        total = total if ids else found.total
        ids += found.id
        if len(found.id) < limit or len(ids) >= wanted.limit or not _goes_on(query):
            return total, ids, found.last
        query = _behind(query, found)


def _goes_on(query: Query) -> bool:
    return query.order is not Sort.RELEVANCE or query.offset + MAX_LIMIT <= DEEPEST


def _behind(query: Query, found: Results) -> Query:
    """The rest of a list: behind the last place or, in the order of relevance, by number."""
    if query.order is Sort.RELEVANCE:
        return query.model_copy(update={"offset": query.offset + len(found.id)})
    return query.model_copy(update={"offset": 0, "after": found.last})


def _next(wanted: Asked, total: int, count: int, last: Place | None) -> list[tuple[str, str]]:
    """Where the next page begins; nothing if there is none."""
    query = wanted.query
    if query.order is Sort.RELEVANCE:
        begin = query.offset + count
        return [("offset", str(begin))] if count and begin < min(total, DEEPEST + 1) else []
    goes_on = count == wanted.limit and (query.after is not None or query.offset + count < total)
    return following(last) if goes_on and last else []


def _links(catalog: Catalog, pairs: Pairs, wanted: Asked, behind: Pairs) -> list[Json]:
    form = [(name, value) for name, value in pairs if name == "f"]
    told = [
        link("self", catalog.root + addresses.items(pairs), GEOJSON),
        link("alternate", catalog.root + addresses.items([*_but(pairs, "f"), ("f", "html")]), HTML),
        link("collection", catalog.root + addresses.collection(), JSON),
    ]
    if behind:
        told.append(link("next", catalog.root + addresses.items([*wanted.pairs, *form, *behind]), GEOJSON))
    if wanted.query.offset:
        begin = max(0, wanted.query.offset - wanted.limit)
        before = [("offset", str(begin))] if begin else []
        told.append(link("prev", catalog.root + addresses.items([*wanted.pairs, *form, *before]), GEOJSON))
    return told


def _but(pairs: Pairs, name: str) -> Iterable[tuple[str, str]]:
    return (pair for pair in pairs if pair[0] != name)


def _listed(entry: Entry, catalog: Catalog) -> Json:
    """A record as it is in a list: with its own address, and in its collection."""
    told = feature(entry, catalog)
    own = link("self", catalog.root + addresses.item(entry.record.id), GEOJSON)
    collection = link("collection", catalog.root + addresses.collection(), JSON)
    return {**told, "links": [own, collection, *(each for each in told["links"] if each["rel"] != "collection")]}
