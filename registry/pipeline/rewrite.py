"""Rewriting the records of a source from their archived raw records, and the account of it."""

from collections import Counter
from typing import Any
from uuid import UUID

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.errors import SkipRecord
from schemas.actor import Actor
from schemas.audit import Action
from schemas.dataset import Dataset
from schemas.record import CatalogRecord, Status
from schemas.rescue import RescueExample, RescueReport
from schemas.runs import OUTCOME_OF
from schemas.source import Source

from ..policy.assess import assess
from ..services import Services
from ..store.changes import Past
from ..store.errors import Corrupt, NotArchived
from ..store.records import Save
from .difference import changed_fields, hash_of

EXAMPLES = 10
"""How many records the account shows."""


class Rewrite:
    """Puts records into a wanted state, a batch at a time. Without `apply` it only keeps the account."""

    def __init__(self, services: Services, source: Source, *, by: Actor, apply: bool, details: dict[str, Any]) -> None:
        self.services, self.source, self.by, self.apply, self.details = services, source, by, apply, details
        self._counts: Counter[str] = Counter()
        self._fields: Counter[str] = Counter()
        self._examples: list[RescueExample] = []
        self._saves: list[Save] = []
        self._back: list[UUID] = []

    def put(self, record: CatalogRecord, wanted: Past, *, action: Action, anew: bool) -> None:
        """Note how a record differs from the wanted state, for `flush` to save; `action` is the name of a changed dataset.

        A dataset is made from its raw record if that differs from the present one, or in any case with `anew`.
        """
        dataset = record.dataset
        if anew or wanted.raw_hash != record.provenance.raw_hash:
            made = self._normalise(record, wanted.raw_hash)
            if made is None:
                return
            dataset = made
        changed = changed_fields(record.dataset, dataset)
        if record.status is wanted.status and not changed:
            self._counts["unchanged"] += 1
            return
        if record.status is not wanted.status:
            action = Action.WITHDRAW if wanted.status is Status.WITHDRAWN else Action.RESTORE
        self._note(record, action, changed)
        if self.apply:
            self._saves.append(self._save(record, wanted, dataset, action=action, changed=changed))
            self._back.extend([record.id] if action is Action.RESTORE else [])

    def flush(self) -> None:
        """Save what was put. What is active again counts as met by the source's last run, so that its grace begins anew."""
        records = self.services.store.records
        records.save(self._saves, actor=self.by, at=self.services.clock())
        last = self.services.store.runs.last(self.source.id)
        if last and self._back:
            records.seen(last.id, self._back)
        self._saves, self._back = [], []

    def report(self) -> RescueReport:
        """The account so far."""
        return RescueReport(
            source=self.source.id,
            applied=self.apply,
            fields=dict(self._fields.most_common()),
            examples=tuple(self._examples),
            **self._counts,
        )

    def _normalise(self, record: CatalogRecord, raw_hash: str) -> Dataset | None:
        try:
            content = self.services.archive.get(raw_hash)
        except (NotArchived, Corrupt):
            self._counts["unreadable"] += 1
            return None
        stated = record.provenance
        raw = RawRecord(record.dataset.identifier, content, stated.media_type, stated.url)
        try:
            return HARVESTERS[self.source.kind].normalise(raw, self.source).dataset
        except SkipRecord:
            self._counts["rejected"] += 1
            return None

    def _note(self, record: CatalogRecord, action: Action, changed: list[str]) -> None:
        self._counts[OUTCOME_OF[action]] += 1
        self._fields.update(changed)
        if len(self._examples) < EXAMPLES:
            identifier = record.dataset.identifier
            self._examples.append(RescueExample(record=record.id, identifier=identifier, action=action, changed=tuple(changed)))

    def _save(self, record: CatalogRecord, wanted: Past, dataset: Dataset, *, action: Action, changed: list[str]) -> Save:
        today = self.services.clock().date()
        made = record.model_copy(
            update={
                "status": wanted.status,
                "version": record.version + 1,
                "dataset": dataset,
                "assessment": assess(dataset, record.curation, source=self.source, rules=self.services.rules, today=today),
                "provenance": record.provenance.model_copy(update={"raw_hash": wanted.raw_hash}),
            }
        )
        details = {**self.details, "raw": wanted.raw_hash, "changed": changed}
        return Save(record=made, action=action, details=details, dataset_hash=hash_of(dataset))
