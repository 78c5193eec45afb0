"""What is posted: it is sent again with its body, and never becomes a question without one."""

import time
from typing import Any

import pytest
import requests

from harvesters.errors import AnswerTooLarge, BadAnswer, RetryLater, StopHarvest
from tests.harvesters.wire.opening import Open
from tests.portal import Answer, Asked, Portal, Trouble, answers, cut_short, drips, gzip_bomb, on

BODIES: dict[str, tuple[dict[str, Any], bytes, str]] = {
    "form": ({"data": {"page": "1", "q": "вода"}}, b"page=1&q=%D0%B2%D0%BE%D0%B4%D0%B0", "application/x-www-form-urlencoded"),
    "json": ({"json": {"page": 1}}, b'{"page": 1}', "application/json"),
    "text": ({"data": "水资源", "headers": {"Content-Type": "text/plain"}}, "水资源".encode(), "text/plain"),
}


def redirect(status: int, target: str) -> Trouble:
    """Leads from `/list` on; `target` may name the portal's own address as `{url}`."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        if asked.path == "/list":
            return Answer(b"", status, {"Location": target.format(url=portal.url)})
        return Answer(b"{}")

    return answer


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("trouble", [answers(503), answers(500), cut_short(1)])
def test_a_body_is_sent_again_whole(open_session: Open, kind: str, trouble: Trouble) -> None:
    sent, body, media_type = BODIES[kind]
    with Portal([], trouble=[on(trouble, times=2), answers(200, body=b"{}")]) as portal:
        assert open_session().post(f"{portal.url}/list", **sent).json() == {}
    assert [(asked.method, asked.body) for asked in portal.asked] == [("POST", body)] * 3
    assert {asked.headers["Content-Type"] for asked in portal.asked} == {media_type}


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(answers(429, retry_after="86400"), RetryLater), (gzip_bomb(3_000_000), AnswerTooLarge), (drips(0.1), BadAnswer)],
)
def test_the_limits_are_those_of_every_request(open_session: Open, trouble: Trouble, error: type[RetryLater]) -> None:
    with Portal([], trouble=[trouble]) as portal, pytest.raises(error):
        open_session(total_seconds=0.4).post(portal.url, json={})
    assert len(portal.asked) == 1


def test_the_time_of_a_page_ends_it(open_session: Open) -> None:
    session = open_session(retries=50, first_wait=0.2, longest_wait=0.2)
    session.allow(0.5)
    started = time.monotonic()
    with Portal([], trouble=[answers(503)]) as portal, pytest.raises(RetryLater, match=r"(was not read|no whole answer) within"):
        session.post(portal.url, json={})
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("target", ["/list/", "/other?a=1", "{url}/list/"])
def test_a_redirect_that_keeps_the_method_keeps_the_body(open_session: Open, status: int, target: str) -> None:
    with Portal([], trouble=[redirect(status, target)]) as portal:
        assert open_session().post(f"{portal.url}/list", json={"page": 1}).status_code == 200
    assert [(asked.method, asked.body) for asked in portal.asked] == [("POST", b'{"page": 1}')] * 2


@pytest.mark.parametrize("status", [301, 302])
@pytest.mark.parametrize("body", [{"json": {"page": 1}}, {}])
def test_a_slash_more_is_the_same_address(open_session: Open, status: int, body: dict[str, Any]) -> None:
    with Portal([], trouble=[redirect(status, "/list/?a=1")]) as portal:
        assert open_session().post(f"{portal.url}/list?a=1", **body).status_code == 200
    first, second = portal.asked
    assert (second.method, second.path, second.body) == ("POST", "/list/", first.body)


@pytest.mark.parametrize(
    ("target", "posts_again"),
    [("https://data.example/list", True), ("https://data.example:8443/list", False), ("https://data.example/all", False)],
)
def test_https_is_the_same_address(open_session: Open, target: str, posts_again: bool) -> None:
    response = requests.Response()
    response.url, response.status_code, response.headers["Location"] = "http://data.example/list", 301, target
    response.request = requests.Request("POST", response.url, data="a").prepare()
    if not posts_again:
        with pytest.raises(StopHarvest, match="301 and names"):
            open_session().get_redirect_target(response)
        return
    assert open_session().get_redirect_target(response) == target
    assert response.status_code == 308  # by which requests keeps method and body


@pytest.mark.parametrize(
    ("status", "target"),
    [(301, "/new"), (302, "/list/"), (302, "/login?back=/list"), (303, "/list/"), (303, "/done")],
)
def test_what_was_posted_never_becomes_a_question(open_session: Open, status: int, target: str) -> None:
    with Portal([], trouble=[redirect(status, target)]) as portal:
        with pytest.raises(StopHarvest, match=rf"{status} and names {portal.url}{target.partition('?')[0]}; .*declaration"):
            open_session().post(f"{portal.url}/list?a=1", json={})
        assert len(portal.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("body", [{"json": {}}, {}])
def test_nothing_is_posted_to_another_host(open_session: Open, status: int, body: dict[str, Any]) -> None:
    with (
        Portal([], trouble=[redirect(status, "http://localhost:1/list")]) as portal,
        pytest.raises(StopHarvest, match="localhost"),
    ):
        open_session().post(f"{portal.url}/list", **body)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_question_follows_every_redirect(open_session: Open, status: int) -> None:
    with Portal([], trouble=[redirect(status, "/new")]) as portal:
        assert open_session().get(f"{portal.url}/list").status_code == 200


def test_the_headers_of_a_request_are_sent_as_they_are(open_session: Open) -> None:
    with Portal([], trouble=[redirect(307, "/list/")]) as portal:
        open_session().post(f"{portal.url}/list", json={}, headers={"Accept": "application/json", "Authorization": ""})
    assert [(asked.headers["Accept"], asked.headers["Authorization"]) for asked in portal.asked] == [("application/json", "")] * 2
