"""Feeds of what a search finds, the latest changes first."""

from collections.abc import Sequence

from schemas.dataset import LangString
from schemas.formats.entry import Catalog, Entry
from schemas.formats.feed import LANGUAGE, Feed, FeedEntry, FeedSyntax
from search.ask import ask
from search.params import parse, render
from search.query import Place, Query, Results, Sort

from ...pipeline.usable import resolved
from ...services import Services
from .. import links
from ..entries import entries_by_id

PAGE = 50
"""How many entries a page has, if the address does not say it."""

LONGEST = 2000
"""The most characters of a description."""

KEYWORDS = 20
"""How many of the portal's keywords an entry has."""

PASSED_OVER = ("sort", "offset", "facet", "facet_size")
"""Parameters of a search that a feed has no use for: it has an order of its own."""

Params = Sequence[tuple[str, str]]


def search_feed(services: Services, catalog: Catalog, syntax: FeedSyntax, params: Params) -> Feed:
    """What a search finds. Raises `InvalidQuery`, and as `resolved` and `ask` do."""
    query = latest_first(params, PAGE)
    asked = resolved(services, query).model_copy(update={"bare": True})
    found = ask(services.engine, asked, facets=(), meaning=services.meaning)
    entries = [each for each in entries_by_id(services, found.id) if _is_meant(each, query)]
    place = following(query, found)
    return Feed(
        id=catalog.root + links.search_feed(ATOM, conditions(query)),
        title=f"Serai: datasets{named(query)}",
        subtitle="New and changed datasets of the catalogue, the latest changes first.",
        address=catalog.root + links.search_feed(syntax.suffix, written(query, PAGE)),
        page=catalog.root + links.results_page(conditions(query)),
        version=catalog.version,
        entries=tuple(_entry(each, catalog) for each in entries),
        next=catalog.root + links.search_feed(syntax.suffix, written(behind(query, place), PAGE)) if place else None,
    )


ATOM = "atom"
"""The address that a feed is named by, in every syntax."""


def latest_first(params: Params, page: int) -> Query:
    """The search that parameters ask for, in the order of changes, with `page` records if they name no number.

    Raises `InvalidQuery` also for what is passed over.
    """
    parse([pair for pair in params if pair[0] != "after"])
    query = parse([*(pair for pair in params if pair[0] not in PASSED_OVER), ("sort", Sort.CHANGED.value)])
    sized = any(name == "limit" and value.strip() for name, value in params)
    return query if sized else query.model_copy(update={"limit": page})


def written(query: Query, page: int) -> list[tuple[str, str]]:
    """The parameters of a feed, as `latest_first` reads them."""
    whole = query.model_copy(update={"sort": Query().sort, "limit": Query().limit})
    return [*render(whole), *([("limit", str(query.limit))] if query.limit != page else [])]


def conditions(query: Query) -> list[tuple[str, str]]:
    """The parameters that say which records are meant."""
    return written(first(query).model_copy(update={"limit": PAGE}), PAGE)


def first(query: Query) -> Query:
    """The first page."""
    return query.model_copy(update={"after": None})


def behind(query: Query, place: Place) -> Query:
    """The page behind a place."""
    return query.model_copy(update={"after": place})


def following(query: Query, found: Results) -> Place | None:
    """The place where a feed goes on; None if all was found."""
    whole = query.after is None and found.total <= query.limit
    return None if whole or len(found.id) < max(query.limit, 1) else found.last


def named(query: Query) -> str:
    """The words of a search for the title of a feed."""
    return f" about “{' '.join(query.text.split())}”" if query.text.strip() else ""


def portal_name(entry: Entry) -> LangString:
    """The English name of the portal, else its first one; its id if nobody declares it any more."""
    titles = entry.source.title if entry.source else {}
    language = LANGUAGE if LANGUAGE in titles else next(iter(titles), "")
    return LangString(value=titles[language], language=language) if language else LangString(value=entry.record.source)


def shortened(text: str) -> str:
    """A text as long as an entry takes, cut at a word."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rpartition(' ')[0] or text[: LONGEST - 1]}…"


def _is_meant(entry: Entry, query: Query) -> bool:
    """Whether the record still has a status that is asked for: the index may not know yet that it is withdrawn."""
    return entry.record.status.value in query.filters()["status"]


def _entry(entry: Entry, catalog: Catalog) -> FeedEntry:
    dataset, iri = entry.record.dataset, catalog.dataset(entry.record.id)
    title = dataset.title[0]
    description = next((each for each in dataset.description if each.language == title.language), None)
    told = description or next(iter(dataset.description), None)
    return FeedEntry(
        id=iri,
        title=title,
        address=iri,
        updated=entry.modified,
        published=entry.record.provenance.first_harvested,
        summary=told.model_copy(update={"value": shortened(told.value)}) if told and told.value.strip() else None,
        category=tuple(dict.fromkeys(each.value for each in dataset.keyword if each.value.strip()))[:KEYWORDS],
        author=portal_name(entry),
    )
