"""Days as options, and how what is known of a past day is told."""

from collections.abc import Iterable, Iterator
from datetime import date

from schemas.answers import NotKept, StateBasis

from ..policy.transfer.errors import InvalidUsage

STATES = {
    StateBasis.PROVED: "as it was stored then, which the audit trail proves",
    StateBasis.STORED: "as it was stored then, before the audit trail proved it",
    StateBasis.REMADE: "made again from the archive",
}
"""How the record of a past day is known."""

NOT_KEPT = {
    NotKept.CODE: "the program of then is not kept: today's was used",
    NotKept.DECLARATION: "what was declared about the portal then is not kept: today's was used",
    NotKept.COMBINATION: "the table of combinations of then is not kept: today's was used",
    NotKept.RULES: "the rules of then are not kept: the reasons are told in the words of today's",
}


def not_kept(codes: Iterable[NotKept]) -> Iterator[str]:
    """What is not kept of a past day, as lines for people."""
    yield from (f"  {NOT_KEPT[each]}" for each in codes)


def day(text: str | None) -> date | None:
    """The day of an option. Raises `InvalidUsage`."""
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise InvalidUsage("at", "day-unreadable", value=text or "") from None
