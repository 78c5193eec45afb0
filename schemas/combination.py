"""What may become of several datasets that are combined: of their licences, and of the whole in law."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from .assessment import Confidence
from .dataset import LangString
from .licenses import LicenseClass
from .model import Model
from .usage import RuleSource, UsageEffect, UsageRequest, UsageVerdict

MAX_DATASETS = 50
"""How many datasets can be combined at most."""


class Outcome(StrEnum):
    """What licences allow for a combination, from least to most restrictive. `keep_apart`: only as separate databases."""

    ALLOWED = "allowed"
    NON_COMMERCIAL = "non_commercial"
    AUTHORISATION = "authorisation"
    UNCLEAR = "unclear"
    KEEP_APART = "keep_apart"
    NOT_ALLOWED = "not_allowed"


class CombinationUse(StrEnum):
    """What is done with the datasets: published as one, published unchanged side by side, or used and not published."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    OWN = "own"


class CombinationRequest(UsageRequest):
    """The question about a combination: which datasets, and the question that is asked about each."""

    ids: Annotated[
        tuple[UUID, ...], Field(min_length=1, max_length=MAX_DATASETS, description="The ids of the datasets, in any order.")
    ]


class Combined(Model):
    """One of the datasets, with the verdict on it alone. `publisher` is whom to name. `state` are those whose law it concerns."""

    record: UUID
    title: LangString
    publisher: LangString | None = None
    license: str
    license_class: LicenseClass
    state: tuple[str, ...] = ()
    verdict: UsageVerdict


class CombinedAncestor(Model):
    """What some of the datasets were made from, and its licence, which counts too.

    `through` has the datasets that were made from it. A dataset that is one of those combined is not listed.
    """

    record: UUID
    title: LangString
    license: str
    license_class: LicenseClass
    through: tuple[UUID, ...]


class Because(Model):
    """A reason for an outcome: a row of the table of combinations, a clause of a licence, or a doubt."""

    code: str
    words: str
    source: tuple[RuleSource, ...]
    confidence: Confidence


class LicensePair(Model):
    """Two licences that meet, with the datasets that have them; both may be the same.

    `first` and `second` have ids of the datasets, and of `ancestor`. They meet if different datasets bring them.
    `outcome` is for the use that is asked for, `published` for one published dataset, `would_be` the outcome behind an `unclear`
    that is only due to low confidence. `because` has the reason that decides first. `under` are the licences of `outgoing` that
    work for these two. `blocks`: no pair is stricter, and this one does not simply allow the use.
    """

    license: tuple[str, str]
    first: tuple[UUID, ...]
    second: tuple[UUID, ...]
    outcome: Outcome
    would_be: Outcome | None = None
    published: Outcome
    because: tuple[Because, ...]
    under: tuple[str, ...] = ()
    blocks: bool = False


class Duty(Model):
    """What the licences ask for, and of which datasets and ancestors.

    `about` has details: publishers, licences, or words of the licences.
    `on_sharing`: it binds only if the result, or a part of it, is given to others.
    """

    code: str
    words: str
    record: tuple[UUID, ...]
    about: tuple[str, ...] = ()
    on_sharing: bool


class CombinedCondition(Model):
    """A condition of the verdicts, with the datasets and rules that ask for it. `met`: the record of each of them holds it."""

    code: str
    words: str
    record: tuple[UUID, ...]
    rule: tuple[str, ...]
    about: tuple[str, ...] = ()
    met: bool = False


class CombinedQuestion(Model):
    """A fact that is missing, as a question, with the datasets of which it is missing."""

    code: str
    question: str
    record: tuple[UUID, ...]
    about: tuple[str, ...] = ()


class Caution(Model):
    """What no licence and no rule says and what is to be thought of, with the datasets that give rise to it."""

    code: str
    words: str
    effect: UsageEffect
    record: tuple[UUID, ...]
    citation: str
    source: tuple[RuleSource, ...]
    confidence: Confidence


class Combination(Model):
    """The answer about several datasets together. It is information, not legal advice.

    `effect` is the strictest of the verdicts on each dataset, of the outcome of the licences, and of the cautions; `would_be` is
    the effect behind an `unclear` that is only due to low confidence. `outcome` is what the licences allow for `use`, `published`
    what they allow for one published dataset; both are None for a dataset alone, which has its own answer. `ancestor` has what
    the datasets were made from; their licences count as those of the datasets. `outgoing` are the
    licences under which the result may be published, as far as the licences go. `because` has what no pair says, but all
    licences together. `rules` is the version of the rules of transfer, `table` that of the table of combinations.
    """

    request: UsageRequest
    use: CombinationUse
    effect: UsageEffect
    would_be: UsageEffect | None = None
    outcome: Outcome | None = None
    published: Outcome | None = None
    because: tuple[Because, ...] = ()
    dataset: tuple[Combined, ...]
    ancestor: tuple[CombinedAncestor, ...] = ()
    pair: tuple[LicensePair, ...] = ()
    outgoing: tuple[str, ...] = ()
    duty: tuple[Duty, ...] = ()
    condition: tuple[CombinedCondition, ...] = ()
    missing: tuple[CombinedQuestion, ...] = ()
    caution: tuple[Caution, ...] = ()
    state: tuple[str, ...] = ()
    confidence: Confidence
    rules: str
    table: str
    day: date
