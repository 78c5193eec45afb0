"""The interface that every kind of portal implements: read records, and turn one into a Dataset."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from schemas.dataset import UNDETERMINED, Dataset
from schemas.issues import Issue
from schemas.model import Model
from schemas.recognition import misdeclared
from schemas.source import Source

from .reading.remarks import Remarks, today
from .wire.session import Session


@dataclass(frozen=True)
class RawRecord:
    """One record as the portal sent it.

    If one answer has many records, `content` is the part with this record, with every value unchanged (white space between JSON
    tokens is not kept). `received` is the day (UTC) on which the portal sent it, or on which it is read again from the archive.
    """

    identifier: str
    content: bytes
    media_type: str
    url: str
    received: date = field(default_factory=today, compare=False)


@dataclass(frozen=True)
class Removed:
    """The portal says outright that it does not offer a dataset to everybody: it is deleted, private, a draft, or no dataset.

    `issue` is of a kind that `removes`. The dataset is withdrawn at the end of the run, without any grace.
    """

    identifier: str
    issue: Issue


Found = RawRecord | Removed | Issue
"""What an entry of a list is: a record, one that the portal has removed, or what is wrong with the entry."""


@dataclass(frozen=True)
class Total:
    """How many datasets the portal says it has."""

    value: int


@dataclass(frozen=True)
class Checkpoint:
    """A place where reading can continue later, also in another process. Then what was yielded before it is not yielded again.

    `cursor` is text that only the harvester understands.
    """

    cursor: str


Fetched = Found | Total | Checkpoint


@dataclass(frozen=True)
class Normalised:
    """A dataset, and the issues found while it was made."""

    dataset: Dataset
    issues: tuple[Issue, ...] = ()


def normalised(dataset: Dataset, source: Source, remarks: Remarks) -> Normalised:
    """A dataset with its ignored fields and the remarks on it. A missing licence statement is one more remark.

    So is a title that is not in the language that is stated for it, by the portal or by its declaration. The stated one is kept.
    """
    if not dataset.license and source.license is None and not any(each.license for each in dataset.distribution):
        remarks.note("license-not-stated", "")
    for text in dataset.title:
        if text.language != UNDETERMINED and (language := misdeclared(text.value, text.language)):
            remarks.note("language-contradicted", "/title", f"{text.language} is stated, it seems to be {language}: {text.value}")
    if remarks.ignored:
        dataset = dataset.model_copy(update={"ignored": tuple(dict.fromkeys(remarks.ignored))})
    return Normalised(dataset, tuple(remarks.issues))


class NoOptions(Model):
    """For a kind of portal without options."""


class Harvester(Protocol):
    """Reads one kind of portal. It writes nothing and decides no policy."""

    @property
    def options(self) -> type[Model]:
        """The options that a declaration of this kind can have besides the keys of every `Source`.

        Their values are in `Source.options`. A harvester reads them with `model_validate`, once for each `fetch`.
        """
        ...

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        """Yield the portal's records page by page, in constant memory, with a `Checkpoint` after each page.

        `since` (UTC) asks only for what changed from then on, if the protocol can do that. `cursor` is from a checkpoint for the
        same `since`: reading continues after it. The same identifier may come twice.
        If an `Issue` of severity error is yielded, or an exception is raised, the sweep is not whole.

        Raises `StopHarvest` or `RetryLater`; what was yielded before stays valid.
        """
        ...

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        """Turn a raw record into a Dataset. Pure: no I/O, the same result every time. Raises `SkipRecord`."""
        ...
