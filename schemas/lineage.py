"""The lineage of a dataset: the datasets that it was made from, as far as the catalogue has them (`prov:wasDerivedFrom`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from .grounds import Grounds, grounds_of, written
from .record import CatalogRecord


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A record that a dataset was made from.

    `said` are the words by which it is named, in the record before it; empty if that does not name it. `path` has the ids of the
    records between, from the dataset's side; it is empty for what the dataset names itself. `decided`: a person decided that the
    record before it was made from it; else it is found by the words.
    """

    record: CatalogRecord
    said: str
    path: tuple[UUID, ...] = ()
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Lineage:
    """The ancestors of a record, each once, the nearest first.

    `unseen` has, by record, what it says that it was made from and the catalogue does not have; of the record itself and of its
    ancestors. `cut`: there are more ancestors than are followed. Their names are `unseen` then.
    """

    ancestors: tuple[Ancestor, ...] = ()
    unseen: Mapping[UUID, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    cut: bool = False

    def grounds(self, record: CatalogRecord) -> tuple[Grounds, ...]:
        """What an answer depends on: of the record itself first, then of each ancestor."""
        chain = (record, *(each.record for each in self.ancestors))
        return tuple(grounds_of(each, self.unseen.get(each.id, ())) for each in chain)

    def written(self, record: CatalogRecord) -> str:
        """The text of these grounds."""
        return written(self.grounds(record))


ALONE = Lineage()
"""The lineage of a record that was made from nothing else."""
