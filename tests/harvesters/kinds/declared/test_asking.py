"""How a declared portal is asked: bodies, holes, keys, several lists, details, and what tells an answer from something else."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

from harvesters.errors import RetryLater, StopHarvest
from harvesters.limits import MAX_DETAILS_FAILED_IN_A_ROW, Limits
from schemas.source import Source
from tests.contracts.harvester import Harvest, harvest
from tests.list_portal import ListPortal, row
from tests.portal import Answer, Asked, Portal

ROWS = [row(number) for number in range(3)]


class Saying(Portal):
    """Answers as a function says, and is declared as the fields say."""

    def __init__(self, answer: Callable[[Asked], Any], **declared: Any) -> None:
        super().__init__([])
        self.says, self.declared = answer, declared

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "declared", "fields": {"title": "name"}, **self.declared, **fields})

    def answer(self, asked: Asked) -> Answer:
        said = self.says(asked)
        return said if isinstance(said, Answer) else Answer(json.dumps(said, ensure_ascii=False).encode())


def listed(request: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"lists": {"all": {"request": request, "records": "rows", "id": "id", **more}}}


def read(limits: Limits, answer: Callable[[Asked], Any], **declared: Any) -> tuple[Harvest, list[Asked]]:
    with Saying(answer, **declared) as portal:
        return harvest(portal, limits), portal.asked


@pytest.mark.parametrize(
    ("body", "media_type", "told"),
    [
        (
            {"form": {"page": "{page}", "q": {"size": "{size}"}}},
            "application/x-www-form-urlencoded",
            {"page": "1", "q": '{"size":2}'},
        ),
        (
            {"json": {"page": "{page}", "text": "{page.text}", "none": None}},
            "application/json",
            {"page": 1, "text": "1", "none": None},
        ),
        ({"encoded_json": {"page": "{page}"}}, None, '{"page":1}'),
        ({"text": "page={page};{other}"}, None, "page=1;{other}"),
    ],
)
def test_every_body(limits: Limits, body: dict[str, Any], media_type: str | None, told: Any) -> None:
    paging = {"by": "page", "size": 2}
    done, asked = read(
        limits,
        lambda one: {"rows": ROWS[:2] if _page(one) == 1 else []},
        **listed({"post": "/l", **body}, paging=paging),
    )
    assert (done.identifiers, asked[0].method) == (["d-0", "d-1"], "POST")
    text = asked[0].body.decode()
    if media_type:
        assert asked[0].headers["Content-Type"].startswith(media_type)
    found: Any = text
    if "form" in body:
        found = {name: values[0] for name, values in parse_qs(text).items()}
    elif "json" in body:
        found = json.loads(text)
    elif "encoded_json" in body:
        found = unquote(text)
        assert "{" not in text
    assert found == told


def _page(asked: Asked) -> int:
    text = unquote(asked.body.decode())
    return 1 if any(sign in text for sign in ("page=1", '"page":1', '"page": 1')) else 2


def test_what_comes_first_gives_its_cookie(limits: Limits) -> None:
    def answer(asked: Asked) -> Any:
        if asked.path == "/":
            return Answer(b"", headers={"Set-Cookie": "seen=yes; Path=/"})
        return {"rows": ROWS} if asked.headers.get("Cookie") == "seen=yes" else Answer(b"", 403)

    done, asked = read(limits, answer, before=[{"get": "/"}], **listed({"get": "/l"}))
    assert (done.identifiers, [each.path for each in asked]) == (["d-0", "d-1", "d-2"], ["/", "/l"])


def test_headers_also_an_empty_one(limits: Limits) -> None:
    request = {"get": "/l", "headers": {"Accept": "application/json", "Authorization": ""}}
    _, asked = read(limits, lambda _: {"rows": ROWS}, **listed(request))
    assert (asked[0].headers["Accept"], asked[0].headers["Authorization"]) == ("application/json", "")


@pytest.mark.parametrize(
    "request_",
    [
        {"get": "/l", "query": {"api-key": "{key}", "x": "1"}},
        {"get": "/l", "query": {"x": "1"}, "headers": {"Authorization": "Token {key}"}},
        {"post": "/l", "query": {"x": "1"}, "json": {"key": "{key}"}},
    ],
)
def test_a_key_is_sent_and_in_no_address_that_is_kept(
    limits: Limits, monkeypatch: pytest.MonkeyPatch, request_: dict[str, Any]
) -> None:
    monkeypatch.setenv("PORTAL_KEY", "s3cr3t-value")
    done, asked = read(limits, lambda _: {"rows": ROWS}, secret="PORTAL_KEY", **listed(request_))
    sent = json.dumps([asked[0].params, asked[0].headers, asked[0].body.decode()])
    assert "s3cr3t-value" in sent
    assert all(record.url.endswith("/l?x=1") for record in done.records)


def test_a_key_that_is_not_set(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_KEY", raising=False)
    done, asked = read(limits, lambda _: {"rows": ROWS}, secret="PORTAL_KEY", **listed({"get": "/l"}))
    assert (isinstance(done.error, StopHarvest), asked) == (True, [])


@pytest.mark.parametrize(
    ("answer", "inside", "records"),
    [
        ({"data": json.dumps({"rows": ROWS})}, [{"at": "data", "as": "json"}], "data.rows"),
        (json.dumps({"rows": ROWS}), [{"at": "@", "as": "json"}], "rows"),
        (json.dumps(json.dumps({"rows": ROWS})), [{"at": "@", "as": "json"}, {"at": "@", "as": "json"}], "rows"),
        (
            {"a": {"b": json.dumps({"c": json.dumps(ROWS)})}},
            [{"at": "a.b", "as": "json"}, {"at": "a.b.c", "as": "json"}],
            "a.b.c",
        ),
    ],
)
def test_json_inside_json(limits: Limits, answer: Any, inside: list[Any], records: str) -> None:
    done, _ = read(limits, lambda _: answer, **listed({"get": "/l"}, inside=inside, records=records))
    assert (done.identifiers, done.whole) == (["d-0", "d-1", "d-2"], True)


def test_html_inside_json(limits: Limits) -> None:
    page = "<ul><li><a href='/one?id=7'>Суу</a></li><li><a href='/one?id=8'>Жер</a></li></ul>"
    declared = listed(
        {"get": "/l"},
        inside=[{"at": "data", "as": "html"}],
        ok="ul",
        records="li",
        read={"name": "a", "href": {"css": "a", "attr": "href"}},
        id="split(href, '=')[1]",
    )
    done, _ = read(limits, lambda _: {"data": page}, **declared)
    assert (done.identifiers, done.whole) == (["7", "8"], True)


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 500, "msg": "系统异常", "rows": []},
        {"code": "401", "message": "请登录"},
        {"rows": None},
        {"rows": {"a": 1}},
        [],
        "text",
        Answer(b"<html><form><input type=password></form></html>", headers={"Content-Type": "text/html"}),
    ],
)
def test_a_refusal_is_no_empty_list(limits: Limits, answer: Any) -> None:
    done, _ = read(limits, lambda _: answer, **listed({"get": "/l"}, ok="!code || code == `200`"))
    assert (done.whole, isinstance(done.error, RetryLater | StopHarvest)) == (False, True)


def test_several_lists_come_one_after_the_other_and_their_totals_are_added(limits: Limits) -> None:
    def answer(asked: Asked) -> Any:
        if asked.path == "/one":
            return {"id": asked.params["id"], "name": f"{asked.params['of']} Суу"}
        start = 10 if asked.path == "/apis" else 0
        page = int(asked.params["page"]) - 1
        return {"rows": [row(number) for number in range(start, start + 5)][page * 2 : page * 2 + 2], "n": 5}

    def one(path: str) -> dict[str, Any]:
        return {
            "request": {"get": path, "query": {"page": "{page}"}},
            "paging": {"by": "page", "size": 2},
            "records": "rows",
            "total": "n",
            "id": "id",
            "set": {"of": f"'{path[1:]}'"},
        }

    lists = {"sets": one("/sets"), "apis": one("/apis")}
    detail = {"request": {"get": "/one", "query": {"id": "{id}", "of": "{set.of}"}}}
    done, asked = read(limits, answer, lists=lists, detail=detail)
    assert done.identifiers == [f"d-{number}" for number in (0, 1, 2, 3, 4, 10, 11, 12, 13, 14)]
    assert (done.totals, done.whole) == ([5, 10], True)
    assert {each.params["of"] for each in asked if each.path == "/one"} == {"sets", "apis"}


def details(answer: Callable[[Asked], Any], count: int = 6) -> Callable[[Asked], Any]:
    rows = [row(number) for number in range(count)]
    return lambda asked: {"rows": rows} if asked.path == "/l" else answer(asked)


DETAIL = {"detail": {"request": {"get": "/one", "query": {"id": "{id}"}}, "record": "data"}}


def test_a_record_that_cannot_be_read_costs_only_itself(limits: Limits) -> None:
    def answer(asked: Asked) -> Any:
        number = int(asked.params["id"][2:])
        broken = [Answer(b"", 404), Answer(b"<html>login</html>"), {"data": None}, {"data": []}, {}, {"data": row(number)}]
        return broken[number]

    done, _ = read(limits, details(answer), **DETAIL, **listed({"get": "/l"}))
    assert done.identifiers == [f"d-{number}" for number in range(6)]
    assert done.codes == ["record-partial"] * 5
    assert [record.partial for record in done.records] == [True] * 5 + [False]
    assert done.whole


def test_a_portal_whose_records_all_fail_fails(limits: Limits) -> None:
    done, asked = read(limits, details(lambda _: Answer(b"", 404), count=500), **DETAIL, **listed({"get": "/l"}))
    assert isinstance(done.error, RetryLater)
    assert len(asked) == 1 + MAX_DETAILS_FAILED_IN_A_ROW


def test_a_link_to_another_host_is_not_followed(limits: Limits) -> None:
    with Portal([]) as other:
        rows = [row(1, href=f"{other.url.replace('127.0.0.1', 'localhost')}/x"), row(2, href="/one?id=d-2")]
        declared = listed({"get": "/l"}) | {"detail": {"request": {"get": "{item.href}"}, "record": "data"}}
        done, _ = read(limits, lambda asked: {"rows": rows} if asked.path == "/l" else {"data": row(2)}, **declared)
        assert (done.codes, other.asked) == (["record-partial"], [])
        assert "is on another host" in done.issues[0].value


def test_only_what_has_changed_is_asked_for(limits: Limits) -> None:
    rows = [row(1, changed="2026-11-01"), row(2, changed="2026-11-20 10:00"), row(3, changed="nobody knows"), row(4)]
    declared = listed({"get": "/l"}, modified="changed") | DETAIL
    with Saying(lambda asked: {"rows": rows} if asked.path == "/l" else {"data": row(9)}, **declared) as portal:
        done = harvest(portal, limits, since=datetime(2026, 11, 15, tzinfo=UTC))
        assert [asked.params["id"] for asked in portal.asked[1:]] == ["d-2", "d-3", "d-4"]
    assert done.identifiers == ["d-2", "d-3", "d-4"]


def test_what_the_list_says_is_deleted_is_removed(limits: Limits) -> None:
    rows = [row(1, state="deleted"), row(2, state="active"), row(3)]
    done, _ = read(limits, lambda _: {"rows": rows}, state="state", **listed({"get": "/l"}))
    assert (done.removed, done.identifiers) == (["d-1"], ["d-2", "d-3"])


def test_entries_that_are_none(limits: Limits) -> None:
    rows = [row(1), {"name": "Суу"}, None, "text", 7, {"id": {"a": 1}}, row(2)]
    done, _ = read(limits, lambda _: {"rows": rows}, **listed({"get": "/l"}))
    assert done.identifiers == ["d-1", "d-2"]
    assert sorted(done.codes) == ["identifier-missing"] * 2 + ["record-not-object"] * 3


def test_one_broken_entry_of_a_page_costs_only_itself(limits: Limits) -> None:
    text = json.dumps({"rows": ROWS}, ensure_ascii=False).replace(
        '"about": "Көлдөр", "topic": "Экология", "made": "2023-6-1"}, {', '"about": Көл}, {', 1
    )
    done, _ = read(limits, lambda _: Answer(text.encode()), **listed({"get": "/l"}))
    assert done.identifiers == ["d-0", "d-1", "d-2"]


def test_a_page_without_a_list_is_no_empty_one(limits: Limits) -> None:
    with ListPortal(ROWS, trouble=[lambda asked, portal: Answer(b'{"found": {}}')]) as portal:
        done = harvest(portal, limits)
    assert (done.whole, isinstance(done.error, RetryLater)) == (False, True)
