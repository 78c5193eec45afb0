"""What can be wrong with a file of rules, and with a request."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RuleFlaw:
    """One thing wrong in a file of rules. `code` is a key of `FLAWS`; `choices` has what there is instead."""

    file: str
    line: int
    code: str
    value: str
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = f"{self.file}:{self.line}: {FLAWS[self.code] % {'value': self.value}}"
        return f"{told} There is: {', '.join(self.choices)}." if self.choices else told


FLAWS = {
    "unreadable": "The file cannot be read: %(value)s.",
    "field-missing": "The field “%(value)s” is missing.",
    "field-unknown": "There is no field “%(value)s”.",
    "value-unreadable": "The value cannot be read: %(value)s.",
    "day-unreadable": "“%(value)s” is no day: write it as 2026-11-23.",
    "validity-reversed": "The last day on which the rule is in force is before the first.",
    "validity-overlaps": "Two versions of “%(value)s” are in force on the same day.",
    "id-twice": "The id “%(value)s” stands in two lists.",
    "effect-unknown": "There is no effect “%(value)s”.",
    "confidence-unknown": "There is no confidence “%(value)s”.",
    "ground-unknown": "There is no ground “%(value)s”.",
    "met_by-unknown": "There is no way “%(value)s” to know that a condition is met.",
    "permission-unknown": "There is no attribute “%(value)s” of licences.",
    "condition-unknown": "There is no condition “%(value)s”.",
    "class-unknown": "There is no privacy class “%(value)s”.",
    "subclass-unknown": "There is no subclass “%(value)s”.",
    "state-unknown": "“%(value)s” is no state.",
    "state-missing": "The rule “%(value)s” names no state that the data leave.",
    "purpose-unknown": "There is no purpose “%(value)s”.",
    "source-unknown": "There is no source “%(value)s”.",
    "question-unknown": "There is no question “%(value)s”.",
    "overrides-nothing": "“%(value)s” is overridden, but there is no such rule.",
    "overrides-cycle": "Rules override each other in a circle: %(value)s.",
    "rule-missing": "The rule “%(value)s” is missing.",
    "file-missing": "The file is missing.",
}
"""The kinds of flaws, as sentences."""


class InvalidRules(ValueError):
    """The files of rules cannot be used. `flaws` has everything that is wrong, in the order of the files and lines."""

    def __init__(self, flaws: Iterable[RuleFlaw]) -> None:
        self.flaws = tuple(sorted(flaws, key=lambda flaw: (flaw.file, flaw.line, flaw.code, flaw.value)))
        super().__init__("\n".join(map(str, self.flaws)))


class InvalidUsage(ValueError):
    """A request cannot be answered as it is.

    `parameter` is the field of the request, `reason` one of `REASONS`, `value` what it is about, `choices` what there is.
    """

    def __init__(self, parameter: str, reason: str, *, value: str, choices: Iterable[str] = ()) -> None:
        self.message = REASONS[reason] % {"value": value}
        super().__init__(self.message)
        self.parameter, self.reason, self.value, self.choices = parameter, reason, value, tuple(choices)


REASONS = {
    "state-unknown": "“%(value)s” is no state (ISO 3166-1 alpha-2).",
    "purpose-unknown": "There is no purpose “%(value)s”.",
    "subclass-unknown": "There is no subclass “%(value)s” that can be stated.",
    "said-twice": "“%(value)s” is said to be there and not to be there.",
    "given-twice": "“%(value)s” is given more than once.",
    "day-unreadable": "“%(value)s” is no day: write it as 2026-11-23.",
    "day-past": "%(value)s is past: only today and later days can be asked for.",
}
"""Why a request cannot be answered, as sentences."""
