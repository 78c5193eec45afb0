"""The shapes of the data files, as they are written."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.assessment import Confidence
from schemas.model import Model
from schemas.usage import Ground, UsageEffect

from .rules import ANY, MetBy, Part

Code = Annotated[str, Field(min_length=1)]


class Validity(Model):
    """The first and the last day on which the law holds."""

    first: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.until and self.until < self.first:
            raise ValueError("the last day is before the first day")
        return self

    def overlaps(self, other: "Validity") -> bool:
        """Whether both hold on some day."""
        return (self.first or date.min) <= (other.until or date.max) and (other.first or date.min) <= (self.until or date.max)


class Row(Model):
    """A rule. Which fields it has besides these depends on the list."""

    id: Code
    data_class: Annotated[tuple[Code, ...], Field(min_length=1)]
    subclass: Code | None = None
    overrides: tuple[Code, ...] = ()
    effect: UsageEffect
    conditions: tuple[Code, ...]
    citation: Code
    sources: Annotated[tuple[Code, ...], Field(min_length=1)]
    confidence: Confidence
    in_force: Validity = Validity()
    known_since: date


class ExportRow(Row):
    """A rule for data that leave a state. `from` is left out in the file of a state: it is that state."""

    from_state: Annotated[tuple[Code, ...], Field(alias="from")] = ()
    to: Annotated[tuple[Code, ...], Field(min_length=1)]


class DestinationRow(Row):
    """A rule for data that arrive in a state."""

    to: Annotated[tuple[Code, ...], Field(min_length=1)]


class PurposeRow(Row):
    """A rule for a purpose."""

    purpose: Annotated[tuple[Code, ...], Field(min_length=1)]
    from_state: Annotated[tuple[Code, ...], Field(alias="from")] = ()
    to: tuple[Code, ...] = ()


class RecordRow(Row):
    """What is said by the record itself, or where no rule matches."""

    data_class: tuple[Code, ...] = (ANY,)
    ground: Ground
    asks: Code | None = None


class RulesFile(Model):
    """What the files of states and the common one share."""

    version: Code
    as_of: date
    export: tuple[ExportRow, ...]
    destination: tuple[DestinationRow, ...]
    purpose: tuple[PurposeRow, ...]


class StateFile(RulesFile):
    """The rules of one state."""

    state: Code


class PurposeEntry(Model):
    label: Code
    dpv: Code | None = None
    permissions: tuple[Literal["commercial", "derivatives", "ai_training"], ...] = ()


class ConditionEntry(Model):
    met_by: MetBy
    words: Code


class Limit(Model):
    minimum: Annotated[int, Field(gt=0)]


class CommonFile(RulesFile):
    """What the rules of all states have in common."""

    effects: dict[UsageEffect, str]
    purposes: dict[str, PurposeEntry]
    conditions: dict[str, ConditionEntry]
    counted: dict[str, Limit]
    domestic: tuple[Row, ...]
    record: tuple[RecordRow, ...]
    questions: dict[str, str]
    sources: dict[str, str]


PARTS: dict[Part, Ground] = {
    Part.EXPORT: Ground.TRANSFER,
    Part.DESTINATION: Ground.DESTINATION,
    Part.PURPOSE: Ground.PURPOSE,
    Part.DOMESTIC: Ground.DOMESTIC,
}
"""What the rules of each list are about; those of `record` name it themselves."""
