"""The answer about several datasets together: its shape, and the function that makes it, for today, a later and a past day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from schemas.answers import Basis, NotKept, RestsOn
from schemas.combination import Combination, Combined
from schemas.lineage import Lineage
from schemas.model import Model
from schemas.record import CatalogRecord, Status
from schemas.usage import UsageRequest

from ..pipeline.days import DayError, end_of, of_several, rules_of
from ..pipeline.past import Made, lineage_at, record_at
from ..policy.combination import combine
from ..policy.combination_rules import CombinationRules
from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidRules
from ..policy.transfer.facts import check_request
from ..services import Services
from . import links
from .keeping import parameters
from .links import Link


class DatasetsMissing(LookupError):
    """Some datasets cannot be combined because there is no record of them. `ids` has them."""

    def __init__(self, ids: Iterable[UUID]) -> None:
        self.ids = tuple(ids)
        super().__init__(", ".join(map(str, self.ids)))


class DatasetsWithdrawn(ValueError):
    """Some datasets cannot be combined because their portals no longer list them, or did not on the day that is asked for.

    `ids` has them, each with the record that has the dataset now (None if there is none).
    """

    def __init__(self, ids: Mapping[UUID, UUID | None]) -> None:
        self.ids = dict(ids)
        super().__init__(", ".join(map(str, self.ids)))


class CombinationLinks(Model):
    """Links to the question, and to the datasets in the order of `dataset`."""

    self: Link
    datasets: tuple[Link, ...]


class CombinedAnswer(Combined):
    """One of the datasets, with the verdict on it alone, and how that came about: see `UsageAnswer`."""

    version: int
    assessment_rules: str
    basis: Basis = Basis.CURRENT
    rests_on: RestsOn | None = None


class WholeRestsOn(Model):
    """What a computed answer about several datasets rests on, besides what is told with each of them.

    `until` is the end of the day: what came later is left out. Of what is `not_kept` for any of them, today's was used.
    """

    until: datetime
    not_kept: tuple[NotKept, ...]


class CombinationAnswer(Combination):
    """May the datasets be combined, and used together from a state, for a purpose. It is information, not legal advice.

    For a past day it is `computed` (`basis`), and `rests_on` tells from what; answers that were kept are about single datasets.
    """

    dataset: tuple[CombinedAnswer, ...]
    basis: Basis = Basis.CURRENT
    rests_on: WholeRestsOn | None = None
    links: CombinationLinks


@dataclass(frozen=True)
class _Ground:
    """The records, their lineages, the rules and the table, as they are, or as they stood at the end of a past day."""

    records: Mapping[UUID, CatalogRecord]
    lineages: Mapping[UUID, Lineage]
    rules: Rules
    table: CombinationRules
    past: Mapping[UUID, RestsOn] = field(default_factory=dict)
    rests_on: WholeRestsOn | None = None

    @property
    def basis(self) -> Basis:
        return Basis.COMPUTED if self.rests_on else Basis.CURRENT


def combination_view(services: Services, ids: Iterable[UUID], request: UsageRequest, *, at: date | None) -> CombinationAnswer:
    """The answer for a day, today if none is named.

    Raises `DatasetsMissing`, `DatasetsWithdrawn`, `InvalidUsage`, `InvalidRules`, and for a past day `SourceMissing` and
    `DayError`, whose `of` has the datasets of which nothing can be told.
    """
    today = services.clock().date()
    day = at or today
    wanted = tuple(dict.fromkeys(ids))
    found = services.store.records.get_many(wanted)
    if missing := [id_ for id_ in wanted if id_ not in found]:
        raise DatasetsMissing(missing)
    ground = _then(services, found, request, day) if day < today else _now(services, found)
    if withdrawn := [id_ for id_ in wanted if ground.records[id_].status is Status.WITHDRAWN]:
        survivors = services.store.aliases.survivors(withdrawn)
        raise DatasetsWithdrawn({id_: survivors.get(id_) for id_ in withdrawn})
    combined = combine(ground.records.values(), request, ground.rules, day, lineages=ground.lineages, table=ground.table)
    return CombinationAnswer(
        **dict(combined) | {"dataset": tuple(_dataset(each, ground) for each in combined.dataset)},
        basis=ground.basis,
        rests_on=ground.rests_on,
        links=CombinationLinks(
            self=links.combination(_parameters(wanted, request, at)),
            datasets=tuple(links.record(each.record) for each in combined.dataset),
        ),
    )


def _now(services: Services, found: Mapping[UUID, CatalogRecord]) -> _Ground:
    rules = services.rules
    return _Ground(found, services.store.derivations.lineages(list(found.values())), rules, rules.combination)


def _then(services: Services, found: Mapping[UUID, CatalogRecord], request: UsageRequest, day: date) -> _Ground:
    rules = rules_of(services, day)
    check_request(request, rules.transfer)
    records, lineages, past, wrong = dict[UUID, CatalogRecord](), dict[UUID, Lineage](), dict[UUID, RestsOn](), {}
    made: Made = {}
    for id_, current in found.items():
        try:
            stood = record_at(services, current, day, made)
            lineages[id_] = lineage_at(services, stood.record, day, made)
        except DayError as error:
            wrong[id_] = error
            continue
        records[id_], past[id_] = stood.record, stood.decided_on
    if wrong:
        raise of_several(day, wrong)
    not_kept = {code for each in past.values() for code in each.not_kept}
    try:
        table = rules.combination
    except InvalidRules:
        table = services.rules.combination
        not_kept.add(NotKept.COMBINATION)
    rests_on = WholeRestsOn(until=end_of(day), not_kept=tuple(sorted(not_kept, key=list(NotKept).index)))
    return _Ground(records, lineages, rules, table, past, rests_on)


def _dataset(each: Combined, ground: _Ground) -> CombinedAnswer:
    record = ground.records[each.record]
    return CombinedAnswer(
        **dict(each),
        version=record.version,
        assessment_rules=record.assessment.rules,
        basis=ground.basis,
        rests_on=ground.past.get(each.record),
    )


def _parameters(ids: Iterable[UUID], request: UsageRequest, at: date | None) -> list[tuple[str, str]]:
    """The question in its URL form."""
    return [*(("id", str(id_)) for id_ in ids), *parameters(request), *([("at", at.isoformat())] if at else [])]
