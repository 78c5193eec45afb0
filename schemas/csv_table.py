"""CSV (RFC 4180) that is safe to open in a spreadsheet, and says the same when it is read again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_BEGIN = r"(?:\A|(?<=[;\t\r\n]))"
_FORMULA = r"'*[=+\-@＝＋－＠]"

FORMULA = re.compile(rf"{_BEGIN}(?={_FORMULA})")
"""The places in a text where a spreadsheet could begin to read a formula.

That is at the beginning of a cell. Where a spreadsheet separates cells by semicolons or tabs, as Excel does in many languages,
our quotes do not hold, and a cell may begin in the middle of ours. Excel takes the full-width signs of Chinese and Japanese too.
Where apostrophes stand before the sign already, one more is put there, so that `meant` finds the text again.
"""

BLANK = re.compile(r"\A(?='*[\t\r\n])")
"""A cell that begins with a blank may lose it, and with it our apostrophe behind it."""

SAFE_FORMULA = re.compile(rf"{_BEGIN}'(?={_FORMULA})")
SAFE_BLANK = re.compile(r"\A'(?='*[\t\r\n])")


Cell = str | int | float
"""A text, or a number, which stands as it is: a minus before a number is no formula."""


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, separator: str = ",") -> Iterator[str]:
    """The lines of a table, the header first."""
    yield line(header, separator)
    for row in rows:
        yield line(row, separator)


def line(cells: Sequence[Cell], separator: str) -> str:
    return lines([cells], separator)


def lines(rows: Iterable[Sequence[Cell]], separator: str = ",") -> str:
    """Some lines, without a header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return buffer.getvalue()


def safe(cell: str) -> str:
    """The cell as text, with an apostrophe before everything that would be a formula."""
    return BLANK.sub("'", FORMULA.sub("'", cell))


def meant(cell: str) -> str:
    """The text of which `safe` made a cell."""
    return SAFE_FORMULA.sub("", SAFE_BLANK.sub("", cell))
