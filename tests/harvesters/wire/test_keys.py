"""A key in every part of a request, at a portal that tells it back in every part of an answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from harvesters.errors import HarvestError, StopHarvest
from harvesters.wire.secret import Mask, secret_of
from schemas.source import Source
from tests.harvesters.wire.opening import Open
from tests.portal import Answer, Asked, Portal, Trouble, answers

KEY = "k3y/of+the=Portal&1"

PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "query": lambda url: {"method": "GET", "url": url, "params": {"appid": KEY}},
    "header": lambda url: {"method": "GET", "url": url, "headers": {"Authorization": f"Token {KEY}"}},
    "header of its own": lambda url: {"method": "GET", "url": url, "headers": {"X-Zone": KEY}},
    "form": lambda url: {"method": "POST", "url": url, "data": {"k": KEY}},
    "json": lambda url: {"method": "POST", "url": url, "json": {"k": KEY}},
    "path": lambda url: {"method": "GET", "url": f"{url}/{quote(KEY, safe='')}/list"},
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMPLE_KEY", KEY)


def tells_back(status: int) -> Trouble:
    """Says what it was sent, and the key in every spelling, in body and headers."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        said = (
            f"{asked} {KEY} {quote(KEY, safe='')} {quote_plus(KEY)} {KEY.replace('/', chr(92) + '/')} {KEY.replace('&', '&amp;')}"
        )
        return Answer(said.encode(), status, {"X-Told": asked.headers.get("X-Zone", KEY), "Retry-After": "0"})

    return answer


def told(text: str) -> bool:
    """Whether a text has the key in any spelling."""
    return "the=portal" in (small := text.lower()) or "the%3dportal" in small


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", [200, 404])
def test_nothing_of_an_answer_has_the_key(open_session: Open, place: str, status: int) -> None:
    with Portal([], trouble=[tells_back(status)]) as portal:
        response = open_session(secret="EXAMPLE_KEY").request(**PLACES[place](portal.url))
    sent = portal.asked[0]
    assert told(f"{sent.path}{sent.params}{sent.headers}{sent.body!r}")
    assert not told(f"{response.url}{response.headers}{response.text}")
    assert "[hidden]" in response.text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "trouble",
    [tells_back(500), answers(302, location=f"ftp://x.example/{KEY}"), answers(302, location=f"/{quote(KEY)}/again?k={KEY}")],
)
def test_no_error_has_the_key(open_session: Open, place: str, trouble: Trouble) -> None:
    with Portal([], trouble=[trouble]) as portal, pytest.raises(HarvestError) as raised:
        open_session(secret="EXAMPLE_KEY", retries=1).request(**PLACES[place](portal.url))
    assert portal.url in str(raised.value)
    assert not told(str(raised.value))


@pytest.mark.parametrize(
    "spelt", [KEY, quote(KEY, safe=""), quote(KEY), quote_plus(KEY), "".join(f"%{ord(each):x}" for each in KEY)]
)
@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/?back={key}", "//localhost:{port}/{key}/x", "http://127.0.0.1:{other}/{key}"]
)
def test_no_redirect_takes_the_key_to_another_host(open_session: Open, spelt: str, target: str) -> None:
    with Portal([], trouble=[answers(200)]) as elsewhere:
        other = int(elsewhere.url.rpartition(":")[2])
        location = target.format(port=other, other=other, key=spelt)
        with Portal([], trouble=[answers(302, location=location)]) as portal:
            session = open_session(secret="EXAMPLE_KEY", url=portal.url)
            with pytest.raises(StopHarvest, match="with the API key") as raised:
                session.get(portal.url, params={"appid": KEY})
        assert elsewhere.asked == []
    assert not told(str(raised.value))


def test_on_its_own_host_a_redirect_may_have_the_key(open_session: Open) -> None:
    def answer(asked: Asked, portal: Portal) -> Answer:
        return Answer(b"{}") if asked.path == "/new" else Answer(b"", 302, {"Location": f"/new?appid={quote_plus(KEY)}"})

    with Portal([], trouble=[answer]) as portal:
        response = open_session(secret="EXAMPLE_KEY").get(portal.url, params={"appid": KEY})
    assert portal.asked[1].params == {"appid": KEY}
    assert [each.url.partition("?")[2] for each in (response, *response.history)] == ["appid=[hidden]"] * 2


