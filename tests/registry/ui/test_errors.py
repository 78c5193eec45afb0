"""Errors are pages: they say what happened and where to go, and records open while the search is down."""

import logging

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.audit import Action
from tests import factories
from tests.registry.ui.conftest import NOW
from tests.registry.ui.reading import read


def test_a_missing_page_offers_the_search(client: TestClient) -> None:
    answer = client.get("/en/nowhere")
    document = read(answer.text)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert document.one("form", id="search").get("action") == "/en/datasets"
    assert document.one("h1").text == "There is no such page"


def test_a_missing_page_outside_any_language_speaks_english(client: TestClient) -> None:
    assert read(client.get("/favicon.ico").text).one("html").get("lang") == "en"


def test_a_method_that_is_not_allowed_is_a_page_too(client: TestClient) -> None:
    answer = client.post("/en/datasets")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_without_an_index_the_search_says_so_and_records_open(fresh: Services) -> None:
    record = factories.record({"en": "Still here"})
    fresh.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
    with TestClient(create_pages(fresh), follow_redirects=False) as client:
        answer = client.get("/en/datasets")
        assert answer.status_code == 503
        assert "Pages of records and portals can still be opened by their address" in answer.text
        assert "Still here" in client.get(f"/en/d/{record.id}?from=q%3Dwater").text
        listed = read(client.get("/en/portals").text).one("tbody").all("tr")[0]
        assert (listed.all("a")[0].get("href"), listed.all("td")[0].text) == (f"/en/portals/{record.source}", "1")
        assert "1 dataset in the catalogue" in client.get(f"/en/portals/{record.source}").text


def test_what_nobody_expected_gets_a_number_that_the_log_has_too(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    app = create_pages(services)

    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    app.add_api_route("/en/broken", broken)
    with caplog.at_level(logging.ERROR), TestClient(app) as client:
        answer = client.get("/en/broken")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    number = read(answer.text).one("code").text
    assert number in caplog.text
    assert "secret detail" in caplog.text
