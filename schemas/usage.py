"""May a dataset be used from a state for a purpose: the request, and the verdict with its reasons.

`registry.policy.transfer.decide` gives the verdict. The rules, and the words of conditions, purposes and questions, are in data
files beside it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from .assessment import Confidence
from .dataset import Text
from .model import Model
from .reason import Reason, Remark
from .record import Mechanism


class UsageEffect(StrEnum):
    """What a rule or a verdict says, from least to most restrictive. `unclear` is never a yes: a compliance officer decides."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    AUTHORISATION = "authorisation"
    UNCLEAR = "unclear"
    PROHIBITED = "prohibited"


class Ground(StrEnum):
    """What a rule is about. `transfer` is the law of the state that the data leave, `destination` that of the user's state.

    `ancestor` is what the data were made from.
    """

    LICENSE = "license"
    ACCESS = "access"
    PRIVACY_CLASS = "privacy_class"
    JURISDICTION = "jurisdiction"
    SUBCLASS = "subclass"
    TRANSFER = "transfer"
    DESTINATION = "destination"
    PURPOSE = "purpose"
    DOMESTIC = "domestic"
    ANCESTOR = "ancestor"


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
        Field(
            ge=0, le=10**12, description="Persons whose data the exporter has sent abroad since 1 January, all datasets together."
        ),
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


class Confirmation(Model):
    """A person confirmed a rule of confidence low, for this installation: who, why, by which article, from which day on."""

    name: Remark
    reason: Reason
    citation: Remark
    day: date


class UsedRule(Model):
    """A rule that was used, with its article.

    `state` is whose law it is (None: of no single state). `valid_from` and `valid_until` are the days between which the law holds
    (None: not known), `known_since` is the day since which Serai knows the rule. `own` is true for a rule of this installation,
    which is not shipped with Serai. `confirmation` is there if the rule would be of confidence low without it.
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
    own: bool = False
    confirmation: Confirmation | None = None


Of = Annotated[tuple[UUID, ...], Field(exclude_if=lambda ids: not ids)]


class Condition(Model):
    """What has to be so, by which rules. `about` has the details: subclasses, or words of the licence or of the holder.

    `met` is true if the record holds it on the day, by a mechanism or another recorded fact. It stays a condition of the use.
    `of` has the ids of the datasets that it is asked of, where the answer has `ancestor`; then it is met if it is met for all.
    """

    code: str
    words: str
    rule: tuple[str, ...]
    about: tuple[str, ...] = ()
    met: bool = False
    mechanism: Mechanism | None = None
    of: Of = ()


class Question(Model):
    """A fact that is missing, as a question. `about` has what it is about: subclasses, states, rules.

    What it would change is in `would_change`, under the same code. `of` is that of a condition.
    """

    code: str
    question: str
    about: tuple[str, ...] = ()
    of: Of = ()


class Change(Model):
    """A single fact that would turn the answer, and the effect that the answer would then have.

    `fact` is a question's code, or `purpose`, `embargo`, `deidentification` or `ancestor`; `value` is what would have to be so.
    `of` is the id of the ancestor that it is a fact of; it is left out for a fact of the dataset.
    """

    fact: str
    value: str
    effect: UsageEffect
    of: Annotated[UUID | None, Field(exclude_if=lambda of: of is None)] = None


class AncestorVerdict(Model):
    """What the dataset was made from, and the answer to the same question about it.

    `record` is its id; None if it is not in this catalogue. `said` are the words by which it is named, in the dataset or in the
    last record of `path`: the ids of the records between; empty if the portal does not name it. `decided`: a person decided that
    it is this dataset; else the words tell. `rule` has the ids of the rules that decide, `words` say what they do.
    """

    record: UUID | None = None
    title: Text = ()
    said: str
    path: tuple[UUID, ...] = ()
    decided: Annotated[bool, Field(exclude_if=lambda decided: not decided)] = False
    effect: UsageEffect
    would_be: UsageEffect | None = None
    decided_by: tuple[Ground, ...]
    rule: tuple[str, ...]
    confidence: Confidence
    words: str = ""


class UsageReason(Model):
    """A rule that makes an answer as restrictive as it is, with its article.

    `state` is whose law it is (None: of no single state). `about` has what it is about: subclasses, ways from state to state, or
    attributes of the licence. `uncertain`: the rule says less, but nobody has confirmed it, and its confidence is low. `missing`
    has what is to be found out.
    """

    rule: str
    ground: Ground
    state: str | None = None
    citation: str
    about: tuple[str, ...] = ()
    uncertain: bool = False
    missing: tuple[Question, ...] = ()


class ShortVerdict(Model):
    """The answer without its conditions, articles and what would change it. It is information, not legal advice.

    `effect`, `would_be`, `decided_by` and `confidence` are those of `UsageVerdict`; `reason` has the rules that decide.
    """

    effect: UsageEffect
    would_be: UsageEffect | None = None
    decided_by: tuple[Ground, ...]
    confidence: Confidence
    reason: tuple[UsageReason, ...]


class UsageVerdict(Model):
    """The answer. It is information, not legal advice.

    `would_be` is the effect behind an `unclear` that is only due to low confidence. `decided_by` has the grounds that made the
    answer as restrictive as it is. `confidence` is the lowest of the rules used. `would_change` is empty where it was not asked
    for. `rules` is the version of the rules, `day` the day for which they were asked.

    `ancestor` has what the dataset was made from, the nearest first. The answer is that of the whole: the strictest of all of
    them, with the conditions and rules of all. `ancestor_left_out`: there are more ancestors than are followed.
    """

    request: UsageRequest
    effect: UsageEffect
    would_be: UsageEffect | None = None
    decided_by: tuple[Ground, ...]
    condition: tuple[Condition, ...] = ()
    rule: tuple[UsedRule, ...]
    missing: tuple[Question, ...] = ()
    would_change: tuple[Change, ...] = ()
    ancestor: tuple[AncestorVerdict, ...] = ()
    ancestor_left_out: Annotated[bool, Field(exclude_if=lambda left_out: not left_out)] = False
    confidence: Confidence
    rules: str
    day: date
