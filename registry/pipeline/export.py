"""Giving the trail out, as a file that anybody can check on another machine (`registry/proof/export.py`)."""

from collections import Counter
from collections.abc import Iterator, Set
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action

from ..operation.trail_key import InvalidTrailKey
from ..proof.entries import FORM
from ..proof.export import Counts, Header, Part, checkpoint_part, end_part, entry_part, header_part, rules_part
from ..services import Services
from ..store.audit_rows import Event
from ..store.checkpoints import Signed
from ..store.errors import Corrupt, RuleSetMissing, StoreError
from .publish import TrailError, publish
from .trail import signed

APART = 256
"""How many entries stand at least between two earlier checkpoints of an export."""


class NothingSigned(TrailError):
    """There is no checkpoint, so nobody could check an export."""

    code = "trail-not-signed"

    def __init__(self) -> None:
        super().__init__(
            f"{self.code}: nothing is signed yet, so nobody could check it. `serai audit new-key` tells how to sign."
        )


@dataclass(frozen=True)
class Export:
    """An export: the checkpoint that it is under, its lines, and why what is new could not be signed before, if so."""

    checkpoint: Signed
    lines: Iterator[bytes]
    not_signed: str | None = None


def export(services: Services, *, private: bool, by: Actor) -> Export:
    """The trail up to its newest checkpoint. What is new is signed before, if the key is at hand, and the trail says who took it.

    Without `private`, names of persons and what else entries only commit to are left out. Memory use is constant.
    Raises `NothingSigned` and `StoreError`; the lines raise `StoreError`.
    """
    why = _sign(services)
    checkpoint = signed(services)
    if checkpoint is None:
        raise NothingSigned
    end = min(
        checkpoint.size, services.store.audit.end()
    )  # before the entry about the export, which could hide that the end is cut
    services.store.audit.add(Event(CATALOGUE, Action.EXPORT, by, services.clock(), {"size": checkpoint.size}))
    return Export(checkpoint, _lines(services, checkpoint, until=end, private=private), why)


def _sign(services: Services) -> str | None:
    """Sign what is new; else why not. An export of a trail that cannot be signed is needed too: it shows what is wrong."""
    try:
        publish(services)
    except (TrailError, InvalidTrailKey, OSError, StoreError) as error:
        return str(error)
    return None


def _lines(services: Services, checkpoint: Signed, *, until: int, private: bool) -> Iterator[bytes]:
    header = Header(
        origin=checkpoint.origin,
        keys=_keys(services, checkpoint),
        checkpoint=checkpoint.note,
        size=checkpoint.size,
        at=services.clock(),
        private=private,
    )
    yield header_part(header).line
    erased = services.store.audit.erased() if private else frozenset()
    counts = Counter[str]()
    for part in chain(
        _entries(services, checkpoint, end=until, private=private, erased=erased),
        _rules(services, checkpoint, private=private, erased=erased),
    ):
        counts[part.name] += 1
        yield part.line
    yield end_part(Counts(entries=counts["entry"], rules=counts["rules"])).line


def _keys(services: Services, checkpoint: Signed) -> tuple[str, ...]:
    """The keys of this log that are announced in what the checkpoint covers, the newest first."""
    signing = services.store.audit.entries(until=checkpoint.size, action=Action.SIGN)
    keys = [str(each.details.get("key")) for each in signing]
    return tuple(key for key in reversed(keys) if key.partition("+")[0] == checkpoint.origin)


def _entries(services: Services, checkpoint: Signed, *, end: int, private: bool, erased: Set[int]) -> Iterator[Part]:
    after = 0
    for until in (*(stop for stop in _stops(services, checkpoint) if stop < end), end):
        for entry in services.store.audit.entries(after=after, until=until):
            yield entry_part(entry, private=private, erased=entry.id in erased)
        after = until
        earlier = services.store.checkpoints.first_over(checkpoint.origin, until)
        if earlier is not None and until < end:
            yield checkpoint_part(earlier.note)


def _stops(services: Services, checkpoint: Signed) -> list[int]:
    """The sizes of the earlier checkpoints that go along: far enough from each other, so that they take little room."""
    stops = [0]
    for size in services.store.checkpoints.sizes(checkpoint.origin, after=0, before=checkpoint.size):
        if size - stops[-1] >= APART:
            stops.append(size)
    return stops[1:]


def _rules(services: Services, checkpoint: Signed, *, private: bool, erased: Set[int]) -> Iterator[Part]:
    """The sets of rules that came in force, each once. One that is damaged is left out: the check tells that it is missing."""
    seen = set[str]()
    for entry in services.store.audit.entries(until=checkpoint.size, action=Action.PUT_IN_FORCE):
        hashed, number = entry.details.get("hash"), entry.details.get("rule_set")
        told = entry.form == FORM or (private and entry.id not in erased)  # the leaf of an old one does not name the rules
        if not told or not isinstance(hashed, str) or not isinstance(number, int) or hashed in seen:
            continue
        seen.add(hashed)
        with suppress(Corrupt, RuleSetMissing):
            yield rules_part(hashed, services.store.rule_sets.contents(number))
