"""The shapes of the API's answers. `serai … --json` prints the same.

A list is `items`, with `next` and `previous` where it comes in pages. Links are relative to the installation's root.
Values are codes of our vocabularies, never labels.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.audit import AuditEntry
from schemas.issues import Severity
from schemas.jurisdictions import Jurisdiction
from schemas.licenses import License
from schemas.model import Model
from schemas.privacy import PrivacyClassInfo, Subclass
from schemas.record import CatalogRecord
from schemas.runs import IssueGroup, Run
from schemas.source import Source
from search.engine import Health
from search.query import FacetValue, Highlight, Summary

Link = Annotated[str, Field(description="An address, relative to the root of this installation.")]


class RecordLinks(Model):
    """Where more about a record is: its verbatim source, its history, its portal, and the run that last changed it."""

    self: Link
    raw: Link
    history: Link
    source: Link
    run: Link


class RecordAnswer(CatalogRecord):
    """A record with its three layers: `dataset` as harvested, `curation` as a person recorded, `assessment` as concluded."""

    links: RecordLinks


class ItemLinks(Model):
    self: Link
    source: Link


class Item(Summary):
    """A record found.

    `score` is comparable within one answer only. `highlight` has, by field, the text that matched, cut into fragments.
    """

    id: UUID
    score: float | None = None
    highlight: dict[str, Highlight] = {}
    links: ItemLinks


class FacetAnswer(Model):
    """The values of a field, most frequent first, counted as if the field's own filter were not there.

    `other` is how many further values there are.
    """

    values: tuple[FacetValue, ...]
    other: int = 0


class SearchAnswer(Model):
    """What a search found. `total` is exact; `facets` has the fields that were asked for."""

    total: int
    offset: int
    limit: int
    items: tuple[Item, ...]
    facets: dict[str, FacetAnswer]
    next: Link | None = None
    previous: Link | None = None


class HistoryAnswer(Model):
    """What was done to a record, oldest first. Every entry carries the hash of the one before it in the whole trail."""

    items: tuple[AuditEntry, ...]
    links: RecordLinks


class RunLinks(Model):
    self: Link
    source: Link
    issues: Link
    issues_csv: Link
    changes: Link
    changes_csv: Link


class RunAnswer(Run):
    """One harvest of one source, with its counts."""

    links: RunLinks


class RunReport(RunAnswer):
    """A run with its issues grouped by kind and place. `hold` leads to what it holds, or held, for a person."""

    issues: tuple[IssueGroup, ...]
    hold: Link | None = None


class ReportsAnswer(Model):
    """The reports of several runs."""

    items: tuple[RunReport, ...]


class RunsAnswer(Model):
    """Runs, the latest first."""

    items: tuple[RunAnswer, ...]
    next: Link | None = None


class IssueAnswer(Model):
    """One thing found wrong.

    `identifier` is the portal's id of the record. `record` leads to ours, unless the issue kept it out.
    """

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    identifier: str | None
    pointer: str
    value: str
    record: Link | None


class IssuesAnswer(Model):
    """The issues of a run, a page at a time."""

    total: int
    offset: int
    limit: int
    items: tuple[IssueAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


class SourceLinks(Model):
    self: Link
    datasets: Link
    runs: Link
    holds: Link


class SourceAnswer(Model):
    """A portal: our declaration of it, how many of its records we keep, and its last runs."""

    declaration: Source
    records: int
    last_run: RunAnswer | None = None
    last_done: RunAnswer | None = None
    links: SourceLinks


class SourcesAnswer(Model):
    """The declared portals, by id."""

    total: int
    items: tuple[SourceAnswer, ...]


class FieldAnswer(Model):
    """A field of the search, and what it can do: its words are searched, its values filter, are counted, its days are a range."""

    name: str
    label: str
    description: str
    term: str | None
    searched: bool
    filter: bool
    facet: bool
    range: bool


class FieldsAnswer(Model):
    items: tuple[FieldAnswer, ...]


class LicensesAnswer(Model):
    items: tuple[License, ...]


class JurisdictionsAnswer(Model):
    items: tuple[Jurisdiction, ...]


class PrivacyClassesAnswer(Model):
    """The classes, least protected first, `unknown` last; and the closed list of subclasses."""

    items: tuple[PrivacyClassInfo, ...]
    subclasses: tuple[Subclass, ...]


class StoreHealth(Model):
    reachable: bool
    detail: str = ""


class LiveAnswer(Model):
    """The process answers."""

    live: Literal[True] = True
    version: str


class HealthAnswer(Model):
    """Whether this installation can answer.

    `outbox` is how many changes the index has yet to take, None if the store does not tell.
    """

    ready: bool
    version: str
    at: datetime
    store: StoreHealth
    engine: Health
    outbox: int | None
