"""A record, and its history."""

from datetime import date

from schemas.answers import RestsOn, StateProof
from schemas.audit import AuditEntry
from schemas.dataset import Coded
from schemas.model import Model
from schemas.record import CatalogRecord

from ..links import Link
from .quality import RecordQuality


class RecordLinks(Model):
    """Links to more about a record: its verbatim source, its history, its portal, and the run that last changed it."""

    self: Link
    raw: Link
    history: Link
    source: Link
    run: Link


class RecordAnswer(CatalogRecord):
    """A record with its three layers: `dataset` from the harvest, `curation` from people, `assessment` from the rules.

    `moved_to` leads to the record that has the dataset now, if a person has moved the portal's identifier there.

    `quality` says how good the portal's metadata of the dataset are, by the method of data.europa.eu, and what they lack.

    `frequency` is `dataset.accrual_periodicity` with its code in the EU's frequency table, if the words are understood.

    `at` is the day that was asked for: this is the record as it stood at its end. `rests_on` tells how that is known, and `proof`
    by what it can be checked against the audit trail, if the trail commits to it.

    `sample` tells that the declaration of its portal says that the dataset is invented, to try Serai with.
    """

    sample: bool = False
    links: RecordLinks
    moved_to: Link | None = None
    frequency: Coded | None = None
    quality: RecordQuality
    at: date | None = None
    rests_on: RestsOn | None = None
    proof: StateProof | None = None


class HistoryEntry(AuditEntry):
    """An entry, with the address of the proof that it is in the signed trail. The entry's hash is not over this address."""

    proof: Link


class HistoryAnswer(Model):
    """What was done to a record, oldest first. Every entry has the hash of the entry before it in the trail of all records."""

    items: tuple[HistoryEntry, ...]
    links: RecordLinks
