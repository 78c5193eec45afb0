"""The tool `portals`: the portals that are read, or one of them with its state."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from schemas.runs import Run
from schemas.source import Source
from search.query import Filter, Query

from ..answers.open_issues import CauseAnswer, open_issues_view
from ..answers.quality import quality_of_query
from ..answers.sources import license_figures
from ..pipeline.curate import SourceMissing
from ..store.runs import Latest
from .asked import Arguments, Cursor, Place, StateCode, offset_of
from .told import SHORT, portal
from .writing import Answer, Item, said

ADVICES = 4
"""The most advices about metadata that are told of a portal."""


class Portals(Arguments):
    """Without id: all portals, those with datasets first."""

    id: Annotated[str, Field(max_length=63, description="One portal, with its last runs, its health and its quality.")] = ""
    state: Annotated[StateCode | None, Field(description="Only portals of this state.")] = None
    cursor: Cursor = ""


def portals(place: Place, asked: Portals) -> Answer:
    """The list, or one. Raises `SourceMissing`, `BadCursor`, and as `ask` does."""
    if asked.id:
        source = place.services.sources.get(asked.id)
        if source is None:
            raise SourceMissing(asked.id)
        return _one(place, source)
    return _all(place, asked)


def _all(place: Place, asked: Portals) -> Answer:
    counts, latest = place.services.store.records.counts(), place.services.store.runs.latest()
    state = asked.state.upper() if asked.state else None
    sources = [each for each in place.services.sources.values() if state in (None, each.jurisdiction)]
    sources.sort(key=lambda each: (-counts.get(each.id, 0), each.id))
    begin = offset_of(asked.cursor)
    held = sum(1 for each in sources if counts.get(each.id))
    return Answer(
        head=(f"{len(sources)} portals are declared{f' of {state}' if state else ''}; {held} of them have datasets here.",),
        items=[(_line(each, counts, latest.get(each.id)),) for each in sources[begin:]],
        cursor=lambda shown: str(begin + shown),
    )


def _line(source: Source, counts: Mapping[str, int], latest: Latest | None) -> str:
    title = next(iter(source.title.values()))
    last = f"; last run {_run(latest.last)}" if latest else "; not read yet"
    sample = " (sample portal: invented data)" if source.sample else ""
    return f"{source.id} [{source.jurisdiction}] {title}{sample}: {counts.get(source.id, 0):,} datasets{last}"


def _run(run: Run) -> str:
    counts = ", ".join(f"{getattr(run.counts, name):,} {name}" for name in ("read", "new", "changed", "withdrawn", "rejected"))
    return f"{run.started:%Y-%m-%d %H:%M} {run.state} ({counts})"


def _one(place: Place, source: Source) -> Answer:
    services = place.services
    latest = services.store.runs.latest().get(source.id)
    retired = ("It is retired: no longer read.",) if source.retired else ()
    return Answer(
        head=(
            _line(source, services.store.records.counts(), latest),
            f"address: {source.url}; kind: {source.kind}; run by {source.operator or 'not stated'}",
            *retired,
            *_last(place, latest),
            *_licenses(place, source),
        ),
        items=[*_quality(place, source), *_issues(place, source)],
    )


def _last(place: Place, latest: Latest | None) -> Item:
    if latest is None:
        return ()
    done = (f"last run that was done: {_run(latest.done)}",) if latest.done else ("no run was done yet",)
    wrong = [("the last run ended so", latest.last.error or "", SHORT)]
    return (*done, *said(portal(latest.last.source), wrong, whole=place.root))


def _licenses(place: Place, source: Source) -> Item:
    found = license_figures(place.services.store, source.id)
    if found is None:
        return ()
    stated = f"{found.stated} stated, {found.law} by law alone, {found.unread} not understood, {found.conflict} contradict"
    return (f"licences: {stated}, {found.none} none",)


def _quality(place: Place, source: Source) -> list[Item]:
    query = Query(filter=(Filter(field="source", value=(source.id,)),))
    found = quality_of_query(place.services.engine, query)
    if found.points is None:
        return []
    advice = (f"- {each.count} datasets: {each.lacking}. {each.advice} (+{each.gain} points)" for each in found.lacking[:ADVICES])
    left = len(found.lacking) - ADVICES
    more = (f"- {left} more: {place.root}{found.links.self}",) if left > 0 else ()
    head = f"quality of the metadata: {found.points} of {found.measured} points ({found.rating}), method of data.europa.eu"
    return [(head, *advice, *more)]


def _issues(place: Place, source: Source) -> list[Item]:
    found = open_issues_view(place.services.store, source)
    counts: Counter[str] = Counter()
    for each in found.items:
        counts[each.code] += each.count
    kinds = {each.code: each for each in found.items}
    told: list[Item] = [
        (f"{count} × {code} ({kinds[code].severity}): {_sentences(kinds[code])}",) for code, count in counts.items()
    ]
    return told or [("Nothing is wrong with its records that Serai knows of.",)]


def _sentences(kind: CauseAnswer) -> str:
    return f"{kind.title}. {kind.how_to_fix}"
