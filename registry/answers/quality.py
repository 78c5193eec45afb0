"""How good the metadata are that portals give: points by the method of data.europa.eu, and what would raise them most.

Points of many datasets are the mean of theirs. They are counted by the search, which holds what each dataset lacks.
"""

from collections.abc import Iterable, Mapping

from schemas.metadata_quality import Indicator, by_effect, dimensions, indicators, lacking, points, rating, total
from schemas.model import Model
from schemas.record import CatalogRecord
from search.ask import ask, cuts
from search.engine import SearchEngine
from search.meaning.meaning import Meaning
from search.params import CONDITIONS, render
from search.query import FacetValue, Filter, Query

from . import links
from .links import Link
from .shapes.quality import DimensionPoints, Lacking, Quality, RecordQuality

FIELD = "lacking"
"""The field of the search that has what a dataset lacks."""

SOURCE = "source"

ASKED_BY = tuple(name for name in CONDITIONS if name not in {FIELD, "usage"})
"""The parameters of a search that choose the datasets. What is counted here is no choice."""


class QualityLinks(Model):
    self: Link
    datasets: Link
    sources: Link


class QualityAnswer(Quality):
    """The quality of the metadata of what a search finds."""

    links: QualityLinks


class SourceQuality(Model):
    """The points of a portal, and the one change that would raise them most."""

    source: str
    count: int
    points: float
    rating: str
    first: Lacking | None
    links: QualityLinks


class SourcesQuality(Model):
    """The portals that have datasets, the best first."""

    measured: int
    most: int
    items: tuple[SourceQuality, ...]


def quality_of_record(record: CatalogRecord) -> RecordQuality:
    """The quality of the metadata of one dataset."""
    codes = lacking(record)
    reached = points(codes)
    return RecordQuality(
        points=reached,
        measured=total(measured=True),
        most=total(),
        rating=rating(reached).code,
        lacking=by_effect(codes),
    )


def quality_of_records(records: Iterable[CatalogRecord]) -> Quality:
    """The quality of records that are in no index."""
    count, counts = 0, dict.fromkeys(indicators(), 0)
    for record in records:
        count += 1
        for code in lacking(record):
            counts[code] += 1
    return _quality(count, counts)


def quality_of_query(engine: SearchEngine, query: Query, *, meaning: Meaning | None = None) -> QualityAnswer:
    """The quality of what a query finds. Raises as `ask` does."""
    found = ask(engine, query.model_copy(update={"offset": 0, "limit": 0}), facets=(FIELD,), meaning=meaning)
    counts = {value.value: value.count for value in found.facet[0].value}
    asked = tuple(render(query))
    return QualityAnswer(**dict(_quality(found.total, counts, asked)), links=_links(asked))


def quality_of_sources(engine: SearchEngine) -> SourcesQuality:
    """The quality of each portal. Raises as `ask` does."""
    everything = Query(limit=0, facet=(SOURCE,), facet_size=1000)
    cut = cuts(engine, everything)
    counts = _by_source(cut(everything).facet[0].value)
    lack: dict[str, dict[str, int]] = {source: {} for source in counts}
    for code, indicator in indicators().items():
        if indicator.measured:
            with_filter = everything.model_copy(update={"filter": (Filter(field=FIELD, value=(code,)),)})
            for source, count in _by_source(cut(with_filter).facet[0].value).items():
                lack[source][code] = count
    items = [_of_source(source, count, lack[source]) for source, count in counts.items()]
    return SourcesQuality(
        measured=total(measured=True), most=total(), items=tuple(sorted(items, key=lambda each: (-each.points, each.source)))
    )


def _by_source(values: Iterable[FacetValue]) -> dict[str, int]:
    return {value.value: value.count for value in values if value.count}


def _of_source(source: str, count: int, counts: Mapping[str, int]) -> SourceQuality:
    asked = ((SOURCE, source),)
    whole = _quality(count, counts, asked)
    reached = whole.points or 0.0
    return SourceQuality(
        source=source,
        count=count,
        points=reached,
        rating=rating(reached).code,
        first=whole.lacking[0] if whole.lacking else None,
        links=_links(asked),
    )


def _quality(count: int, counts: Mapping[str, int], asked: tuple[tuple[str, str], ...] | None = None) -> Quality:
    """The figures of `count` datasets, of which so many lack each indicator. `asked` are the parameters that find them."""
    lost = {code: each.points * counts.get(code, 0) / count for code, each in indicators().items() if each.measured and count}
    reached = total(measured=True) - sum(lost.values()) if count else None
    return Quality(
        count=count,
        points=None if reached is None else round(reached, 1),
        measured=total(measured=True),
        most=total(),
        rating=None if reached is None else rating(reached).code,
        dimensions=tuple(_dimension(code, label.label, lost) for code, label in dimensions().items()) if count else (),
        lacking=tuple(
            _lacking(indicators()[code], counts[code], count, asked)
            for code in sorted(lost, key=lambda code: -lost[code])
            if counts.get(code)
        ),
    )


def _dimension(code: str, label: str, lost: Mapping[str, float]) -> DimensionPoints:
    here = sum(points for name, points in lost.items() if indicators()[name].dimension == code)
    measured = total(measured=True, dimension=code)
    return DimensionPoints(
        dimension=code, label=label, points=round(measured - here, 1), measured=measured, most=total(dimension=code)
    )


def _lacking(each: Indicator, count: int, of: int, asked: tuple[tuple[str, str], ...] | None) -> Lacking:
    return Lacking(
        indicator=each.code,
        dimension=each.dimension,
        property=each.property,
        lacking=each.lacking,
        advice=each.advice,
        points=each.points,
        count=count,
        share=round(count / of, 4),
        gain=round(each.points * count / of, 1),
        datasets=None if asked is None else links.search([*asked, (FIELD, each.code)]),
    )


def _links(asked: tuple[tuple[str, str], ...]) -> QualityLinks:
    return QualityLinks(self=links.quality(asked), datasets=links.search(asked), sources=links.quality_of_sources())
