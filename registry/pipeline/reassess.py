"""Re-assessments of all records by the rules of today: asked for, confirmed, approved, rejected, stopped.

`reassessing.py` does the work.
"""

from collections.abc import Iterable

from schemas.actor import Actor
from schemas.matter import FourEyesCause, in_order
from schemas.reassessment import Effect, Reassessment, ReassessmentState

from ..services import Services
from ..settings import FourEyes
from ..store.errors import ReassessmentSettled
from . import matters
from .matters import MatterError, NotTheProposer, is_approved, is_confirmed


class ReassessmentOutdated(MatterError):
    """The rules have changed since the difference was made, so it takes a new one."""

    def __init__(self, reassessment: Reassessment) -> None:
        super().__init__(f"the rules have changed since re-assessment {reassessment.id} was asked for; ask for a new one")
        self.reassessment = reassessment.id


class NotTheAsker(NotTheProposer):
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
    if is_confirmed(found, by=by, error=NotTheAsker):
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
    if is_approved(services, found, by=by):
        return found
    _check(services, found, ReassessmentState.WAITING)
    applying = found.settled(ReassessmentState.APPLYING, by=by, at=services.clock(), reason=reason)
    return services.store.reassessments.turn(applying, was=found.state)


def reject(services: Services, id: int, *, by: Actor, reason: str) -> Reassessment:
    """Refuse a difference that was not applied, or withdraw what one asked for. Nothing is changed.

    The same person's second call is answered as it is. Raises `ReassessmentMissing` and `ReassessmentSettled`.
    """
    return matters.reject(services, services.store.reassessments, id, by=by, reason=reason, ended=services.clock())


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
    return in_order(causes)


def _check(services: Services, found: Reassessment, state: ReassessmentState) -> None:
    """Raises `ReassessmentSettled` and `ReassessmentOutdated`."""
    if found.state is not state:
        raise ReassessmentSettled(found)
    if found.rules != services.rules.version:
        raise ReassessmentOutdated(found)
