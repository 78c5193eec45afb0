"""The interface that every kind of portal implements: read records, and turn one into a Dataset."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from schemas.access_rights import access_right
from schemas.dataset import UNDETERMINED, Dataset
from schemas.issues import Issue, issue
from schemas.model import Model
from schemas.recognition import misdeclared
from schemas.source import Source

from .reading.contacts import public_contacts, without_persons
from .reading.fields import Fields
from .reading.records import read_object
from .reading.remarks import Remarks, today
from .reading.stated_languages import in_true_languages
from .wire.secret import Mask
from .wire.session import Session


@dataclass(frozen=True)
class RawRecord:
    """One record as the portal sent it.

    If one answer has many records, `content` is the part with this record, with every value unchanged (white space between JSON
    tokens is not kept). `received` is the day (UTC) on which the portal sent it, or on which it is read again from the archive. A
    record is `partial` if a part of it could not be read now: it never takes the place of one that is kept.
    """

    identifier: str
    content: bytes
    media_type: str
    url: str
    received: date = field(default_factory=today, compare=False)
    partial: bool = field(default=False, compare=False)


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


def without_secret(item: Fetched, mask: Mask) -> Fetched:
    """What was fetched, with `[hidden]` in the place of the source's secret, before any of it is kept.

    The session hides it in answers. What is hidden here has another spelling in the answer, or was put in by the kind.
    """
    match item:
        case RawRecord():
            identifier, url = mask.text(item.identifier), mask.text(item.url)
            return replace(item, identifier=identifier, content=mask.content(item.content), url=url)
        case Removed():
            return replace(item, identifier=mask.text(item.identifier))
        case Checkpoint():
            return Checkpoint(mask.text(item.cursor))
    return item


@dataclass(frozen=True)
class Normalised:
    """A dataset, and the issues found while it was made."""

    dataset: Dataset
    issues: tuple[Issue, ...] = ()


def normalised(dataset: Dataset, source: Source, remarks: Remarks) -> Normalised:
    """A dataset with its ignored fields and the remarks on it. A missing licence statement is one more remark.

    What holds for portals of every kind is here: whose contacts are kept (`Source.contacts`), the languages of texts, and the
    access right that a declaration states for all datasets of its portal (`Source.access`), where a dataset states none.
    A title that is not in the only language that is stated, by the portal or by its declaration, is a remark. That one is kept.
    """
    if source.access is not None and not dataset.access_rights:
        default = access_right(source.access.statement).model_copy(update={"of_portal": True})
        dataset = dataset.model_copy(update={"access_rights": (default,)})
    if not dataset.license and source.license is None and not any(each.license for each in dataset.distribution):
        remarks.note("license-not-stated", "")
    dataset = in_true_languages(dataset, source, remarks)
    for text in dataset.title:
        if text.language != UNDETERMINED and (language := misdeclared(text.value, text.language)):
            remarks.note("language-contradicted", "/title", f"{text.language} is stated, it seems to be {language}: {text.value}")
    if remarks.ignored:
        dataset = dataset.model_copy(update={"ignored": tuple(dict.fromkeys(remarks.ignored))})
    return _without_persons(dataset, source, remarks)


def _without_persons(dataset: Dataset, source: Source, remarks: Remarks) -> Normalised:
    """The dataset with the contacts that may be public; what is withheld is in no issue either."""
    publisher = dataset.publisher.name if dataset.publisher else ()
    state = source.jurisdiction
    contacts, withheld = public_contacts(dataset.contact_point, source.contacts, state=state, publisher=publisher)
    issues = [without_persons(each, withheld, state) for each in remarks.issues]
    if withheld:
        issues.append(
            issue("contact-withheld", identifier=dataset.identifier, pointer="/contact_point", value=f"{len(withheld)} withheld")
        )
    if contacts != dataset.contact_point:
        dataset = dataset.model_copy(update={"contact_point": contacts, "contact_withheld": bool(withheld)})
    return Normalised(dataset, tuple(issues))


def read_fields(raw: RawRecord, source: Source, read: Callable[[Fields], Dataset]) -> Normalised:
    """What `read` makes of the fields of a raw record in JSON. Raises `SkipRecord` if it is no JSON object."""
    remarks = Remarks(raw.identifier, received=raw.received)
    fields = Fields(read_object(raw.content, identifier=raw.identifier), remarks, source)
    return normalised(read(fields), source, remarks)


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
