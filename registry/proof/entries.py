"""What is hashed of an entry of the trail, and what stands apart, so that it can be erased.

An entry's hash is the SHA-256 of its canonical JSON: keys sorted at every depth, no white space, UTF-8, `at` in UTC in ISO 8601
as Python writes it (`2026-11-25T10:30:00.123456+00:00`). The fields depend on the entry's `form`:

- Form 3: `id`, `form`, `record`, `action`, `at`, `previous_hash`; `actor` with its kind, and its name unless it is a person;
  of the `details` those that are `OPEN`; `state`, if the entry has one; and `private`, if there is more: the name of a person and
  the other details are only *committed to*. `private` is the SHA-256 of the entry's `salt` followed by the canonical JSON of
  `{"actor": …, "details": …}`. So these bytes hold nothing about a person, and everybody may have them: they are the content of
  the entry's leaf in the tree. Without the salt nobody can find out what was committed to by trying.
- Form 2, of version 0.1 too, has all fields of `AuditEntry` but `hash` and those that came with form 3. `actor` is an object.
- Form 1, the oldest of version 0.1, has these but not `form`, and `actor` is a text: `run 12` for the run of name `12`, for every
  other kind only the name. So this hash proves the name of the actor, but not the kind.

Of forms 1 and 2 the leaf has only `id`, `form`, `hash` and `previous_hash`: their hash is over everything, names too.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from schemas.actor import Actor, ActorKind
from schemas.audit import AuditEntry
from schemas.canonical import canonical, digest

OLD_FORM, WHOLE_FORM, FORM = 1, 2, 3
"""The forms of the entries of version 0.1, and the one of new entries."""

OPEN = frozenset(
    {
        "answer",
        "aspect",
        "changed",
        "count",
        "dataset",
        "deed",
        "entries",
        "expires",
        "from",
        "had",
        "hash",
        "hold",
        "key",
        "kind",
        "left_out",
        "mark",
        "needed",
        "proposal",
        "raw",
        "reassessment",
        "records",
        "replaces",
        "role",
        "root",
        "rule",
        "rule_set",
        "rules",
        "run",
        "size",
        "source",
        "status",
        "token",
        "undoes",
        "version",
    }
)
"""The details that never hold anything about a person: numbers, hashes, codes and names of fields. All others are private."""


def open_part(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details that everybody may have."""
    return {name: value for name, value in details.items() if name in OPEN}


def private_part(actor: Actor, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an entry only commits to: the name of a person, and the details that are not open. None if there is nothing."""
    found: dict[str, Any] = {"actor": actor.name} if actor.kind is ActorKind.PERSON else {}
    closed = {name: value for name, value in details.items() if name not in OPEN}
    if closed:
        found["details"] = closed
    return found or None


def committed(salt: str, value: Any) -> str:
    """The commitment to a value of JSON: the SHA-256 of the salt and the canonical JSON. Raises `orjson.JSONEncodeError`."""
    return sha256(salt.encode() + canonical(value)).hexdigest()


def leaf(entry: AuditEntry) -> bytes:
    """The content of an entry's leaf in the tree."""
    if entry.form != FORM:
        kept = {"id": entry.id, "form": entry.form, "hash": entry.hash, "previous_hash": entry.previous_hash}
        return canonical(kept)
    actor = {"kind": entry.actor.kind.value}
    if entry.actor.kind is not ActorKind.PERSON:
        actor["name"] = entry.actor.name
    fields: dict[str, Any] = {
        "id": entry.id,
        "form": FORM,
        "record": str(entry.record),
        "action": entry.action.value,
        "actor": actor,
        "at": entry.at.isoformat(),
        "details": open_part(entry.details),
        "previous_hash": entry.previous_hash,
    }
    if entry.private is not None:
        fields["private"] = entry.private
    if entry.state is not None:
        fields["state"] = dict(entry.state)
    return canonical(fields)


def entry_hash(entry: AuditEntry) -> str:
    """The hash that an entry must have. `at` must be in UTC."""
    if entry.form == FORM:
        return digest(leaf(entry))
    hashed = {name: value for name, value in entry if name not in {"hash", "salt", "private", "state"}}
    hashed |= {"record": str(entry.record), "action": entry.action.value, "at": entry.at.isoformat(), "actor": dict(entry.actor)}
    if entry.form == OLD_FORM:
        del hashed["form"]
        hashed["actor"] = f"run {entry.actor.name}" if entry.actor.kind is ActorKind.RUN else entry.actor.name
    return digest(canonical(hashed))


def is_whole(entry: AuditEntry) -> bool:
    """Whether an entry is as it was written: its hash fits, and what it committed to too, unless that was erased."""
    if entry_hash(entry) != entry.hash:
        return False
    private = private_part(entry.actor, entry.details) if entry.form == FORM else None
    if entry.salt is None:
        return private is None or is_erased(entry)
    return private is not None and committed(entry.salt, private) == entry.private


def is_erased(entry: AuditEntry) -> bool:
    """Whether what the entry committed to was erased: the name of the person is empty, and only the open details are left."""
    if entry.form != FORM or entry.private is None or entry.salt is not None:
        return False
    nameless = entry.actor.kind is not ActorKind.PERSON or not entry.actor.name
    return nameless and open_part(entry.details) == entry.details
