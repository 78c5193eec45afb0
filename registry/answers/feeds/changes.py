"""Feeds of changes of class, licence or law: of one record, and of all that a search finds."""

from collections.abc import Iterable
from itertools import chain, groupby, islice

from schemas.dataset import LangString
from schemas.formats.entry import Catalog, Entry
from schemas.formats.feed import LANGUAGE, Feed, FeedEntry, FeedSyntax
from schemas.record import CatalogRecord, Status
from search.ask import ask
from search.query import MAX_LIMIT, Place, Query

from ...pipeline.usable import resolved
from ...services import Services
from .. import links
from ..entries import entries_by_id, entry_of
from ..oai.sets import EVERY
from .legal_changes import LegalChange, legal_changes
from .searches import ATOM, Params, behind, conditions, following, latest_first, named, portal_name, written

EXAMINED = 100
"""How many states of a record a page of its feed looks at."""

PAGE = 50
"""A page of the feed of a search ends when it has so many changes, if the address does not say another number."""

RECORDS = 500
"""It ends also when it has looked at so many records, those that changed last."""

OF_EACH = 20
"""How many changes of each of them it looks at, the latest. The feed of the record has all."""


def record_feed(services: Services, catalog: Catalog, syntax: FeedSyntax, record: CatalogRecord, before: int | None) -> Feed:
    """The changes of a record, the latest first, behind an entry of the trail if one is given."""
    made = services.store.states.latest([record.id], limit=EXAMINED + 1, before=before)[record.id]
    goes_on, entry = len(made) > EXAMINED, entry_of(services, record)
    changes = legal_changes(made, services.rules)
    return Feed(
        id=catalog.root + links.record_feed(record.id, ATOM),
        title=f"Serai: class, licence and law of “{_title(record)}”",
        subtitle="Each change of the privacy class, the licence, the law, the access or a recorded fact, the latest first.",
        address=catalog.root + links.record_feed(record.id, syntax.suffix, before),
        page=catalog.dataset(record.id),
        version=catalog.version,
        entries=tuple(_entry(each, entry, catalog) for each in changes),
        next=catalog.root + links.record_feed(record.id, syntax.suffix, made[EXAMINED - 1].entry.id) if goes_on else None,
        began=record.provenance.first_harvested,
    )


def changes_feed(services: Services, catalog: Catalog, syntax: FeedSyntax, params: Params) -> Feed:
    """The changes of what a search finds. A page has those of the records that changed last, the next one those of the records
    before. Of a record that is withdrawn only that is told, as OAI-PMH tells deletions: without its metadata.

    Raises as `search_feed`.
    """
    query = latest_first(params, PAGE)
    changes, place = _look_through(services, query)
    of = {each.record.id: each for each in entries_by_id(services, {each.record.id for each in changes})}
    told = [
        each for id_, group in groupby(changes, lambda each: each.record.id) if id_ in of for each in _told_of(of[id_], group)
    ]
    told.sort(key=lambda each: each.entry.id, reverse=True)
    return Feed(
        id=catalog.root + links.changes_feed(ATOM, conditions(query)),
        title=f"Serai: class, licence and law of datasets{named(query)}",
        subtitle="Each change of the privacy class, the licence, the law, the access or a recorded fact, and withdrawals.",
        address=catalog.root + links.changes_feed(syntax.suffix, written(query, PAGE)),
        page=catalog.root + links.results_page(conditions(query)),
        version=catalog.version,
        entries=tuple(_of_many(each, of[each.record.id], catalog) for each in told),
        next=catalog.root + links.changes_feed(syntax.suffix, written(behind(query, place), PAGE)) if place else None,
    )


def _look_through(services: Services, query: Query) -> tuple[list[LegalChange], Place | None]:
    """The changes of the records that changed last, by record, and the place where looking goes on."""
    asked, rules = resolved(services, _withdrawn_too(query)).model_copy(update={"limit": MAX_LIMIT, "bare": True}), services.rules
    changes: list[LegalChange] = []
    for _ in range(RECORDS // MAX_LIMIT if query.limit else 0):
        found = ask(services.engine, asked, facets=(), meaning=services.meaning)
        changed = services.store.states.replaced(found.id)
        made = services.store.states.latest(changed, limit=OF_EACH + 1)
        changes += chain.from_iterable(legal_changes(states, rules) for states in made.values())
        place = following(asked, found)
        if place is None:
            return changes, None
        asked = behind(asked, place)
        if len(changes) >= query.limit:
            break
    return changes, asked.after if query.limit else None


def _withdrawn_too(query: Query) -> Query:
    return query if query.chosen(EVERY.field) else query.model_copy(update={"filter": (*query.filter, EVERY)})


def _told_of(entry: Entry, changes: Iterable[LegalChange]) -> Iterable[LegalChange]:
    """The changes of a record; of a withdrawn one only the withdrawal."""
    return islice((each for each in changes if each.withdrawal), 1) if _gone(entry) else changes


def _of_many(change: LegalChange, entry: Entry, catalog: Catalog) -> FeedEntry:
    return _withdrawal(change, entry, catalog) if _gone(entry) else _entry(change, entry, catalog)


def _gone(entry: Entry) -> bool:
    return entry.record.status is Status.WITHDRAWN


def _entry(change: LegalChange, entry: Entry, catalog: Catalog) -> FeedEntry:
    names = ", ".join(change.facts)
    return FeedEntry(
        id=_id(change, catalog),
        title=LangString(value=f"{names}: “{_title(entry.record)}”", language=LANGUAGE),
        address=catalog.dataset(change.record.id),
        updated=change.entry.at,
        published=change.entry.at,
        summary=LangString(value=_told(change), language=LANGUAGE),
        category=tuple(change.facts),
        author=portal_name(entry),
    )


def _withdrawal(change: LegalChange, entry: Entry, catalog: Catalog) -> FeedEntry:
    """That a dataset is withdrawn, without what it was."""
    id_ = change.record.id
    return FeedEntry(
        id=_id(change, catalog),
        title=LangString(value=f"Withdrawn: dataset {id_}", language=LANGUAGE),
        address=catalog.dataset(id_),
        updated=change.entry.at,
        published=change.entry.at,
        summary=LangString(value=change.cause, language=LANGUAGE),
        category=("Status",),
        author=portal_name(entry),
    )


def _id(change: LegalChange, catalog: Catalog) -> str:
    return f"{catalog.dataset(change.record.id)}#change-{change.entry.id}"


def _title(record: CatalogRecord) -> str:
    return " ".join(record.dataset.title[0].value.split())


def _told(change: LegalChange) -> str:
    """The facts before and after, the cause and the rules, each in a line."""
    was, now = change.rules
    rules = f"Rules: {now}." if was == now else f"Rules: {was} → {now}."
    facts = (f"{name}: {before} → {after}." for name, (before, after) in change.facts.items())
    return "\n".join((*facts, *([change.cause] if change.cause else []), rules))