@pytest.mark.parametrize("place", ["header", "header of its own"])
def test_no_header_takes_the_key_to_another_host(open_session: Open, place: str, internet: None) -> None:
    with Portal([], trouble=[leads_elsewhere()]) as portal:
        url = portal.url.replace("127.0.0.1", "portal.example")
        session = open_session(secret="EXAMPLE_KEY", url=url, allow_private_addresses=False)
        assert session.request(**PLACES[place](url)).status_code == 200
    first, second = portal.asked
    assert (told(str(first.headers)), told(str(second.headers))) == (True, False)


def leads_elsewhere() -> Trouble:
    def answer(asked: Asked, portal: Portal) -> Answer:
        there = portal.url.replace("127.0.0.1", "elsewhere.example")
        return Answer(b"{}") if asked.path == "/new" else Answer(b"", 302, {"Location": f"{there}/new"})

    return answer


def test_cookies_stay_with_the_host_that_set_them(open_session: Open, internet: None) -> None:
    """Also those that a portal sets for all hosts of its domain."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        if asked.path == "/begin":
            return Answer(b"", 200, {"Set-Cookie": "session=abc; Domain=portal.example; Path=/"})
        if asked.path == "/leads":
            return Answer(b"", 302, {"Location": portal.url.replace("127.0.0.1", "a.portal.example") + "/list"})
        return Answer(b"{}", 200, {"Set-Cookie": "other=1"} if asked.path == "/list" else {})

    with Portal([], trouble=[answer]) as portal:
        url = portal.url.replace("127.0.0.1", "portal.example")
        session = open_session(url=url, allow_private_addresses=False)
        for path in ("/begin", "/page", "/leads", "/page"):
            session.get(f"{url}{path}")
        assert [(asked.path, asked.headers.get("Cookie")) for asked in portal.asked] == [
            ("/begin", None),
            ("/page", "session=abc"),
            ("/leads", "session=abc"),
            ("/list", None),
            ("/page", "session=abc"),
        ]
        open_session(url=url, allow_private_addresses=False).get(f"{url}/page")
        assert "Cookie" not in portal.asked[-1].headers


def test_a_cookie_that_is_taken_back_is_not_sent(open_session: Open) -> None:
    gone = {"/begin": "a=1; Path=/", "/end": "a=; Path=/; Max-Age=0"}

    def answer(asked: Asked, portal: Portal) -> Answer:
        return Answer(b"", 200, {"Set-Cookie": gone[asked.path]} if asked.path in gone else {})

    with Portal([], trouble=[answer]) as portal:
        session = open_session()
        for path in ("/begin", "/end", "/page"):
            session.get(f"{portal.url}{path}", headers={"Cookie": "copied=1"})
    assert [asked.headers.get("Cookie") for asked in portal.asked] == [None, "a=1", None]


def test_a_key_that_could_not_be_hidden_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source.model_validate(
        {
            "id": "x_y",
            "title": {"en": "X"},
            "kind": "ckan",
            "url": "http://x.example",
            "jurisdiction": "KG",
            "secret": "EXAMPLE_KEY",
        }
    )
    assert secret_of(source) == KEY
    for wrong in ("", "abc"):
        monkeypatch.setenv("EXAMPLE_KEY", wrong)
        with pytest.raises(StopHarvest, match="EXAMPLE_KEY"):
            secret_of(source)


def test_without_a_secret_everything_is_as_it_came() -> None:
    for mask in (Mask(None), Mask(""), Mask("abc")):
        assert (mask.text("abc"), mask.content(b"abc\xff"), mask.is_in("abc")) == ("abc", b"abc\xff", False)
    assert Mask("вода-水").content("ключ вода-水 \\u0432".encode()) == "ключ [hidden] \\u0432".encode()
