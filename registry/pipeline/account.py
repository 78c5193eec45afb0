"""What one step of a run adds to the run's account. It counts only once the step is saved."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from harvesters.base import Fetched, Total
from schemas.issues import Issue, Severity
from schemas.runs import Run, RunCounts


@dataclass
class Account:
    """Issues, outcomes and sightings of one step.

    `met` are the records that are listed and stay as they are, `moved` the new raw records of those that differ in nothing that
    we read.
    """

    issues: list[Issue] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    met: list[UUID] = field(default_factory=list)
    moved: dict[UUID, str] = field(default_factory=dict)
    stated_total: int | None = None
    incomplete: bool = False

    def note(self, item: Fetched) -> None:
        """Take in what the portal says beside its records."""
        if isinstance(item, Total):
            self.stated_total = item.value
        elif isinstance(item, Issue):
            self.issues.append(item)
            if item.kind.incomplete:
                self.incomplete = True
            elif item.kind.severity is Severity.ERROR:
                self.outcomes["rejected"] += 1

    def reject(self, found: Issue, *, outcome: str = "rejected") -> None:
        """A record leaves the line."""
        self.issues.append(found)
        self.outcomes[outcome] += 1

    def meet(self, record: UUID, *, moved_to: str | None = None) -> None:
        """A record has not changed, but for its raw record where that is given."""
        self.met.append(record)
        self.outcomes["unchanged"] += 1
        if moved_to is not None:
            self.moved[record] = moved_to

    def added_to(self, run: Run, **saved: int) -> Run:
        """The run after this step, in which so many records were saved besides, by outcome."""
        counts = Counter(run.counts.model_dump())
        for outcome, number in (self.outcomes + Counter(saved)).items():
            counts[outcome] += number
            counts["read"] += number
        total = run.stated_total if self.stated_total is None else self.stated_total
        return run.model_copy(update={"counts": RunCounts(**counts), "stated_total": total, "incomplete": run.incomplete or self.incomplete})
