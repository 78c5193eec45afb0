"""The shapes of the data files, as they are written."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.assessment import Confidence
from schemas.model import Model
from schemas.usage import Confirmation, Ground, UsageEffect

from .rules import ANY, MetBy, Part

Code = Annotated[str, Field(min_length=1)]

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""An id of a rule, a condition or a source: it can stand in a list of ids."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

COMMON = "common"
"""The name of the file of what all states have in common."""

CONFIRMATIONS = "confirmations"
"""The name of the file with the confirmations by persons; only an operator has one."""


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
    """A rule. Which fields it has besides these depends on the list.

    Only rows of an operator have `replaces`, the mark of the shipped row whose place they take. In files that an operator's are
    laid over, `own` is the version of the operator's file from which a row is.
    """

    id: Id
    replaces: Code | None = None
    own: Code | None = None
    data_class: Annotated[tuple[Code, ...], Field(min_length=1)]
    subclass: Code | None = None
    overrides: tuple[Code, ...] = ()
    effect: UsageEffect
    conditions: tuple[Code, ...]
    citation: Text
    sources: Annotated[tuple[Code, ...], Field(min_length=1)]
    confidence: Confidence
    in_force: Validity = Validity()
    known_since: date

    @property
    def written(self) -> dict[str, Any]:
        """The row as it is written in a file: what is left out there is left out here."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {name: fields[name] for name in sorted(fields, key=FIELDS.index)}

    @property
    def mark(self) -> str:
        """Stands for what the row says: another text of one field gives another mark."""
        return mark_of(self.written)


def mark_of(written: Mapping[str, Any]) -> str:
    """The mark of a row as it is written."""
    said = {name: value for name, value in written.items() if name not in {"replaces", "own"}}
    return f"sha256-{sha256(dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]}"


FIELDS: tuple[str, ...] = ("id", "replaces", "own", "ground", "asks", "purpose", "from", "to", "data_class", "subclass")
FIELDS += ("overrides", "effect", "conditions", "citation", "sources", "confidence", "in_force", "known_since")
"""The fields of rows in the order in which people write them."""


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


class Head(Model):
    """What every file begins with."""

    version: Code
    as_of: date


class RulesFile(Head):
    """What the files of states and the common one share."""

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
    of_ancestor: Code | None = None


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


class OwnFile(Head):
    """What an operator's files share: the rows that are added or take the place of shipped ones."""

    export: tuple[ExportRow, ...] = ()
    destination: tuple[DestinationRow, ...] = ()
    purpose: tuple[PurposeRow, ...] = ()


class OwnStateFile(OwnFile):
    """An operator's rules of one state."""

    state: Code


class OwnCommonFile(OwnFile):
    """An operator's rules of no single state, and the words and sources that its rows need besides the shipped ones."""

    conditions: dict[Id, ConditionEntry] = {}
    domestic: tuple[Row, ...] = ()
    sources: dict[Id, Text] = {}


class ConfirmationRow(Confirmation):
    """A person confirms a rule of confidence low, as it is written in the row with the mark `of`."""

    rule: Code
    of: Code


class ConfirmationsFile(Head):
    """The confirmations of an installation."""

    confirmations: tuple[ConfirmationRow, ...]


PARTS: dict[Part, Ground] = {
    Part.EXPORT: Ground.TRANSFER,
    Part.DESTINATION: Ground.DESTINATION,
    Part.PURPOSE: Ground.PURPOSE,
    Part.DOMESTIC: Ground.DOMESTIC,
}
"""What the rules of each list are about; those of `record` name it themselves."""
