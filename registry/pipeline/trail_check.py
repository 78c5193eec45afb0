"""Comparing the trail with what was signed and published of it, with the states that it proves, and with what it tells about.

`Audit.verify` finds what does not fit by itself. What a whole chain that was computed anew would hide is found here: the signed
tree has another root, and the published files tell from which entry on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from schemas.audit import Action
from schemas.canonical import canonical
from schemas.model import Model

from ..operation.trail_key import InvalidTrailKey, present
from ..proof.checkpoint import Checkpoint
from ..proof.growing import Growing
from ..proof.keys import Verifier
from ..proof.notes import NotSigned, opened
from ..proof.tile_files import WIDTH, Read, TileDamaged, TileMissing, unbundle
from ..proof.tiles import Tiles, grown, tile_of
from ..proof.tree import included, leaf_hash
from ..services import Services
from ..store.checkpoints import Signed
from ..store.errors import AnswerMissing, Corrupt, NotArchived
from .trail import CHECKPOINT, place_of, reader, signed, verifiers

EXAMPLES = 10
"""How many places a report names of each fault."""


class TrailFault(StrEnum):
    """How the trail differs from what was signed, or from what it proves."""

    STATE_DIFFERS = "state_differs"
    NOT_SIGNED = "not_signed"
    KEY_DIFFERS = "key_differs"
    CUT = "cut"
    OTHER_PAST = "other_past"
    FILE_MISSING = "file_missing"
    FILE_DAMAGED = "file_damaged"
    RULES_NOT_ARCHIVED = "rules_not_archived"
    RULES_DAMAGED = "rules_damaged"
    ANSWER_DIFFERS = "answer_differs"


MEANINGS = {
    TrailFault.STATE_DIFFERS: "a state is not the one that the trail proves; bring the database back from a backup",
    TrailFault.NOT_SIGNED: "the newest checkpoint is not signed by a key of the trail; bring the database back from a backup",
    TrailFault.KEY_DIFFERS: "the trail was signed with a key that is not at hand: SERAI_TRAIL_KEY or trail.key has others",
    TrailFault.CUT: "entries that were signed are missing at the end; bring the newer database back from a backup",
    TrailFault.OTHER_PAST: "from this entry on the trail is not the one that was signed; bring the database back from a backup",
    TrailFault.FILE_MISSING: "a published file of the trail is missing: `serai verify --repair` makes it again",
    TrailFault.FILE_DAMAGED: "a published file of the trail is damaged: `serai verify --repair` makes it again",
    TrailFault.RULES_NOT_ARCHIVED: "rules that came in force are not in the archive: `serai verify --repair` puts them back",
    TrailFault.RULES_DAMAGED: "archived rules are not what was kept: `serai verify --repair` puts them back",
    TrailFault.ANSWER_DIFFERS: "a kept answer is missing, or not what was kept; bring the database back from a backup",
}
"""What each fault is, and what to do."""

MENDED = {TrailFault.FILE_MISSING, TrailFault.FILE_DAMAGED, TrailFault.RULES_NOT_ARCHIVED, TrailFault.RULES_DAMAGED}
"""The faults that are mended from the store, if it has the past that was signed."""


class TrailFaultCount(Model):
    """How many times a fault was found, and some of the places: `entry 12`, `record ID version 3`, the name of a file."""

    fault: TrailFault
    count: int
    example: tuple[str, ...]


class TrailCheck(Model):
    """What was compared. `size` is how many entries are signed, `unsigned` how many are not yet, `waiting` how many records the
    trail has not taken over: neither is a fault.
    """

    origin: str | None
    size: int
    unsigned: int
    waiting: int
    found: tuple[TrailFaultCount, ...]

    @property
    def mendable(self) -> bool:
        """Whether there are faults, and all can be mended from the store."""
        return bool(self.found) and {each.fault for each in self.found} <= MENDED


@dataclass
class _Faults:
    """Faults by kind. All are counted; the first ones are kept as examples."""

    counts: dict[TrailFault, int] = field(default_factory=dict)
    examples: dict[TrailFault, list[str]] = field(default_factory=dict)

    def add(self, fault: TrailFault, place: str) -> None:
        self.counts[fault] = self.counts.get(fault, 0) + 1
        examples = self.examples.setdefault(fault, [])
        if len(examples) < EXAMPLES:
            examples.append(place)

    def found(self) -> tuple[TrailFaultCount, ...]:
        return tuple(
            TrailFaultCount(fault=each, count=self.counts[each], example=tuple(self.examples[each])) for each in self.counts
        )


def check_trail(services: Services) -> TrailCheck:
    """Compare all of it. Memory use is constant. Raises `StoreError` if a part does not answer."""
    faults = _Faults()
    for each in services.store.states.diverging():
        faults.add(TrailFault.STATE_DIFFERS, f"record {each.record} version {each.version}")
    last, head, at_hand = signed(services), services.store.audit.end(), _at_hand(services)
    keys = verifiers(services) or at_hand
    size = 0
    if keys:
        compared = _Compared(services, keys, last, head, faults)
        compared.check_key(at_hand)
        size = compared.compare()
    _check_rules(services, faults, until=min(size, head))
    _check_answers(services, faults)
    return TrailCheck(
        origin=keys[0].name if size else None,
        size=size,
        unsigned=max(head - size, 0),
        waiting=services.store.states.not_taken_over(),
        found=faults.found(),
    )


def mend_trail(services: Services) -> None:
    """Make the published files again that are missing or damaged, and archive rules again. Raises `StoreError`.

    Call it if `TrailCheck.mendable` says that the store has the past that was signed.
    """
    last = signed(services)
    if last is None:
        return
    contents = services.store.audit.leaves(after=0, until=last.size)
    for name, content in grown(reader(services.archive, last.origin), 0, contents):
        if _published(services, last.origin, name) != content:
            services.archive.publish(place_of(last.origin, name), content)
    shown = _published(services, last.origin, CHECKPOINT)
    if shown is None or _checkpoint(shown, verifiers(services)) is None:
        services.archive.publish(place_of(last.origin, CHECKPOINT), last.note.encode())
    for entry in services.store.audit.entries(until=last.size, action=Action.PUT_IN_FORCE):
        services.archive.mend(canonical(services.store.rule_sets.contents(entry.details["rule_set"])))


@dataclass(frozen=True)
class _Compared:
    """The trail beside its newest checkpoint in the database, the one that everybody can read, and the published files.

    The first can be missing, where a database from before it was brought back.
    """

    services: Services
    keys: tuple[Verifier, ...]
    last: Signed | None
    head: int
    faults: _Faults

    def compare(self) -> int:
        """Returns how many entries are signed."""
        kept, shown = None, self._shown()
        if self.last is not None:
            kept = _checkpoint(self.last.note.encode(), self.keys)
            if kept is None:
                self.faults.add(TrailFault.NOT_SIGNED, f"checkpoint over {self.last.size} entries")
        known = [each for each in (kept, shown) if each]
        if not known:
            return self.last.size if self.last else 0
        newest = max(known, key=lambda each: each.size)
        if newest.size > self.head:
            self.faults.add(TrailFault.CUT, f"entry {self.head + 1} of {newest.size}")
        self._compare_past(known)
        return newest.size

    def check_key(self, at_hand: tuple[Verifier, ...]) -> None:
        """The trail must announce a key that the operator has: who can write the database may announce another."""
        if at_hand and not set(at_hand) & set(self.keys):
            self.faults.add(TrailFault.KEY_DIFFERS, str(self.keys[0]))

    def _shown(self) -> Checkpoint | None:
        """The checkpoint that everybody can read. Before the first one was kept, there need not be one."""
        content = _published(self.services, self._origin, CHECKPOINT)
        found = _checkpoint(content, self.keys) if content is not None else None
        if found is None and (self.last is not None or content is not None):
            self.faults.add(TrailFault.FILE_MISSING if content is None else TrailFault.FILE_DAMAGED, CHECKPOINT)
        return found

    def _compare_past(self, known: list[Checkpoint]) -> None:
        """The root of the store's entries beside the signed ones, and each published file beside what it must be."""
        damaged, sizes = list[tuple[TrailFault, str]](), {each.size for each in known if each.size <= self.head}
        roots, tree = dict[int, bytes](), Growing()
        first_other: int | None = None
        try:
            for name, content in grown(self._read, 0, self._leaves(tree, roots, sizes)):
                fault = self._file_fault(name, content)
                if fault:
                    damaged.append((fault, name))
                    first_other = first_other or self._first_other(name, content, known)
        except Corrupt:  # an entry is missing, or cannot be read
            first_other = first_other or tree.size + 1
        fits = all(roots.get(each.size) == each.root for each in known if each.size in sizes)
        if first_other is None and fits:
            for fault, name in damaged:
                self.faults.add(fault, name)
        elif sizes:
            place = f"entry {first_other}" if first_other else f"an entry up to {max(sizes)}"  # no published file tells which
            self.faults.add(TrailFault.OTHER_PAST, place)

    @property
    def _origin(self) -> str:
        return self.keys[0].name

    @property
    def _read(self) -> Read:
        return reader(self.services.archive, self._origin)

    def _leaves(self, tree: Growing, roots: dict[int, bytes], sizes: set[int]) -> Iterator[bytes]:
        """The leaves of the entries that are signed; the roots at these sizes are noted."""
        for content in self.services.store.audit.leaves(after=0, until=max(sizes, default=0)):
            tree.add(leaf_hash(content))
            if tree.size in sizes:
                roots[tree.size] = tree.root()
            yield content

    def _file_fault(self, name: str, content: bytes) -> TrailFault | None:
        published = _published(self.services, self._origin, name)
        if published is None:
            return TrailFault.FILE_MISSING
        return None if published == content else TrailFault.FILE_DAMAGED

    def _first_other(self, name: str, content: bytes, known: list[Checkpoint]) -> int | None:
        """The first entry in a file of contents whose published leaf is another one, and is proved by a signed checkpoint."""
        tile = tile_of(name)
        if tile.level is not None:
            return None
        checkpoint = max(known, key=lambda each: each.size)
        first = tile.number * WIDTH
        try:
            published = Tiles(self._read, checkpoint.size)
            for index, (ours, theirs) in enumerate(zip(unbundle(content), published.bundle(tile.number), strict=False), first):
                if ours == theirs:
                    continue
                path = published.inclusion(index)
                if included(leaf_hash(theirs), index=index, size=checkpoint.size, path=path, root=checkpoint.root):
                    return index + 1
        except (TileMissing, TileDamaged, IndexError):
            return None
        return None


