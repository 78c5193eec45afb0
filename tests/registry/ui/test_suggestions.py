"""What completes the search box, what was meant, related searches, similar datasets."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from tests.registry.ui.reading import Document, read


def options(client: TestClient, q: str, language: str = "en") -> list[Document]:
    answer = client.get(f"/{language}/suggestions", params={"q": q})
    assert answer.status_code == 200
    return read(answer.text).all("a", role="option")


def test_the_box_names_its_list(page: Callable[[str], Document]) -> None:
    for path in ("/en/", "/en/datasets"):
        document = page(path)
        box, boxed = document.one("input", id="q"), document.one("div", role="listbox")
        assert box.get("aria-controls") == boxed.get("id")
        assert boxed.get("aria-label")
        assert "hidden" in boxed.attributes, "there is no list before something is typed, and none without script"
        assert boxed.get("data-from") == "/en/suggestions?q="


def test_every_option_is_a_link_that_finds_something(client: TestClient) -> None:
    found = [option for q in ("wat", "вод", "пакис", "st") for option in options(client, q)]
    assert len(found) > 8
    for option in found:
        assert option.get("id")
        assert option.one("bdi").get("lang")
        answer = client.get(option.get("href"))
        assert answer.status_code == 200
        assert "Nothing found" not in answer.text


def test_ids_of_options_are_different(client: TestClient) -> None:
    ids = [option.get("id") for option in options(client, "w")]
    assert len(ids) == len(set(ids)) > 3


def test_a_concept_says_which_languages_it_finds(client: TestClient) -> None:
    assert any("finds " in option.text for option in options(client, "wat"))


@pytest.mark.parametrize("q", ["", "🙂", "a" * 10_000, "\u0301" * 2_000, "<script>", '"', "water "])
def test_what_begins_no_word_is_completed_by_nothing(client: TestClient, q: str) -> None:
    assert not [option for option in options(client, q) if "script" in option.get("href").casefold()]


def test_a_word_typed_wrongly_is_offered_right(page: Callable[[str], Document]) -> None:
    document = page("/en/datasets?q=watre+quality&jurisdiction=PK")
    [link] = [link for link in document.all("a") if link.get("href").startswith("/en/datasets?q=water+quality")]
    assert link.get("href") == "/en/datasets?q=water+quality&jurisdiction=PK"
    assert "Did you mean" not in page("/en/datasets?q=water+quality").text


def test_related_searches_find_something(page: Callable[[str], Document]) -> None:
    document = page("/en/datasets?q=water")
    related = document.one("section", **{"aria-labelledby": "related"})
    links = related.all("a", class_="chip")
    assert links
    for link in links:
        assert not page(link.get("href")).one("h1", id="found").text.startswith("0 ")
    assert not page("/en/datasets").all("section", **{"aria-labelledby": "related"})


def test_a_record_shows_what_is_similar_and_why(services: Services, page: Callable[[str], Document]) -> None:
    shown = 0
    for record in list(services.store.records.stream())[:40]:
        document = page(f"/en/d/{record.id}")
        for section in document.all("section", id="similar"):
            links = [link.get("href") for link in section.all("a")]
            assert f"/en/d/{record.id}" not in links
            assert len(links) == len(set(links)) <= 6
            assert all(" · " in item.text for item in section.all("li"))
            shown += 1
    assert shown > 5
