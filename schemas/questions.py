"""What an officer has to decide about a record: the questions that it leaves open.

A question follows from the record alone, so the index can find it. Records of one portal whose question has the same grounds
(the words about the licence, what was seen of persons) have the same question: one decision may answer it for all of them.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from .assessment import Assessment, Confidence, Finding, LicenseStatus, PrivacyClass
from .record import CONCLUDED, Aspect, CatalogRecord, Curation


class Cause(StrEnum):
    """Why a person is asked. Stable: a code is never renamed.

    `ambiguous`, `conflict`, `unreadable`: the words about the licence fit several licences, contradict each other, or fit none.
    `raised`: words made the class stricter than open data, and no person has confirmed it. `uncertain`: the conclusion has the
    confidence low. `unknown`: nothing tells. `changed`: Serai concludes something else now than when a person decided. `due`: a
    person wanted somebody to look again on a day; the question is there before that day too.
    """

    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"
    RAISED = "raised"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    DUE = "due"


class Question(NamedTuple):
    """A question: what it is about, why it is asked, and its grounds, from which `key` is made."""

    aspect: Aspect
    cause: Cause
    key: str

    @property
    def id(self) -> str:
        """`license.ambiguous.1f0c…`: the same for all records with the same question."""
        return f"{self.aspect}.{self.cause}.{self.key}"


def read_question(id: str) -> Question:
    """The question of an id. Raises `ValueError`."""
    parts = _ID.fullmatch(id)
    if parts is None:
        raise ValueError(f"{id!r} is not the id of a question")
    aspect, cause, key = parts.groups()
    return Question(Aspect(aspect), Cause(cause), key)


KEY_LENGTH = 16
GROUNDS_VERSION = 2
"""Raise it when a record gets another question from the same findings: the index has the questions, and is built again then."""

_ID = re.compile(rf"([a-z_]+)\.([a-z]+)\.([0-9a-f]{{{KEY_LENGTH}}})")


def questions(record: CatalogRecord) -> tuple[Question, ...]:
    """What an officer has to decide about a record. Pure.

    A record that a person wants to look at on a day asks for nothing else until then, but for decisions that Serai would not
    conclude any more.
    """
    found = record.assessment
    due = record.curation.review_due
    asked = [*_changed(record.curation, found)]
    if due is None:
        asked += [
            *_license(record.curation, found),
            *_jurisdiction(record.curation, found),
            *_privacy_class(record.curation, found),
        ]
    else:
        asked.append((Aspect.REVIEW_DUE, Cause.DUE, (due.value.isoformat(), due.reason)))
    return tuple(Question(aspect, cause, _key(record.source, aspect, cause, grounds)) for aspect, cause, grounds in asked)


def asked_since(record: CatalogRecord, question: Question) -> date:
    """The earliest day from which a record can have asked one of its questions.

    That is the day on which its content last changed or, if that is later, the decision was made that is in question. What is due
    is asked from the day on which it is.
    """
    decision = getattr(record.curation, question.aspect.value)
    if question.cause is Cause.DUE:
        due: date = decision.value
        return due
    changed = record.provenance.changed.date()
    return max(changed, decision.at.date()) if question.cause is Cause.CHANGED else changed


def asked_words(record: CatalogRecord, question: Question) -> tuple[str, ...]:
    """The words that the records of a question have in common: those about the licence, or those seen of persons."""
    found = record.assessment
    if question.aspect is Aspect.LICENSE:
        return found.license.raw
    if question.aspect is Aspect.PRIVACY_CLASS:
        return tuple(sorted({word for finding in _chief(found.privacy.finding) for word in _words(finding)}))
    return ()


Asked = tuple[Aspect, Cause, object]
"""A question with its grounds, which are JSON's values."""

_LICENSE_CAUSES = {
    LicenseStatus.AMBIGUOUS: Cause.AMBIGUOUS,
    LicenseStatus.CONFLICT: Cause.CONFLICT,
    LicenseStatus.UNKNOWN: Cause.UNREADABLE,
}

