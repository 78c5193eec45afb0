"""May a dataset be used from a state for a purpose: the request, and the verdict with its reasons.

`registry.policy.transfer.decide` gives the verdict. The rules, and the words of conditions, purposes and questions, are in data
files beside it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from .assessment import Confidence
from .model import Model
from .reason import Remark
from .record import Mechanism


class UsageEffect(StrEnum):
    """What a rule or a verdict says, from least to most restrictive. `unclear` is never a yes: a compliance officer decides."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    AUTHORISATION = "authorisation"
    UNCLEAR = "unclear"
    PROHIBITED = "prohibited"


class Ground(StrEnum):
    """What a rule is about. `transfer` is the law of the state that the data leave, `destination` that of the user's state."""

    LICENSE = "license"
    ACCESS = "access"
    PRIVACY_CLASS = "privacy_class"
    JURISDICTION = "jurisdiction"
    SUBCLASS = "subclass"
    TRANSFER = "transfer"
    DESTINATION = "destination"
    PURPOSE = "purpose"
    DOMESTIC = "domestic"


class Asked(Model):
    """From which state and for which purpose the data are asked for, and what is known beyond the record.

    What is stated here adds to what an officer recorded, and never takes it back. `exporter_count` and `critical_operator` are
    what the rules of CN ask for; for special categories, only persons with sensitive data are counted.
    """

    state: Annotated[
        str, Field(max_length=200, description="The user's state (ISO 3166-1 alpha-2; HK and MO apart).", examples=["KZ"])
    ]
    purpose: Annotated[str, Field(max_length=200, description="What the data are for.", examples=["research"])]
    exporter_count: Annotated[
        int | None,
        Field(ge=0, description="Persons whose data the exporter has sent abroad since 1 January, all datasets together."),
    ] = None
    critical_operator: Annotated[bool | None, Field(description="Whether the exporter is a critical operator (CIIO).")] = None
    subclass: Annotated[tuple[str, ...], Field(max_length=50, description="Subclasses that the dataset has.")] = ()
    denied_subclass: Annotated[tuple[str, ...], Field(max_length=50, description="Subclasses that it does not have.")] = ()


class UsageRequest(Asked):
    """What is asked, and who asks. `affiliation` and `recipient` are kept with the verdict; no rule reads them."""

    affiliation: Annotated[Remark | None, Field(description="The body that the user belongs to.")] = None
    recipient: Annotated[Remark | None, Field(description="Who gets the data.")] = None


class RuleSource(Model):
    """What a rule rests on: the id of a source, and what it is."""

    id: str
    source: str


class UsedRule(Model):
    """A rule that was used, with its article.

    `state` is whose law it is (None: of no single state). `valid_from` and `valid_until` are the days between which the law holds
    (None: not known), `known_since` is the day since which Serai knows the rule.
    """

    id: str
    ground: Ground
    state: str | None = None
    effect: UsageEffect
    confidence: Confidence
    citation: str
    source: tuple[RuleSource, ...]
    valid_from: date | None = None
    valid_until: date | None = None
    known_since: date


class Condition(Model):
    """What has to be so, by which rules. `about` has the details: subclasses, or words of the licence or of the holder.

    `met` is true if the record holds it on the day, by a mechanism or another recorded fact. It stays a condition of the use.
    """

    code: str
    words: str
    rule: tuple[str, ...]
    about: tuple[str, ...] = ()
    met: bool = False
    mechanism: Mechanism | None = None


class Question(Model):
    """A fact that is missing, as a question. `about` has what it is about: subclasses, states, rules.

    What it would change is in `would_change`, under the same code.
    """

    code: str
    question: str
    about: tuple[str, ...] = ()


class Change(Model):
    """A single fact that would turn the answer, and the effect that the answer would then have.

    `fact` is a question's code, or `purpose`, `embargo` or `deidentification`; `value` is what would have to be so.
    """

    fact: str
    value: str
    effect: UsageEffect


class UsageVerdict(Model):
    """The answer. It is information, not legal advice.

    `would_be` is the effect behind an `unclear` that is only due to low confidence. `decided_by` has the grounds that made the
    answer as restrictive as it is. `confidence` is the lowest of the rules used. `would_change` is empty where it was not asked
    for. `rules` is the version of the rules, `day` the day for which they were asked.
    """

    request: UsageRequest
    effect: UsageEffect
    would_be: UsageEffect | None = None
    decided_by: tuple[Ground, ...]
    condition: tuple[Condition, ...] = ()
    rule: tuple[UsedRule, ...]
    missing: tuple[Question, ...] = ()
    would_change: tuple[Change, ...] = ()
    confidence: Confidence
    rules: str
    day: date
