"""Answers to "may I use it?" that are kept: the verdict, what it rests on, and the hash by which anybody can check it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from .actor import Actor
from .audit import StateMark
from .canonical import canonical, digest
from .model import Model
from .record import CatalogRecord
from .usage import UsageRequest, UsageVerdict


class Basis(StrEnum):
    """How an answer came about.

    `current`: it was decided on the record and the rules as they were when it was asked for. `kept`: it was given and kept on the
    past day that is asked for. `computed`: it was decided later, on the record and the rules of a past day.
    """

    CURRENT = "current"
    KEPT = "kept"
    COMPUTED = "computed"


class NotKept(StrEnum):
    """What Serai does not keep of a past day, so that today's is used.

    `code`: the program, which reads records and decides. `declaration`: what the operator has declared about the portal.
    `combination`: the table of combinations; it is kept with the rules of assessment, and older sets are without it. `rules`: the
    rules in whose words the reasons of conclusions are told.
    """

    CODE = "code"
    DECLARATION = "declaration"
    COMBINATION = "combination"
    RULES = "rules"


class StateBasis(StrEnum):
    """How it is known what a record was on a past day.

    `proved`: its state was stored then, and an entry of the audit trail commits to it. `stored`: it was stored, before the trail
    committed to states. `remade`: it is made again, from the archive, the trail and the rules of then.
    """

    PROVED = "proved"
    STORED = "stored"
    REMADE = "remade"


class RestsOn(Model):
    """What a record of a past day, or an answer that was computed for one, rests on.

    `until` is the end of the day: what came later is left out. `entry` and `entry_hash` name the last entry of the audit trail
    that changed the record until then, `decision` the entries of the decisions that were in force. `raw_hash` is the SHA-256 of
    the raw record, `state` tells how the record of then is known. Of what is `not_kept`, today's was used.

    Answers that were kept before states were have `remade`, true or false, in the place of `state`.
    """

    until: datetime
    entry: int
    entry_hash: str
    raw_hash: str
    decision: tuple[int, ...] = ()
    state: StateBasis
    not_kept: tuple[NotKept, ...]

    @model_validator(mode="before")
    @classmethod
    def _with_state(cls, value: Any) -> Any:
        """Read the old shape. What was not made again was the state as it was stored."""
        if not isinstance(value, Mapping) or "remade" not in value or "state" in value:
            return value
        told = {name: each for name, each in value.items() if name != "remade"}
        return told | {"state": StateBasis.REMADE if value["remade"] else StateBasis.STORED}


class StateProof(Model):
    """By what anybody can check the state of a record of a past day against the audit trail.

    `entry` is the number of the entry that commits to it, `mark` what that has of it. `layer` has the layers as they were stored,
    each by its name: `mark` is made of them, the `salt`, and the record's `source`, `status` and `version`, as
    `registry/proof/states.py` tells.
    """

    entry: int
    mark: StateMark
    salt: str
    layer: dict[str, Any]


class FrozenAnswer(Model):
    """An answer as it was kept. `KeptAnswer.hash` is over all of it.

    `version` is that of the record, `record_hash` the SHA-256 of its kept state, `ancestor_hash` those of the records that it was
    made from, in the order of the verdict. The verdict has the version of the rules of
    transfer, `assessment_rules` is the version of those that licence, jurisdiction and privacy class were concluded by. `serai`
    is the version of the program. `at` is when it was kept. `by` is the person who kept it, if she had signed in; of others
    nothing is kept but what they state in the request.
    """

    record: UUID
    version: int
    record_hash: str
    ancestor_hash: tuple[str, ...] = ()
    verdict: UsageVerdict
    assessment_rules: str
    basis: Basis
    rests_on: RestsOn | None = None
    serai: str
    at: datetime
    by: Actor | None = None


class KeptAnswer(Model):
    """A kept answer with its number.

    `hash` is the SHA-256 of the canonical JSON of `answer` (keys sorted at every depth, no white space, UTF-8),
    `answer.record_hash` that of `record`: the state of the record on which the answer rests, without the persons to contact.
    `answer.ancestor_hash` are those of `ancestor`, the same of the records that it was made from.
    """

    number: int
    hash: str
    answer: FrozenAnswer
    record: Annotated[dict[str, Any], Field(description="The state of the record, in the shape that it had then.")]
    ancestor: Annotated[tuple[dict[str, Any], ...], Field(description="The states of what it was made from.")] = ()


def frozen_record(record: CatalogRecord) -> bytes:
    """The state of a record that is kept with an answer: canonical JSON. Whom to ask decides nothing, so it is left out."""
    return canonical(record.model_dump(mode="json", exclude_none=True, exclude={"dataset": {"contact_point"}}))


def frozen_answer(answer: FrozenAnswer) -> bytes:
    """The canonical JSON of an answer."""
    return canonical(answer.model_dump(mode="json", exclude_none=True))


def question_of(request: UsageRequest) -> str:
    """What is asked, as one text: equal for equal questions, whoever asks."""
    asked = request.model_dump(mode="json", exclude_defaults=True, exclude={"affiliation", "recipient"})
    lists = {name: sorted(set(asked[name])) for name in ("subclass", "denied_subclass") if name in asked}
    return canonical(asked | lists).decode()


def differences(kept: Mapping[str, Any]) -> Iterator[str]:
    """What does not fit its hash in a kept answer, as the API gives it: `answer`, `record`, `ancestor`.

    Raises `ValueError` if it is none.
    """
    try:
        answer, record, ancestors, stated = kept["answer"], kept["record"], kept["ancestor"], kept["hash"]
        of_record, of_ancestors = answer["record_hash"], answer["ancestor_hash"]
        found = [digest(canonical(each)) for each in ancestors]
    except (KeyError, TypeError):
        raise ValueError("it has no answer, record and hash") from None
    if digest(canonical(answer)) != stated:
        yield "answer"
    if digest(canonical(record)) != of_record:
        yield "record"
    if found != of_ancestors:
        yield "ancestor"
