"""YAML that programs write: it is read again as it was, and people can read it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.lined_yaml import read_lined
from schemas.written_yaml import write_yaml

words = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=40)
texts = st.one_of(words, st.lists(words, max_size=12).map(" ".join), st.lists(words, max_size=4).map("\n".join))
values = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_", min_size=1), inner, max_size=4)
)


@given(st.dictionaries(st.text("abc_", min_size=1), values, max_size=5), st.lists(words, max_size=3))
def test_what_is_written_is_read_again_as_it_was(content: dict[str, Any], head: list[str]) -> None:
    assert (read_lined(write_yaml(content, head="\n".join(head))).value or {}) == content


LOOKS = ["2026-11-23", "12", "1e3", "no", "null", "~", "- a", "a: b", "# a", " a", "a ", "'", "@", "*", ""]


@pytest.mark.parametrize("text", LOOKS)
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    assert read_lined(write_yaml({"said": text, "list": [text]})).value == {"said": text, "list": [text]}


LAW = "Law 94-V (in force, last read as amended 14 Sep 2026) arts 7(6), 10-1, 12(2), 16, 22(1), 25-1; no official list was found"


def test_people_can_read_it() -> None:
    row = {"id": "A", "to": ["*"], "citation": LAW, "in_force": {"from": "2026-01-18"}, "empty": []}
    written = write_yaml({"version": "1.0.0", "as_of": "2026-11-23", "export": [row]}, head="What it is.\n\nMore.")
    assert (
        written
        == """\
# What it is.
#
# More.
version: 1.0.0
as_of: 2026-11-23

export:
  - id: A
    to: ['*']
    citation: >-
      Law 94-V (in force, last read as amended 14 Sep 2026) arts 7(6), 10-1, 12(2), 16, 22(1), 25-1; no official list was
      found
    in_force: {from: 2026-01-18}
    empty: []
"""
    )


def test_what_stands_there_twice_is_written_twice() -> None:
    both = ["a"]
    assert write_yaml({"one": both, "other": both}) == "\none: [a]\n\nother: [a]\n"
