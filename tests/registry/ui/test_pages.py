"""What holds for every page."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from registry.services import Services
from registry.ui import create_pages
from tests.registry.ui.conftest import OWN, SEEN, signed_in
from tests.registry.ui.reading import Document, read

Fetch = Callable[[str], Response]


@pytest.fixture(scope="module")
def clients(services: Services) -> Iterator[dict[str, TestClient]]:
    """A reader's browser, and that of a person who is signed in and sees buttons."""
    with (
        TestClient(create_pages(services), follow_redirects=False, headers=OWN) as reader,
        TestClient(create_pages(services), follow_redirects=False, headers=OWN) as person,
    ):
        signed_in(person, services)
        yield {"reader": reader, "person": person}


@pytest.fixture(params=SEEN, ids="-".join)
def seen(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Who looks at which kind of page."""
    return request.param


@pytest.fixture
def client(seen: tuple[str, str], clients: dict[str, TestClient]) -> TestClient:
    return clients[seen[0]]


@pytest.fixture(scope="module")
def fetched() -> dict[tuple[str, str], Response]:
    """What each of them got. Nothing changes here, so a page is fetched once, whatever looks at it or leads to it."""
    return {}


@pytest.fixture
def fetch(seen: tuple[str, str], client: TestClient, fetched: dict[tuple[str, str], Response]) -> Fetch:
    def get(path: str) -> Response:
        key = (seen[0], path)
        if key not in fetched:
            fetched[key] = client.get(path)
        return fetched[key]

    return get


@pytest.fixture
def page(fetch: Fetch) -> Callable[[str], Document]:
    return lambda path: read(fetch(path).text)


@pytest.fixture
def path(seen: tuple[str, str], paths: dict[str, str]) -> str:
    return "/en" + paths[seen[1]]


def test_a_page_names_its_language_and_direction(path: str, page: Callable[[str], Document]) -> None:
    html = page(path).one("html")
    assert (html.get("lang"), html.get("dir")) == ("en", "ltr")


def test_a_page_has_one_heading_and_skips_no_level(path: str, page: Callable[[str], Document]) -> None:
    levels = [int(item.tag[1]) for item in page(path).walk() if item.tag in {"h1", "h2", "h3", "h4"}]
    assert levels.count(1) == 1
    after_the_first = levels[levels.index(1) :]
    assert all(below - above <= 1 for above, below in pairwise(after_the_first))


def test_a_page_runs_and_styles_nothing_inline(path: str, fetch: Fetch) -> None:
    answer = fetch(path)
    document = read(answer.text)
    assert "'unsafe" not in answer.headers["content-security-policy"]
    assert not document.all("style")
    for element in document.walk():
        assert "style" not in element.attributes
        assert not any(name.startswith("on") for name in element.attributes)
        runs = element.tag == "script" and element.get("type") != "application/ld+json"  # which is data
        assert not runs or (element.get("src").startswith("/static/") and not element.text)


def test_ids_are_unique_and_labels_lead_somewhere(path: str, page: Callable[[str], Document]) -> None:
    document = page(path)
    ids = [element.get("id") for element in document.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    named = [element.get("for") for element in document.all("label") if "for" in element.attributes]
    named += [name for element in document.walk() for name in element.get("aria-labelledby").split()]
    named += [name for element in document.walk() for name in element.get("aria-describedby").split()]
    named += [element.get("form") for element in document.walk() if "form" in element.attributes]
    assert set(named) <= set(ids)


def test_links_inside_the_site_lead_to_pages(path: str, page: Callable[[str], Document], fetch: Fetch) -> None:
    targets = {link.get("href") for link in page(path).all("a")}
    inside = sorted(target for target in targets if target.startswith("/en/"))
    assert inside
    for target in inside:
        assert fetch(target.partition("#")[0]).status_code == 200, target


def test_fragments_lead_to_elements(path: str, page: Callable[[str], Document]) -> None:
    document = page(path)
    ids = {element.get("id") for element in document.walk()}
    assert {link.get("href")[1:] for link in document.all("a") if link.get("href").startswith("#")} <= ids


def test_a_page_leaves_room_for_nothing_that_nobody_has_asked(path: str, page: Callable[[str], Document]) -> None:
    explains = path.startswith("/en/guides/")  # what a page has room for once somebody asks
    assert "as=" in path or explains or "may i use" not in page(path).text.casefold()


def test_the_first_address_leads_to_the_language_of_the_browser_or_english(clients: dict[str, TestClient]) -> None:
    client = clients["reader"]
    answer = client.get("/", headers={"Accept-Language": "xx, en;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
    assert client.get("/en").headers["location"] == "/en/"


def test_a_language_that_is_not_offered_has_no_pages(clients: dict[str, TestClient]) -> None:
    assert clients["reader"].get("/xx/datasets").status_code == 404
