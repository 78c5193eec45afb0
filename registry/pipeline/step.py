"""One step of a run: its datasets are judged, and the whole step is stored in one transaction."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from harvesters.base import RawRecord
from schemas.actor import Actor
from schemas.audit import Action
from schemas.dataset import Dataset
from schemas.issues import Issue
from schemas.license_issues import license_issue
from schemas.record import CatalogRecord, Provenance, Status
from schemas.runs import Run
from schemas.source import Source

from ..operation.redaction import Redactor
from ..services import Services
from ..store.progress import Progress
from ..store.records import Known
from ..store.saving import Save
from . import manifest
from .account import Account
from .alone import Failures
from .difference import changed_fields
from .judge import Judge
from .keep import Kept, keep

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listed:
    """A raw record that the portal lists, the SHA-256 of its content, and what the store knows of it."""

    raw: RawRecord
    id: UUID
    raw_hash: str
    known: Known | None


@dataclass(frozen=True)
class Candidate:
    """A listed record whose dataset differs from the stored one, so it has to be stored."""

    listed: Listed
    dataset: Dataset
    dataset_hash: str


@dataclass(frozen=True)
class Step:
    """A step of a run: `run` before the step, what the step adds to its account, and where reading continues after it.

    `redact` hides secrets in the values of issues, which quote the portal.
    """

    services: Services
    source: Source
    run: Run
    account: Account
    cursor: str | None
    failures: Failures
    redact: Redactor

    def save(self, candidates: Iterable[Candidate]) -> Run:
        """Store the step and return the run after it. Raises `RunLost` and `StoreUnavailable`.

        A record that cannot be judged or stored is left out and reported.
        """
        items = {candidate.listed.id: candidate for candidate in candidates}
        names = {record: candidate.listed.raw.identifier for record, candidate in items.items()}
        at = self.services.clock()
        judge = Judge(self.source, self.services.rules, at.date())
        kept = keep(
            self.services,
            items,
            lambda candidate, current: harvested(candidate, current, judge=judge, run=self.run.id, at=at),
            actor=Actor.of_run(self.run.id),
            write=lambda kept: self._write(kept, names),
        )
        for unstorable in kept.unstorable.values():
            log.warning("%s: record %s could not be stored: %s", self.source.id, unstorable.identifier, unstorable.error)
        for record, failed in kept.failed.items():
            self.failures.note(names[record], failed)
        return self.account.after(kept, identifiers=names).added_to(self.run)

    def _write(self, kept: Kept, names: Mapping[UUID, str]) -> None:
        """Note in the archive which records the raw records belong to. Then store the records and how far the run has got."""
        at, run, account = self.services.clock(), self.run, self.account.after(kept, identifiers=names)
        if kept.saves:
            records = [save.record for save in kept.saves]
            manifest.write(self.services.archive, records, source=self.source.id, run=run.id, at=at)
        issues = [*account.issues, *_of_licenses(kept.saves, told=account.issues)]
        progress = Progress(
            account.added_to(run), cursor=self.cursor, issues=self._told(issues), met=account.met, moved=account.moved
        )
        self.services.store.records.save(kept.saves, actor=Actor.of_run(run.id), at=at, progress=progress)

    def _told(self, issues: Iterable[Issue]) -> list[Issue]:
        """The issues as they are shown to everybody."""
        told = [(each, self.redact(each.value)) for each in issues]
        return [each if each.value == value else each.model_copy(update={"value": value}) for each, value in told]


def _of_licenses(saves: Iterable[Save], *, told: Iterable[Issue]) -> Iterator[Issue]:
    """What is wrong with the licences of records, unless it was `told` already when the records were read."""
    known = {(each.code, each.identifier) for each in told}
    for save in saves:
        found = license_issue(save.record.assessment, identifier=save.record.dataset.identifier)
        if found and (found.code, found.identifier) not in known:
            yield found


def harvested(candidate: Candidate, current: CatalogRecord | None, *, judge: Judge, run: int, at: datetime) -> Save:
    """What to store of a candidate that a run has met at a time."""
    raw = candidate.listed.raw
    changed = changed_fields(current.dataset, candidate.dataset) if current else []
    provenance = Provenance(
        url=raw.url,
        raw_hash=candidate.listed.raw_hash,
        media_type=raw.media_type,
        run=run,
        first_harvested=current.provenance.first_harvested if current else at,
        changed=current.provenance.changed if current and not changed else at,
    )
    record = judge.record(candidate.dataset, provenance=provenance, current=current)
    details: dict[str, object] = {"raw": provenance.raw_hash}
    if current:
        details["changed"] = changed
    return Save(record, _action(current), details, candidate.dataset_hash)


def _action(current: CatalogRecord | None) -> Action:
    if current is None:
        return Action.CREATE
    return Action.RESTORE if current.status is Status.WITHDRAWN else Action.CHANGE
