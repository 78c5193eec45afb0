"""Judging: from a dataset to the record to store. Every judged record is made here."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.dataset import Dataset
from schemas.record import CatalogRecord, Curation, Provenance, Status, record_id
from schemas.source import Source

from ..policy.assess import assess
from ..policy.rules import Rules


@dataclass(frozen=True)
class Judge:
    """Judges datasets of one source by one set of rules on one day. Pure: the same arguments give the same record."""

    source: Source
    rules: Rules
    today: date

    def record(
        self,
        dataset: Dataset,
        *,
        provenance: Provenance,
        current: CatalogRecord | None = None,
        status: Status = Status.ACTIVE,
        curation: Curation | None = None,
        id: UUID | None = None,
    ) -> CatalogRecord:
        """The record of a dataset, with its assessment. It follows the `current` record, or is the first version.

        What people decided is kept from the current record, unless `curation` replaces it. A layer that a harvest must not change
        is copied here. `id` is the id of a new record if it does not follow from the identifier.
        """
        if curation is None:
            curation = current.curation if current else Curation()
        return CatalogRecord(
            id=current.id if current else id or record_id(self.source.id, dataset.identifier),
            source=self.source.id,
            status=status,
            version=current.version + 1 if current else 1,
            dataset=dataset,
            curation=curation,
            assessment=assess(dataset, curation, source=self.source, rules=self.rules, today=self.today),
            provenance=provenance,
        )
