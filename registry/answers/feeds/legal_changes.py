"""The changes of class, licence or law of records, read from the states that are kept: whatever made them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.audit import Action, AuditEntry
from schemas.record import CatalogRecord, Status

from ...policy.rules import Rules
from ...store.states import Made
from .legal_facts import differences, outline

CAUSES = {
    Action.CHANGE: "A harvest: the portal says something else.",
    Action.CURATE: "A person decided.",
    Action.REASSESS: "The conclusions were drawn again by other rules.",
    Action.WITHDRAW: "The portal no longer lists the dataset.",
    Action.RESTORE: "The portal lists the dataset again.",
    Action.RENORMALISE: "The portal's record was read again from the archive by another version of Serai.",
    Action.REVERT: "The record was put back to an earlier state.",
    Action.MOVE: "A person gave the record the portal's new identifier.",
    Action.UNDO_MOVE: "A person gave the record its earlier identifier again.",
}
"""What made a state, in a sentence. Who it was and why stands in the history of the record."""

TAKEN_BACK = "A person took a decision back."

NOT_KEPT = "States in between are not kept, so the change may be of an earlier day and have another cause."

LISTED = {Status.ACTIVE: "listed by the portal", Status.WITHDRAWN: "withdrawn"}


@dataclass(frozen=True)
class LegalChange:
    """A change: the entry of the trail that made it, the record after it, and each fact as it was and as it is.

    `cause` is a sentence, `rules` the versions of the rules of assessment before and after.
    """

    entry: AuditEntry
    record: CatalogRecord
    facts: dict[str, tuple[str, str]]
    cause: str
    rules: tuple[str, str]

    @property
    def withdrawal(self) -> bool:
        """Whether the portal lists the dataset no more since then."""
        return "Status" in self.facts and self.record.status is Status.WITHDRAWN


def legal_changes(made: Sequence[Made], rules: Rules) -> Iterator[LegalChange]:
    """The changes among the states of one record, which are given the latest first.

    The first state of a record is no change, and neither is one whose predecessors are all unknown.
    """
    known = [(place, each, outline(content)) for place, each in enumerate(made) if (content := each.content)]
    for (place, after, outline_after), (earlier, before, outline_before) in pairwise(known):
        change = None if outline_before == outline_after else _change(before, after, rules, gap=earlier != place + 1)
        if change:
            yield change


def _change(before: Made, after: Made, rules: Rules, *, gap: bool) -> LegalChange | None:
    was, now = before.record, after.record
    facts = _facts(was, now, rules) if was and now else {}
    if not facts or not was or not now:
        return None
    cause = NOT_KEPT if gap else _cause(after.entry)
    return LegalChange(after.entry, now, facts, cause, (was.assessment.rules, now.assessment.rules))


def _facts(before: CatalogRecord, after: CatalogRecord, rules: Rules) -> dict[str, tuple[str, str]]:
    status = {} if before.status is after.status else {"Status": (LISTED[before.status], LISTED[after.status])}
    return status | differences(before, after, rules)


def _cause(entry: AuditEntry) -> str:
    if entry.action is Action.CURATE and not entry.details.get("after"):
        return TAKEN_BACK
    return CAUSES.get(entry.action, "")
