"""Rewriting the records of a source from their archived raw records, and the report of the differences."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from harvesters.base import Normalised
from schemas.actor import Actor
from schemas.audit import Action
from schemas.dataset import Dataset
from schemas.record import CatalogRecord, Provenance, Status
from schemas.rescue import RescueExample, RescueReport
from schemas.runs import OUTCOME_OF
from schemas.source import Source

from ..services import Services
from ..store.saving import Save
from .alone import Failures
from .difference import changed_fields, hash_of
from .judge import Judge
from .keep import keep, make_each
from .outcomes import Failed, Left, Rejected, Unapproved, Unchanged, Unreadable, Unstorable
from .remake import remake

EXAMPLES = 10
"""How many records the report names."""


@dataclass(frozen=True)
class Goal:
    """The wanted state of a record: its status, and the raw record from which its dataset is made. None means no change."""

    status: Status | None = None
    raw_hash: str | None = None


class Rewrite:
    """Brings the records of a source to their goals, a batch at a time, and reports. Without `apply` it only reports.

    `action` is the action in the trail if a dataset changes. With `remake_all` every dataset is made again, else only those
    that get another raw record. `details` are for the trail.
    """

    def __init__(
        self,
        services: Services,
        source: Source,
        *,
        by: Actor,
        apply: bool,
        action: Action,
        remake_all: bool,
        details: Mapping[str, Any],
    ) -> None:
        self.services, self.source, self.by, self.apply = services, source, by, apply
        self.action, self.remake_all, self.details = action, remake_all, details
        self._judge = Judge(source, services.rules, services.clock().date())
        self._failures = Failures(source.id)
        self._counts: Counter[str] = Counter()
        self._fields: Counter[str] = Counter()
        self._examples: list[RescueExample] = []

    def batch(self, records: Sequence[CatalogRecord], goals: Mapping[UUID, Goal]) -> None:
        """Bring some records to their goals. Raises `StaleRecord` (they change again and again) and `StoreUnavailable`."""
        if self.apply:
            kept = keep(self.services, goals, self._made, actor=self.by)
            self._begin_grace([save.record.id for save in kept.saves if save.action is Action.RESTORE])
        else:
            kept = make_each(goals, {record.id: record for record in records}, self._made)
        for save in kept.saves:
            self._report(save)
        self._counts.update(map(_outcome, kept.left.values()))
        for record in records:
            if record.id in kept.failed:
                self._failures.note(record.dataset.identifier, kept.failed[record.id])

    def report(self) -> RescueReport:
        """The report so far."""
        return RescueReport(
            source=self.source.id,
            applied=self.apply,
            fields=dict(self._fields.most_common()),
            examples=tuple(self._examples),
            **self._counts,
        )

    def _made(self, goal: Goal, current: CatalogRecord | None) -> Save | Left:
        if current is None:
            return Unchanged()
        status = goal.status or current.status
        origin = current.provenance.model_copy(update={"raw_hash": goal.raw_hash or current.provenance.raw_hash})
        dataset = self._dataset(current, origin)
        if not isinstance(dataset, Dataset):
            return dataset
        changed = changed_fields(current.dataset, dataset)
        if status is current.status and not changed:
            return Unchanged()
        record = self._judge.record(dataset, provenance=origin, current=current, status=status)
        details = {**self.details, "raw": origin.raw_hash, "changed": changed}
        return Save(record, self._action(current.status, status), details, hash_of(dataset))

    def _dataset(self, current: CatalogRecord, origin: Provenance) -> Dataset | Left:
        if not self.remake_all and origin.raw_hash == current.provenance.raw_hash:
            return current.dataset
        made = remake(self.services.archive, self.source, current.dataset.identifier, origin)
        return made.dataset if isinstance(made, Normalised) else made

    def _action(self, before: Status, after: Status) -> Action:
        if before is after:
            return self.action
        return Action.WITHDRAW if after is Status.WITHDRAWN else Action.RESTORE

    def _begin_grace(self, restored: Iterable[UUID]) -> None:
        """Records that become active again count as met by the source's last run, so that their grace period begins now."""
        last = self.services.store.runs.last(self.source.id)
        if last:
            self.services.store.records.mark_seen(last.id, restored)

    def _report(self, save: Save) -> None:
        changed = save.details["changed"]
        self._counts[OUTCOME_OF[save.action]] += 1
        self._fields.update(changed)
        if len(self._examples) < EXAMPLES:
            record = save.record
            example = RescueExample(
                record=record.id, identifier=record.dataset.identifier, action=save.action, changed=tuple(changed)
            )
            self._examples.append(example)


def _outcome(left: Left) -> str:
    """The field of the report that counts a record which was not rewritten."""
    match left:
        case Unchanged():
            return "unchanged"
        case Unreadable():
            return "unreadable"
        case Rejected() | Unstorable() | Unapproved() | Failed():
            return "rejected"
