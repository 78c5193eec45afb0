"""Rules of transfer that come in force: proposed with the cells that they move, confirmed, and approved by a second person.

Rules of assessment come with a release and need no person: `registry/operation/in_force.py`.
"""

from dataclasses import dataclass
from math import inf
from time import monotonic

from schemas.actor import Actor
from schemas.matter import FourEyesCause
from schemas.model import Model
from schemas.moved import Moved
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState

from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidRules
from ..policy.transfer.moved import moved
from ..services import Services
from ..store.errors import RuleSetMissing, RuleSetOutdated, RuleSetSettled
from . import matters, own_rules
from .matters import MatterError, is_approved, is_confirmed

REQUEST_SECONDS = 30.0
"""How long a request may compare rules: what stands before Serai gives up after 60 seconds, mostly."""


class RulesUnchanged(MatterError):
    """The rules that would be proposed are those that are in force."""


@dataclass(frozen=True)
class Preview:
    """Rules that could be proposed, the set that they were compared with, and the cells that they move."""

    rules: Rules
    base: RuleSet
    difference: Moved


class RulesStatus(Model):
    """Which rules are in force, which wait for a second person, and what lies in the operator's folder.

    `candidate` is the version of the rules that could be proposed, if they are not in force and do not wait: of the operator's
    folder, or of this release. `flaws` say what is wrong in the folder, each with file and line; `lapsed` which confirmations no
    longer count, because the rule says something else now.
    """

    in_force: tuple[RuleSet, ...]
    waiting: tuple[RuleSet, ...]
    candidate: str | None
    flaws: tuple[str, ...]
    lapsed: tuple[str, ...]


def preview(services: Services, rules: Rules | None = None, *, seconds: float = inf) -> Preview:
    """What the candidate, or other rules, would move.

    Raises `InvalidRules`, and `TooMuchToCompare` if it is not known after `seconds`.
    """
    end = monotonic() + seconds
    rules = rules or own_rules.candidate(services)
    base = services.store.rule_sets.in_force(RuleSetKind.TRANSFER)
    if base is None:  # the database could only be read at the start, or the shipped rules are not valid
        _ = services.in_force.shipped.transfer
        raise RuleSetMissing("no rules of transfer are in force yet")
    if base.version == rules.transfer_version:
        return Preview(rules, base, Moved(stricter=0, looser=0, groups=()))
    before = services.in_force.transfer_of(base.id)
    today = services.clock().date()
    return Preview(rules, base, moved(before, rules.transfer, today=today, go_on=lambda: monotonic() < end))


def propose(services: Services, *, reason: str, by: Actor, seconds: float = inf) -> RuleSet:
    """Keep the candidate with the cells that it moves. Nothing is in force by that.

    Raises `InvalidRules`, `RulesUnchanged`, and `TooMuchToCompare` if the cells are not known after `seconds`.
    """
    found = preview(services, seconds=seconds)
    if found.base.version == found.rules.transfer_version:
        raise RulesUnchanged(f"rule set {found.base.id} is in force, and the same")
    made = RuleSet(
        kind=RuleSetKind.TRANSFER,
        version=found.rules.transfer_version,
        base=found.base.id,
        why_four_eyes=_why_four_eyes(services, looser=found.difference.looser),
        reason=reason,
        by=by,
        at=services.clock(),
    )
    return services.store.rule_sets.keep(made, found.rules.transfer_contents, found.difference)


def confirm(services: Services, id: int, *, by: Actor) -> RuleSet:
    """Put a proposed set in force, or let it wait for a second person. What was confirmed already is answered as it is.

    Raises `RuleSetMissing`, `NotTheProposer`, `RuleSetSettled` and `RuleSetOutdated`.
    """
    rule_set = services.store.rule_sets.get(id)
    if is_confirmed(rule_set, by=by):
        return rule_set
    return _carried_out(services, rule_set, was=RuleSetState.DRAFT, by=by)


def approve(services: Services, id: int, *, by: Actor, reason: str) -> RuleSet:
    """Put a set in force that waits for a second person. The same person's second call is answered as it is.

    Raises `RuleSetMissing`, `SecondPersonNeeded`, `RuleSetSettled` and `RuleSetOutdated`.
    """
    rule_set = services.store.rule_sets.get(id)
    if is_approved(services, rule_set, by=by):
        return rule_set
    return _carried_out(services, rule_set, was=RuleSetState.WAITING, by=by, reason=reason)


def reject(services: Services, id: int, *, by: Actor, reason: str) -> RuleSet:
    """Refuse a set that is not in force yet, or withdraw one's own. The same person's second call is answered as it is.

    Raises `RuleSetMissing` and `RuleSetSettled`.
    """
    return matters.reject(services, services.store.rule_sets, id, by=by, reason=reason)


def rules_status(services: Services) -> RulesStatus:
    """Which rules are in force, what waits, and whether the folder can be read. The cells that it moves are not looked for."""
    sets = services.store.rule_sets
    in_force = tuple(filter(None, map(sets.in_force, RuleSetKind)))
    waiting = sets.list(state=RuleSetState.WAITING)
    candidate: str | None = None
    flaws: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    try:
        rules = own_rules.candidate(services)
        known = {each.version for each in (*in_force, *waiting)}
        candidate = None if rules.transfer_version in known else rules.transfer_version
        lapsed = tuple(map(str, rules.transfer.lapsed))
    except InvalidRules as error:
        flaws = tuple(map(str, error.flaws))
    return RulesStatus(in_force=in_force, waiting=waiting, candidate=candidate, flaws=flaws, lapsed=lapsed)


def _carried_out(services: Services, rule_set: RuleSet, *, was: RuleSetState, by: Actor, reason: str | None = None) -> RuleSet:
    """Put a set in the state `was` in force, or let it wait for a second person."""
    if rule_set.state is RuleSetState.OUTDATED:
        raise RuleSetOutdated(rule_set.id)
    if rule_set.state is not was:
        raise RuleSetSettled(rule_set)
    _check_same(services, rule_set)
    at = services.clock()
    why = _why_four_eyes(services, looser=rule_set.looser)
    if was is RuleSetState.DRAFT:
        confirmed = {"confirmed_at": at, "why_four_eyes": why}
        if why:
            waiting = rule_set.model_copy(update={"state": RuleSetState.WAITING, **confirmed})
            return services.store.rule_sets.turn(waiting, was=was)
        rule_set = rule_set.model_copy(update=confirmed)
    done = services.store.rule_sets.turn(rule_set.settled(RuleSetState.IN_FORCE, by=by, at=at, reason=reason), was=was)
    services.in_force.look()
    return done


def _check_same(services: Services, rule_set: RuleSet) -> None:
    """Raises `RuleSetOutdated` if other rules are in force than at the preview, or this release reads the files otherwise."""
    current = services.store.rule_sets.current(RuleSetKind.TRANSFER)
    if current is None or current[0] != rule_set.base:
        raise RuleSetOutdated(rule_set.id)
    rules = services.in_force.shipped.with_transfer(services.store.rule_sets.contents(rule_set.id))
    try:
        _ = rules.transfer
    except InvalidRules as error:
        raise RuleSetOutdated(rule_set.id) from error
    if rules.transfer_version != rule_set.version:
        raise RuleSetOutdated(rule_set.id)


def _why_four_eyes(services: Services, *, looser: int) -> tuple[FourEyesCause, ...]:
    every = services.settings.four_eyes == "all"
    return (FourEyesCause.EVERY_DECISION,) * every + (FourEyesCause.RULES_LOOSENED,) * bool(looser)
