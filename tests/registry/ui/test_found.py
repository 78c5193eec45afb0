"""What a result list says of how a question was read and its records found; groups by language; why a record is there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from registry.ui import create_pages
from search.ask import ask
from search.params import parse
from tests.registry.ui.reading import Document, Element, read

Fetch = Callable[[str], Document]

BELOW = "Below: datasets that have only a part of what you asked, or are similar"


def results(document: Document) -> Element:
    return document.one("section", id="results")


def switch(document: Document, label: str) -> Element:
    [found] = [link for link in results(document).all("a", class_="chip") if link.text.startswith(label)]
    return found


class _Alike:
    """Finds some records by their meaning."""

    def __init__(self, ids: Sequence[UUID]) -> None:
        self._ids = ids

    def similar(self, question: str, limit: int) -> Sequence[tuple[UUID, float]]:
        return [(each, 0.9) for each in self._ids[:limit]]


@pytest.fixture(scope="module")
def with_meaning(services: Services) -> Iterator[Fetch]:
    """The pages of an installation that finds by meaning: three records, whatever the question."""
    ids = [record.id for record in services.store.records.stream(source="sample_ir")][:3]
    with TestClient(create_pages(replace(services, meaning=_Alike(ids))), follow_redirects=False) as client:
        yield lambda path: read(client.get(path).text)


# where the exact hits end


def test_a_heading_stands_where_the_exact_hits_end(page: Fetch, services: Services) -> None:
    found = ask(services.engine, parse([("q", "air quality")]))
    assert found.whole is not None
    assert 0 < found.whole < found.total
    document = results(page("/en/datasets?q=air+quality"))
    order = [item for item in document.walk() if item.tag == "article" or item.text == BELOW]
    headings = [at for at, item in enumerate(order) if item.tag == "h2"]
    assert headings == [found.whole]
    assert all(card.all("h2") for card in order[: found.whole])
    assert all(card.all("h3") for card in order[found.whole + 1 :])


@pytest.mark.parametrize("path", ["/en/datasets", "/en/datasets?q=air+quality&sort=modified", "/en/datasets?q=zzzzqqqq"])
def test_no_heading_where_nothing_ends(page: Fetch, path: str) -> None:
    assert BELOW not in page(path).text


def test_words_that_nothing_has_are_named(page: Fetch) -> None:
    document = results(page("/en/datasets?q=air+quality+zzzzqqqq"))
    [notice] = [item for item in document.all("p", class_="notice") if item.text.startswith("No dataset has:")]
    assert [word.text for word in notice.all("bdi")] == ["zzzzqqqq"]
    assert "No dataset has" not in page("/en/datasets?q=air+quality").text


def test_another_keyboard_layout_is_said_and_can_be_refused(page: Fetch) -> None:
    document = results(page("/en/datasets?q=djlf"))
    [notice] = [item for item in document.all("p", class_="notice") if item.text.startswith("Read as “вода”.")]
    literal = notice.one("a").get("href")
    assert dict(parse_qsl(urlsplit(literal).query)) == {"q": '"djlf"'}
    assert "Read as" not in page(literal).text


# how a card was found


def test_a_card_says_through_which_words_it_was_found(page: Fetch) -> None:
    lines = [line for line in results(page("/en/datasets?q=air+quality")).all("p") if line.text.startswith("Found through: ")]
    [russian] = [line for line in lines if line.text.endswith("(Russian)")]
    assert "air quality → " in russian.text
    assert [item.get("lang") for item in russian.all("bdi")] == ["und", "ru"]
    assert not any(line.text.startswith("Found through") for line in page("/en/datasets").all("p"))


def test_a_keyword_that_matched_is_marked(page: Fetch) -> None:
    lines = [line for line in results(page("/en/datasets?q=budget")).all("p") if line.text.startswith("Keyword: ")]
    assert "budget" in {mark.text for line in lines for mark in line.all("mark")}


def test_a_card_that_is_only_similar_says_so(with_meaning: Fetch) -> None:
    document = results(with_meaning("/en/datasets?q=air+quality"))
    cards = [card for card in document.all("article") if "Similar in meaning" in card.text]
    assert cards
    assert all("Found through" not in card.text for card in cards)


# ways are switched off and on


def test_a_way_is_switched_off_and_on_by_its_address(page: Fetch) -> None:
    document = page("/en/datasets?q=air+quality&jurisdiction=KG")
    off = switch(document, "in other words and languages")
    assert off.text.endswith("switch off")
    without = page(off.get("href"))
    assert "Found through" not in without.text
    asked = parse_qsl(urlsplit(off.get("href")).query)
    assert {("q", "air quality"), ("jurisdiction", "KG"), ("way", "typed")} <= set(asked)
    assert ("way", "concept") not in asked
    sent = [(item.get("name"), item.get("value")) for item in without.one("form", id="search").all("input", type="hidden")]
    assert [value for name, value in sent if name == "way"] == [value for name, value in asked if name == "way"]
    on = switch(without, "in other words and languages")
    assert on.text.endswith("switch on")
    assert on.get("href") == "/en/datasets?q=air+quality&jurisdiction=KG"


def test_only_a_question_has_switches_and_only_for_ways_that_are_there(services: Services, with_meaning: Fetch) -> None:
    with TestClient(create_pages(replace(services, meaning=None)), follow_redirects=False) as client:
        assert "Also found" not in read(client.get("/en/datasets").text).text
        assert "similar in meaning switch" not in read(client.get("/en/datasets?q=air").text).text
    off = switch(with_meaning("/en/datasets?q=air"), "similar in meaning")
    assert "way=typed&way=concept" in off.get("href")
    assert "Similar in meaning" not in with_meaning(off.get("href")).text


# groups by language


def test_results_are_grouped_by_language_on_demand(page: Fetch) -> None:
    listed = page("/en/datasets?q=water")
    [link] = [item for item in results(listed).all("a") if item.text == "Group by language"]
    document = page(link.get("href"))
    sections = [each for each in results(document).all("section") if (each.get("aria-labelledby") or "").startswith("in-")]
    names = [section.one("h2").text for section in sections]
    assert names[0] == "English"
    assert len(names) == len(set(names)) >= 3
    for section in sections:
        shown, everything = len(section.all("article")), section.all("a")[-1]
        total = int("".join(sign for sign in everything.text if sign.isdigit()))
        assert shown == min(total, 3)
        assert page(everything.get("href")).one("h1").text.startswith(f"{total} dataset")


def test_the_browsers_languages_come_after_that_of_the_page(client: TestClient) -> None:
    answer = client.get("/en/datasets?group=language", headers={"Accept-Language": "fr, ky-KG;q=0.9, ru;q=0.8"})
    names = [section.one("h2").text for section in results(read(answer.text)).all("section")]
    assert names[:3] == ["English", "Kyrgyz", "Russian"]


def test_a_filter_keeps_the_groups(page: Fetch) -> None:
    document = page("/en/datasets?jurisdiction=KG&group=language")
    form = document.one("form", id="search")
    assert form.one("input", type="hidden", name="group").get("value") == "language"
    chips = [chip.get("href") for chip in results(document).all("a", class_="chip")]
    assert chips
    assert all("group=language" in chip for chip in chips)
    assert [link.get("href") for link in results(document).all("a") if link.text == "One list"] == [
        "/en/datasets?jurisdiction=KG"
    ]


def test_other_groups_are_refused(client: TestClient) -> None:
    assert client.get("/en/datasets?group=colour").status_code == 400
    assert client.get("/en/datasets?group=").headers["location"] == "/en/datasets"


# why


def test_every_card_of_a_question_leads_to_its_reasons(page: Fetch) -> None:
    document = results(page("/en/datasets?q=air+quality&jurisdiction=KG"))
    for card in document.all("article"):
        [link] = [item for item in card.all("a") if item.text == "Why is this here?"]
        reasons = page(link.get("href"))
        assert reasons.one("h1").text == "Why is this here?"
        assert [item.get("href") for item in reasons.all("a") if item.text == "Back to the results"] == [
            "/en/datasets?q=air+quality&jurisdiction=KG"
        ]
        assert next(row.all("th")[0].text for row in reasons.one("tbody").all("tr")) == "air"
    assert "Why is this here?" not in page("/en/datasets").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/datasets/00000000-0000-0000-0000-000000000000/why?q=a", 404),
        ("/en/datasets/nothing/why?q=a", 404),
        ("/en/datasets/{id}/why", 400),
        ("/en/datasets/{id}/why?q=a&colour=red", 400),
    ],
)
def test_reasons_that_there_are_none_of(client: TestClient, services: Services, path: str, status: int) -> None:
    record = next(services.store.records.stream())
    assert client.get(path.format(id=record.id)).status_code == status
