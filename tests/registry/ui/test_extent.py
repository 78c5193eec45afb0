"""Where and when on the result list: the area, the period, the years as bars, and what was understood of a question."""

from collections.abc import Callable
from gettext import NullTranslations
from urllib.parse import parse_qs, urlsplit

import pytest
from babel import Locale
from starlette.testclient import TestClient

from registry.policy.rules import shipped_rules
from registry.ui.labels import Labels
from registry.ui.languages import Language
from tests.registry.ui.reading import Document
from tests.registry.ui.test_results import total

Fetch = Callable[[str], Document]


def chips(document: Document) -> list[tuple[str, str]]:
    return [(chip.text, chip.get("href")) for chip in document.all("a", class_="chip")]


def test_a_place_and_a_year_are_shown_and_can_be_taken_back(page: Fetch) -> None:
    document = page("/en/datasets?q=water+Osh+2019")
    found = [(text, href) for text, href in chips(document) if "take it as a word only" in text]
    assert [text.split(" take")[0].strip() for text, _ in found] == ["Place: Osh", "Year: 2019"]
    first = parse_qs(urlsplit(found[0][1]).query)
    assert first == {"q": ["water Osh 2019"], "literal": ["Osh"]}
    again = page(found[0][1])
    assert [text.split(" take")[0].strip() for text, _ in chips(again) if "take it as a word only" in text] == ["Year: 2019"]


@pytest.mark.parametrize(
    ("code", "town", "state"), [("ru", "Ош", "Киргизия"), ("zh-Hans", "奥什", "吉尔吉斯斯坦"), ("uz", "Oʻsh", "Qirgʻiziston")]
)
def test_a_place_has_its_name_in_the_language_of_the_page(code: str, town: str, state: str) -> None:
    language = Language(code=code, locale=Locale.parse(code.replace("-", "_")), messages=NullTranslations())
    labels = Labels(language, shipped_rules())
    assert (labels.value("place", "KG-GO"), labels.value("place", "KG"), labels.value("place", "XX-1")) == (town, state, "XX-1")


def test_a_form_leads_to_the_tidy_address(client: TestClient) -> None:
    answer = client.get("/en/datasets?q=&west=69.2&south=39.1&east=80.3&north=43.3&inside=1&period_from=2015-01-01&period_to=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/datasets?period=2015-01-01..&box_within=69.2%2C39.1%2C80.3%2C43.3"


def test_an_area_stands_in_the_form(page: Fetch) -> None:
    document = page("/en/datasets?box_within=69.2,39.1,80.3,43.3")
    assert document.one("input", id="area-west").get("value") == "69.2"
    assert "checked" in document.one("input", id="area-inside").attributes
    assert any(text.startswith("Inside the area:") and href == "/en/datasets" for text, href in chips(document))


def test_an_edge_that_is_left_empty_is_that_of_the_world(client: TestClient) -> None:
    answer = client.get("/en/datasets?west=69.2&south=&east=&north=")
    assert answer.headers["location"] == "/en/datasets?box=69.2%2C-90%2C180%2C90"


def test_a_period_stands_in_the_form(page: Fetch) -> None:
    document = page("/en/datasets?period=2015-01-01..")
    assert document.one("input", id="period-from").get("value") == "2015-01-01"
    assert any(text.startswith("Period of the data: from") for text, _ in chips(document))


def test_every_bar_is_a_link_to_as_many_datasets_as_it_says(page: Fetch) -> None:
    box = page("/en/datasets").one("details", id="facet-year")
    table = box.one("table")
    rows = [(row.one("th").one("a").get("href"), int(row.one("td").text)) for row in table.one("tbody").all("tr")]
    assert len(rows) > 1
    for href, count in rows:
        assert total(page(href)) == count
    bars = box.one("svg", class_="years")
    assert bars.get("aria-hidden") == "true"
    assert [(each.get("href"), each.get("tabindex")) for each in bars.all("a")] == [(href, "-1") for href, _ in rows]