_RAISED = {PrivacyClass.PSEUDONYMISED, PrivacyClass.PERSONAL, PrivacyClass.SPECIAL, PrivacyClass.RESTRICTED}


def _license(curation: Curation, found: Assessment) -> Iterator[Asked]:
    licensed = found.license
    if curation.license is not None:
        return
    cause = _LICENSE_CAUSES.get(licensed.status)
    if licensed.status is LicenseStatus.IDENTIFIED and licensed.confidence is Confidence.LOW:
        cause = Cause.UNCERTAIN
    if cause is not None:
        yield Aspect.LICENSE, cause, (licensed.id, *sorted(licensed.raw))


def _jurisdiction(curation: Curation, found: Assessment) -> Iterator[Asked]:
    jurisdiction = found.jurisdiction
    if curation.jurisdiction is not None:
        return
    if jurisdiction.holder_state is None:
        yield Aspect.JURISDICTION, Cause.UNKNOWN, ()
    elif jurisdiction.confidence is Confidence.LOW:
        yield Aspect.JURISDICTION, Cause.UNCERTAIN, (jurisdiction.holder_state,)


def _privacy_class(curation: Curation, found: Assessment) -> Iterator[Asked]:
    privacy = found.privacy
    if curation.privacy_class is not None and curation.privacy_class.value is not None:
        return
    cause = None
    if privacy.privacy_class is PrivacyClass.UNKNOWN:
        cause = Cause.UNKNOWN
    elif privacy.confidence is Confidence.LOW:
        cause = Cause.UNCERTAIN
    elif privacy.privacy_class in _RAISED:
        cause = Cause.RAISED
    if cause is not None:
        yield Aspect.PRIVACY_CLASS, cause, (privacy.privacy_class.value, *sorted(_seen(privacy.finding)))


def _seen(findings: tuple[Finding, ...]) -> set[str]:
    """The chief findings, each with the word that it saw if that is a ground, and whether anything speaks for open data."""
    chief = {" ".join((finding.rule, finding.case or "", *_words(finding))) for finding in _chief(findings)}
    return chief | ({"open"} if any(finding.verdict == PrivacyClass.OPEN for finding in findings) else set())


def _chief(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The finding that gives the class, which is the first; where nothing decides, also the first of what speaks of persons."""
    speaking = tuple(finding for finding in findings if finding.verdict not in _OPEN)
    return speaking[: 2 if findings and findings[0].rule == _UNDECIDED else 1]


def _words(finding: Finding) -> tuple[str, ...]:
    """The word that a rule saw first, if another word could mean another answer; what nothing decides was seen as a whole."""
    return () if finding.rule == _UNDECIDED else tuple(item.seen.casefold() for item in finding.evidence[:1])


_OPEN = {PrivacyClass.OPEN, PrivacyClass.ANONYMISED}
_UNDECIDED = "privacy-undecided"
"""The rule of what no other rule decides. It saw the title of the record."""


def _changed(curation: Curation, found: Assessment) -> Iterator[Asked]:
    """Decisions beside which Serai concludes something else than it did then."""
    for aspect in CONCLUDED:
        decision = getattr(curation, aspect.value)
        now = found.without_decision.get(aspect.value)
        if decision is None or decision.concluded is None or now is None:
            continue
        then_said, now_said = ({name: said.get(name) for name in SAID} for said in (decision.concluded, now))
        if then_said != now_said:
            decided = decision.model_dump(mode="json", exclude={"by", "at", "concluded", "source", "reason"})
            yield aspect, Cause.CHANGED, (decided, then_said, now_said)


SAID = ("value", "status", "subclass")
"""What a conclusion says, however sure it is and by whichever rules."""


def _key(source: str, aspect: Aspect, cause: Cause, grounds: object) -> str:
    said = json.dumps([source, aspect, cause, grounds], ensure_ascii=False, sort_keys=True)
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]
