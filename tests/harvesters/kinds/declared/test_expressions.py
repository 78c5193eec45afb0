"""The expressions of a declaration: what they give, what they use, and their bounds."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.kinds.declared.expressions import ANY, MAX_EXPRESSION, BadExpression, NoValue, expression

ROOT: dict[str, Any] = {
    "name": "Суу",
    "words": "суу, көл；тоо",
    "agency": {"name": "Комитет", "ids": [1, 2]},
    "files": '[{"name": "a.CSV"}, {"name": "b"}, {"name": "c.tar.gz"}]',
    "list": [{"n": "a", "t": "x"}, {"n": "b", "t": "y"}],
    "empty": "",
    "zero": 0,
    "no": False,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("name", "Суу"),
        ("agency.name", "Комитет"),
        ("agency.ids[-1]", 2),
        ("missing.deeper", None),
        ("name.deeper", None),
        ("split(words, ',；')", ["суу", "көл", "тоо"]),
        ("split(missing, ',')", None),
        ("split(agency, ',')", None),
        ("lower('ABC')", "abc"),
        ("lower(zero)", None),
        ("json(files)[].ext(name)", ["csv", "gz"]),
        ("json(name)", None),
        ("ext('.htaccess')", None),
        ("list[?t=='y'] | [0].n", "b"),
        ("list[].n", ["a", "b"]),
        ("empty || missing || name", "Суу"),
        ("zero || name", 0),
        ("no || name", False),
        ("missing || `[]`", []),
        ("'a text'", "a text"),
        ('"agency"."name"', "Комитет"),
        ("{a: name, b: zero}", {"a": "Суу", "b": 0}),
    ],
)
def test_a_value(text: str, value: object) -> None:
    assert expression(text).value(ROOT) == value


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("agency.name", [("agency", "name")]),
        ("list[0].n", [("list", 0, "n")]),
        ("list[].n", [("list", ANY, "n")]),
        ("list[?t=='y'].n", [("list", ANY, "n"), ("list", ANY, "t")]),
        ("agency.ids[-1]", [("agency", "ids")]),
        ("[json(files), json(words)][].ext(name)", [("files",), ("words",)]),
        ("[agency, list[0]][].name", [("agency",), ("list", 0)]),
        ("list[].{a: n, b: t}", [("list", ANY, "n"), ("list", ANY, "t")]),
        ("split(words, ',')", [("words",)]),
        ("'text'", []),
    ],
)
def test_what_it_uses(text: str, paths: list[Any]) -> None:
    assert sorted(expression(text).find(ROOT)[1], key=str) == sorted(paths, key=str)


def test_only_the_alternative_that_gives_something_is_used() -> None:
    assert expression("missing || name").find(ROOT)[1] == (("name",),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b", "is no JMESPath expression"),
        ("", "is no JMESPath expression"),
        ("(" * 200, "is no JMESPath expression"),
        ("!" * 400 + "a", "at most 400"),
        ("a" * (MAX_EXPRESSION + 1), "at most 400"),
        ("[@,@]|" * 60 + "@", "holds what it is given"),
        ("to_string(a)", "unknown function 'to_string'; the choices are: abs, avg"),
        ("eval(a)", "unknown function 'eval'"),
        ("map(&to_string(@), a)", "unknown function 'to_string'"),
    ],
)
def test_what_is_out_of_bounds(text: str, words: str) -> None:
    with pytest.raises(BadExpression, match=words[:20]):
        expression(text)


def test_deep_brackets_are_no_crash() -> None:
    for signs in ("(", "[", "!", "{a:", "a[", "-"):
        with pytest.raises(BadExpression):
            expression(signs * (MAX_EXPRESSION // len(signs)))


@pytest.mark.parametrize("text", ["sum(list)", "join(',', name)", "max(list)", "length(zero)"])
def test_what_cannot_be_carried_out(text: str) -> None:
    with pytest.raises(NoValue):
        expression(text).value(ROOT)


def test_too_much_is_refused_before_anybody_walks_through_it() -> None:
    deep: Any = "x"
    for _ in range(1000):
        deep = [deep]
    for value in (deep, ["x"] * 200_000, "x" * 11_000_000):
        with pytest.raises(NoValue):
            expression("[a]").value({"a": value})


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    try:
        found = expression(text)
    except BadExpression:
        return
    with contextlib.suppress(NoValue):
        found.value(ROOT)
