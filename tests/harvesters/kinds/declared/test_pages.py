"""Pages of HTML: numbers in attributes, values by their place, static pages, and where a dataset's page is."""

import re
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, RawRecord
from harvesters.declaration import Choices, source_of
from harvesters.errors import InvalidDeclaration
from harvesters.kinds.declared.numbers import Of, number_in
from harvesters.limits import Limits
from harvesters.wire.session import Session
from tests.contracts.harvester import harvest
from tests.portal import Answer, Asked, Portal

PAGES = 3


class StaticPortal(Portal):
    """Pages `/list/index.html`, `/list/index_1.html` … of two datasets each, and a page `/list/d/N.html` for each dataset."""

    def source(self, **fields: Any) -> Any:
        return super().source(**DECLARED | fields)

    def healthy(self, asked: Asked) -> Answer:
        names = {f"/list/index{f'_{number}' if number else ''}.html": number for number in range(PAGES)}
        if asked.path in names:
            first = 2 * names[asked.path] + 1
            rows = "".join(f'<li><a href="./d/{n}.html">Тизме {n}</a></li>' for n in (first, first + 1))
            return page(f"<ul>{rows}</ul><pager count='{PAGES}'></pager>")
        number = asked.path.removeprefix("/list/d/").removesuffix(".html")
        return (
            page(f"<div>Суу {number}</div><div></div><div>Министрлик</div><p>CSV</p><p>XLS</p>")
            if number.isdigit()
            else Answer(b"", 404)
        )


def page(body: str) -> Answer:
    return Answer(f"<html><body>{body}</body></html>".encode(), headers={"Content-Type": "text/html; charset=utf-8"})


DECLARED: dict[str, Any] = {
    "kind": "declared",
    "language": ["ky"],
    "lists": {
        "all": {
            "request": {"get": "/list/index{page.suffix}.html"},
            "answer": "html",
            "paging": {"by": "page", "first": 0, "size": 2},
            "pages": {"css": "pager", "attr": "count"},
            "records": "li",
            "read": {"href": {"css": "a", "attr": "href"}},
            "id": "href",
        }
    },
    "detail": {
        "request": {"get": "{item.href}"},
        "answer": "html",
        "read": {"title": "div", "publisher": {"css": "div", "nth": 3}, "formats": {"css": "p", "all": True}},
    },
    "fields": {"title": "title", "publisher": "publisher", "format": "formats"},
}


def test_static_pages_are_read_to_the_stated_end(limits: Limits) -> None:
    with StaticPortal([]) as portal:
        outcome = harvest(portal, limits)
        assert outcome.whole
        assert outcome.issues == []
        assert outcome.identifiers == [f"./d/{number}.html" for number in range(1, 2 * PAGES + 1)]
        dataset = HARVESTERS["declared"].normalise(outcome.records[3], outcome.source).dataset
        assert dataset.title[0].value == "Суу 4"
        assert dataset.publisher
        assert dataset.publisher.name[0].value == "Министрлик"
        assert [file.format and file.format.code for file in dataset.distribution] == ["CSV", "XLS"]
        assert dataset.landing_page == f"{portal.url}/list/d/4.html"


class PartedPortal(StaticPortal):
    """Two themes, whose lists have `of` datasets each; the last dataset of the first theme is the first one of the second."""

    def healthy(self, asked: Asked) -> Answer:
        if asked.path == "/themes":
            return page("".join(f"<li><a onclick='show(1,{theme})'>Тема</a></li>" for theme in (4, 7, 4)) + "<li>Баары</li>")
        if asked.path == "/list":
            first = {"4": 1, "7": 25}[asked.params["theme"]] + asked.start
            end = {"4": 25, "7": 30}[asked.params["theme"]]
            rows = range(first, min(first + 10, end + 1))
            return page("<ul>" + "".join(f'<li><a href="/list/d/{n}.html">Тизме {n}</a></li>' for n in rows) + "</ul>")
        return super().healthy(asked)


PARTED = {
    "parts": {
        "request": {"get": "/themes"},
        "answer": "html",
        "records": "li",
        "read": {"call": {"css": "a", "attr": "onclick"}},
        "set": {"theme": "split(call, '(,)')[2]"},
    },
    "request": {"get": "/list", "query": {"theme": "{part.theme}", "start": "{offset}"}},
    "answer": "html",
    "paging": {"by": "offset", "size": 10},
    "ok": "ul",
    "records": "ul > li",
    "read": {"href": {"css": "a", "attr": "href"}},
    "id": "href",
}


