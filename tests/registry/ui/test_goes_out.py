"""What pages offer to programs: results as files, and feeds."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from registry.answers.exports import EXPORTS
from registry.api.app import create_app
from registry.services import Services
from schemas.record import CatalogRecord
from tests.feeds import atom, json_feed, link
from tests.registry.ui.reading import Document

Fetch = Callable[[str], Document]

FEEDS = {"application/atom+xml": "atom", "application/feed+json": "feed.json"}
SEARCH = "q=вода&jurisdiction=KG&sort=modified"
ROOT = "http://testserver"


@pytest.fixture(scope="module")
def api(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


@pytest.fixture(scope="module")
def record(services: Services) -> CatalogRecord:
    return next(services.store.records.stream(source="sample_kg"))


def followed(document: Document) -> list[tuple[str, str]]:
    """The media types and addresses of the feeds in the head."""
    found = [each for each in document.all("link", rel="alternate") if each.get("type")]
    assert all(each.get("title") for each in found)
    return [(each.get("type"), each.get("href")) for each in found]


def shown(document: Document) -> list[tuple[str, str]]:
    """The same of the links that people see."""
    return [(each.get("type"), each.get("href")) for each in document.all("a") if each.get("type") in FEEDS]


def asked(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def read(api: TestClient, document: Document) -> list[int]:
    """How many entries each feed of a page has, of which programs and people are told the same."""
    assert followed(document) == shown(document) != []
    return [_entries(api, media_type, address) for media_type, address in followed(document)]


def _entries(api: TestClient, media_type: str, address: str) -> int:
    answer = api.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type), answer.text
    if media_type == "application/feed+json":
        return len(json_feed(answer.content).items)
    feed = atom(answer.content)
    assert link(feed, "self") == f"{ROOT}{address}"
    return len(feed.entries)


def test_results_as_feeds(page: Fetch, api: TestClient) -> None:
    document = page(f"/en/datasets?{SEARCH}&offset=20")
    news, same, *changes = read(api, document)
    assert news == same > 0
    assert changes == [0, 0], "nothing of the samples has changed"
    wanted = [("q", "вода"), ("jurisdiction", "KG")]
    assert [asked(address) for _, address in shown(document)] == [wanted] * 4, "neither order nor page"


def test_results_as_files(page: Fetch) -> None:
    document = page(f"/en/datasets?{SEARCH}&offset=20")
    files = {
        each.text.partition(":")[0]: each for each in document.all("a", rel="nofollow") if each.get("type") not in {"", *FEEDS}
    }
    wanted = [("q", "вода"), ("jurisdiction", "KG"), ("sort", "modified")]
    for suffix, each in EXPORTS.items():
        assert urlsplit(files[each.title].get("href")).path == f"/api/v1/datasets.{suffix}"
        assert (asked(files[each.title].get("href")), files[each.title].get("type")) == (wanted, each.media_type)
    assert asked(files["CSV for Excel"].get("href")) == [*wanted, ("mark", "true")]
    assert len(files) == len(EXPORTS) + 1


def test_excel_expects_another_separator_where_numbers_have_a_comma(page: Fetch) -> None:
    separators = {}
    for language in ("en", "ru", "zh", "kk", "ky", "fa"):
        [excel] = [each for each in page(f"/{language}/datasets").all("a", type="text/csv") if "mark=true" in each.get("href")]
        separators[language] = dict(asked(excel.get("href"))).get("separator")
    assert separators == {"en": None, "zh": None, "fa": None} | dict.fromkeys(("ru", "kk", "ky"), "semicolon")


def test_the_use_that_is_asked_for_is_carried_on(page: Fetch, api: TestClient) -> None:
    document = page("/en/datasets?usage=unclear&as=KZ&for=research")
    read(api, document)
    for each in document.all("a"):
        if each.get("type") in {*FEEDS, "text/csv", "application/geo+json"}:
            assert ("usage", "KZ:research:unclear") in asked(each.get("href"))
    every = page("/en/datasets?as=KZ&for=research")
    assert all("usage" not in address for _, address in shown(every))


def test_where_nothing_is_found_there_is_no_file_but_a_feed(page: Fetch, api: TestClient) -> None:
    document = page("/en/datasets?q=%22qqqxyzzy%22")
    assert read(api, document) == [0, 0, 0, 0]
    assert not document.all("a", type="text/csv")


def test_a_record_has_the_feed_of_its_changes(page: Fetch, api: TestClient, record: CatalogRecord) -> None:
    document = page(f"/en/d/{record.id}")
    assert read(api, document) == [0, 0]
    assert [address for _, address in shown(document)] == [
        f"/api/v1/datasets/{record.id}/changes.{each}" for each in FEEDS.values()
    ]


def test_a_portal_has_the_feed_of_its_runs(page: Fetch, api: TestClient) -> None:
    first, second = read(api, page("/ru/portals/sample_kg"))
    assert first == second >= 1


def test_the_page_of_a_run_that_a_feed_names_is_there(page: Fetch, api: TestClient) -> None:
    entry = atom(api.get("/api/v1/sources/sample_kg/runs.atom").content).entries[0]
    page(entry.link.removeprefix(ROOT))


def test_the_page_that_a_feed_of_a_search_names_is_there(api: TestClient, client: TestClient) -> None:
    for asked_for in (SEARCH, "usage=KZ:research:unclear"):
        home = str(link(atom(api.get(f"/api/v1/datasets.atom?{asked_for}&limit=3").content), "alternate"))
        answer = client.get(home, follow_redirects=True)
        assert (answer.status_code, "limit" in home, "sort" in home) == (200, False, False)
