"""Theme and language are kept in cookies, and leads back only inside the site."""

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from registry.ui import create_pages
from tests.registry.ui.conftest import OWN
from tests.registry.ui.reading import read


@pytest.fixture
def visitor(services: Services) -> TestClient:
    """A browser with no cookies yet."""
    return TestClient(create_pages(services), follow_redirects=False, headers=OWN)


def test_the_theme_is_the_systems_until_one_is_chosen(visitor: TestClient) -> None:
    assert "data-theme" not in read(visitor.get("/en/portals").text).one("html").attributes
    answer = visitor.post("/en/theme", data={"theme": "dark", "back": "/en/portals?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/portals?x=1")
    assert "HttpOnly" in answer.headers["set-cookie"]
    document = read(visitor.get("/en/portals").text)
    assert document.one("html").get("data-theme") == "dark"
    assert [button.text for button in document.all("button", **{"aria-pressed": "true"})] == ["English", "Dark"]


def test_a_theme_that_there_is_not_is_not_kept(visitor: TestClient) -> None:
    answer = visitor.post("/en/theme", data={"theme": "pink", "back": "/en/"})
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\n/evil.example", ""])
def test_the_way_back_stays_in_the_site(visitor: TestClient, back: str) -> None:
    for address in ("/en/theme", "/en/language"):
        assert visitor.post(address, data={"theme": "dark", "back": back}).headers["location"] == "/en/"
