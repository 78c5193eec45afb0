"""Exports of trails that are made in memory, and signed by keys that are always the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from registry.proof.checkpoint import Checkpoint
from registry.proof.entries import FORM, committed, entry_hash, leaf, private_part
from registry.proof.export import Counts, Header, Part, checkpoint_part, end_part, entry_part, header_part, rules_part
from registry.proof.export_check import GENESIS
from registry.proof.growing import Growing
from registry.proof.keys import Signer
from registry.proof.notes import signed
from registry.proof.tree import leaf_hash
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action, AuditEntry
from schemas.canonical import canonical, digest

ORIGIN = "log.example/trail"
LOG = Signer(ORIGIN, bytes(range(32)))
NEXT = Signer(ORIGIN, bytes(range(1, 33)))
AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
RULES = {"kz": "effect: allowed", "ru": "effect: prohibited"}
RULES_HASH = digest(canonical(RULES))
SYSTEM, PERSON = Actor.system("start"), Actor.person("Aizada Bekova")

Deed = tuple[Action, Actor, Mapping[str, Any]]

BEGIN: tuple[Deed, ...] = (
    (Action.SIGN, SYSTEM, {"key": str(LOG.verifier), "replaces": None}),
    (Action.PUT_IN_FORCE, SYSTEM, {"rule_set": 1, "hash": RULES_HASH, "reason": "the first"}),
)


def told(count: int, *, about: str = "letter") -> tuple[Deed, ...]:
    """As many deeds of a person, each with a private detail."""
    return tuple((Action.CURATE, PERSON, {"aspect": "license", "reason": f"{about} {at}"}) for at in range(count))


def entries_of(deeds: Sequence[Deed], *, old: int = 0) -> list[AuditEntry]:
    """A chain of entries; the first `old` ones are of form 2."""
    found, before = list[AuditEntry](), GENESIS
    for number, (action, actor, details) in enumerate(deeds, 1):
        form = 2 if number <= old else FORM
        private = private_part(actor, details) if form == FORM else None
        salt = f"{number:032x}" if private else None
        entry = AuditEntry(
            id=number,
            record=CATALOGUE,
            action=action,
            actor=actor,
            at=AT,
            details=dict(details),
            form=form,
            previous_hash=before,
            hash="",
            salt=salt,
            private=committed(salt, private) if salt else None,
        )
        before = entry_hash(entry)
        found.append(entry.model_copy(update={"hash": before}))
    return found


@dataclass(frozen=True)
class Made:
    """An export: the parts of its lines."""

    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[bytes]:
        return [part.line for part in self.parts]

    def without(self, at: int) -> "Made":
        """Without a line."""
        return Made(self.parts[:at] + self.parts[at + 1 :])

    def with_value(self, at: int, **changes: object) -> "Made":
        """With other values in a line."""
        part = self.parts[at]
        return Made((*self.parts[:at], replace(part, value={**part.value, **changes}), *self.parts[at + 1 :]))


def note_of(entries: Sequence[AuditEntry], *signers: Signer, origin: str = ORIGIN) -> str:
    """The signed checkpoint over entries."""
    tree = Growing()
    for entry in entries:
        tree.add(leaf_hash(leaf(entry)))
    return signed(Checkpoint(origin, tree.size, tree.root()).text, *(signers or (LOG,)))


def export_of(
    entries: Sequence[AuditEntry], *, private: bool = True, note: str | None = None, earlier: int = 0, keys: tuple[str, ...] = ()
) -> Made:
    """An export of entries under a checkpoint over all of them; `earlier` is where another one stands in between."""
    header = Header(
        origin=ORIGIN,
        keys=keys or (str(LOG.verifier),),
        checkpoint=note or note_of(entries),
        size=len(entries),
        at=AT,
        private=private,
    )
    parts = [header_part(header)]
    for entry in entries:
        parts.append(entry_part(entry, private=private))
        if entry.id == earlier:
            parts.append(checkpoint_part(note_of(entries[:earlier])))
    named = {entry.details.get("hash") for entry in entries if entry.action is Action.PUT_IN_FORCE}
    rules = [rules_part(RULES_HASH, RULES)] if RULES_HASH in named else []
    return Made((*parts, *rules, end_part(Counts(entries=len(entries), rules=len(rules)))))
