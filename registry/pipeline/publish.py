"""Publishing the trail: what is new in it goes into the tree, whose files lie in the archive, and a checkpoint over it is signed.

A checkpoint is a promise: the tree only grows. So nothing is signed that does not follow what was signed before, whatever
happened to the database meanwhile: then `Forked` says from which entry on the past is another one. The database is put on the
disk before a checkpoint over it is signed, so that no power cut takes back what was promised.
"""

from contextlib import suppress
from dataclasses import dataclass

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.canonical import canonical

from ..operation.trail_key import present, signers
from ..proof.checkpoint import Checkpoint
from ..proof.entries import leaf
from ..proof.keys import Signer
from ..proof.notes import NotSigned, opened, signed, unverified_text
from ..proof.tile_files import WIDTH, Read, TileDamaged, TileMissing, tile_name
from ..proof.tiles import Tiles, grown
from ..services import Services
from ..store.audit_rows import Event
from ..store.checkpoints import Signed
from ..store.errors import AccessDenied, NotArchived
from .trail import CHECKPOINT, place_of, reader

START = Actor.system("start")
"""Who begins to sign with a key that the operator has set."""


class TrailError(Exception):
    """The trail cannot be signed. Nothing was, and what was signed before still holds."""


class Forked(TrailError):
    """The trail is not the one that was signed: from `entry` on, at the latest, its past is another one, or is missing."""

    code = "trail-forked"

    def __init__(self, entry: int, why: str) -> None:
        super().__init__(
            f"{self.code}: {why} (entry {entry}). Nothing is signed any more. If an older backup was brought back, the newer one "
            "mends that; without it, `serai audit restart` begins a log with a new name, and the old one stays as it was."
        )
        self.entry = entry


class KeyUnknown(TrailError):
    """The trail was signed with a key that is not at hand, so nobody can tell whether the new one may follow it."""

    code = "trail-key-unknown"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{self.code}: the trail was signed with {key}, and SERAI_TRAIL_KEY or trail.key does not have it. Put the old key "
            "behind the new one; if it is lost, `serai audit restart` begins a log with a new name."
        )
        self.key = key


def publish(services: Services) -> Signed | None:
    """Sign what is new in the trail, and return the newest checkpoint; None if there is no key.

    It may be called by several processes at once, and stopped at any moment. Raises `Forked`, `KeyUnknown`, `InvalidTrailKey`,
    `OSError` and `StoreError`.
    """
    keys = signers(services.settings)
    if not keys:
        return None
    _begin_key(services, keys)
    return _Publisher(services, keys).publish()


def check(services: Services) -> None:
    """Look whether what is new could be signed, and sign nothing. Without a key there is nothing to look at.

    Raises `Forked`, `KeyUnknown`, `InvalidTrailKey`, `OSError` and `StoreError`.
    """
    keys = present(services.settings)
    if keys:
        _announced(services, keys)
        _Publisher(services, keys).check()


def _begin_key(services: Services, keys: tuple[Signer, ...]) -> None:
    """Say in the trail with which key it is signed from now on."""
    key, old = str(keys[0].verifier), _announced(services, keys)
    if key == old:
        return
    services.store.audit.add(Event(CATALOGUE, Action.SIGN, START, services.clock(), {"key": key, "replaces": old}))


def _announced(services: Services, keys: tuple[Signer, ...]) -> str | None:
    """The key with which the trail says that it is signed; None if it was never signed. Raises `KeyUnknown`."""
    before = services.store.audit.last(Action.SIGN)
    key = str(before.details.get("key")) if before else None
    if key is not None and key not in {str(each.verifier) for each in keys}:
        raise KeyUnknown(key)
    return key


