"""The history of a record, as sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from schemas.actor import ActorKind
from schemas.assessment import LicenseStatus
from schemas.audit import Action, AuditEntry
from schemas.dataset import UNDETERMINED
from schemas.record import CONCLUDED, DECISIONS, Aspect
from search.values import UNKNOWN

from ..proof.entries import is_erased
from .moments import Moment, of_instant
from .recorded import Detail, in_words
from .site import Page
from .words import message


@dataclass(frozen=True)
class Conclusion:
    """What Serai concluded, in words, and the code of its confidence."""

    words: tuple[Detail, ...]
    confidence: str


@dataclass(frozen=True)
class Event:
    """The entry of this number. `person` is true if a person did it. `before` and `after` are shown as a difference.

    `records` is of how many records' decisions it is one, `approved_by` the name of a second person.

    `concluded` is what Serai concluded before a person decided.
    """

    at: Moment
    sentence: str
    person: bool
    records: int = 0
    approved_by: str = ""
    reason: str = ""
    before: tuple[Detail, ...] = ()
    after: tuple[Detail, ...] = ()
    concluded: Conclusion | None = None
    entry: int = 0


def story(page: Page, entries: Sequence[AuditEntry]) -> tuple[Event, ...]:
    """What happened to a record, latest first."""
    events = [(_erased if _is_erased(entry) else _TELLERS[entry.action])(page, entry) for entry in entries]
    return tuple(reversed([replace(event, entry=entry.id) for event, entry in zip(events, entries, strict=True)]))


def _is_erased(entry: AuditEntry) -> bool:
    return entry.actor.erased or is_erased(entry)


def _erased(page: Page, entry: AuditEntry) -> Event:
    done = page.labels.action(entry.action)
    if entry.actor.kind is not ActorKind.PERSON:
        return _event(entry, page.language.gettext("%(done)s. What else the entry said was erased.", done=done))
    sentence = page.language.gettext("%(done)s by a person. The name and what was said were erased.", done=done)
    return Event(of_instant(entry.at), sentence, person=True)


def _taken_over(page: Page, entry: AuditEntry) -> Event:
    return _event(entry, page.language.gettext("Taken over: since then the audit trail proves each state of this record."))


def _harvested(page: Page, entry: AuditEntry) -> Event:
    return _event(entry, page.language.gettext("Harvest: seen for the first time."))


def _changed(page: Page, entry: AuditEntry) -> Event:
    names = page.language.comma.join(field_name(page, name) for name in entry.details.get("changed", ()))
    return _event(entry, page.language.gettext("Harvest: changed at the portal: %(fields)s.", fields=names))


DECIDED = {
    Aspect.LICENSE: message("%(person)s decided which licence applies."),
    Aspect.JURISDICTION: message("%(person)s decided which states are concerned."),
    Aspect.PRIVACY_CLASS: message("%(person)s decided which privacy class applies."),
    Aspect.PERSONAL_CATEGORIES: message("%(person)s recorded the categories of personal data."),
    Aspect.SUBJECT_COUNT: message("%(person)s recorded how many people the data are about."),
    Aspect.MINORS: message("%(person)s recorded whether minors are among them."),
    Aspect.DEIDENTIFICATION: message("%(person)s recorded how the data were de-identified."),
    Aspect.LEGAL_BASIS: message("%(person)s recorded the legal bases."),
    Aspect.MECHANISMS: message("%(person)s recorded the mechanisms for transfers."),
    Aspect.ACCESS_CONDITIONS: message("%(person)s recorded the conditions of access."),
    Aspect.REVIEW_DUE: message("%(person)s recorded when to look again."),
    Aspect.WAS_DERIVED_FROM: message("%(person)s decided what the data were made from."),
}
TAKEN_BACK = {
    Aspect.LICENSE: message("%(person)s took back the decision on the licence."),
    Aspect.JURISDICTION: message("%(person)s took back the decision on the states concerned."),
    Aspect.PRIVACY_CLASS: message("%(person)s took back the decision on the privacy class."),
    Aspect.PERSONAL_CATEGORIES: message("%(person)s took back the categories of personal data."),
    Aspect.SUBJECT_COUNT: message("%(person)s took back how many people the data are about."),
    Aspect.MINORS: message("%(person)s took back whether minors are among them."),
    Aspect.DEIDENTIFICATION: message("%(person)s took back how the data were de-identified."),
    Aspect.LEGAL_BASIS: message("%(person)s took back the legal bases."),
    Aspect.MECHANISMS: message("%(person)s took back the mechanisms for transfers."),
    Aspect.ACCESS_CONDITIONS: message("%(person)s took back the conditions of access."),
    Aspect.REVIEW_DUE: message("%(person)s took back when to look again."),
    Aspect.WAS_DERIVED_FROM: message("%(person)s took back what the data were made from."),
}


def _curated(page: Page, entry: AuditEntry) -> Event:
    details, aspect = entry.details, Aspect(entry.details["aspect"])
    sentences = DECIDED if details.get("after") else TAKEN_BACK
    return Event(
        at=of_instant(entry.at),
        sentence=page.language.gettext(sentences[aspect], person=entry.actor),
        person=True,
        records=details.get("records", 0),
        approved_by=details.get("approved_by", ""),
        reason=str(details.get("reason", "")),
        before=decision_words(page, aspect, details.get("before"), at=entry.at),
        after=decision_words(page, aspect, details.get("after"), at=entry.at),
        concluded=conclusion(page, aspect, details.get("concluded"), at=entry.at),
    )


def _refused(page: Page, entry: AuditEntry) -> Event:
    details = entry.details
    sentence = page.language.gettext(
        "%(person)s may not do this, so nothing was done: %(deed)s. It takes the role “%(needed)s”.",
        person=entry.actor,
        deed=page.labels.deed(details["deed"]),
        needed=page.labels.role(details["needed"]),
    )
    return Event(of_instant(entry.at), sentence, person=True)


def _reassessed(page: Page, entry: AuditEntry) -> Event:
    details, at = entry.details, entry.at
    differ = [(Aspect(each["aspect"]), each) for each in details.get("differences", ()) if each["before"] != each["after"]]
    before, after = (
        tuple(word for aspect, each in differ for word in said_words(page, aspect, each[side], at=at))
        for side in ("before", "after")
    )
    sentence = page.language.gettext("%(person)s had the conclusions drawn again, by the rules of today.", person=entry.actor)
    by_person = _by_person(entry, sentence)
    return replace(by_person, before=before, after=after, approved_by=details.get("approved_by", ""))


SAID = {
    "record-deleted": message("The portal says that the dataset was deleted."),
    "record-private": message("The portal says that the dataset is private."),
    "record-draft": message("The portal says that the dataset is a draft or not published."),
    "record-not-dataset": message("The portal says that this is not a dataset."),
}
"""Why a dataset was withdrawn that the portal has removed outright, by the kind of issue."""


def _withdrawn(page: Page, entry: AuditEntry) -> Event:
    if "moved_to" in entry.details:
        return _by_person(entry, page.language.gettext("%(person)s moved the dataset to its older record.", person=entry.actor))
    said = SAID.get(str(entry.details.get("said")))
    if "hold" in entry.details and said:
        sentence = page.language.gettext("%(person)s confirmed that the dataset is withdrawn.", person=entry.actor)
        return _by_person(entry, f"{page.language.gettext(said)} {sentence}")
    if "hold" in entry.details:
        sentence = page.language.gettext("%(person)s confirmed that the portal no longer lists the dataset.", person=entry.actor)
        return _by_person(entry, sentence)
    if said:
        return _event(entry, page.language.gettext(said))
    return _event(entry, page.language.gettext("The portal no longer lists the dataset."))


def _restored(page: Page, entry: AuditEntry) -> Event:
    if "hold" in entry.details:
        return _by_person(entry, page.language.gettext("%(person)s made this a record of its own again.", person=entry.actor))
    return _event(entry, page.language.gettext("The portal lists the dataset again."))


def _made_anew(page: Page, entry: AuditEntry) -> Event:
    names = page.language.comma.join(field_name(page, name) for name in entry.details.get("changed", ()))
    return _event(entry, page.language.gettext("Read again from the archive; changed: %(fields)s.", fields=names))


def _put_back(page: Page, entry: AuditEntry) -> Event:
    names = page.language.comma.join(field_name(page, name) for name in entry.details.get("changed", ()))
    return _event(entry, page.language.gettext("Put back to an earlier state: %(fields)s.", fields=names))


def _moved(page: Page, entry: AuditEntry) -> Event:
    sentence = page.language.gettext("%(person)s gave the record the portal's new identifier.", person=entry.actor)
    return _moved_between(entry, sentence)


def _moved_back(page: Page, entry: AuditEntry) -> Event:
    sentence = page.language.gettext("%(person)s gave the record its earlier identifier again.", person=entry.actor)
    return _moved_between(entry, sentence)


def _moved_between(entry: AuditEntry, sentence: str) -> Event:
    before, after = (_identifier(entry.details.get(name)) for name in ("before", "after"))
    return replace(_by_person(entry, sentence), before=before, after=after)


def _identifier(found: object) -> tuple[Detail, ...]:
    """An identifier that an entry tells; nothing where it was erased."""
    return () if found is None else (Detail("", str(found), UNDETERMINED),)


_TELLERS: Mapping[Action, Callable[[Page, AuditEntry], Event]] = {
    Action.CREATE: _harvested,
    Action.CHANGE: _changed,
    Action.CURATE: _curated,
    Action.REASSESS: _reassessed,
    Action.WITHDRAW: _withdrawn,
    Action.RESTORE: _restored,
    Action.RENORMALISE: _made_anew,
    Action.REVERT: _put_back,
    Action.MOVE: _moved,
    Action.UNDO_MOVE: _moved_back,
    Action.REFUSE: _refused,
    Action.TAKE_OVER: _taken_over,
}


def _by_person(entry: AuditEntry, sentence: str) -> Event:
    return Event(of_instant(entry.at), sentence, person=True, reason=str(entry.details.get("reason", "")))


def _event(entry: AuditEntry, sentence: str) -> Event:
    return Event(at=of_instant(entry.at), sentence=sentence, person=False)


DATASET_FIELDS = {
    "identifier": message("identifier"),
    "title": message("title"),
    "description": message("description"),
    "keyword": message("keywords"),
    "theme": message("themes"),
    "publisher": message("publisher"),
    "contact_point": message("contact"),
    "issued": message("date of publication"),
    "modified": message("date of update"),
    "accrual_periodicity": message("frequency of updates"),
    "language": message("languages"),
    "landing_page": message("page at the portal"),
    "spatial": message("place"),
    "temporal": message("period"),
    "version": message("version"),
    "license": message("licence"),
    "access_rights": message("access"),
    "distribution": message("files"),
    "was_derived_from": message("what the data were made from"),
    "source": message("source of the data"),
    "ignored": message("fields not interpreted"),
}
"""The fields of a dataset, written for the middle of a sentence."""


def field_name(page: Page, name: str) -> str:
    """The name of a field of a dataset in the middle of a sentence."""
    return page.language.gettext(DATASET_FIELDS[name]) if name in DATASET_FIELDS else name


def decision_words(page: Page, aspect: Aspect, said: Mapping[str, Any] | None, *, at: datetime) -> tuple[Detail, ...]:
    """What a decision or a conclusion said, with the document it rests on, as the entry of the trail of this moment has it."""
    if not said:
        return ()
    decision = DECISIONS[aspect].model_validate({**said, "reason": "", "by": "", "at": at})
    source = (Detail(page.language.gettext("Source"), decision.source, UNDETERMINED),) if decision.source else ()
    return (*in_words(page, decision), *source)


def conclusion(page: Page, aspect: Aspect, concluded: Mapping[str, Any] | None, *, at: datetime) -> Conclusion | None:
    """What Serai concluded without a person. None if the entry does not have it."""
    if not concluded:
        return None
    return Conclusion(said_words(page, aspect, concluded, at=at), concluded["confidence"])


def said_words(page: Page, aspect: Aspect, said: Mapping[str, Any] | None, *, at: datetime) -> tuple[Detail, ...]:
    """What is said of an aspect, by Serai or, where it concludes nothing, by a person. Nothing, if nothing is said."""
    if said is None or aspect not in CONCLUDED:
        return decision_words(page, aspect, said, at=at)
    status = said.get("status", LicenseStatus.IDENTIFIED)
    if status != LicenseStatus.IDENTIFIED:
        return (Detail("", page.labels.license_status(status)),)
    told = {name: said[name] for name in ("value", "subclass") if name in said}
    return decision_words(page, aspect, told, at=at) or (Detail("", page.labels.state(UNKNOWN)),)
