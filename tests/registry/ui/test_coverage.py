"""The page of what there is by state: sums that agree, numbers that lead to as many datasets, and words about what is missing."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.answers.balance import members
from registry.services import Services
from registry.ui import create_pages
from tests.registry.ui.reading import Document, Element

Fetch = Callable[[str], Document]

SEARCHES = (
    "",
    "q=water",
    "jurisdiction=KG&jurisdiction=PK",
    "license_status=not_stated",
    "without=language",
    "usage=unclear&as=KZ&for=research",
)


def number(text: str) -> int:
    return int(text.strip().replace(",", ""))


def tables(document: Document) -> dict[str, Element]:
    """The tables of fields, by the field."""
    return {
        each.get("aria-labelledby").removeprefix("of-"): each.one("table")
        for each in document.all("section")
        if each.get("aria-labelledby").startswith("of-")
    }


def total(document: Document) -> int:
    return number(re.match(r"[\d,]+", document.one("h1", id="found").text.strip())[0])  # type: ignore[index]


@pytest.mark.parametrize("asked", SEARCHES)
def test_each_number_leads_to_as_many_datasets(page: Fetch, asked: str) -> None:
    found = page(f"/en/coverage?{asked}")
    seen = {}
    for link in found.one("main").all("a"):
        if link.get("href").startswith("/en/datasets") and re.fullmatch(r"[\d,]+", link.text.strip()):
            seen[link.get("href")] = number(link.text)
    assert seen
    for href, count in list(seen.items())[:: max(1, len(seen) // 12)]:
        assert total(page(href)) == count, href


def test_every_member_has_a_row_also_one_without_datasets(page: Fetch) -> None:
    rows = page("/en/coverage").one("section", **{"aria-labelledby": "states"}).one("tbody").all("tr")
    assert len(rows) == len(members()) + 2
    counts = {row.one("th").text: row.all("td")[0].text.strip() for row in rows}
    assert counts["Tajikistan"] == "0"
    assert counts["Kyrgyzstan"] == "27"
    assert {"Other states", "State unknown"} < counts.keys()


@pytest.mark.parametrize("asked", ["", "q=data", "theme=ENVI"])
def test_the_rows_of_a_field_with_one_value_sum_to_the_datasets_of_each_state(page: Fetch, asked: str) -> None:
    found = tables(page(f"/en/coverage?{asked}"))
    for field in ("modified_year", "license", "license_status", "privacy_class", "source"):
        rows = [[number(cell.text) for cell in row.all("td")] for row in found[field].one("tbody").all("tr")]
        assert [sum(column) for column in zip(*rows, strict=True)] == [
            number(cell.text) for cell in found[field].one("tfoot").all("td")
        ]


def test_what_is_not_stated_has_a_row_that_leads_to_it(page: Fetch) -> None:
    [row] = [row for row in tables(page("/en/coverage"))["language"].one("tbody").all("tr") if row.one("th").text == "Not stated"]
    assert total(page(row.all("td")[0].one("a").get("href"))) == number(row.all("td")[0].text) == 1


def test_the_page_says_what_is_missing_and_why_and_has_a_statement(page: Fetch) -> None:
    found = page("/en/coverage")
    assert "Tajikistan: there is no dataset." in found.one("section", **{"aria-labelledby": "thin"}).text
    assert "Datasheets for Datasets" in found.text
    assert "# Data statement" in found.one("section", **{"aria-labelledby": "take"}).one("details").text
    assert found.one("footer").one("a", href="/en/coverage")


@pytest.mark.parametrize("asked", ["lisense=x", "sort=modified", "modified=2026-13", "usage=unclear"])
def test_what_is_no_search_is_refused(client: TestClient, asked: str) -> None:
    assert client.get(f"/en/coverage?{asked}").status_code == 400


def test_an_empty_catalogue_has_a_page(fresh: Services) -> None:
    with TestClient(create_pages(fresh), follow_redirects=False) as client:
        assert client.get("/en/coverage").status_code in {200, 503}
