"""The seam that every kind of portal implements: read records, and turn one into a Dataset."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.dataset import Dataset
from schemas.issues import Issue
from schemas.model import Model
from schemas.source import Source

from .reading.remarks import Remarks
from .wire.session import Session


@dataclass(frozen=True)
class RawRecord:
    """One record as the portal sent it.

    Where the protocol packs many records into one answer, `content` is the record's own part of it, every value untouched
    (white space between JSON tokens is not kept).
    """

    identifier: str
    content: bytes
    media_type: str
    url: str


@dataclass(frozen=True)
class Total:
    """How many datasets the portal says it has."""

    value: int


@dataclass(frozen=True)
class Checkpoint:
    """A place where reading can go on later, in another process too. What was yielded before it is not yielded again then.

    `cursor` is text that only the harvester understands.
    """

    cursor: str


Fetched = RawRecord | Issue | Total | Checkpoint


@dataclass(frozen=True)
class Normalised:
    """A dataset, and what was wrong on the way to it."""

    dataset: Dataset
    issues: tuple[Issue, ...] = ()


def normalised(dataset: Dataset, source: Source, remarks: Remarks) -> Normalised:
    """A dataset that was read, with what was ignored, and with the remarks on it. That nobody states a licence is one more."""
    if not dataset.license and source.license is None and not any(each.license for each in dataset.distribution):
        remarks.note("license-not-stated", "")
    if remarks.ignored:
        dataset = dataset.model_copy(update={"ignored": tuple(remarks.ignored)})
    return Normalised(dataset, tuple(remarks.issues))


class NoOptions(Model):
    """The options of a kind of portal that has none."""


class Harvester(Protocol):
    """Reads one kind of portal. It writes nothing and decides no policy."""

    @property
    def options(self) -> type[Model]:
        """What a declaration of this kind can say beside the keys of every `Source`.

        The values that it states are in `Source.options`. A harvester reads them with `model_validate`, once for each `fetch`.
        """
        ...

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        """Yield what the portal holds, page by page, in constant memory, with a `Checkpoint` after each page.

        `since` (UTC) asks for what changed from then on, where the protocol can. `cursor` is that of a checkpoint for the same
        `since`: what comes is what came after it. The same identifier may come twice.
        An `Issue` of severity error that is yielded, or an exception, means that the sweep is not whole.

        Raises `StopHarvest` or `RetryLater`; what was yielded before stays valid.
        """
        ...

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        """Turn a raw record into a Dataset: pure, no I/O, the same answer every time. Raises `SkipRecord`."""
        ...
