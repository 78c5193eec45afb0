"""Writing changes: to the live index, and to the one that is being built."""

import time
from collections.abc import Iterable, Iterator
from uuid import UUID

from elasticsearch import Elasticsearch

from ..document import Document
from ..engine import Change, Refused
from ..errors import EngineBusy, EngineUnavailable
from . import names
from .bulk import Line, Sender, TargetGone, chunks
from .errors import mapped
from .generations import BEAT, Generations
from .mapping import line

TRIES = 5
"""How often changes are sent again because their index was replaced."""

Reasons = dict[UUID, str]
"""Why changes were refused."""


def apply(client: Elasticsearch, generations: Generations, changes: Iterable[Change]) -> tuple[Refused, ...]:
    """Write the changes that are not older than what the index has; they can be searched afterwards.

    Raises `IndexMissing`, `EngineBusy` or `EngineUnavailable`; what was written until then stays.
    """
    sender, refused = Sender(client), Reasons()
    written = set(generations.targets())
    for chunk in chunks(_lines(changes, refused)):
        written |= _sent(generations, sender, chunk, refused)
    with mapped():
        client.indices.refresh(index=sorted(written), ignore_unavailable=True)
    return _listed(refused)


def fill(client: Elasticsearch, generations: Generations, name: str, documents: Iterable[Document]) -> tuple[Refused, ...]:
    """Write documents to an index that is being built. Raises `EngineBusy` if another rebuild took over."""
    sender, refused = Sender(client), Reasons()
    beat = time.monotonic()
    for chunk in chunks(_lines(documents, refused)):
        try:
            refused |= sender.send(names.for_writing(name), chunk)
        except TargetGone:
            raise EngineBusy("Another process took over the building of the index.") from None
        if time.monotonic() - beat > BEAT.total_seconds():
            beat = time.monotonic()
            generations.beat(name)
    return _listed(refused)


def _sent(generations: Generations, sender: Sender, chunk: list[Line], refused: Reasons) -> set[str]:
    """Write a portion to every index that should have it, and return these indexes."""
    for _ in range(TRIES):
        targets = generations.targets()
        try:
            for name in targets:
                refused |= sender.send(names.for_writing(name), chunk)
        except TargetGone:  # a rebuild ended or failed: find the indexes again
            continue
        return set(targets)
    raise EngineUnavailable("The index was replaced again and again while changes were written.")


def _lines(changes: Iterable[Change], refused: Reasons) -> Iterator[Line]:
    """The changes as they are sent. Those that cannot be sent are added to `refused`."""
    for change in changes:
        try:
            yield Line(change.id, line(change))
        except ValueError as error:
            refused[change.id] = str(error)


def _listed(refused: Reasons) -> tuple[Refused, ...]:
    return tuple(Refused(identifier, reason) for identifier, reason in refused.items())