@dataclass(frozen=True)
class _Publisher:
    """Publishes one log with its keys."""

    services: Services
    keys: tuple[Signer, ...]

    @property
    def origin(self) -> str:
        return self.keys[0].name

    @property
    def read(self) -> Read:
        return reader(self.services.archive, self.origin)

    def publish(self) -> Signed:
        last, shown = self._last(), self._shown()
        if shown is not None and (last is None or shown.size > last.size):
            last = self._adopted(shown)
        head = self.services.store.audit.end()
        if last is not None:
            self._check_follows(last, head)
        if last is None or last.size < head:
            last = self._signed(last, head)
        if shown is None or shown.note != last.note:  # it may lack the signature of a witness
            self._put(CHECKPOINT, last.note.encode())
        return last

    def check(self) -> None:
        """Raises `Forked`."""
        for each in (self._last(), self._shown()):
            if each is not None:
                self._check_follows(each, self.services.store.audit.end())

    def _last(self) -> Signed | None:
        return self.services.store.checkpoints.last(self.origin)

    def _shown(self) -> Signed | None:
        """The checkpoint that everybody can read; None if there is none, or none of ours."""
        try:
            note = self.services.archive.published(place_of(self.origin, CHECKPOINT)).decode()
            opened(note, *(key.verifier for key in self.keys))
            checkpoint = Checkpoint.parse(unverified_text(note))
        except (NotArchived, ValueError, NotSigned):
            return None
        return Signed(self.origin, checkpoint.size, note, self.services.clock())

    def _adopted(self, shown: Signed) -> Signed:
        """A checkpoint that the database does not know: it was brought back from a backup, which may have the same past."""
        self._check_follows(shown, self.services.store.audit.end())
        return self.services.store.checkpoints.keep(shown)

    def _check_follows(self, last: Signed, head: int) -> None:
        """Raises `Forked` if the trail does not begin with what was signed last. Each entry has the hash of the one before."""
        if head < last.size:
            raise Forked(head + 1, f"the trail has {head} entries, and {last.size} were signed")
        if last.size == 0:
            return
        try:
            published = next(Tiles(self.read, last.size).contents(last.size - 1, last.size))
        except (TileMissing, TileDamaged):
            return  # `_tree` makes the files again, and compares the root
        if published != leaf(self.services.store.audit.get(last.size)):
            raise Forked(last.size, "the trail has another past than the one that was signed")

    def _signed(self, last: Signed | None, head: int) -> Signed:
        self._keep_rule_sets(after=last.size if last else 0, until=head)
        self.services.store.sync()
        tree = self._tree(last, head)
        text = Checkpoint(self.origin, head, tree.root()).text
        made = Signed(self.origin, head, signed(text, *self.keys), self.services.clock())
        kept = self.services.store.checkpoints.keep(made)
        if unverified_text(kept.note) != text:
            raise Forked(head, "another process has signed another past")
        return kept

    def _tree(self, last: Signed | None, head: int) -> Tiles:
        """The published tree over the whole trail. Files that are missing or damaged are made again."""
        if last is not None and self._is_whole(last):
            self._grow(last.size, head)
            return Tiles(self.read, head)
        if last is not None:
            self._grow(0, last.size)
            if Tiles(self.read, last.size).root() != _root(last):
                raise Forked(last.size, "the trail has another past than the one that was signed")
        self._grow(last.size if last else 0, head)
        return Tiles(self.read, head)

    def _is_whole(self, last: Signed) -> bool:
        """Whether the edge of the published tree, on which the new one grows, is the one that was signed."""
        try:
            return Tiles(self.read, last.size).root() == _root(last)
        except (TileMissing, TileDamaged):
            return False

    def _grow(self, size: int, head: int) -> None:
        for name, content in grown(self.read, size, self.services.store.audit.leaves(after=size, until=head)):
            self._put(name, content)
        for number in range(size // WIDTH, head // WIDTH):
            self._drop_partial(number)

    def _drop_partial(self, number: int) -> None:
        """Remove the partial files of full ones: the trail would take a hundred times the room."""
        first, last = number * WIDTH, (number + 1) * WIDTH
        for size in self.services.store.checkpoints.sizes(self.origin, after=first, before=last):
            for level in (None, 0):
                with suppress(AccessDenied):  # a bucket may keep everything for ever
                    name = tile_name(level, number, size - first)
                    self.services.archive.unpublish(place_of(self.origin, name))

    def _keep_rule_sets(self, *, after: int, until: int) -> None:
        """Keep the rules that came in force in the archive, as a whole, by their hash: the trail has only this."""
        for entry in self.services.store.audit.entries(after=after, until=until, action=Action.PUT_IN_FORCE):
            contents = self.services.store.rule_sets.contents(entry.details["rule_set"])
            self.services.archive.put(canonical(contents))

    def _put(self, name: str, content: bytes) -> None:
        self.services.archive.publish(place_of(self.origin, name), content)


def _root(signed: Signed) -> bytes:
    return Checkpoint.parse(unverified_text(signed.note)).root
