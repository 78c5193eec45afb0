"""Whether many datasets may be used: those that are named, also on a past day, or all that a search finds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.answers import Basis, RestsOn
from schemas.dataset import LangString, Text
from schemas.lineage import Lineage
from schemas.model import Model
from schemas.record import CatalogRecord
from schemas.usage import ShortVerdict, UsageEffect, UsageRequest, UsageVerdict
from search.ask import ask
from search.params import render
from search.query import Hit, Query

from ..pipeline.curate import SourceMissing
from ..pipeline.days import DayBeforeRecord, DayError, DayNotKept, rules_of
from ..pipeline.past import Made
from ..pipeline.usable import Usable
from ..policy.transfer.decide import decide
from ..policy.transfer.short import shortened
from ..services import Services
from . import links
from .links import Link
from .shapes.usable import UsageCounts
from .usable import counts_of, usage_counts
from .usage import Given, given

RECORD_MISSING = "record-missing"
"""The code of the problem that there is no such record."""

PROBLEMS: Mapping[type[Exception], str] = {
    DayBeforeRecord: "day-before-record",
    DayNotKept: "day-not-kept",
    SourceMissing: "source-undeclared",
}
"""The codes of the problems that nothing can be told of a record on a past day."""


class Use(Model):
    """The answer on one dataset, in short or whole. Without a verdict, `problem` is the code of what is wrong.

    `basis`, `kept` and `rests_on` tell how it came about, as in `UsageAnswer`. `first` is the first day of which an answer can be
    told, if there is none for the past day that is asked for.
    """

    id: UUID
    title: Text = ()
    verdict: ShortVerdict | UsageVerdict | None = None
    basis: Basis | None = None
    kept: Link | None = None
    rests_on: RestsOn | None = None
    problem: str | None = None
    first: date | None = None
    record: Link


class UsesAnswer(Model):
    """May the datasets be used from a state, for a purpose. It is information, not legal advice.

    `items` are those that are named, in that order, or a page of those that a search finds, the latest changed data first.
    `usage` counts all of them. `next` is the `after` of the next page; null on the last one.
    """

    usage: UsageCounts
    items: tuple[Use, ...]
    next: str | None = None


def uses_of_records(services: Services, usable: Usable, ids: Sequence[UUID], *, full: bool = False) -> UsesAnswer:
    """The answers on datasets by their ids, as the store has them; one that is not there has a problem."""
    stored = _stored(services, dict.fromkeys(ids))
    view = _whole if full else _short
    texts = Counter(lineage.written(record) for record, lineage in stored.values())
    return UsesAnswer(
        usage=counts_of(usable, ((usable.verdict(text), count) for text, count in texts.items())),
        items=tuple(view(usable, *stored[id]) if id in stored else _missing(id) for id in ids),
    )


def uses_of_past(services: Services, request: UsageRequest, ids: Sequence[UUID], day: date, *, full: bool = False) -> UsesAnswer:
    """The answers on datasets by their ids for a past day, each the one that `given` gives; in short, if it was kept, as far as
    a kept answer tells.

    One of which nothing can be told has a problem. Raises `InvalidUsage`, and `DayNotKept` if the rules of then are not known.
    """
    usable = Usable(rules_of(services, day), request, day, tuple(UsageEffect))
    uses: dict[UUID, Use] = {}
    verdicts: list[ShortVerdict] = []
    made: Made = {}
    for id, record in services.store.records.get_many(dict.fromkeys(ids)).items():
        try:
            found = given(services, record, request, at=day, changes=full, made=made)
        except (DayError, SourceMissing) as error:
            uses[id] = _untold(record, error)
            continue
        short = shortened(found.verdict) if found.kept else usable.verdict(found.lineage.written(found.record))
        verdicts.append(short)
        uses[id] = _given(found, found.verdict if full else short)
    return UsesAnswer(
        usage=counts_of(usable, ((each, 1) for each in verdicts)), items=tuple(uses.get(id) or _missing(id) for id in ids)
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
    return Use(id=record.id, title=record.dataset.title, verdict=verdict, basis=Basis.CURRENT, record=links.record(record.id))


def _whole(usable: Usable, record: CatalogRecord, lineage: Lineage) -> Use:
    verdict = decide(record, usable.request, usable.rules.transfer, usable.day, lineage=lineage)
    return Use(id=record.id, title=record.dataset.title, verdict=verdict, basis=Basis.CURRENT, record=links.record(record.id))


def _found(usable: Usable, hit: Hit) -> Use:
    title = tuple(LangString(value=each.value, language=each.language) for each in hit.summary.title)
    return Use(
        id=hit.id,
        title=title,
        verdict=usable.verdict(hit.summary.usage_grounds),
        basis=Basis.CURRENT,
        record=links.record(hit.id),
    )


def _listed(usable: Usable, hit: Hit, stored: Mapping[UUID, Stored]) -> Use:
    """A record that the index has; the store may have lost it since."""
    return _whole(usable, *stored[hit.id]) if hit.id in stored else _missing(hit.id)


def _given(found: Given, verdict: ShortVerdict | UsageVerdict) -> Use:
    """The answer for a past day."""
    return Use(
        id=found.record.id,
        title=found.record.dataset.title,
        verdict=verdict,
        basis=found.basis,
        kept=links.answer(found.kept.number) if found.kept else None,
        rests_on=found.rests_on,
        record=links.record(found.record.id),
    )


def _untold(record: CatalogRecord, error: DayError | SourceMissing) -> Use:
    """A record of which nothing can be told on a past day."""
    first = error.first if isinstance(error, DayError) else None
    title, link = record.dataset.title, links.record(record.id)
    return Use(id=record.id, title=title, problem=_problem_of(error), first=first, record=link)


def _missing(id: UUID) -> Use:
    return Use(id=id, problem=RECORD_MISSING, record=links.record(id))


COLUMNS: tuple[str, ...] = ("id", "title", "effect", "would_be", "confidence", "decided_by", "rule", "citation", "missing")
COLUMNS += ("problem", "record", "basis", "first")
"""The columns of the table of answers."""


def use_row(use: Use) -> tuple[str, ...]:
    """The cells of a short answer, in the order of `COLUMNS`."""
    title = use.title[0].value if use.title else ""
    if not isinstance(use.verdict, ShortVerdict):
        return (str(use.id), title, *("" for _ in COLUMNS[2:-4]), use.problem or "", use.record, "", str(use.first or ""))
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
        use.basis or "",
        "",
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


def _problem_of(error: Exception) -> str:
    return next(code for kind, code in PROBLEMS.items() if isinstance(error, kind))
