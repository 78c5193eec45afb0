"""Who confirms, approves and rejects a matter: a proposal, a set of rules, a re-assessment. What is done then is of each kind."""

from typing import TypeVar

from schemas.actor import Actor
from schemas.matter import OPEN, REJECTED, Matter

from ..services import Services
from ..store.matters import Matters

M = TypeVar("M", bound=Matter)


class MatterError(Exception):
    """A matter cannot go on; the store raises `MatterMissing` and `MatterSettled`."""


class NotTheProposer(MatterError):
    """Only the person who made a matter confirms it."""


class SecondPersonNeeded(MatterError):
    """The person who made a matter cannot approve it."""


def is_confirmed(matter: Matter, *, by: Actor, error: type[NotTheProposer] = NotTheProposer) -> bool:
    """Whether nothing is left for a person to confirm, who has done so before. Raises `error` for another person's matter."""
    if matter.by != by:
        raise error(f"{matter.by} {matter.MADE} {matter.CALLED} {matter.id}, and confirms it")
    return matter.confirmed


def is_approved(services: Services, matter: Matter, *, by: Actor) -> bool:
    """Whether nothing is left for a person to approve, who has done so before.

    Raises `SecondPersonNeeded` for one's own matter; the audit trail has it then.
    """
    if matter.by == by:
        wish: dict[str, str | int] = {"deed": "approve", matter.CODE: matter.id, "needed": "second-person"}
        services.store.refusals.keep(by, wish, at=services.clock())
        raise SecondPersonNeeded(f"{by} {matter.MADE} {matter.CALLED} {matter.id}; another officer has to approve it")
    return matter.approved and matter.settled_by == by


def reject(services: Services, stored: Matters[M], id: int, *, by: Actor, reason: str, **more: object) -> M:
    """Refuse a matter that waits for a person, or withdraw one's own. The same person's second call is answered as it is.

    `more` are other fields that it gets. Raises `MatterMissing` and `MatterSettled`.
    """
    found = stored.get(id)
    if found.state == REJECTED and found.settled_by == by:
        return found
    if found.state not in OPEN:
        raise stored.settled_error(found)
    rejected = type(found.state)(REJECTED)
    return stored.turn(found.settled(rejected, by=by, at=services.clock(), reason=reason, **more), was=found.state)
