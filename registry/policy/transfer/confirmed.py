"""Which rules of confidence low a person confirmed. A confirmation counts for the row as it was written, and for no other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas.assessment import Confidence
from schemas.usage import Confirmation

from .errors import RuleFlaw
from .files import CONFIRMATIONS, ConfirmationRow, ConfirmationsFile
from .reading import Placed, Read
from .rules import Part


@dataclass
class Confirmed:
    """The confirmations that count, by the mark of the row; those that count no longer; and what is wrong."""

    by_mark: dict[str, Confirmation] = field(default_factory=dict)
    lapsed: tuple[RuleFlaw, ...] = ()
    flaws: tuple[RuleFlaw, ...] = ()


def confirmations(read: Read[ConfirmationsFile] | None, rows: Iterable[Placed]) -> Confirmed:
    """What the file of confirmations says about the rows."""
    found = Confirmed()
    if read is None:
        return found
    by_id: dict[str, list[Placed]] = {}
    for row in rows:
        by_id.setdefault(row.row.id, []).append(row)
    for number, each in enumerate(read.file.confirmations):
        where = (CONFIRMATIONS, number)
        versions = {row.row.mark: row for row in by_id.get(each.rule, ())}
        if not versions:
            found.flaws += (read.flaw((*where, "rule"), "confirmation-of-nothing", each.rule, _low(by_id)),)
        elif each.of not in versions:
            found.lapsed += (read.flaw((*where, "of"), "confirmation-lapsed", each.rule, versions),)
        elif not confirmable(versions[each.of]):
            found.flaws += (read.flaw((*where, "rule"), "not-confirmable", each.rule, _low(by_id)),)
        elif each.of in found.by_mark:
            found.flaws += (read.flaw((*where, "rule"), "confirmed-twice", each.rule),)
        else:
            found.by_mark[each.of] = _confirmation(each)
    return found


def _confirmation(row: ConfirmationRow) -> Confirmation:
    return Confirmation(name=row.name, reason=row.reason, citation=row.citation, day=row.day)


def confirmable(row: Placed) -> bool:
    """Whether a rule of the law is of confidence low. What speaks of the record is confirmed at the record."""
    return row.row.confidence is Confidence.LOW and row.part is not Part.RECORD


def _low(by_id: Mapping[str, list[Placed]]) -> list[str]:
    return [id_ for id_, rows in by_id.items() if any(map(confirmable, rows))]
