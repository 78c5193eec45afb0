"""Whether many datasets may be used: those that are named, or all that a search finds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.dataset import LangString, Text
from schemas.lineage import Lineage
from schemas.model import Model
from schemas.record import CatalogRecord
from schemas.usage import ShortVerdict, UsageVerdict
from search.ask import ask
from search.params import render
from search.query import Hit, Query

from ..pipeline.usable import Usable
from ..policy.transfer.decide import decide
from ..policy.transfer.errors import InvalidUsage
from ..services import Services
from . import links
from .links import Link
from .usable import UsageCounts, counts_of, usage_counts

RECORD_MISSING = "record-missing"
"""The code of the problem that there is no such record."""


class Use(Model):
    """The answer on one dataset, in short or whole. Without a verdict, `problem` is the code of what is wrong."""

    id: UUID
    title: Text = ()
    verdict: ShortVerdict | UsageVerdict | None = None
    problem: str | None = None
    record: Link


class UsesAnswer(Model):
    """May the datasets be used from a state, for a purpose. It is information, not legal advice.

    `items` are those that are named, in that order, or a page of those that a search finds, the latest changed data first.
    `usage` counts all of them. `next` is the `after` of the next page; null on the last one.
    """

    usage: UsageCounts
    items: tuple[Use, ...]
    next: str | None = None


def day_asked(at: date | None, today: date) -> date:
    """The day for which answers are asked, today if none is named. Raises `InvalidUsage` for a past day."""
    if at is not None and at < today:
        raise InvalidUsage("at", "day-past", value=at.isoformat(), choices=(today.isoformat(),))
    return at or today


def uses_of_records(services: Services, usable: Usable, ids: Sequence[UUID], *, full: bool = False) -> UsesAnswer:
    """The answers on datasets by their ids, as the store has them; one that is not there has a problem."""
    stored = _stored(services, dict.fromkeys(ids))
    view = _whole if full else _short
    return UsesAnswer(
        usage=counts_of(usable, Counter(lineage.written(record) for record, lineage in stored.values())),
        items=tuple(view(usable, *stored[id]) if id in stored else _missing(id) for id in ids),
    )


def uses_of_query(services: Services, usable: Usable, query: Query, *, full: bool = False) -> UsesAnswer:
    """The answers on a page of what a query finds, as the index has it, in an order by date; with `full` as the store has it."""
    results = ask(services.engine, usable.filtered(services.engine, query), facets=())
    stored = _stored(services, (hit.id for hit in results.hit)) if full else {}
    may_go_on = results.last is not None and len(results.hit) == query.limit
    return UsesAnswer(
        usage=usage_counts(usable, results),
        items=tuple(_listed(usable, hit, stored) if full else _found(usable, hit) for hit in results.hit),
        next=dict(render(query.model_copy(update={"after": results.last})))["after"] if may_go_on else None,
    )


Stored = tuple[CatalogRecord, Lineage]
"""A record, and what it was made from."""


def _stored(services: Services, ids: Iterable[UUID]) -> dict[UUID, Stored]:
    """The records that are there, by their ids."""
    records = services.store.records.get_many(ids)
    lineages = services.store.derivations.lineages(list(records.values()))
    return {id: (record, lineages[id]) for id, record in records.items()}


def _short(usable: Usable, record: CatalogRecord, lineage: Lineage) -> Use:
    verdict = usable.verdict(lineage.written(record))
    return Use(id=record.id, title=record.dataset.title, verdict=verdict, record=links.record(record.id))


def _whole(usable: Usable, record: CatalogRecord, lineage: Lineage) -> Use:
    verdict = decide(record, usable.request, usable.rules.transfer, usable.day, lineage=lineage)
    return Use(id=record.id, title=record.dataset.title, verdict=verdict, record=links.record(record.id))


def _found(usable: Usable, hit: Hit) -> Use:
    title = tuple(LangString(value=each.value, language=each.language) for each in hit.summary.title)
    return Use(id=hit.id, title=title, verdict=usable.verdict(hit.summary.usage_grounds), record=links.record(hit.id))


def _listed(usable: Usable, hit: Hit, stored: Mapping[UUID, Stored]) -> Use:
    """A record that the index has; the store may have lost it since."""
    return _whole(usable, *stored[hit.id]) if hit.id in stored else _missing(hit.id)


def _missing(id: UUID) -> Use:
    return Use(id=id, problem=RECORD_MISSING, record=links.record(id))


COLUMNS = ("id", "title", "effect", "would_be", "confidence", "decided_by", "rule", "citation", "missing", "problem", "record")
"""The columns of the table of answers."""


def use_row(use: Use) -> tuple[str, ...]:
    """The cells of a short answer, in the order of `COLUMNS`."""
    title = use.title[0].value if use.title else ""
    if not isinstance(use.verdict, ShortVerdict):
        return (str(use.id), title, *("" for _ in COLUMNS[2:-2]), use.problem or "", use.record)
    verdict = use.verdict
    questions = dict.fromkeys(question.question for reason in verdict.reason for question in reason.missing)
    return (
        str(use.id),
        title,
        verdict.effect,
        verdict.would_be or "",
        verdict.confidence,
        ", ".join(verdict.decided_by),
        ", ".join(reason.rule for reason in verdict.reason),
        " | ".join(reason.citation for reason in verdict.reason),
        " | ".join(questions),
        "",
        use.record,
    )


def every_use(services: Services, usable: Usable, query: Query) -> Iterator[Use]:
    """The answers on all that a query finds, read page by page."""
    return _pages(services, usable, usable.filtered(services.engine, query))


def _pages(services: Services, usable: Usable, query: Query) -> Iterator[Use]:
    while True:
        results = ask(services.engine, query, facets=())
        yield from (_found(usable, hit) for hit in results.hit)
        if results.last is None or len(results.hit) < query.limit:
            return
        query = query.model_copy(update={"after": results.last})
