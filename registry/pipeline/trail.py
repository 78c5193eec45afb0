"""The published trail: the tree over its entries, as it lies in the archive, and the proof that an entry is in it."""

from contextlib import suppress
from hashlib import sha256

from schemas.audit import Action

from ..proof.checkpoint import Proof
from ..proof.keys import Verifier
from ..proof.opening import Opening
from ..proof.tile_files import Read, TileMissing
from ..proof.tiles import Tiles
from ..services import Services
from ..store.archive import Archive
from ..store.checkpoints import Signed
from ..store.errors import NotArchived

CHECKPOINT = "checkpoint"
"""The published file with the newest checkpoint."""


class EntryNotSigned(Exception):
    """No signed checkpoint covers an entry yet: the worker signs a few seconds after it was added, where there is a key."""

    def __init__(self, entry: int) -> None:
        super().__init__(f"no signed checkpoint covers entry {entry} yet")
        self.entry = entry


def place_of(origin: str, name: str) -> str:
    """The name in the archive of a published file of a log. Each log has its own folder, so no other past replaces its files."""
    return f"trail/{sha256(origin.encode()).hexdigest()[:16]}/{name}"


def reader(archive: Archive, origin: str) -> Read:
    """Reads the published files of a log. It raises `TileMissing` and `StoreUnavailable`."""

    def read(name: str) -> bytes:
        try:
            return archive.published(place_of(origin, name))
        except NotArchived as error:
            raise TileMissing(name) from error

    return read


def verifiers(services: Services) -> tuple[Verifier, ...]:
    """The public keys that have signed the trail under its present name, the newest first; none if nothing was signed yet."""
    keys = list[Verifier]()
    for each in services.store.audit.entries(action=Action.SIGN):
        with suppress(ValueError):  # changed behind the store's back: `Audit.verify` finds the entry
            keys.append(Verifier.parse(str(each.details.get("key"))))
    return tuple(key for key in reversed(keys) if key.name == keys[-1].name)


def signed(services: Services) -> Signed | None:
    """The newest checkpoint; None if nothing was signed yet."""
    keys = verifiers(services)
    return services.store.checkpoints.last(keys[0].name) if keys else None


def tree(services: Services, checkpoint: Signed) -> Tiles:
    """The published tree of a checkpoint."""
    return Tiles(reader(services.archive, checkpoint.origin), checkpoint.size)


def proof_of(services: Services, entry: int) -> Proof:
    """The proof that an entry of the trail is in the tree of the newest checkpoint, with the entry itself.

    Raises `EntryMissing`, `EntryNotSigned`, `TileMissing`, `TileDamaged` and `StoreUnavailable`.
    """
    found = services.store.audit.get(entry)
    checkpoint = signed(services)
    if checkpoint is None or checkpoint.size < entry:
        raise EntryNotSigned(entry)
    path = tree(services, checkpoint).inclusion(entry - 1)
    return Proof(entry - 1, path, checkpoint.note, Opening.of(found).extra)
