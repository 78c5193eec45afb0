"""CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

FORMULA = re.compile(r"(?:\A|(?<=[;\t\r\n]))(?=[=+\-@＝＋－＠])")
"""The places in a text where a spreadsheet could begin to read a formula.

That is at the beginning of a cell. Where a spreadsheet separates cells by semicolons or tabs, as Excel does in many languages,
our quotes do not hold, and a cell may begin in the middle of ours. Excel takes the full-width signs of Chinese and Japanese too.
"""

BLANKS = ("\t", "\r", "\n")
"""A cell that begins with one of these may lose it, and with it our apostrophe behind it."""


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, the header first."""
    yield line(header)
    for row in rows:
        yield line(row)


def line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe(cell) for cell in cells])
    return buffer.getvalue()


def safe(cell: str) -> str:
    """The cell as text, with an apostrophe before everything that would be a formula."""
    made = FORMULA.sub("'", cell)
    return f"'{made}" if made.startswith(BLANKS) else made
