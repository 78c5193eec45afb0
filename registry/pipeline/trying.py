"""Trying a declaration on one page of its portal: what was asked, what came, and what becomes of the first records."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from harvesters import HARVESTERS
from harvesters.answers import read_text
from harvesters.base import Checkpoint, Fetched, Normalised, RawRecord, Removed, Total
from harvesters.errors import BadAnswer, HarvestError
from harvesters.limits import Limits
from harvesters.wire.session import Session, Turn, at_once
from harvesters.wire.transport import Response, redacted
from schemas.issues import Issue
from schemas.model import Model
from schemas.source import Source

from ..operation.redaction import redactor_of
from ..settings import Settings
from .outcomes import Failed, Rejected
from .remake import normalise

SHOWN = 2000
"""How many characters of an answer are shown."""


class Answered(Model):
    """A request and what came: `beginning` is the beginning of the body, without secrets, `size` its length in bytes."""

    method: str
    url: str
    status: int
    media_type: str
    size: int
    beginning: str


@dataclass(frozen=True)
class TriedRecord:
    """A raw record, and what is made of it."""

    raw: RawRecord
    made: Normalised | Rejected | Failed


@dataclass
class Tried:
    """One page of a portal. `found` are issues about the list, `error` is what ended the reading."""

    answers: list[Answered] = field(default_factory=list)
    records: list[TriedRecord] = field(default_factory=list)
    found: list[Issue] = field(default_factory=list)
    total: int | None = None
    error: HarvestError | None = None
    whole: bool = False

    @property
    def titled(self) -> bool:
        """Whether a record could be read."""
        return any(isinstance(each.made, Normalised) for each in self.records)


def tried(source: Source, *, settings: Settings, limits: Limits, page: int = 1, records: int = 3, turn: Turn = at_once) -> Tried:
    """Read the pages of a portal up to number `page` (from 1), and show this one with its first records.

    No more records are read than are shown. Nothing is kept.
    """
    result = Tried()
    with _session(source, settings, limits, turn, result) as session:
        try:
            for number, item in _numbered(HARVESTERS[source.kind].fetch(source, session)):
                if number > page or _take(result, item, source, shown=number == page, records=records):
                    break
            else:
                result.whole = True
        except HarvestError as error:
            result.error = error
    return result


def _numbered(items: Iterator[Fetched]) -> Iterator[tuple[int, Fetched]]:
    """What is read, each with the number of its page."""
    number = 1
    for item in items:
        yield number, item
        number += isinstance(item, Checkpoint)


def _take(result: Tried, item: Fetched, source: Source, *, shown: bool, records: int) -> bool:
    """Note what was read. Returns whether that is enough."""
    match item:
        case Total(value):
            result.total = value
        case RawRecord() if shown:
            result.records.append(TriedRecord(item, normalise(item, source)))
        case Issue():
            result.found.append(item)
        case Removed():
            result.found.append(item.issue)
        case Checkpoint():
            if not shown:
                result.answers.clear()
            return shown
    return len(result.records) >= records


def _text(response: Response) -> str:
    """The text of an answer, as it is read."""
    try:
        return read_text(response)
    except BadAnswer:
        return ""


@contextmanager
def _session(source: Source, settings: Settings, limits: Limits, turn: Turn, result: Tried) -> Iterator[Session]:
    """A session that notes the answers."""
    redact = redactor_of(source)

    def note(response: Response, *_: object, **__: object) -> None:
        request = response.request
        text = _text(response)
        result.answers.append(
            Answered(
                method=request.method or "",
                url=redact(redacted(request.url)),
                status=response.status_code,
                media_type=response.headers.get("Content-Type", ""),
                size=len(response.content),
                beginning=redact(text[:SHOWN]),
            )
        )

    with Session(source, contact=settings.contact, limits=limits, turn=turn, roots=settings.tls_roots) as session:
        session.hooks["response"].append(note)
        yield session
