"""CSV that is safe to open in a spreadsheet, and still says the same."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from registry.api.csv_table import FORMULA, csv_lines

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_no_cell_is_a_formula_and_nothing_is_lost(rows: list[tuple[str, str]]) -> None:
    text = "".join(csv_lines(("one", "two"), rows))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["one", "two"]
    assert len(read) == len(rows) + 1
    for written, row in zip(rows, read[1:], strict=True):
        for before, after in zip(written, row, strict=True):
            assert not after.startswith(FORMULA)
            assert after in {before, f"'{before}"}
