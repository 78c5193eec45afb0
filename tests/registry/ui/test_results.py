"""The result list: filters whose counts are true, addresses for every state, and ways out of an empty list."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from registry.store import Store
from registry.ui import create_pages
from search.ask import ask
from search.fields import FACETS
from search.params import parse
from search.query import Query
from tests.registry.ui.reading import Document, Element, read

Fetch = Callable[[str], Document]


def total(document: Document) -> int:
    return int(re.sub(r"\D", "", document.one("h1").text.partition("dataset")[0]))


def choices(document: Document, field: str) -> dict[str, tuple[int, bool]]:
    """Value -> count and whether it is ticked."""
    box = document.one("details", id=f"facet-{field}")
    return {
        label.one("input").get("value"): (int(label.one("span", class_="count").text), "checked" in label.one("input").attributes)
        for label in box.all("label")
    }


def cards(document: Document) -> list[Element]:
    return document.all("article")


@pytest.mark.parametrize("field", FACETS)
@pytest.mark.parametrize("query", ["", "q=data", "jurisdiction=KG"])
def test_every_count_is_the_total_of_its_address(page: Fetch, field: str, query: str) -> None:
    document = page(f"/en/datasets?{query}")
    if not document.all("details", id=f"facet-{field}"):
        assert field in {"access_rights"} | set(FACETS), "a facet without values has no box"
        return
    kept = [pair for pair in parse_qsl(query) if pair[0] != field]
    for value, (count, _) in choices(document, field).items():
        link = "&".join([*(f"{name}={word}" for name, word in kept), f"{field}={value}"])
        assert total(page(f"/en/datasets?{link.replace(' ', '%20')}")) == count, (field, value)


def test_the_counts_of_the_first_page_are_those_of_its_links(page: Fetch) -> None:
    tiles = page("/en/").all("a", class_="box")
    assert len(tiles) >= 3
    for tile in tiles:
        target = tile.get("href")
        if "/datasets" in target:
            assert total(page(target)) == int(tile.all("span", class_="muted")[0].text)


def test_what_is_chosen_is_ticked_and_shown_as_a_chip_that_takes_it_away(page: Fetch) -> None:
    document = page("/en/datasets?jurisdiction=KG&format=CSV")
    assert choices(document, "jurisdiction")["KG"][1]
    chips = {chip.text: chip.get("href") for chip in document.all("a", class_="chip")}
    assert any(text.startswith("Format: CSV") and text.endswith("remove filter") for text in chips)
    assert "/en/datasets?jurisdiction=KG" in chips.values()
    assert "/en/datasets" in chips.values()


def test_a_form_leads_to_the_tidy_address(client: TestClient) -> None:
    answer = client.get("/en/datasets?q=&jurisdiction=KG&modified_from=2026-01-01&modified_to=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/datasets?jurisdiction=KG&modified=2026-01-01.."
    assert client.get("/en/datasets?q=").headers["location"] == "/en/datasets"


def test_dates_narrow_and_stand_in_the_form(page: Fetch, services: Services) -> None:
    document = page("/en/datasets?modified=2026-01-01..2026-12-31")
    assert document.one("input", name="modified_from").get("value") == "2026-01-01"
    expected = ask(services.engine, parse([("modified", "2026-01-01..2026-12-31")])).total
    assert 0 < total(document) == expected < ask(services.engine, Query()).total


def test_pages_hold_every_record_once(page: Fetch) -> None:
    seen: list[str] = []
    path = "/en/datasets"
    while path:
        document = page(path)
        seen += [link.get("href") for card in cards(document) for link in card.all("h2")[0].all("a")]
        following = document.all("a", rel="next")
        path = following[0].get("href") if following else ""
    ids = [urlsplit(link).path for link in seen]
    assert len(ids) == len(set(ids)) == total(page("/en/datasets"))


def test_a_match_is_marked(page: Fetch) -> None:
    document = page("/en/datasets?q=water")
    assert cards(document)
    assert any("water" in mark.text.casefold() for mark in document.all("mark"))


def test_titles_stand_in_their_own_language_and_direction(page: Fetch) -> None:
    document = page("/en/datasets?source=sample_ir")
    title = cards(document)[0].all("h2")[0].one("bdi")
    assert title.get("lang") == "fa"


def test_a_badge_leads_to_its_reasons_and_is_dashed_when_unclear(page: Fetch) -> None:
    document = page("/en/datasets?license=not_stated")
    badge = cards(document)[0].all("details", class_="badge")[-1]
    assert badge.has_class("unclear")
    path, _, anchor = badge.one("a").get("href").partition("#")
    assert anchor == "license"
    assert page(path).one("section", id=anchor).one("ul", class_="reasons").all("li")


def test_a_badge_says_what_the_record_says(page: Fetch, services: Services) -> None:
    decided = {f"/en/d/{record.id}" for record in services.store.records.stream() if record.curation.in_force}
    compared = 0
    for card in cards(page("/en/datasets?sort=modified")):
        address = card.all("h2")[0].one("a").get("href")
        if address.partition("?")[0] in decided:
            continue  # by other tests, after the index was made
        compared += 1
        record = page(address)
        for badge, aspect in zip(card.all("details", class_="badge"), ("privacy_class", "license"), strict=True):
            fact = record.one("section", id=aspect)
            assert badge.has_class("unclear") == fact.has_class("unclear")
            assert fact.all("p", class_="muted")[0].text in badge.text, "the confidence"
            [says_who] = [line.text for line in badge.all("p") if line.text.startswith("Stated by: ")]
            names = dict(zip([term.text for term in fact.all("dt")], [text.text for text in fact.all("dd")], strict=True))
            assert says_who == f"Stated by: {names['Stated by']}"
    assert compared > 10


def test_a_list_reads_nothing_from_the_store(services: Services) -> None:
    transactions: list[str] = []

    def watch(kind: str) -> AbstractContextManager[object]:
        transactions.append(kind)
        return nullcontext()

    with (
        closing(Store.open(services.settings.database, watch=watch)) as store,
        TestClient(create_pages(replace(services, store=store))) as client,
    ):
        transactions.clear()
        assert cards(read(client.get("/en/datasets").text))
    assert not transactions


def test_the_sort_is_an_address(page: Fetch) -> None:
    document = page("/en/datasets?q=data&sort=modified")
    assert {"/en/datasets?q=data", "/en/datasets?q=data&sort=oldest"} <= {link.get("href") for link in document.all("a")}
    assert document.one("input", type="hidden", name="sort").get("value") == "modified"


def test_an_address_of_programs_has_a_page(page: Fetch) -> None:
    """Pages offer neither the range nor the order by the record's change, but say and keep what an address asks for."""
    document = page("/en/datasets?record_modified=2020-01-01T04:00:00Z..&sort=changed")
    assert cards(document)
    assert "Changed in the catalogue" in document.one("ul", class_="chips").text
    plain = page("/en/datasets?q=data")
    assert not any("sort=changed" in link.get("href") or "sort=id" in link.get("href") for link in plain.all("a"))
    assert not plain.all("input", name="record_modified")


