"""Sets of rules: their shapes as answers, and functions that make them from the store."""

from datetime import date

from schemas.model import Model
from schemas.moved import Moved
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState
from schemas.usage import UsedRule

from ..operation.in_force import RulesUnreadable
from ..pipeline.days import DayNotKept, check_come, end_of
from ..policy.transfer.rules import Part, TransferRule
from ..services import Services
from ..store import Store
from . import links
from .links import Link
from .pages import following


class RuleSetLinks(Model):
    """`self` has the difference and the rules, `base` is the set that it was compared with."""

    self: Link
    base: Link | None = None


class RuleSetAnswer(RuleSet):
    """A set of rules: in force, proposed, waiting for a second person, or not in force any more."""

    links: RuleSetLinks


class RuleSetsAnswer(Model):
    """Sets of rules, the latest first. `in_force` has the one of each kind, `waiting` those that wait for a second person."""

    in_force: tuple[RuleSetAnswer, ...]
    waiting: tuple[RuleSetAnswer, ...]
    items: tuple[RuleSetAnswer, ...]
    next: Link | None = None


class RuleAnswer(UsedRule):
    """A rule of transfer: when it is used, and what it says then. `registry/policy/transfer` tells what the fields mean.

    What is empty is not tested; `*` stands for the other members, or for any privacy class. It is used from `used_from` to
    `used_until`: a rule that a person confirmed stands there twice, as it is before that day and from then on.
    """

    part: Part
    from_state: tuple[str, ...]
    to: tuple[str, ...]
    purpose: tuple[str, ...]
    data_class: tuple[str, ...]
    subclass: str | None
    overrides: tuple[str, ...]
    conditions: tuple[str, ...]
    used_from: date | None = None
    used_until: date | None = None


class RulesAnswer(Model):
    """The versions of a rule: all of one id, each for its days."""

    items: tuple[RuleAnswer, ...]


class RuleSetReport(RuleSetAnswer):
    """A set of rules with its difference and its rules.

    `difference` is what moves against the set `base`: as the person saw who proposed it, or as it was at the start of the release
    that brought it. It is None for the first set, and where it cannot be told. `rules` are those of transfer; a set of assessment
    has none. `unreadable` says why this release cannot read them.
    """

    difference: Moved | None
    rules: tuple[RuleAnswer, ...]
    unreadable: str | None = None


def rule_set_view(rule_set: RuleSet) -> RuleSetAnswer:
    return RuleSetAnswer(**dict(rule_set), links=_links(rule_set))


def list_rule_sets(
    store: Store,
    *,
    kind: RuleSetKind | None = None,
    state: RuleSetState | None = None,
    before: int | None = None,
    limit: int = 50,
) -> RuleSetsAnswer:
    """What is in force, what waits, and a page of all sets: of a kind, in a state. A full page may have another after it."""
    sets = store.rule_sets
    found = sets.list(kind=kind, state=state, before=before, limit=limit)
    return RuleSetsAnswer(
        in_force=tuple(map(rule_set_view, filter(None, (sets.in_force(kind) for kind in RuleSetKind)))),
        waiting=tuple(map(rule_set_view, sets.list(state=RuleSetState.WAITING))),
        items=tuple(map(rule_set_view, found)),
        next=following(found, links.rule_sets, limit=limit, kind=kind, state=state),
    )


def rule_sets_of(services: Services, day: date, kind: RuleSetKind | None = None) -> RuleSetsAnswer:
    """The sets that were in force at the end of a day: one of each kind, or that of one. None of them waits.

    Raises `DayToCome`, and `DayNotKept` if it is not known which sets were in force then.
    """
    check_come(services, day)
    sets, kinds = services.store.rule_sets, (kind,) if kind else tuple(RuleSetKind)
    moment = None if day == services.clock().date() else end_of(day)
    found = [each for each in (sets.in_force(kind, moment) for kind in kinds) if each]
    if len(found) < len(kinds):
        first = max((sets.first(kind) or services.clock()).date() for kind in kinds)
        raise DayNotKept(day, "which rules were in force then is not known", first=first)
    views = tuple(map(rule_set_view, found))
    return RuleSetsAnswer(in_force=views, waiting=(), items=views)


def rule_set_report(services: Services, id: int) -> RuleSetReport:
    """A set, its difference and its rules. Raises `RuleSetMissing` and `Corrupt`."""
    sets = services.store.rule_sets
    found = sets.get(id)
    rules: tuple[RuleAnswer, ...] = ()
    unreadable = None
    if found.kind is RuleSetKind.TRANSFER:
        try:
            rules = tuple(map(rule_view, services.in_force.transfer_of(id).rules))
        except RulesUnreadable as error:
            unreadable = str(error)
    return RuleSetReport(**dict(found), links=_links(found), difference=sets.difference(id), rules=rules, unreadable=unreadable)


def rule_view(rule: TransferRule) -> RuleAnswer:
    return RuleAnswer(
        **dict(rule.used),
        part=rule.part,
        from_state=tuple(sorted(rule.from_state)),
        to=tuple(sorted(rule.to)),
        purpose=tuple(sorted(rule.purpose)),
        data_class=tuple(sorted(rule.data_class)),
        subclass=rule.subclass,
        overrides=rule.overrides,
        conditions=rule.conditions,
        used_from=rule.used_from,
        used_until=rule.used_until,
    )


def _links(rule_set: RuleSet) -> RuleSetLinks:
    return RuleSetLinks(self=links.rule_set(rule_set.id), base=None if rule_set.base is None else links.rule_set(rule_set.base))
