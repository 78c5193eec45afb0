"""Identifiers, files and raw records: what any kind of portal reads alike."""

import math

import pytest

from harvesters.errors import SkipRecord
from harvesters.limits import MAX_IDENTIFIER
from harvesters.reading.files import is_file
from harvesters.reading.identifiers import identifier_of
from harvesters.reading.records import json_bytes, read_element, read_object
from harvesters.reading.remarks import excerpt


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("a", "b"), "a"),
        ((" a ",), "a"),
        ((7,), "7"),
        ((None, "", "  ", [], "b"), "b"),
        (("a\x00b", "two\nlines", "b"), "b"),
        (("x" * (MAX_IDENTIFIER + 1), "x" * MAX_IDENTIFIER), "x" * MAX_IDENTIFIER),
        ((), None),
        ((1.5,), None),
    ],
)
def test_the_first_value_that_can_be_an_identifier(values: tuple[object, ...], expected: str | None) -> None:
    assert identifier_of(*values) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/water.csv", True),
        ("https://a.example/water.CSV", True),
        ("https://a.example/water.html", False),
        ("https://a.example/water", False),
        ("https://a.example/water.unheard", False),
    ],
)
def test_what_is_a_file(url: str, expected: bool) -> None:
    assert is_file(url) is expected


def test_a_json_value_keeps_what_json_forbids() -> None:
    content = json_bytes({"a": math.nan, "b": "\ud800", "c": "суу"})
    assert content == b'{"a":NaN,"b":"\xed\xa0\x80","c":"' + "суу".encode() + b'"}'
    assert read_object(json_bytes({"a": 1}), identifier="x") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "code"), [(b"[]", "record-not-object"), (b"{", "record-not-json"), (b'{"a":NaN}', "record-not-json")]
)
def test_what_is_no_json_object_is_skipped(content: bytes, code: str) -> None:
    with pytest.raises(SkipRecord) as error:
        read_object(content, identifier="x")
    assert (error.value.issue.code, error.value.issue.identifier) == (code, "x")


def test_a_record_of_xml_has_the_right_root() -> None:
    assert read_element(b"<record>a</record>", "header", "record", identifier="x").text == "a"
    for content in (b"<other/>", b"<record>", b""):
        with pytest.raises(SkipRecord) as error:
            read_element(content, "record", identifier="x")
        assert error.value.issue.code == "record-not-xml"


def test_an_excerpt_is_short() -> None:
    assert excerpt([1] * 10_000) == "a list of 10000"
    assert excerpt({str(number): 0 for number in range(9)}) == "an object with 0, 1, 2, 3, 4"
    assert len(excerpt("x" * 100_000)) < 1000
