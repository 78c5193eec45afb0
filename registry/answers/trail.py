"""The audit trail for everybody: its head, its entries and the proofs of them, without what could be about a person."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from schemas.audit import CATALOGUE, Action, AuditEntry
from schemas.canonical import parsed
from schemas.model import Model

from ..operation.trail_key import InvalidTrailKey
from ..pipeline import trail
from ..pipeline.publish import TrailError, check
from ..pipeline.trail import EntryNotSigned
from ..proof.checkpoint import Checkpoint, Proof
from ..proof.entries import leaf
from ..proof.keys import Verifier
from ..proof.notes import Opened, Signature, opened
from ..proof.opening import Opening
from ..proof.tile_files import TileDamaged, TileMissing
from ..proof.written import base64
from ..services import Services
from ..store.checkpoints import Signed
from ..store.errors import StoreError
from . import links
from .links import Link
from .shapes.trail_check import SignedBy

log = logging.getLogger(__name__)

LatestNumber = Annotated[int, Field(description="How many entries there are.")]


class TrailKey(Model):
    """A public key that signs the trail, as Go's package `note` writes it, and since which entry."""

    key: str
    since: int
    at: datetime


class TrailHead(Model):
    """The newest checkpoint: how many entries it is over, the root of their tree, the signed note, and who signed it."""

    size: int
    root: Annotated[str, Field(description="The root, in hexadecimal.")]
    root_base64: Annotated[str, Field(description="The root, as the note has it.")]
    at: Annotated[datetime, Field(description="When it was signed first.")]
    note: Annotated[str, Field(description="The checkpoint as a signed note (C2SP tlog-checkpoint).")]
    by: tuple[SignedBy, ...]


class TrailLinks(Model):
    """`checkpoint` and `tiles` are the files of C2SP tlog-tiles; `tiles` is where the names `tile/…` begin."""

    self: Link
    checkpoint: Link
    tiles: Link
    entries: Link
    check: Link
    page: Link


class TrailAnswer(Model):
    """The trail as it is published. Without `head` nothing was signed yet. `unsigned`: the latest entries, not signed yet."""

    origin: Annotated[str | None, Field(description="The name of the log.")]
    key: Annotated[tuple[TrailKey, ...], Field(description="The keys of this log, the present one first.")]
    head: TrailHead | None
    entries: LatestNumber
    unsigned: int
    links: TrailLinks


class EntryLinks(Model):
    self: Link
    proof: Link


class TrailEntry(Model):
    """An entry as everybody may have it. `leaf`, as canonical JSON, is the content of its leaf in the tree.

    Keys are sorted at every depth, without white space, in UTF-8. Where the leaf has the field `form` 3, its SHA-256 is `hash`.
    """

    number: int
    hash: str
    leaf: dict[str, Any]
    links: EntryLinks


class EntriesAnswer(Model):
    """Entries of the trail, oldest first."""

    items: tuple[TrailEntry, ...]
    next: Link | None = None


class TrailReport(TrailAnswer):
    """The same for the operator: `problem` says why the latest entries cannot be signed, if so."""

    problem: str | None


def trail_report(services: Services) -> TrailReport:
    """The head of the trail, and what is wrong with signing it. Raises `StoreError`."""
    return TrailReport(**dict(trail_view(services)), problem=_problem(services))


def trail_view(services: Services) -> TrailAnswer:
    """The head of the trail, with its keys. Raises `StoreError`."""
    entries = services.store.audit.end()
    keys, newest = trail.verifiers(services), trail.signed(services)
    return TrailAnswer(
        origin=keys[0].name if keys else None,
        key=_keys(services, keys),
        head=None if newest is None else _head(newest, known_keys(services)),
        entries=entries,
        unsigned=max(entries - (newest.size if newest else 0), 0),
        links=TrailLinks(
            self=links.trail(),
            checkpoint=links.trail_file(trail.CHECKPOINT),
            tiles=links.trail_file(""),
            entries=links.entries(),
            check=links.trail_check(),
            page=links.proof_page(),
        ),
    )


def published(services: Services, name: str) -> bytes:
    """A published file of the log of the newest checkpoint, by its name. Raises `TileMissing` and `StoreUnavailable`."""
    keys = trail.verifiers(services)
    if not keys:
        raise TileMissing(name)
    return trail.reader(services.archive, keys[0].name)(name)


def entries_view(services: Services, *, after: int, limit: int) -> EntriesAnswer:
    """At most `limit` entries after one, oldest first."""
    until = min(after + limit, services.store.audit.end())
    items = tuple(map(entry_view, services.store.audit.entries(after=after, until=until))) if after < until else ()
    following = links.entries([("after", str(items[-1].number)), ("limit", str(limit))]) if len(items) == limit else None
    return EntriesAnswer(items=items, next=following)


def entry_view(entry: AuditEntry) -> TrailEntry:
    """What everybody may have of an entry."""
    shown = EntryLinks(self=links.entry(entry.id), proof=links.entry_proof(entry.id))
    return TrailEntry(number=entry.id, hash=entry.hash, leaf=parsed(leaf(entry)), links=shown)


def proof_of(services: Services, number: int) -> Proof:
    """The proof of an entry, with what it commits to only where everybody can read that already.

    That is so for what is about a record, whose history is public, and for kept answers. Raises what `trail.proof_of` raises.
    """
    proof, entry = trail.proof_of(services, number), services.store.audit.get(number)
    if entry.record != CATALOGUE or entry.action is Action.ANSWER:
        return proof
    return replace(proof, extra=Opening(leaf(entry)).extra)


def proof_text(services: Services, number: int | None) -> str | None:
    """The proof of an entry to show beside what it is about; None if there is no entry, or no proof of it now."""
    if number is None:
        return None
    try:
        return proof_of(services, number).text
    except EntryNotSigned:
        return None
    except (StoreError, TileMissing, TileDamaged):  # what it is about is shown all the same
        log.exception("there is no proof of entry %s of the trail now", number)
        return None


def known_keys(services: Services) -> tuple[Verifier, ...]:
    """The keys of our log, the newest first, and those of the witnesses that the operator has named."""
    return (*trail.verifiers(services), *(each.verifier for each in services.settings.named_witnesses))


def signatures(found: Opened) -> tuple[SignedBy, ...]:
    """Who signed a note: those whose keys are known, and the names that other lines state."""
    return (*map(_signed_by, found.by), *(SignedBy(name=line.split(" ")[1], known=False) for line in found.unknown))


def _problem(services: Services) -> str | None:
    try:
        check(services)
    except (TrailError, InvalidTrailKey, OSError) as error:
        return str(error)
    return None


def _signed_by(signature: Signature) -> SignedBy:
    return SignedBy(name=signature.verifier.name, at=signature.time)


def _keys(services: Services, keys: tuple[Verifier, ...]) -> tuple[TrailKey, ...]:
    """The keys of the log, each with the entry that says since when it signs."""
    known = {str(key) for key in keys}
    said = {each.details["key"]: each for each in services.store.audit.entries(action=Action.SIGN)}
    found = [TrailKey(key=key, since=each.id, at=each.at) for key, each in said.items() if key in known]
    return tuple(sorted(found, key=lambda key: key.since, reverse=True))


def _head(newest: Signed, keys: tuple[Verifier, ...]) -> TrailHead:
    """The checkpoint in words. `keys` are those of the log and of the named witnesses."""
    found = opened(newest.note, *keys)
    root = Checkpoint.parse(found.text).root
    return TrailHead(
        size=newest.size, root=root.hex(), root_base64=base64(root), at=newest.at, note=newest.note, by=signatures(found)
    )
