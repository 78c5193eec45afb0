"""What Serai concludes about a dataset, each conclusion with its reasons.

Three conclusions: licence, jurisdiction, privacy class. "Unknown" is a value of each, never an empty field. A conclusion is
the outcome of its `Finding`s. The strongest layer decides: what a person recorded, then what the portal states, then what is
inferred.

The fields follow COMPLIANCE.md 4.3; the classes are those of `schemas/vocab/privacy_classes.yml`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from .model import Model
from .terms import Term


class Confidence(StrEnum):
    """How far a conclusion can be trusted. `low` is shown as unclear until a person confirms it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class AssertedBy(StrEnum):
    """Who says that a value is so.

    `portal` is a default that the portal (or our declaration of it) gives for all its datasets; `rule` means that we inferred it.
    """

    PUBLISHER = "publisher"
    PORTAL = "portal"
    HARVESTER = "harvester"
    RULE = "rule"
    PERSON = "person"
    NOBODY = "nobody"


class Evidence(Model):
    """Something that was seen: the words, and where they are (a JSON pointer, or `source`, or `curation`).

    `column` is the number of a column, from 1, where the text at that place is a list of names of columns.
    """

    seen: str
    where: str
    column: int | None = None


class Finding(Model):
    """One reason: a rule that fired on evidence.

    `rule` is the rule's id, `verdict` what it says (a licence id, a state, a privacy class), `basis` what it is based on (a
    standard, an article, the method). The sentence for people is made of `rule`, `case` (which sentence of the rule, if it has
    several) and `values` (what is filled in), in any language, by `registry.policy.telling`. `reason` is that sentence in
    English: in answers of the API, and in findings that were stored when the sentence was.
    """

    rule: str
    case: str | None = None
    values: dict[str, str] = {}
    verdict: str
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    basis: str
    confidence: Confidence
    asserted_by: AssertedBy


class Effect(StrEnum):
    """Whether a licence permits something. `conditional`: only under a condition, which is given beside it."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"
    UNCLEAR = "unclear"


class Permission(Model):
    """A licence attribute, with the condition in words when it is conditional."""

    effect: Effect
    condition: str | None = None


UNCLEAR = Permission(effect=Effect.UNCLEAR)


class LicenseStatus(StrEnum):
    """How the licence was found.

    `ambiguous`: several licences have the stated name. `conflict`: two statements differ. `unknown`: there are words, but they
    fit no licence that we know. `not_stated`: there are no words.
    """

    IDENTIFIED = "identified"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    NOT_STATED = "not_stated"


class LicenseAssessment(Model):
    """The licence: an SPDX id or a `LicenseRef-`, and what it permits.

    If `status` is not `identified`, `id` is `LicenseRef-unknown` and `candidate` lists what it could be.
    """

    id: Annotated[str, Term("dct:license")]
    status: LicenseStatus
    raw: tuple[str, ...] = ()
    url: str | None = None
    candidate: tuple[str, ...] = ()
    asserted_by: AssertedBy
    confidence: Confidence
    commercial: Permission = UNCLEAR
    derivatives: Permission = UNCLEAR
    attribution: Permission = UNCLEAR
    share_alike: Permission = UNCLEAR
    ai_training: Permission = UNCLEAR
    finding: tuple[Finding, ...]


class JurisdictionAssessment(Model):
    """Whose law touches the dataset. A state is an ISO 3166-1 alpha-2 code; Hong Kong and Macao have their own.

    An empty tuple or None means that it is not known. The place the data describe is `Dataset.spatial`, not a jurisdiction.
    """

    holder_state: Annotated[str | None, Term("dpv:hasJurisdiction")] = None
    storage_state: tuple[str, ...] = ()
    collection_state: tuple[str, ...] = ()
    data_subject_state: tuple[str, ...] = ()
    governing_law: Annotated[tuple[str, ...], Term("dpv:hasApplicableLaw")] = ()
    asserted_by: AssertedBy
    confidence: Confidence
    finding: tuple[Finding, ...]


class PrivacyClass(StrEnum):
    """The six classes, from least to most protected, and `unknown`."""

    OPEN = "open"
    ANONYMISED = "anonymised"
    PSEUDONYMISED = "pseudonymised"
    PERSONAL = "personal"
    SPECIAL = "special"
    RESTRICTED = "restricted"
    UNKNOWN = "unknown"


class PrivacyAssessment(Model):
    """The privacy class, and the subclasses (closed list of `schemas/vocab/privacy_classes.yml`) that transfer rules ask for.

    `subclass` are those that the dataset has, `denied_subclass` those that a person says it does not have. About the others
    nothing is stated.
    """

    privacy_class: Annotated[PrivacyClass, Term("dpv:hasData")]
    subclass: tuple[str, ...] = ()
    denied_subclass: tuple[str, ...] = ()
    asserted_by: AssertedBy
    confidence: Confidence
    finding: tuple[Finding, ...]


class Assessment(Model):
    """The three conclusions on one day under one rule set.

    `without_decision` has, by the aspects that a person decided about, what Serai concludes of them without that decision:
    `value`, `confidence`, `rules` and, where there is one, `status` or `subclass`.
    """

    license: LicenseAssessment
    jurisdiction: JurisdictionAssessment
    privacy: PrivacyAssessment
    without_decision: dict[str, dict[str, Any]] = {}
    rules: str
    assessed_on: date
