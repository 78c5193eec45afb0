"""What can be wrong with a file of rules, and with a request."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RuleFlaw:
    """One thing wrong in a file of rules. `code` is a key of `FLAWS`; `choices` has what there is instead.

    In a spreadsheet, `line` is the number of the row, and `column` the heading of the column.
    """

    file: str
    line: int
    code: str
    value: str
    choices: tuple[str, ...] = ()
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f" ({self.column})" if self.column else "")
        told = f"{place}: {FLAWS[self.code] % {'value': self.value}}"
        return f"{told} There is: {', '.join(self.choices)}." if self.choices else told


OF_FILES = {
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
"""What can be wrong with any file of rules, as sentences."""

OF_OWN_FILES = {
    "ending-unknown": "The file is not read: the name of a file of rules ends in .yml.",
    "file-unknown": "“%(value)s” is no name of a file of rules.",
    "file-misnamed": "The rules of “%(value)s” stand in a file that has the name of the state.",
    "replaces-missing": "The rule “%(value)s” is shipped. If this row is to take its place, write its mark into “replaces”.",
    "replaces-nothing": "No shipped row of this rule has the mark “%(value)s”: look at what the rule says now.",
    "words-shipped": "“%(value)s” is shipped, and its words stay: choose a name of your own.",
    "confirmation-of-nothing": "There is no rule “%(value)s” that could be confirmed.",
    "not-confirmable": "The rule “%(value)s” is not of confidence low, or speaks of the record: it is not confirmed.",
    "confirmed-twice": "The rule “%(value)s” is confirmed twice.",
    "confirmation-lapsed": "The rule “%(value)s” was changed after it was confirmed: the confirmation does not count.",
}
"""What can be wrong with the files of an operator besides. The last one is told, and the files can be used."""

OF_SHEETS = {
    "sheet-unreadable": "The sheet cannot be read: %(value)s. Save it as CSV in UTF-8.",
    "heading-unknown": "There is no column “%(value)s”.",
    "heading-missing": "The column “%(value)s” is missing.",
    "heading-twice": "The column “%(value)s” is there twice.",
    "cell-astray": "“%(value)s” stands in a column without a heading.",
    "list-unknown": "There is no list “%(value)s” in this file.",
    "day-ambiguous": "“%(value)s” can be two days: write it as 2026-11-23.",
    "mark-unknown": "No rule has the mark “%(value)s” any more: it was changed after the sheet was exported. Export it again.",
    "rule-removed": "The rule “%(value)s” is not in the sheet. Rules are not removed: put it back, and write its last day.",
    "rule-fixed": "The rule “%(value)s” says how Serai reads a record: it is not changed here.",
    "confirmation-left": "The rule “%(value)s” was changed after it was confirmed: empty these cells, or confirm it anew.",
}
"""What can be wrong with a sheet besides."""

FLAWS = OF_FILES | OF_OWN_FILES | OF_SHEETS
"""The kinds of flaws, as sentences."""


class InvalidRules(ValueError):
    """The files of rules cannot be used. `flaws` has everything that is wrong, in the order of the files and lines."""

    def __init__(self, flaws: Iterable[RuleFlaw]) -> None:
        self.flaws = tuple(sorted(flaws, key=lambda flaw: (flaw.file, flaw.line, flaw.code, flaw.value)))
        super().__init__("\n".join(map(str, self.flaws)))


class TooMuchToCompare(Exception):
    """Two sets of rules differ too much to be compared in the time that there is."""

    def __init__(self) -> None:
        super().__init__("it would take too long to compare them with the rules in force")


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
    "usage-unreadable": "“%(value)s” is no use: write it as KZ:ai_training, or as KZ:ai_training:unclear for an effect.",
    "usage-differs": "“%(value)s” is about another state or purpose: only one of each can be asked for at a time.",
    "effect-unknown": "There is no effect “%(value)s”.",
    "rule-unknown": "There is no rule “%(value)s”.",
    "day-unreadable": "“%(value)s” is no day: write it as 2026-11-23.",
    "day-past": "%(value)s is past, and the index has only what is there now: name the datasets to ask for a past day.",
    "past-too-large": "With all that these datasets were made from, more than %(value)s have to be looked at: name fewer.",
    "past-too-many": "Of a past day at most %(value)s datasets can be asked for at a time.",
}
"""Why a request cannot be answered, as sentences."""