def _at_hand(services: Services) -> tuple[Verifier, ...]:
    """The public keys of the private ones that the operator has here; none if they cannot be read."""
    try:
        return tuple(signer.verifier for signer in present(services.settings))
    except (InvalidTrailKey, OSError):
        return ()


def _checkpoint(note: bytes, keys: tuple[Verifier, ...]) -> Checkpoint | None:
    """The checkpoint in a note, if one of the keys signed it."""
    try:
        return Checkpoint.parse(opened(note.decode(), *keys).text)
    except (ValueError, NotSigned):
        return None


def _published(services: Services, origin: str, name: str) -> bytes | None:
    try:
        return services.archive.published(place_of(origin, name))
    except NotArchived:
        return None


def _check_rules(services: Services, faults: _Faults, *, until: int) -> None:
    """Each set of rules that came in force, beside the archive. What the store itself has is compared by `RuleSets.damaged`."""
    for entry in services.store.audit.entries(until=until, action=Action.PUT_IN_FORCE):
        place = f"rule set {entry.details.get('rule_set')}"
        try:
            services.archive.get(str(entry.details.get("hash")))
        except NotArchived:
            faults.add(TrailFault.RULES_NOT_ARCHIVED, place)
        except Corrupt:
            faults.add(TrailFault.RULES_DAMAGED, place)


def _check_answers(services: Services, faults: _Faults) -> None:
    """Each kept answer beside its hash, and what the entries tell about answers beside these."""
    for place in services.store.answers.damaged():
        faults.add(TrailFault.ANSWER_DIFFERS, place)
    for entry in services.store.audit.entries(action=Action.ANSWER):
        number, told = entry.details.get("answer"), entry.details.get("content")  # the hash was perhaps erased
        try:
            kept = services.store.answers.get(int(str(number)))
        except Corrupt:
            continue  # told already
        except (AnswerMissing, ValueError):
            faults.add(TrailFault.ANSWER_DIFFERS, f"answer {number}, entry {entry.id}")
            continue
        if told not in (None, kept.hash):
            faults.add(TrailFault.ANSWER_DIFFERS, f"answer {number}, entry {entry.id}")
