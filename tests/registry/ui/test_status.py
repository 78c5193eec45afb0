"""The page of the service, which says what is well and what is not, and the guide to the API."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.proof.witnesses import Fault
from registry.services import Services, open_services
from registry.ui import create_pages
from registry.ui.words import WITNESS_FAULTS
from tests.homes import new_home
from tests.registry.ui.conftest import settings
from tests.registry.ui.reading import Document, read


def said(document: Document) -> dict[str, str]:
    """What the page says of each part."""
    facts = document.one("dl", class_="facts")
    return {name.text: said.text for name, said in zip(facts.all("dt"), facts.all("dd"), strict=True)}


def test_a_service_that_works_says_so_in_words(page: Callable[[str], Document], paths: dict[str, str]) -> None:
    document = page(f"/en{paths['status']}")
    assert document.one("main").one("p", class_="notice").text == "The service works."
    parts = said(document)
    assert parts["Catalogue"] == "Works The records can be read."
    assert parts["Search"].startswith("Works Datasets that can be found: ")
    assert parts["Rules of use"].startswith("Works In force since: ")
    assert parts["Audit trail"].startswith("Works Signed: ")
    assert "/health" in [link.get("href") for link in document.one("main").all("a")]


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Services]:
    """An installation without an index."""
    with open_services(settings(new_home(tmp_path)), clock=lambda: datetime(2026, 11, 25, tzinfo=UTC)) as services:
        yield services


def test_what_fails_is_said_first_and_the_page_is_there(broken: Services) -> None:
    with TestClient(create_pages(broken)) as client:
        answer = client.get("/en/status")
    assert answer.status_code == 200
    document = read(answer.text)
    notice = document.one("main").one("p", class_="bad").text
    assert notice.startswith("Not everything works. Search: ")
    assert said(document)["Search"].startswith("Fails ")
    assert "in the log" not in answer.text


def test_every_fault_of_a_witness_has_words() -> None:
    assert set(WITNESS_FAULTS) == set(Fault)


def test_every_request_of_the_guide_works_on_this_host(services: Services) -> None:
    with TestClient(create_app(services, pages=create_pages(services)), base_url="http://catalogue.example:8123") as client:
        document = read(client.get("/en/api").text)
        lines = [code.text for code in document.all("code") if code.text.startswith("curl ")]
        answers = [client.get(line.removeprefix("curl '").removesuffix("'")) for line in lines]
        links = [link.get("href") for link in document.one("main").all("a")]
        assert all(client.get(link).status_code == 200 for link in links)
    assert all(line.startswith("curl 'http://catalogue.example:8123/api/v1/") for line in lines)
    *good, wrong = answers
    assert 3 <= len(good) <= 5
    assert {answer.status_code for answer in good} == {200}
    assert wrong.status_code == 422
    assert wrong.headers["content-type"].startswith("application/problem+json")
