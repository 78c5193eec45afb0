"""Texts with holes."""

from typing import Any

import pytest

from harvesters.kinds.declared.holes import Unfilled, filled, filled_address, holes_in

BASE = "https://portal.example/app"
PAGE = "https://portal.example/app/list/index.htm?page=2"
HOLES: dict[str, Any] = {
    "page": 3,
    "offset": 0,
    "size": 10,
    "token": "",
    "id": "a/b c",
    "key": "secret",
    "url": BASE,
    "site": {"app": "jinan"},
    "item": {"href": "detail?id=7", "path": "/one/7", "far": "https://other.example/", "deep": {"n": 5}, "none": None},
}


def test_a_text_that_is_one_hole_keeps_its_type() -> None:
    body = {"page": "{page}", "as_text": "{page.text}", "both": "p{page}", "start": "{offset}", "list": ["{size}"], "null": None}
    assert filled(body, HOLES) == {"page": 3, "as_text": "3", "both": "p3", "start": 0, "list": [10], "null": None}


def test_other_braces_are_text() -> None:
    query = "query ($i: Input) { list(input: $i) { total data { id name } } } {unknown} {site} {item}"
    assert filled(query, HOLES) == query
    assert list(holes_in([query, "{page}", {"{size}": "{item.deep.n}"}])) == ["page", "size", "item.deep.n"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/list", "https://portal.example/app/list"),
        ("list/{page}", "https://portal.example/app/list/3"),
        ("/one/{id}.htm?x={id}", "https://portal.example/app/one/a%2Fb%20c.htm?x=a%2Fb%20c"),
        ("/{site.app}/index", "https://portal.example/app/jinan/index"),
        ("{url}/view/{item.deep.n}", "https://portal.example/app/view/5"),
        ("{item.href}", "https://portal.example/app/list/detail?id=7"),
        ("{item.path}", "https://portal.example/one/7"),
        ("{item.far}", "https://other.example/"),
        ("https://www.example.org/{id}", "https://www.example.org/a%2Fb%20c"),
    ],
)
def test_an_address(text: str, address: str) -> None:
    assert filled_address(text, HOLES, base=BASE, page=PAGE) == address


@pytest.mark.parametrize("text", ["{item.missing}", "{item.none}", "{item.deep.n.more}", "{detail.id}", "/x/{item.deep.y}"])
def test_nothing_to_put_in(text: str) -> None:
    with pytest.raises(Unfilled):
        filled_address(text, HOLES, base=BASE, page=PAGE)


def test_an_address_that_is_none() -> None:
    with pytest.raises(Unfilled):
        filled_address("{item.bad}", {"item": {"bad": "http://[broken"}}, base=BASE, page=PAGE)
