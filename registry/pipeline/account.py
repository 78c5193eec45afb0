"""What one step of a run adds to the run's account. It counts as soon as the step is saved."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from harvesters.base import Fetched, Total
from schemas.issues import Issue, Severity, issue
from schemas.runs import OUTCOME_OF, Run, RunCounts

from .keep import Kept


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
        """Add what the portal says besides its records."""
        if isinstance(item, Total):
            self.stated_total = item.value
        elif isinstance(item, Issue):
            self.issues.append(item)
            if item.kind.incomplete:
                self.incomplete = True
            elif item.kind.severity is Severity.ERROR:
                self.outcomes["rejected"] += 1

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

    def after(self, kept: Kept) -> Self:
        """This account, with what was stored and what the store cannot keep."""
        account = replace(self, issues=[*self.issues], outcomes=self.outcomes.copy(), met=[*self.met])
        account.outcomes.update(OUTCOME_OF[save.action] for save in kept.saves)
        for record, refused in kept.unstorable.items():
            account.met.append(record)  # the portal lists it, so what is stored of it is not missing
            account.reject(issue("record-refused", identifier=refused.identifier, value=str(refused.error)))
        return account

    def added_to(self, run: Run) -> Run:
        """The run as it is after this step."""
        counts = Counter(run.counts.model_dump()) + self.outcomes
        counts["read"] += self.outcomes.total()
        total = run.stated_total if self.stated_total is None else self.stated_total
        incomplete = run.incomplete or self.incomplete
        return run.model_copy(update={"counts": RunCounts(**counts), "stated_total": total, "incomplete": incomplete})
