"""Rows of rules as rows of a sheet, and back: one cell for each field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .errors import RuleFlaw
from .files import CONFIRMATIONS
from .table import Record

FILE, LIST, MARK = "File", "List", "Mark"

FIELDS = {
    "id": "Rule",
    "ground": "About",
    "asks": "Question",
    "purpose": "Purpose",
    "from": "From",
    "to": "To",
    "data_class": "Privacy class",
    "subclass": "Subclass",
    "overrides": "Overrides",
    "effect": "Effect",
    "conditions": "Conditions",
    "citation": "Citation",
    "sources": "Sources",
    "confidence": "Confidence",
    "known_since": "Known since",
}
"""The fields of a rule, and their headings."""

DAYS = {"from": "In force from", "until": "In force until"}

CONFIRMED = {"name": "Confirmed by", "day": "Confirmed from", "reason": "Reason", "citation": "Confirming text"}
"""The fields of a confirmation."""

HEADINGS = (FILE, LIST, *FIELDS.values(), *DAYS.values(), *CONFIRMED.values(), MARK)

LISTS = {"purpose", "from", "to", "data_class", "overrides", "conditions", "sources"}


def cells(file: str, part: str, written: Mapping[str, Any], confirmed: Mapping[str, str] | None, mark: str) -> dict[str, str]:
    """A rule as the cells of its row, by heading."""
    found = {heading: _cell(written[field]) for field, heading in FIELDS.items() if field in written}
    found |= {heading: written["in_force"].get(field, "") for field, heading in DAYS.items() if "in_force" in written}
    found |= {heading: confirmed[field] for field, heading in CONFIRMED.items() if confirmed}
    return {FILE: file, LIST: part, MARK: mark, **found}


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def written(record: Record, flaws: list[RuleFlaw]) -> dict[str, Any]:
    """The rule of a row as it is written in a file. Days that cannot be read are added to `flaws`."""
    told = {field: record.cells[heading] for field, heading in FIELDS.items() if heading in record.cells}
    found: dict[str, Any] = {field: _items(value) if field in LISTS else value for field, value in told.items()}
    found.setdefault("conditions", [])
    if "known_since" in found:
        found["known_since"] = _day(record, FIELDS["known_since"], flaws)
    if days := {field: _day(record, heading, flaws) for field, heading in DAYS.items() if heading in record.cells}:
        found["in_force"] = days
    return found


def confirmed(record: Record, flaws: list[RuleFlaw]) -> dict[str, str]:
    """What a row says of a confirmation; empty if nothing."""
    found = {field: record.cells[heading] for field, heading in CONFIRMED.items() if heading in record.cells}
    return found | ({"day": _day(record, CONFIRMED["day"], flaws)} if "day" in found else {})


def _items(cell: str) -> list[str]:
    return [item for each in re.split(r"[;,\n]", cell) if (item := each.strip())]


YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")


def _day(record: Record, heading: str, flaws: list[RuleFlaw]) -> str:
    """The day of a cell as it is written in a file. One that cannot be read, or in two ways, is added to `flaws`."""
    told = record.cells[heading]
    days = _days(MIDNIGHT.sub("", told))
    if len(days) == 1:
        return days.pop().isoformat()
    flaws.append(record.flaw(heading, "day-ambiguous" if days else "day-unreadable", told, sorted(map(str, days))))
    return told


def _days(told: str) -> set[date]:
    """What a day can mean. A point says that the day is before the month; a stroke can stand for either order."""
    if found := YEAR_FIRST.fullmatch(told):
        return _real([(found[1], found[3], found[4])])
    if found := YEAR_LAST.fullmatch(told):
        day_first, month_first = (found[4], found[3], found[1]), (found[4], found[1], found[3])
        return _real([day_first] if found[2] == "." else [day_first, month_first])
    return set()


def _real(tried: Iterable[tuple[str, str, str]]) -> set[date]:
    found = set()
    for year, month, day in tried:
        try:
            found.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def heading(part: str, field: str) -> str:
    """The heading of the column that holds a field; empty if none does."""
    named = CONFIRMED | {"rule": FIELDS["id"], "of": MARK} if part == CONFIRMATIONS else FIELDS | {"in_force": DAYS["from"]}
    return named.get(field, "")
