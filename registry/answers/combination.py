"""The answer about several datasets together: its shape, and the function that makes it."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from schemas.combination import Combination
from schemas.model import Model
from schemas.record import Status
from schemas.usage import UsageRequest

from ..policy.combination import combine
from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidUsage
from ..store import Store
from . import links
from .links import Link


class DatasetsMissing(LookupError):
    """Some datasets cannot be combined because there is no record of them. `ids` has them."""

    def __init__(self, ids: Iterable[UUID]) -> None:
        self.ids = tuple(ids)
        super().__init__(", ".join(map(str, self.ids)))


class DatasetsWithdrawn(ValueError):
    """Some datasets cannot be combined because their portals no longer list them.

    `ids` has them, each with the record that has the dataset now (None if there is none).
    """

    def __init__(self, ids: Mapping[UUID, UUID | None]) -> None:
        self.ids = dict(ids)
        super().__init__(", ".join(map(str, self.ids)))


class CombinationLinks(Model):
    """Links to the question, and to the datasets in the order of `dataset`."""

    self: Link
    datasets: tuple[Link, ...]


class CombinationAnswer(Combination):
    """May the datasets be combined, and used together from a state, for a purpose. It is information, not legal advice."""

    links: CombinationLinks


def combination_view(
    store: Store, ids: Iterable[UUID], request: UsageRequest, rules: Rules, *, at: date | None, today: date
) -> CombinationAnswer:
    """The answer for a day, today if none is named.

    Raises `DatasetsMissing`, `DatasetsWithdrawn`, and `InvalidUsage`, for a past day too: what held then is not kept.
    """
    if at is not None and at < today:
        raise InvalidUsage("at", "day-past", value=at.isoformat(), choices=(today.isoformat(),))
    wanted = tuple(dict.fromkeys(ids))
    found = store.records.get_many(wanted)
    if missing := [id_ for id_ in wanted if id_ not in found]:
        raise DatasetsMissing(missing)
    if withdrawn := [id_ for id_ in wanted if found[id_].status is Status.WITHDRAWN]:
        survivors = store.aliases.survivors(withdrawn)
        raise DatasetsWithdrawn({id_: survivors.get(id_) for id_ in withdrawn})
    lineages = store.derivations.lineages(list(found.values()))
    combined = combine(found.values(), request, rules, at or today, lineages=lineages)
    return CombinationAnswer(
        **dict(combined),
        links=CombinationLinks(
            self=links.combination(_parameters(wanted, request, at)),
            datasets=tuple(links.record(each.record) for each in combined.dataset),
        ),
    )


def _parameters(ids: Iterable[UUID], request: UsageRequest, at: date | None) -> list[tuple[str, str]]:
    """The question in its URL form. Who asks is left out: addresses are logged."""
    asked = request.model_dump(mode="json", exclude_defaults=True, exclude={"affiliation", "recipient"})
    pairs = [("id", str(id_)) for id_ in ids]
    pairs += ((name, str(item)) for name, value in asked.items() for item in (value if isinstance(value, list) else [value]))
    return [*pairs, *([("at", at.isoformat())] if at else [])]
