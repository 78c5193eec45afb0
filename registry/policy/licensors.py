"""The datasets whose licences count in a combination: those that are combined, and what these were made from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from schemas.lineage import ALONE, Lineage
from schemas.record import CatalogRecord

from .license_pairs import Licensed, licensed
from .rules import Rules


@dataclass(frozen=True)
class Licensor:
    """A dataset whose licence counts. `through` are the combined datasets that bring it: itself, or those made from it."""

    record: CatalogRecord
    through: frozenset[UUID]

    @property
    def combined(self) -> bool:
        """Whether it is one of the combined datasets itself."""
        return self.record.id in self.through


Parties = Mapping[Licensed, Sequence[Licensor]]
"""The licences, each with the datasets that have it."""


def licensors(records: Sequence[CatalogRecord], lineages: Mapping[UUID, Lineage]) -> tuple[Licensor, ...]:
    """The combined records, then their ancestors, each once. A combined record is no ancestor beside that."""
    own = {record.id for record in records}
    through: defaultdict[UUID, set[UUID]] = defaultdict(set)
    ancestors: dict[UUID, CatalogRecord] = {}
    for record in records:
        for each in lineages.get(record.id, ALONE).ancestors:
            if each.record.id not in own:
                ancestors[each.record.id] = each.record
                through[each.record.id].add(record.id)
    behind = (Licensor(ancestors[id_], frozenset(through[id_])) for id_ in sorted(ancestors))
    return (*(Licensor(record, frozenset({record.id})) for record in records), *behind)


def parties_of(found: Iterable[Licensor], rules: Rules) -> Parties:
    """The datasets by their licences."""
    parties: defaultdict[Licensed, list[Licensor]] = defaultdict(list)
    for each in found:
        parties[licensed(each.record.assessment.license, rules.licenses)].append(each)
    return parties


def meeting(some: Sequence[Licensor], others: Sequence[Licensor]) -> tuple[UUID, ...]:
    """Which of some datasets meet one of the others.

    Two datasets meet if different combined datasets bring them. What one combined dataset brings alone was put together by its
    publisher, and its own answer says what that means.
    """
    ids, by_way = {each.record.id for each in others}, Counter(each.through for each in others)

    def meets(each: Licensor) -> bool:
        if len(each.through) > 1:
            return bool(ids - {each.record.id})
        return by_way[each.through] < len(others)

    return tuple(each.record.id for each in some if meets(each))