def test_an_empty_list_says_what_to_drop_and_what_that_gives(page: Fetch) -> None:
    document = page("/en/datasets?q=zzzzqqqq&jurisdiction=KG&source=sample_kg")
    assert total(document) == 0
    offers = [item for item in document.one("section", id="results").all("li") if "gives" in item.text]
    assert offers
    for offer in offers:
        given = int(re.search(r"gives (\d+)", offer.text)[1])  # type: ignore[index]
        assert total(page(offer.all("a")[0].get("href"))) == given > 0


def test_a_parameter_that_does_not_hold_is_explained(client: TestClient) -> None:
    for query in ("sort=best", "modified=yesterday", "colour=red", "offset=-1"):
        answer = client.get(f"/en/datasets?{query}")
        assert answer.status_code == 400
        assert "This search is not valid" in answer.text


@pytest.mark.parametrize("field", FACETS)
def test_show_all_lists_every_value_with_the_count_of_the_query(page: Fetch, services: Services, field: str) -> None:
    document = page(f"/en/datasets/facet/{field}?jurisdiction=KG")
    counted = ask(services.engine, parse([("jurisdiction", "KG"), ("facet", field), ("facet_size", "1000"), ("limit", "0")]))
    listed = {
        label.one("input").get("value"): int(label.one("span", class_="count").text)
        for label in document.all("label", class_="choice")
    }
    assert listed == {value.value: value.count for value in counted.facet[0].value if value.count or value.chosen}


def test_show_all_keeps_what_a_search_for_values_hides(page: Fetch) -> None:
    document = page("/en/datasets/facet/format?format=CSV&q=data&find=xls")
    form = document.all("form")[-1]
    sent = {(item.get("name"), item.get("value")) for item in form.all("input", type="hidden")}
    assert {("format", "CSV"), ("q", "data")} <= sent
    assert all("XLS" in label.text for label in document.all("label", class_="choice"))