def test_a_list_in_parts_has_each_record_once(limits: Limits) -> None:
    with PartedPortal([]) as portal:
        outcome = harvest(portal, limits, lists={"all": PARTED})
        assert outcome.whole
        assert outcome.identifiers == [f"/list/d/{number}.html" for number in range(1, 31)]
        assert outcome.issues == []
        asked = [each.path for each in portal.asked]
        assert asked.count("/themes") == 1
        assert asked.count("/list/d/25.html") == 1


def test_a_list_in_parts_goes_on_at_every_checkpoint(limits: Limits) -> None:
    with PartedPortal([]) as portal:
        source = portal.source(lists={"all": PARTED})
        with Session(source, contact="tests", limits=limits) as session:
            whole = list(HARVESTERS["declared"].fetch(source, session))
            places = [place for place, item in enumerate(whole) if isinstance(item, Checkpoint)]
            assert len(places) == 4
            for place in places:
                rest = list(HARVESTERS["declared"].fetch(source, session, cursor=whole[place].cursor))  # type: ignore[union-attr]
                before = {each.identifier for each in whole[:place] if isinstance(each, RawRecord)}
                assert [each for each in rest if not (isinstance(each, RawRecord) and each.identifier in before)] == whole[
                    place + 1 :
                ]


def test_a_page_without_parts_is_no_empty_list(limits: Limits) -> None:
    with PartedPortal([], trouble=[lambda asked, _: page("") if asked.path == "/themes" else None]) as portal:
        outcome = harvest(portal, limits, lists={"all": PARTED})
        assert outcome.records == []
        assert "a page that has no list" in str(outcome.error)


def test_a_declared_landing_page_wins(limits: Limits) -> None:
    with StaticPortal([]) as portal:
        outcome = harvest(portal, limits, landing_page="{url}/look?{id}")
        dataset = HARVESTERS["declared"].normalise(outcome.records[0], outcome.source).dataset
        assert dataset.landing_page == f"{portal.url}/look?.%2Fd%2F1.html"


def test_a_record_without_its_page_has_no_page(limits: Limits) -> None:
    with StaticPortal([], trouble=[lambda asked, _: Answer(b"", 500) if "/d/" in asked.path else None]) as portal:
        outcome = harvest(portal, limits, fields={"title": "item.href"})
        dataset = HARVESTERS["declared"].normalise(outcome.records[0], outcome.source).dataset
        assert outcome.records[0].partial
        assert dataset.landing_page is None


@pytest.mark.parametrize(
    ("value", "total", "pages"),
    [
        ("1/5页", None, 5),
        ("共 30 条 第 2 / 15 页", 30, 15),
        ("javascript:toPage(85);", 85, 85),
        ("共 5,612 条", 5612, 5612),
        ("/", None, None),
        ("1/", 1, 1),
        ("第2页/共62页", None, 62),
        ("第1页/共5页", None, 5),
        ("共 1,234 条 / 62 页", 1234, 62),
        ("共62页，共1,234条", 1234, 62),
        ("Страница 1 из 4", 4, 4),
        ("Записи 1-10 из 38", 38, 38),
        ("Найдено: 38 наборов, страница 1 из 4", 38, 4),
        ("صفحه ۱ از ۴", 4, 4),
        ("找到约1.2万条", None, None),
        ("3,141", 3141, 3141),
        ("", None, None),
    ],
)
def test_numbers_in_texts(value: str, total: int | None, pages: int | None) -> None:
    of: dict[Of, int | None] = {"total": total, "pages": pages}
    assert {name: number_in(value, name) for name in of} == of


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"detail": {"request": {"get": "/"}, "answer": "html", "read": {"a": {"css": "p", "nth": 2, "all": True}}}},
            "nth is for one",
        ),
        (
            {"lists": {"all": {"request": {"get": "/"}, "records": "rows", "id": "id", "total": {"css": "p"}}}},
            "total: css is for HTML",
        ),
        ({"lists": {"all": PARTED | {"request": {"get": "/{part.id}"}}}}, "there is no {part.id} here"),
        ({"lists": {"all": DECLARED["lists"]["all"] | {"pages": {"css": "p["}}}}, "is no CSS selector"),
    ],
)
def test_what_does_not_go_together_is_refused(change: dict[str, Any], words: str) -> None:
    portal = {"id": "kg_example", "title": {"ky": "Ачык"}, "url": "https://a.example", "jurisdiction": "KG"}
    with pytest.raises(InvalidDeclaration, match=re.escape(words)):
        source_of(portal | DECLARED | change, Choices(HARVESTERS))
