"""One step of a run on its way into the store: candidates become records, and all of the step is kept in one transaction."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from harvesters.base import RawRecord
from schemas.actor import Actor
from schemas.dataset import Dataset
from schemas.issues import issue
from schemas.record import CatalogRecord, Curation, Provenance
from schemas.runs import OUTCOME_OF, Run
from schemas.source import Source

from ..policy.assess import assess
from ..services import Services
from ..store.errors import RunLost, StaleRecord, StoreError, StoreUnavailable
from ..store.records import Known, Progress, Save
from . import manifest
from .account import Account
from .difference import action_on, changed_fields

log = logging.getLogger(__name__)

TRIES = 5
"""How often a step is tried whose records people change at the same moment."""


@dataclass(frozen=True)
class Sighting:
    """A raw record met in this run, the SHA-256 of its content, and what the store knows of it."""

    raw: RawRecord
    id: UUID
    raw_hash: str
    known: Known | None


@dataclass(frozen=True)
class Candidate:
    """A sighting whose dataset differs from the stored one."""

    sighting: Sighting
    dataset: Dataset
    dataset_hash: str


@dataclass(frozen=True)
class Step:
    """A step of a run: `run` as it stands before the step, what the step adds to its account, and where reading goes on then."""

    services: Services
    source: Source
    run: Run
    account: Account
    cursor: str | None

    def save(self, candidates: Sequence[Candidate]) -> Run:
        """Keep the step and return the run after it. Raises `RunLost` and `StoreUnavailable`.

        A record that cannot be stored is left out and reported.
        """
        for _ in range(TRIES):
            try:
                return self._save_together(candidates)
            except (RunLost, StoreUnavailable):
                raise
            except StaleRecord:
                continue  # a person was faster: their decision is read and kept
            except StoreError:
                kept = self._storable(candidates)
                if len(kept) == len(candidates):
                    raise
                candidates = kept
        return self._save_together(candidates)

    def _save_together(self, candidates: Sequence[Candidate]) -> Run:
        saves = self._judged(candidates)
        done = Counter(OUTCOME_OF[save.action] for save in saves)
        after = self.account.added_to(self.run, **done)
        account = self.account
        progress = Progress(after, cursor=self.cursor, issues=account.issues, met=account.met, moved=account.moved)
        at = self.services.clock()
        if saves:
            records = [save.record for save in saves]
            manifest.write(self.services.archive, records, source=self.source.id, run=self.run.id, at=at)
        self.services.store.records.save(saves, actor=Actor.of_run(self.run.id), at=at, progress=progress)
        return after

    def _storable(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those that can be stored. The others are found by trying halves, and reported."""
        try:
            self.services.store.records.check(self._judged(candidates), actor=Actor.of_run(self.run.id), at=self.services.clock())
        except StoreUnavailable:
            raise
        except StaleRecord:
            pass
        except StoreError as error:
            if len(candidates) > 1:
                middle = len(candidates) // 2
                return self._storable(candidates[:middle]) + self._storable(candidates[middle:])
            self._refuse(candidates[0], error)
            return []
        return list(candidates)

    def _refuse(self, candidate: Candidate, error: StoreError) -> None:
        identifier = candidate.sighting.raw.identifier
        log.warning("%s: record %s could not be stored: %s", self.source.id, identifier, error)
        self.account.met.append(candidate.sighting.id)  # it is listed, so what is stored of it is not missing
        self.account.reject(issue("record-refused", identifier=identifier, value=str(error)))

    def _judged(self, candidates: Sequence[Candidate]) -> list[Save]:
        known = [candidate.sighting.id for candidate in candidates if candidate.sighting.known]
        current = self.services.store.records.get_many(known)
        return [self._judge(candidate, current.get(candidate.sighting.id)) for candidate in candidates]

    def _judge(self, candidate: Candidate, current: CatalogRecord | None) -> Save:
        """Make the record that is to be stored; a person's decisions are taken over from the current one."""
        raw, at = candidate.sighting.raw, self.services.clock()
        curation = current.curation if current else Curation()
        changed = changed_fields(current.dataset, candidate.dataset) if current else []
        record = CatalogRecord(
            id=candidate.sighting.id,
            source=self.source.id,
            version=current.version + 1 if current else 1,
            dataset=candidate.dataset,
            curation=curation,
            assessment=assess(candidate.dataset, curation, source=self.source, rules=self.services.rules, today=at.date()),
            provenance=Provenance(
                url=raw.url,
                raw_hash=candidate.sighting.raw_hash,
                media_type=raw.media_type,
                run=self.run.id,
                first_harvested=current.provenance.first_harvested if current else at,
                changed=current.provenance.changed if current and not changed else at,
            ),
        )
        details: dict[str, object] = {"raw": record.provenance.raw_hash}
        if current:
            details["changed"] = changed
        return Save(record=record, action=action_on(current), details=details, dataset_hash=candidate.dataset_hash)
