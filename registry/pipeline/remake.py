"""From a raw record to its dataset. A portal has just sent the raw record, or it is in the archive."""

from dataclasses import replace

from harvesters import HARVESTERS
from harvesters.base import Normalised, RawRecord
from harvesters.errors import SkipRecord
from harvesters.reading.characters import read_once
from schemas.issues import issue
from schemas.record import Provenance
from schemas.source import Source

from ..store.archive import Archive
from ..store.errors import Corrupt, NotArchived
from .alone import alone
from .outcomes import Failed, Rejected, Unreadable


def normalise(raw: RawRecord, source: Source) -> Normalised | Rejected | Failed:
    """The dataset of a raw record. Pure.

    Only this function calls a harvester's `normalise`. Any exception there is about this one record only: then this record is
    left out, and the others continue.
    """
    return alone(lambda: _normalised(raw, source))


def _normalised(raw: RawRecord, source: Source) -> Normalised | Rejected:
    meant = read_once(raw.content)
    try:
        read = HARVESTERS[source.kind].normalise(raw if meant is raw.content else replace(raw, content=meant), source)
    except SkipRecord as skip:
        return Rejected(skip.issue)
    if meant is raw.content:
        return read
    told = issue(
        "text-garbled", identifier=raw.identifier, value="the whole record is UTF-8 that was read wrongly; it was put right"
    )
    return replace(read, issues=(*read.issues, told))


def remake(archive: Archive, source: Source, identifier: str, origin: Provenance) -> Normalised | Unreadable | Rejected | Failed:
    """The dataset of the archived raw record that `origin` names, read by today's code. Raises `StoreUnavailable`."""
    try:
        content = archive.get(origin.raw_hash)
    except (NotArchived, Corrupt) as error:
        return Unreadable(error)
    return normalise(RawRecord(identifier, content, origin.media_type, origin.url), source)
