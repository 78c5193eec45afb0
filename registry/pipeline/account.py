"""What one step of a run adds to the run's account. It counts as soon as the step is saved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from harvesters.base import Fetched, Removed, Total
from schemas.issues import Issue, Severity, issue
from schemas.runs import OUTCOME_OF, Run, RunCounts

from .keep import Kept
from .outcomes import Failed


@dataclass
class Account:
    """Issues and outcomes of one step, and the records that the portal lists and that have not changed (`met`).

    Some of them have a new raw record from which the same dataset is made: `moved` has its hash.
    """

    issues: list[Issue] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    met: list[UUID] = field(default_factory=list)
    moved: dict[UUID, str] = field(default_factory=dict)
    stated_total: int | None = None
    incomplete: bool = False

    def note(self, item: Fetched) -> None:
        """Add what the portal says besides its records and what it has removed."""
        if isinstance(item, Total):
            self.stated_total = item.value
        elif isinstance(item, Issue):
            self.issues.append(item)
            if item.kind.incomplete:
                self.incomplete = True
            elif item.kind.severity is Severity.ERROR:
                self.outcomes["rejected"] += 1

    def remove(self, removed: Removed, *, kept: bool) -> None:
        """The portal says that it does not offer a dataset to everybody.

        The issue names the dataset only if it was `kept` before: the identifier of a private one is not for everybody.
        """
        self.issues.append(removed.issue if kept else removed.issue.model_copy(update={"identifier": None}))

    def reject(self, found: Issue, *, outcome: str = "rejected") -> None:
        """A record is left out of the step."""
        self.issues.append(found)
        self.outcomes[outcome] += 1

    def meet(self, record: UUID, *, moved_to: str | None = None) -> None:
        """A record has not changed. `moved_to` is the hash of its new raw record, where that differs."""
        self.met.append(record)
        self.outcomes["unchanged"] += 1
        if moved_to is not None:
            self.moved[record] = moved_to

    def fail(self, identifier: str, failed: Failed) -> None:
        """Serai failed at a record, so it is left out of the step."""
        self.reject(issue("record-unreadable", identifier=identifier, value=failed.kind))

    def after(self, kept: Kept, *, identifiers: Mapping[UUID, str]) -> Self:
        """This account, with what was stored and what was not. `identifiers` are the portal's."""
        account = replace(self, issues=[*self.issues], outcomes=self.outcomes.copy(), met=[*self.met])
        account.outcomes.update(OUTCOME_OF[save.action] for save in kept.saves)
        for record, refused in kept.unstorable.items():
            account.met.append(record)  # the portal lists it, so what is stored of it is not missing
            account.reject(issue("record-refused", identifier=refused.identifier, value=str(refused.error)))
        for record, failed in kept.failed.items():
            account.met.append(record)
            account.fail(identifiers[record], failed)
        return account

    def added_to(self, run: Run) -> Run:
        """The run as it is after this step."""
        counts = Counter(run.counts.model_dump()) + self.outcomes
        counts["read"] += self.outcomes.total()
        total = run.stated_total if self.stated_total is None else self.stated_total
        incomplete = run.incomplete or self.incomplete
        return run.model_copy(update={"counts": RunCounts(**counts), "stated_total": total, "incomplete": incomplete})
