"""The rules as a spreadsheet for people who do not write YAML: it goes out, is changed, and comes back as an operator's files."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.csv_table import csv_lines
from schemas.jurisdictions import states
from schemas.lined_yaml import read_lined

from .confirmed import confirmations
from .drafts import Draft, draft
from .errors import InvalidRules, RuleFlaw
from .files import COMMON, CONFIRMATIONS, PARTS, mark_of
from .load import read_rules
from .overlay import Laid, lay
from .reading import Placed, file_name
from .rules import Part
from .sheet_rows import FIELDS, FILE, HEADINGS, LIST, MARK, cells, confirmed, heading, written
from .table import SHEET, Record, read_table

STATE_PARTS = tuple(part for part in PARTS if part is not Part.DOMESTIC)


def exported(contents: Mapping[str, str], *, separator: str = ";") -> bytes:
    """One CSV of all rules in the contents of files, by name: a row a rule. UTF-8 with a byte order mark.

    Spreadsheet programs take a semicolon in most languages of the ten states, a comma in English and Chinese.
    Raises `InvalidRules`.
    """
    reads, rows = read_rules(contents)
    by_mark = {mark: _said(each) for mark, each in confirmations(reads.get(CONFIRMATIONS), rows).by_mark.items()}
    table = [cells(row.read.name, row.part, _plain(row), by_mark.get(row.row.mark), row.row.mark) for row in rows]
    lines = csv_lines(HEADINGS, ([row.get(each, "") for each in HEADINGS] for row in table), separator=separator)
    return "".join(lines).encode("utf-8-sig")


def _plain(row: Placed) -> dict[str, Any]:
    return {name: value for name, value in row.row.written.items() if name not in {"replaces", "own"}}


def _said(confirmation: Any) -> dict[str, str]:
    said: dict[str, str] = confirmation.model_dump(mode="json")
    return said


def imported(sheet: bytes, shipped: Mapping[str, str], own: Mapping[str, str], *, subclasses: Collection[str]) -> dict[str, str]:
    """An operator's files with what was changed in a sheet that was exported from them and the shipped ones.

    A row that differs takes the place of the one with its mark; a row without a mark is added; confirmations come and go with
    their cells. Files of which no row differs stay as they are. Raises `InvalidRules`: flaws name the row and the column, or
    the operator's file and line if that is not right already.
    """
    laid = lay(shipped, own, subclasses=subclasses)
    lines = _lines(sheet, laid)
    as_of = max([laid.shipped[COMMON].file.as_of.isoformat(), *(line.since for line in lines if line.changed)])
    drafts = {name: draft(name, own.get(name, ""), as_of) for name in {*own, CONFIRMATIONS, *(line.file for line in lines)}}
    _put_rows(lines, laid, drafts)
    _put_confirmations(lines, laid, drafts[CONFIRMATIONS])
    made = {name: each.written(as_of) for name, each in drafts.items() if each.changed}
    try:
        lay(shipped, {**own, **made}, subclasses=subclasses)
    except InvalidRules as error:
        raise InvalidRules(_in_sheet(flaw, drafts, made) for flaw in error.flaws) from None
    return {**own, **made}


@dataclass(frozen=True)
class Line:
    """A row of a sheet as a rule. `stands_for` is the row that it was when the sheet was exported; None for a new one."""

    record: Record
    file: str
    part: str
    said: dict[str, Any]
    confirmed: dict[str, str]
    stands_for: Placed | None

    @property
    def mark(self) -> str:
        return mark_of(self.said)

    @property
    def changed(self) -> bool:
        return self.stands_for is None or self.mark != self.stands_for.row.mark

    @property
    def since(self) -> str:
        return max(str(self.said.get("known_since", "")), self.confirmed.get("day", ""))


def _lines(sheet: bytes, laid: Laid) -> list[Line]:
    """The rows of a sheet. Raises `InvalidRules` if one cannot be a rule, or if a rule is not there."""
    flaws: list[RuleFlaw] = []
    marks = {row.row.mark: row for row in laid.rows}
    lines = [_line(record, marks, flaws) for record in read_table(sheet, HEADINGS)]
    there = {line.stands_for.row.mark for line in lines if line.stands_for}
    gone = [row.row.id for mark, row in marks.items() if mark not in there]
    fixed = [line for line in lines if line.changed and line.part == Part.RECORD]
    flaws += (line.record.flaw(FIELDS["id"], "rule-fixed", line.said.get("id", "")) for line in fixed)
    if flaws := flaws or [RuleFlaw(SHEET, 1, "rule-removed", id_, (), FIELDS["id"]) for id_ in gone]:
        raise InvalidRules(flaws)
    return lines


def _line(record: Record, marks: Mapping[str, Placed], flaws: list[RuleFlaw]) -> Line:
    file, part, mark = (record.cells.get(each, "") for each in (FILE, LIST, MARK))
    files = (COMMON, *map(str.lower, states()))
    parts = (*PARTS, Part.RECORD) if file == COMMON else STATE_PARTS
    if file not in files:
        flaws.append(record.flaw(FILE, "file-unknown", file, files))
    elif part not in parts:
        flaws.append(record.flaw(LIST, "list-unknown", part, parts))
    if mark and mark not in marks:
        flaws.append(record.flaw(MARK, "mark-unknown", mark))
    said, old = written(record, flaws), marks.get(mark)
    same = old is not None and (old.row.id, old.list) == (said.get("id"), (file, part))
    return Line(record, file, part, said, confirmed(record, flaws), old if same else None)


def _put_rows(lines: Iterable[Line], laid: Laid, drafts: Mapping[str, Draft]) -> None:
    """The rows that differ, each into the file of its state. A row that stays beside its changed copies is not replaced."""
    standing: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.stands_for is None:
            drafts[line.file].add(line.part, line.said, line.record)
        else:
            standing[line.stands_for.row.mark].append(line)
    for several in standing.values():
        old = several[0].stands_for
        staying = [line for line in several if not line.changed][:1]
        others = [line for line in several if line not in staying]
        if old is None or not others:
            continue
        replaces = {} if staying else {"replaces": old.row.replaces if laid.is_own(old) else old.row.mark}
        rows = [({**line.said, **{name: mark for name, mark in replaces.items() if mark}}, line.record) for line in others]
        file = drafts[old.read.name]
        if laid.is_own(old) and not staying:
            file.replace(old.part.value, old.number, [row for row in rows if mark_of(row[0]) != row[0].get("replaces")])
        else:
            for row, record in rows:
                file.add(old.part.value, row, record)


def _put_confirmations(lines: Iterable[Line], laid: Laid, file: Draft) -> None:
    """The confirmations that differ. Raises `InvalidRules` where a rule was changed, and its confirmation was left."""
    read = laid.own.get(CONFIRMATIONS)
    rows = read.file.confirmations if read else ()
    counting = confirmations(read, laid.rows).by_mark
    places = {row.of: number for number, row in enumerate(rows) if row.of in counting}
    flaws = []
    for line in lines:
        old = line.stands_for.row.mark if line.stands_for else ""
        before = _said(counting[old]) if old in counting else {}
        row = {"rule": line.said.get("id", ""), "of": line.mark, **line.confirmed}
        if line.changed and line.confirmed and line.confirmed == before:
            flaws.append(line.record.flaw(heading(CONFIRMATIONS, "name"), "confirmation-left", line.said.get("id", "")))
        elif line.confirmed == before:
            continue
        elif before:
            file.replace(CONFIRMATIONS, places[old], [(row, line.record)] if line.confirmed else [])
        else:
            file.add(CONFIRMATIONS, row, line.record)
    if flaws:
        raise InvalidRules(flaws)


def _in_sheet(flaw: RuleFlaw, drafts: Mapping[str, Draft], made: Mapping[str, str]) -> RuleFlaw:
    """A flaw of a file that was made from a sheet, at the row and the column of the sheet."""
    name = next((name for name in made if file_name(name) == flaw.file), None)
    if name is None:
        return flaw
    lines = [(line, -len(where), where) for where, line in read_lined(made[name]).lines.items() if len(where) > 1]
    *_, (part, number, *rest) = max((each for each in lines if each[0] <= flaw.line), key=lambda each: each[:2])
    record = drafts[name].origins.get((str(part), int(number)))
    field = flaw.value if flaw.code.startswith("field-") else str(rest[0]) if rest else "id"
    return record.flaw(heading(str(part), field), flaw.code, flaw.value, flaw.choices) if record else flaw
