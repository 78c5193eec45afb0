"""A sheet as any spreadsheet program saves it: its rows, with their cells by heading."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.csv_table import meant

from .errors import InvalidRules, RuleFlaw

SHEET = "rules.csv"
"""The name under which flaws tell of a sheet."""

SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Record:
    """A row of a sheet: its number as a spreadsheet program shows it, and its cells by heading; none of them is empty."""

    number: int
    cells: Mapping[str, str]

    def flaw(self, heading: str, code: str, value: object = "", choices: Iterable[str] = ()) -> RuleFlaw:
        return RuleFlaw(SHEET, self.number, code, str(value), tuple(choices), heading)


def read_table(sheet: bytes, headings: Sequence[str]) -> list[Record]:
    """The rows that are not empty. Columns may be moved, not left out; space around what a cell holds does not count.

    Raises `InvalidRules` for what is no text, for headings that are missing, not known or there twice, and for cells without a
    heading.
    """
    rows = _rows(_text(sheet), headings)
    if not rows:
        raise InvalidRules([RuleFlaw(SHEET, 1, "heading-missing", each, (), each) for each in headings])
    known = {heading.casefold(): heading for heading in headings}
    first, *others = rows
    columns = {place: known.get(cell.casefold(), cell) for place, cell in first[1].items()}
    top, there = Record(first[0], {}), list(columns.values())
    flaws = [top.flaw(each, "heading-unknown", each, headings) for each in there if each not in headings]
    flaws += [top.flaw(each, "heading-missing", each) for each in headings if each not in there]
    flaws += [top.flaw(each, "heading-twice", each) for each in headings if there.count(each) > 1]
    flaws += [
        Record(number, {}).flaw("", "cell-astray", cells[place]) for number, cells in others for place in cells.keys() - columns
    ]
    if flaws:
        raise InvalidRules(flaws)
    return [Record(number, {columns[place]: meant(cell) for place, cell in cells.items()}) for number, cells in others]


def _text(sheet: bytes) -> str:
    """The text of a sheet in UTF-8 or UTF-16, its line ends made one. Raises `InvalidRules`."""
    encoding = "utf-8-sig"
    if sheet.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in sheet[:2]:
        encoding = "utf-16-be" if sheet.startswith(b"\0") else "utf-16-le"
    try:
        text = sheet.decode(encoding)
    except UnicodeDecodeError:
        raise InvalidRules([RuleFlaw(SHEET, 1, "sheet-unreadable", "the text is not in UTF-8 or UTF-16")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, headings: Sequence[str]) -> list[tuple[int, dict[int, str]]]:
    """The rows that are not empty with their numbers, by the separator that gives the most headings.

    A first line as `sep=;` is for Excel, which does not show it as a row.
    """
    first, _, rest = text.partition("\n")
    text = rest if first.strip('" \t').casefold().startswith("sep=") else text
    known = {heading.casefold() for heading in headings}
    tried = [_split(text, separator) for separator in SEPARATORS]
    return max(tried, key=lambda rows: sum(cell.casefold() in known for cell in rows[0][1].values()) if rows else 0)


def _split(text: str, separator: str) -> list[tuple[int, dict[int, str]]]:
    rows = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=separator)
    try:
        cells = [{place: cell.strip() for place, cell in enumerate(row) if cell.strip()} for row in rows]
    except csv.Error as error:
        raise InvalidRules([RuleFlaw(SHEET, rows.line_num, "sheet-unreadable", str(error))]) from None
    return [(number, row) for number, row in enumerate(cells, start=1) if row]
