"""A record at the end of a past day of which no state is kept: made again from the trail, the archive and the rules of then.

The trail tells which raw record and which decisions a record had, the archive has the raw record. It is read by today's code, and
judged by the rules that were in force when the record was last changed until then. So are made the states of installations that
did not keep states yet.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from harvesters.base import Normalised
from schemas.audit import Action, AuditEntry
from schemas.canonical import canonical
from schemas.record import DECISIONS, Aspect, CatalogRecord, Curation, Decision, Provenance

from ..operation.in_force import RulesNotKept, RulesUnreadable
from ..policy.rules import Rules
from ..services import Services
from .curate import SourceMissing
from .days import end_of, rules_of
from .judge import Judge
from .remake import remake

NOT_NAMED = "the trail does not name the raw record of then"
UNREADABLE = "the raw record of then cannot be read from the archive any more"


def made_again(services: Services, current: CatalogRecord, history: Sequence[AuditEntry], day: date) -> CatalogRecord | str:
    """The record at the end of a day on which there was one, or why it cannot be made. `history` has its changes, oldest first.

    Raises `SourceMissing`, `DayNotKept` if no rules are known, and `StoreError`.
    """
    until = end_of(day)
    before = [each for each in history if each.at <= until]
    source = services.sources.get(current.source)
    if source is None:
        raise SourceMissing(current.source)
    state = services.store.changes.past([current.id], at=until).get(current.id)
    if state is None:
        return NOT_NAMED
    origin = _origin(current.provenance, before, state.raw_hash)
    made = remake(services.archive, source, _identifier(history, until, current), origin)
    if not isinstance(made, Normalised):
        return UNREADABLE
    curation = Curation.model_validate({aspect: _decision(Aspect(aspect), said) for aspect, said in deciding(before).items()})
    judge = Judge(source, _rules(services, before[-1].at, day), before[-1].at.astimezone(UTC).date())
    record = judge.record(made.dataset, provenance=origin, current=current, status=state.status, curation=curation)
    return record.model_copy(update={"version": len(before)})


def origin_at(services: Services, current: CatalogRecord, history: Sequence[AuditEntry], day: date) -> Provenance | str:
    """Where the dataset of then came from, or why that is not known."""
    until = end_of(day)
    state = services.store.changes.past([current.id], at=until).get(current.id)
    if state is None:
        return NOT_NAMED
    return _origin(current.provenance, [each for each in history if each.at <= until], state.raw_hash)


def deciding(before: Sequence[AuditEntry]) -> Mapping[str, AuditEntry]:
    """The entries of the decisions that are in force at the end of a history, by aspect."""
    found: dict[str, AuditEntry] = {}
    made: dict[tuple[str, bytes], AuditEntry] = {}
    for each in before:
        name = each.details.get("aspect")
        if each.action is not Action.CURATE or name is None:
            continue
        after = each.details.get("after")
        if after is None:
            found.pop(name, None)
            continue
        said = name, canonical(after)
        known = made.get(said)
        if known is None or "undoes" not in each.details:  # what an undone proposal gives back has its own reason and person
            known = each
        found[name] = made[said] = known
    return found


def _rules(services: Services, changed: datetime, day: date) -> Rules:
    """The rules by which a record was judged when it last changed or, if these are not known, those of the end of the day."""
    try:
        return services.rules_at(changed)
    except (RulesNotKept, RulesUnreadable):
        return rules_of(services, day)


def _origin(provenance: Provenance, before: Sequence[AuditEntry], raw_hash: str) -> Provenance:
    """Address and media type are those that the portal gives now."""
    changed = [each for each in before if "raw" in each.details]
    told: dict[str, Any] = {"raw_hash": raw_hash, "changed": changed[-1].at} if changed else {"raw_hash": raw_hash}
    return provenance.model_copy(update=told)


def _identifier(history: Sequence[AuditEntry], until: datetime, current: CatalogRecord) -> str:
    """The portal's identifier of then: a person may have moved the record to another one before or since."""
    moves = [each for each in history if each.action in {Action.MOVE, Action.UNDO_MOVE}]
    since = next((each.details.get("before") for each in moves if each.at > until), None)
    return since or current.dataset.identifier


def _decision(aspect: Aspect, entry: AuditEntry) -> Decision:
    told = {"reason": entry.details.get("reason", ""), "by": entry.actor.name, "at": entry.at}
    said = {**entry.details["after"], **told, "concluded": entry.details.get("concluded")}
    return DECISIONS[aspect].model_validate(said)
