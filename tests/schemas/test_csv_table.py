"""CSV that is safe to open in a spreadsheet, and still says the same."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.csv_table import csv_lines, meant, safe

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text("=+-@＝＋－＠;\t\r\n',\"a")

SEPARATORS = (",", ";", "\t")
"""What spreadsheets separate cells by, each in the languages of its own."""


def lines(*rows: tuple[str, ...]) -> str:
    return "".join(csv_lines(("one", "two"), rows))


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_no_cell_is_a_formula_and_nothing_is_lost(rows: list[tuple[str, ...]]) -> None:
    read = list(csv.reader(io.StringIO(lines(*rows), newline="")))
    assert read[0] == ["one", "two"]
    assert len(read) == len(rows) + 1
    for written, row in zip(rows, read[1:], strict=True):
        for before, after in zip(written, row, strict=True):
            assert not after.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
            assert after.replace("'", "") == before.replace("'", "")


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_no_formula_however_the_text_is_cut_into_cells(rows: list[tuple[str, ...]]) -> None:
    """A spreadsheet that separates by something else does not see our quotes as quotes."""
    parts = re.split(r"[;\t\r\n]", lines(*rows))
    assert not any(part.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for part in parts)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("\n=1+1", "'\n'=1+1"),
        ("＝cmd", "'＝cmd"),
        ("a;=HYPERLINK(1)", "a;'=HYPERLINK(1)"),
        ("a; b", "a; b"),
        ("1990-2000", "1990-2000"),
        ("вода, 5 %", "вода, 5 %"),
    ],
)
def test_an_apostrophe_stands_only_before_a_formula(cell: str, safe: str) -> None:
    assert list(csv.reader(io.StringIO(lines((cell,)), newline="")))[1] == [safe]


@given(cells)
def test_a_cell_that_was_made_safe_is_read_again_as_it_was(cell: str) -> None:
    assert meant(safe(cell)) == cell


@pytest.mark.parametrize("cell", ["'=1+1", "''=1+1", "a;'-b", "'\ta", "'twas"])
def test_apostrophes_that_were_there_stay(cell: str) -> None:
    assert meant(safe(cell)) == cell
