"""Signing in and out: a cookie out of reach of scripts and other sites, checked at every request, and none for readers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.services import Services, open_services
from registry.settings import Settings
from registry.ui import create_pages
from tests.registry.ui.conftest import NOW, OWN, settings, signed_in
from tests.registry.ui.reading import Document, read

BACK = "/en/portals/kg_data_gov"


@pytest.fixture
def visitor(fresh: Services) -> Iterator[TestClient]:
    """A browser with no cookies yet."""
    with TestClient(create_pages(fresh), follow_redirects=False, headers=OWN) as client:
        yield client


@pytest.fixture
def token(fresh: Services) -> str:
    return fresh.store.tokens.add("Aizada Bekova", expires=NOW + timedelta(days=1), at=NOW)


def name_shown(client: TestClient, path: str = BACK) -> list[str]:
    return [name.text for name in read(client.get(path).text).one("header", class_="top").all("bdi", class_="name")]


def test_a_reader_gets_no_cookie_and_sees_one_link_to_sign_in(visitor: TestClient) -> None:
    answer = visitor.get(BACK)
    document = read(answer.text)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Cookie, Accept-Language"
    [link] = [link for link in document.all("a") if link.text == "Sign in"]
    assert link.get("href") == "/en/sign-in?back=%2Fen%2Fportals%2Fkg_data_gov"
    assert [button.text for button in document.one("main").all("button")] == []
    form = visitor.get(link.get("href"))
    assert "set-cookie" not in form.headers
    assert read(form.text).one("main").one("input", name="back").get("value") == BACK


def test_a_person_signs_in_is_named_and_signs_out(visitor: TestClient, token: str) -> None:
    answer = visitor.post("/en/sign-in", data={"token": f" {token}\n", "back": BACK})
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert answer.headers["cache-control"] == "no-store"
    [cookie] = answer.headers.get_list("set-cookie")
    assert cookie == f"serai-token={token}; HttpOnly; Max-Age=28800; Path=/; SameSite=strict"
    page = visitor.get(BACK)
    assert page.headers["cache-control"] == "private, no-store"
    assert "Cookie" in page.headers["vary"]
    assert token not in page.text
    assert name_shown(visitor) == name_shown(visitor, "/en/nowhere") == ["Aizada Bekova"]
    assert "Sign in" not in read(page.text).one("footer").text

    form = read(page.text).one("form", action="/en/sign-out")
    assert form.one("button").text == "Sign out"
    out = visitor.post("/en/sign-out", data={"back": form.one("input").get("value")})
    assert (out.status_code, out.headers["location"]) == (303, BACK)
    assert not visitor.cookies
    assert name_shown(visitor) == []


@pytest.mark.parametrize("path", [BACK, "/en/datasets", "/en/nowhere"])
def test_a_cookie_that_is_nobodys_is_a_readers(visitor: TestClient, path: str) -> None:
    visitor.cookies.set("serai-token", "serai.0123456789abcdef." + "x" * 43)
    assert name_shown(visitor, path) == []
    assert "Sign in" in read(visitor.get(path).text).one("footer").text


@pytest.mark.parametrize("wrong", ["", "x", "serai.0123456789abcdef." + "x" * 43, "ключ", "\x00"])
def test_a_wrong_token_is_answered_with_the_form_and_is_not_repeated(visitor: TestClient, wrong: str) -> None:
    answer = visitor.post("/en/sign-in", data={"token": wrong, "back": BACK})
    document = read(answer.text)
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    assert "it is unknown, expired or withdrawn" in document.one("p", id="problem").text
    assert document.one("title").text == "Problem: Sign in · Serai"
    field = document.one("input", id="token")
    assert (field.get("type"), field.get("value"), field.get("aria-invalid")) == ("password", "", "true")
    assert field.get("aria-describedby").split() == ["token-help", "problem"]
    assert document.one("p", id="problem").one("a").get("href") == "#token"
    assert document.one("main").one("input", name="back").get("value") == BACK


def test_an_expired_and_a_revoked_token_end_the_session(tmp_path: Path) -> None:
    at = [NOW]
    with (
        open_services(settings(tmp_path), clock=lambda: at[0]) as services,
        TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client,
    ):
        signed_in(client, services, name="Bolat")
        at[0] += timedelta(days=2)
        assert name_shown(client) == []
        at[0] = NOW
        assert name_shown(client) == ["Bolat"]
        services.store.tokens.revoke("Bolat", at=NOW)
        assert name_shown(client) == []


def test_a_session_outlives_the_process_and_holds_in_every_worker(tmp_path: Path) -> None:
    cookies: dict[str, str] = {}
    for names in ([], ["Aizada Bekova"]):
        with (
            open_services(settings(tmp_path), clock=lambda: NOW) as services,
            TestClient(create_pages(services), follow_redirects=False, headers=OWN, cookies=cookies) as client,
        ):
            assert name_shown(client) == names
            cookies["serai-token"] = signed_in(client, services)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_way_back_stays_in_the_site(visitor: TestClient, token: str, back: str) -> None:
    for path in ("sign-in", "sign-out"):
        assert visitor.post(f"/en/{path}", data={"token": token, "back": back}).headers["location"] == "/en/"


PUBLIC = "https://data.example.org/"


@pytest.mark.parametrize(("public", "address"), [(PUBLIC, "http://127.0.0.1:8000"), (None, "https://data.example.org")])
def test_under_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path, public: str | None, address: str) -> None:
    """Be it that a proxy speaks https for us or that we do."""
    configured = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None, base_url=public)
    with open_services(configured, clock=lambda: NOW) as services:
        token = services.store.tokens.add("Bolat", expires=NOW + timedelta(days=1), at=NOW)
        own = {"Origin": "https://data.example.org"}
        with TestClient(create_pages(services), base_url=address, follow_redirects=False, headers=own) as client:
            [cookie] = client.post("/en/sign-in", data={"token": token}).headers.get_list("set-cookie")
            assert cookie == f"__Host-serai-token={token}; HttpOnly; Max-Age=28800; Path=/; SameSite=strict; Secure"
            assert [name.text for name in page_with(client, f"__Host-serai-token={token}").all("bdi", class_="name")] == ["Bolat"]
            assert page_with(client, f"serai-token={token}").all("bdi", class_="name") == []


def page_with(client: TestClient, cookie: str) -> Document:
    client.cookies.clear()
    return read(client.get(BACK, headers={"Cookie": cookie}).text)


REFUSED = [
    {},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:81"},
    {"Sec-Fetch-Site": "cross-site", **OWN},
    {"Sec-Fetch-Site": "same-site", **OWN},
]


@pytest.mark.parametrize("headers", REFUSED)
def test_what_another_site_sends_is_refused_and_does_nothing(fresh: Services, token: str, headers: dict[str, str]) -> None:
    with TestClient(create_pages(fresh), follow_redirects=False, cookies={"serai-token": token}) as client:
        for path in (BACK, f"{BACK}/runs/1", "/en/sign-in", "/en/sign-out", "/en/theme", "/en/nowhere"):
            answer = client.post(path, data={"token": token, "theme": "dark"}, headers=headers)
            assert answer.status_code == 403, path
            assert "set-cookie" not in answer.headers
            assert "This request came from another site" in answer.text
    assert fresh.store.runs.list() == ()


@pytest.mark.parametrize(
    "headers", [OWN, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://testserver"}]
)
def test_what_a_page_of_ours_sends_is_taken(fresh: Services, headers: dict[str, str]) -> None:
    with TestClient(create_pages(fresh), follow_redirects=False) as client:
        assert client.post("/en/theme", data={"theme": "dark"}, headers=headers).status_code == 303


def test_while_the_store_does_not_answer_pages_and_signing_in_say_so(visitor: TestClient, token: str, fresh: Services) -> None:
    visitor.cookies.set("serai-token", token)
    with closing(sqlite3.connect(fresh.settings.home / "serai.db")) as intruder, intruder:
        intruder.execute("ALTER TABLE token RENAME TO lost")
    for answer in (visitor.post("/en/sign-in", data={"token": token}), visitor.post(BACK)):
        assert answer.status_code == 503
        assert "The catalogue is not available at the moment" in answer.text
        assert "set-cookie" not in answer.headers
    assert visitor.get(BACK).status_code == 200
    assert name_shown(visitor) == []
