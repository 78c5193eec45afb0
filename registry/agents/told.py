"""What several tools tell of a record: its conclusions in a line, and the words of its portal."""

from collections.abc import Iterable, Iterator

from schemas.assessment import AssertedBy, Confidence, LicenseAssessment, LicenseStatus, Permission
from schemas.dataset import Dataset, Text
from schemas.formats.odrl import is_settled
from schemas.record import CatalogRecord, Status

from .asked import Place
from .writing import Item, Said, Words, said

NO_ADVICE = "This is information, not legal advice."

TITLE, DESCRIPTION, SHORT = 300, 600, 200
"""The most bytes of a title, of a description in a list, and of other words."""

_WHY_NOT = {
    LicenseStatus.IDENTIFIED: "the signs are weak",
    LicenseStatus.AMBIGUOUS: "several licences have the stated name",
    LicenseStatus.CONFLICT: "statements contradict each other",
    LicenseStatus.UNKNOWN: "there are words, but they fit no licence that Serai knows",
    LicenseStatus.NOT_STATED: "no licence is stated",
}

_BY = {
    AssertedBy.PUBLISHER: "stated by the publisher",
    AssertedBy.PORTAL: "stated by the portal for all its datasets",
    AssertedBy.HARVESTER: "stated by somebody who republishes",
    AssertedBy.RULE: "inferred by rules",
    AssertedBy.PERSON: "decided by a person",
    AssertedBy.NOBODY: "stated by nobody",
}

_TERMS = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")


def portal(source: str) -> str:
    """Who wrote the words of a record."""
    return f"portal {source}"


def by_whom(asserted_by: AssertedBy) -> str:
    """On whose word a conclusion is, without a name."""
    return _BY[asserted_by]


def license_line(found: LicenseAssessment) -> str:
    """The licence; what is not sure enough is unclear."""
    if is_settled(found):
        return f"licence: {found.id} (confidence {found.confidence}, {by_whom(found.asserted_by)})"
    could = f"; it could be {', '.join(found.candidate)}" if found.candidate else ""
    return f"licence: unclear ({_WHY_NOT[found.status]}{could})"


def permissions_line(found: LicenseAssessment) -> str:
    """What the licence permits, term by term."""
    if not is_settled(found):
        return "the licence permits: unclear"
    terms = (f"{name.replace('_', ' ')} {_permission(getattr(found, name))}" for name in _TERMS)
    return f"by the licence alone: {', '.join(terms)}"


def _permission(term: Permission) -> str:
    return f"{term.effect} ({term.condition})" if term.condition else term.effect


def class_line(record: CatalogRecord) -> str:
    """The privacy class; what is not sure enough is unclear."""
    found = record.assessment.privacy
    if found.confidence is Confidence.LOW or found.privacy_class == "unknown":
        return "privacy class: unclear"
    more = f", with {', '.join(found.subclass)}" if found.subclass else ""
    return f"privacy class: {found.privacy_class}{more} (confidence {found.confidence}, {by_whom(found.asserted_by)})"


def law_line(record: CatalogRecord) -> str:
    """The states whose law touches the dataset; what is not sure enough is unclear."""
    found = record.assessment.jurisdiction
    if found.confidence is Confidence.LOW:
        return "jurisdiction: unclear"
    parts = {
        "held in": (found.holder_state,) if found.holder_state else (),
        "stored in": found.storage_state,
        "collected in": found.collection_state,
        "about people of": found.data_subject_state,
        "laws": found.governing_law,
    }
    told = "; ".join(f"{name} {', '.join(states)}" for name, states in parts.items() if states)
    return f"jurisdiction: {told or 'unknown'} (confidence {found.confidence})"


def head_of(place: Place, record: CatalogRecord) -> str:
    """The line that names a record."""
    return f"id {record.id}{''.join(f' ({mark})' for mark in marks(place, record))}, portal {record.source}"


def marks(place: Place, record: CatalogRecord) -> tuple[str, ...]:
    """What one has to know before all else."""
    source = place.services.sources.get(record.source)
    withdrawn = ("withdrawn: its portal lists it no more",) if record.status is Status.WITHDRAWN else ()
    return (*withdrawn, *(("a sample: invented, not real data",) if source is not None and source.sample else ()))


def dates_line(dataset: Dataset) -> str:
    """When the data were published and changed, and in which known formats they are."""
    dates = {"issued": dataset.issued, "changed": dataset.modified}
    told = [
        f"{name} {date.iso}{' (of the record)' if date.of_record else ''}" for name, date in dates.items() if date and date.iso
    ]
    codes = dict.fromkeys(each.format.code for each in dataset.distribution if each.format and each.format.code)
    return "; ".join([*told, f"files: {len(dataset.distribution)}{''.join(f', {code}' for code in codes)}"])


def facts(place: Place, record: CatalogRecord) -> Item:
    """The lines about a record that are ours."""
    lines = (license_line(record.assessment.license), class_line(record), law_line(record))
    return (head_of(place, record), *lines, dates_line(record.dataset))


def words(label: str, text: Text, most: int) -> Iterator[Words]:
    """A text in its languages."""
    return ((f"{label} ({each.language})", each.value, most) for each in text)


def others(label: str, text: Text, shown: int) -> tuple[str, ...]:
    """What is left out of a text in many languages."""
    return (f"{label} in {len(text) - shown} more languages",) if len(text) > shown else ()


def named(place: Place, record: CatalogRecord, *more: Words, but: Iterable[str] = ()) -> tuple[Said, ...]:
    """The first title of a record, and more words of its portal. `but` is what is left out."""
    title = words("title", record.dataset.title[:1], TITLE)
    return said(portal(record.source), [*title, *more], whole=place.record(record.id), but=but)
