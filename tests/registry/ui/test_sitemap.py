"""What search engines are told: the index, the lists, robots.txt."""

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from registry.ui import sitemap
from schemas.record import Status

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def xml(client: TestClient, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert len(answer.content) < 50 * 1024 * 1024
    return ElementTree.fromstring(answer.content)


def active(services: Services) -> dict[str, str]:
    """The ids of the records that portals list, each with its last change."""
    ids = [each.id for each in services.store.records.stream() if each.status is Status.ACTIVE]
    changed = services.store.records.modified(ids)
    return {str(id_): f"{changed[id_]:%Y-%m-%dT%H:%M:%SZ}" for id_ in ids}


@pytest.mark.parametrize("size", [sitemap.SIZE, 7])
def test_every_active_record_is_listed_once(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(sitemap, "SIZE", size)
    index = xml(client, "/sitemap.xml")
    assert index.tag == f"{{{NAMES['s']}}}sitemapindex"
    found: dict[str, str] = {}
    for part in index.findall("s:sitemap", NAMES):
        urls = xml(client, part.findtext("s:loc", "", NAMES).removeprefix("http://testserver")).findall("s:url", NAMES)
        assert 0 < len(urls) <= size
        listed = {each.findtext("s:loc", "", NAMES): each.findtext("s:lastmod", "", NAMES) for each in urls}
        assert part.findtext("s:lastmod", "", NAMES) == max(listed.values())
        found |= listed
    assert found == {f"http://testserver/en/d/{id_}": changed for id_, changed in active(services).items()}


def test_a_record_is_listed_in_every_language(client: TestClient) -> None:
    url = xml(client, "/sitemaps/1.xml").findall("s:url", NAMES)[0]
    links = {each.get("hreflang"): each.get("href", "") for each in url.findall("x:link", NAMES)}
    assert {"en", "ru", "zh", "fa", "x-default"} <= set(links)
    own = links["x-default"].rpartition("/")[2]
    assert links["x-default"] == f"http://testserver/datasets/{own}"
    assert links["ru"] == f"http://testserver/ru/d/{own}"


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    for path in ("/sitemap.xml", "/sitemaps/1.xml", "/robots.txt"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/sitemaps/2.xml", "/sitemaps/0.xml", "/sitemaps/x.xml", "/sitemaps/99999999999999999999.xml"])
def test_there_is_no_other_list(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 422, 400}


def test_robots_are_told_of_the_index(client: TestClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml\n" in answer.text
