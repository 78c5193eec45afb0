"""Re-assessments of all records by the rules of today: asked for, confirmed, approved, rejected, stopped.

`reassessing.py` does the work.
"""

from collections.abc import Iterable

from schemas.actor import Actor
from schemas.proposals import FourEyesCause
from schemas.reassessment import UNDECIDED, Effect, Reassessment, ReassessmentState

from ..services import Services
from ..settings import FourEyes
from ..store.errors import ReassessmentSettled
from .propose import SecondPersonNeeded


class ReassessmentError(Exception):
    """A re-assessment cannot go on; the store raises `ReassessmentMissing`, `ReassessmentSettled` and `ReassessmentActive`."""


class ReassessmentOutdated(ReassessmentError):
    """The rules have changed since the difference was made, so it takes a new one."""

    def __init__(self, reassessment: Reassessment) -> None:
        super().__init__(f"the rules have changed since re-assessment {reassessment.id} was asked for; ask for a new one")
        self.reassessment = reassessment.id


class NotTheAsker(ReassessmentError):
    """Only the person who asked for a re-assessment confirms it."""


def ask(services: Services, *, reason: str, by: Actor) -> Reassessment:
    """Ask for the difference that the rules of today make to all records. A worker makes it; no record is changed.

    Raises `ReassessmentActive` if one is at work.
    """
    total = services.store.records.count(status=None)
    asked = Reassessment(rules=services.rules.version, reason=reason, by=by, at=services.clock(), total=total)
    return services.store.reassessments.ask(asked)


def confirm(services: Services, id: int, *, by: Actor) -> Reassessment:
    """Let a worker apply the difference, or let it wait for a second person. What was confirmed already is answered as it is.

    Raises `ReassessmentMissing`, `NotTheAsker`, `ReassessmentSettled`, `ReassessmentOutdated` and `ReassessmentActive`.
    """
    found = services.store.reassessments.get(id)
    if found.by != by:
        raise NotTheAsker(f"{found.by} asked for re-assessment {id}, and confirms it")
    if found.confirmed_at is not None and found.state is not ReassessmentState.REJECTED:
        return found
    _check(services, found, ReassessmentState.COMPARED)
    why = why_four_eyes(services.settings.four_eyes, services.store.reassessments.effects(id))
    state = ReassessmentState.WAITING if why else ReassessmentState.APPLYING
    turned = {"state": state, "why_four_eyes": why, "confirmed_at": services.clock()}
    return services.store.reassessments.turn(found.model_copy(update=turned), was=found.state)


def approve(services: Services, id: int, *, by: Actor, reason: str) -> Reassessment:
    """Let a worker apply what waits for a second person. The same person's second call is answered as it is.

    Raises `ReassessmentMissing`, `SecondPersonNeeded`, `ReassessmentSettled`, `ReassessmentOutdated` and `ReassessmentActive`.
    """
    found = services.store.reassessments.get(id)
    if found.by == by:
        refused: dict[str, str | int] = {"deed": "approve", "reassessment": id, "needed": "second-person"}
        services.store.refusals.keep(by, refused, at=services.clock())
        raise SecondPersonNeeded(f"{by} asked for re-assessment {id}; another officer has to approve it")
    if found.approved and found.settled_by == by and found.state is not ReassessmentState.REJECTED:
        return found
    _check(services, found, ReassessmentState.WAITING)
    settled = {"settled_by": by, "settled_at": services.clock(), "settled_reason": reason}
    applying = found.model_copy(update={"state": ReassessmentState.APPLYING, **settled})
    return services.store.reassessments.turn(applying, was=found.state)


def reject(services: Services, id: int, *, by: Actor, reason: str) -> Reassessment:
    """Refuse a difference that was not applied, or withdraw what one asked for. Nothing is changed.

    The same person's second call is answered as it is. Raises `ReassessmentMissing` and `ReassessmentSettled`.
    """
    found = services.store.reassessments.get(id)
    if found.state is ReassessmentState.REJECTED and found.settled_by == by:
        return found
    if found.state not in UNDECIDED:
        raise ReassessmentSettled(id, state=found.state)
    at = services.clock()
    settled = {"settled_by": by, "settled_at": at, "settled_reason": reason, "ended": at}
    rejected = found.model_copy(update={"state": ReassessmentState.REJECTED, **settled})
    return services.store.reassessments.turn(rejected, was=found.state)


def stop(services: Services, id: int, *, by: Actor) -> Reassessment:
    """Ask one that is at work to end at its next step. What was applied stays. One without a worker ends at once.

    Raises `ReassessmentMissing` and `ReassessmentSettled`.
    """
    return services.store.reassessments.ask_stop(id, by=by, at=services.clock())


def why_four_eyes(mode: FourEyes, effects: Iterable[Effect]) -> tuple[FourEyesCause, ...]:
    """Why a difference takes a second person, where the operator wants that (`SERAI_FOUR_EYES`); empty if it takes none."""
    if mode == "off":
        return ()
    causes = {cause for effect in effects for cause in effect.lowered}
    if mode == "all":
        causes.add(FourEyesCause.EVERY_DECISION)
    return tuple(cause for cause in FourEyesCause if cause in causes)


def _check(services: Services, found: Reassessment, state: ReassessmentState) -> None:
    """Raises `ReassessmentSettled` and `ReassessmentOutdated`."""
    if found.state is not state:
        raise ReassessmentSettled(found.id, state=found.state)
    if found.rules != services.rules.version:
        raise ReassessmentOutdated(found)
