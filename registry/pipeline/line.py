"""The straight line of one run: raw record, dataset, assessment, store. A batch at a time; nothing larger is held.

A record that fails at a stage is reported and leaves the line; the others go on.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from harvesters import HARVESTERS
from harvesters.base import Fetched, RawRecord, Total
from harvesters.errors import SkipRecord
from harvesters.source import Source
from schemas.audit import Action
from schemas.dataset import Dataset
from schemas.issues import Issue, Severity, issue
from schemas.record import CatalogRecord, Curation, Provenance, Status, record_id
from schemas.runs import Run, RunCounts, RunState

from ..policy.assess import assess
from ..services import Services
from ..store.errors import StoreError, StoreUnavailable
from ..store.records import Known, Save
from .difference import action_on, changed_fields

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sighting:
    """A raw record met in this run, and what the store knows of it."""

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


class Line:
    """Carries the batches of one run through the stages and keeps its account in `run`.

    `torn` tells whether a part of the portal's list could not be read, so that the sweep is not whole.
    """

    def __init__(self, services: Services, source: Source, run: Run) -> None:
        self.services = services
        self.source = source
        self.run = run
        self.torn = False
        self._issues: list[Issue] = []

    def take(self, batch: Sequence[Fetched]) -> None:
        """Carry one batch through all stages. Raises `StoreUnavailable`."""
        for item in batch:
            if isinstance(item, Total):
                self.run = self.run.model_copy(update={"stated_total": item.value})
            elif isinstance(item, Issue):
                self._note_fetch_issue(item)
        sightings = self._sight([item for item in batch if isinstance(item, RawRecord)])
        self._save(list(self._differing(sightings)))
        self._flush_issues()

    def end(self, state: RunState, *, error: str | None = None, withdrawn: int = 0) -> None:
        """Close the run's account."""
        at = self.services.clock()
        self._flush_issues()
        counts = self.run.counts.model_copy(update={"withdrawn": withdrawn})
        self.run = self.run.model_copy(update={"state": state, "ended": at, "error": error, "counts": counts})
        self.services.store.runs.save(self.run, at=at)

    def _note_fetch_issue(self, found: Issue) -> None:
        self._issues.append(found)
        if found.kind.severity is not Severity.ERROR:
            return
        if found.kind.tears:
            self.torn = True
        else:
            self._count(rejected=1)

    def _sight(self, raws: Sequence[RawRecord]) -> Iterator[Sighting]:
        """Look the records up; one that this run has had already is counted and left out."""
        known = self.services.store.records.known(self.source.id, {raw.identifier for raw in raws})
        met: set[str] = set()
        for raw in raws:
            before = known.get(raw.identifier)
            if raw.identifier in met or (before and before.seen_run == self.run.id):
                self._reject(issue("identifier-repeated", identifier=raw.identifier), outcome="repeated")
                continue
            met.add(raw.identifier)
            yield Sighting(raw, record_id(self.source.id, raw.identifier), sha256(raw.content).hexdigest(), before)

    def _differing(self, sightings: Iterator[Sighting]) -> Iterator[Candidate]:
        """Leave out what the store has already: first by the raw record, then by the dataset made of it.

        What was withdrawn differs in any case. What cannot be taken is still listed, so the stored record is not missing.
        """
        seen: list[UUID] = []
        moved: dict[UUID, str] = {}
        listed: list[UUID] = []
        for sighting in sightings:
            kept = sighting.known if sighting.known and sighting.known.status is Status.ACTIVE else None
            if kept and kept.raw_hash == sighting.raw_hash:
                seen.append(sighting.id)
                continue
            candidate = self._normalise(sighting)
            if candidate is None:
                listed.append(sighting.id)
            elif kept and kept.dataset_hash == candidate.dataset_hash:
                moved[sighting.id] = self.services.archive.put(sighting.raw.content)
            else:
                yield candidate
        self.services.store.records.seen(self.run.id, [*seen, *moved, *listed], raw_hashes=moved)
        self._count(unchanged=len(seen) + len(moved))

    def _normalise(self, sighting: Sighting) -> Candidate | None:
        try:
            normalised = HARVESTERS[self.source.kind].normalise(sighting.raw, self.source)
        except SkipRecord as skip:
            self._reject(skip.issue)
            return None
        self._issues.extend(normalised.issues)
        content = normalised.dataset.model_dump_json().encode()
        return Candidate(sighting, normalised.dataset, sha256(content).hexdigest())

    def _save(self, candidates: Sequence[Candidate]) -> None:
        """Save in one transaction; if that fails, save the halves, until the bad record is alone."""
        if not candidates:
            return
        try:
            self._save_together(candidates)
        except StoreUnavailable:
            raise
        except StoreError as error:
            if len(candidates) == 1:
                identifier = candidates[0].sighting.raw.identifier
                log.warning("%s: record %s could not be stored: %s", self.source.id, identifier, error)
                self._reject(issue("record-refused", identifier=identifier, value=str(error)))
                self.services.store.records.seen(self.run.id, [candidates[0].sighting.id])
                return
            middle = len(candidates) // 2
            self._save(candidates[:middle])
            self._save(candidates[middle:])

    def _save_together(self, candidates: Sequence[Candidate]) -> None:
        records = self.services.store.records
        current = records.get_many([candidate.sighting.id for candidate in candidates if candidate.sighting.known])
        saves = [self._judge(candidate, current.get(candidate.sighting.id)) for candidate in candidates]
        records.save(saves, actor=f"run {self.run.id}", at=self.services.clock())
        done = Counter(save.action for save in saves)
        self._count(new=done[Action.CREATE], changed=done[Action.CHANGE], restored=done[Action.RESTORE])

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
                raw_hash=self.services.archive.put(raw.content),
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

    def _reject(self, found: Issue, *, outcome: str = "rejected") -> None:
        self._issues.append(found)
        self._count(**{outcome: 1})

    def _count(self, **outcomes: int) -> None:
        counts = self.run.counts.model_dump()
        for outcome, number in outcomes.items():
            counts[outcome] += number
            counts["read"] += number
        self.run = self.run.model_copy(update={"counts": RunCounts(**counts)})

    def _flush_issues(self) -> None:
        if self._issues:
            self.services.store.runs.add_issues(self.run.id, self._issues)
            self._issues = []
