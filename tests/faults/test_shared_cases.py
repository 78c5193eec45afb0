"""The portals in `cases` of the shared material, which misbehave as public bug reports say; each served over HTTP and harvested.

What is right in each case is in the README beside them. The table of faults has a row of our own for each of these kinds.
"""

import importlib.util
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import trustme
from pydantic import HttpUrl
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline import moving
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, declared_sources
from schemas.actor import Actor
from schemas.dataset import Dataset, DateValue
from schemas.record import Status
from schemas.runs import Run, RunState
from schemas.source import Source
from search.ask import ask
from search.query import DateRange, Query
from tests.shared_material import shared

Harvested = Callable[..., Run]


@pytest.fixture(scope="session")
def cases() -> ModuleType:
    """The program that serves the cases."""
    spec = importlib.util.spec_from_file_location("shared_cases", shared("cases/portal.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def declared(cases: ModuleType, tmp_path: Path) -> Iterator[Mapping[str, Source]]:
    """The sources of the cases, whose portals are served as long as the test runs."""
    cases.Handler.sweeps.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), cases.Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path / "declarations"
    folder.mkdir()
    cases.declarations(folder, server.server_port)
    yield declared_sources(folder)
    server.shutdown()
    server.server_close()


@pytest.fixture
def services(install: Any, declared: Mapping[str, Source]) -> Iterator[Services]:
    with install() as opened:
        yield replace(opened, sources=declared)


@pytest.fixture
def harvested(services: Services) -> Harvested:
    """Harvests a case, and brings the index up to date."""

    def run(name: str, *, full: bool = False) -> Run:
        ended = harvest(services, services.sources[f"t_{name}"], full=full)
        refresh(services)
        return ended

    return run


def datasets(services: Services) -> dict[str, Dataset]:
    """The datasets in the catalogue, by the last part of the portal's identifier, without zeros before it."""
    records = services.store.records.stream()
    kept = [record.dataset for record in records if record.status is Status.ACTIVE]
    return {each.identifier.replace(":", "-").rpartition("-")[2].lstrip("0"): each for each in kept}


def found(services: Services, text: str = "", *range_: DateRange) -> int:
    return ask(services.engine, Query(text=text, range=range_)).total


def told(services: Services, run: Run) -> set[str]:
    """The kinds of issues in the run's report."""
    return {group.code for group in services.store.runs.issue_groups(run.id)}


def titles(dataset: Dataset) -> dict[str, str]:
    return {each.language: each.value for each in dataset.title}


def day_of(value: DateValue | None) -> date | None:
    return value.value.date() if value and value.value else None


def test_a_label_of_the_header_is_not_believed_over_the_bytes(services: Services, harvested: Harvested) -> None:
    harvested("latin1_header")
    assert (
        titles(datasets(services)["1"]).values() == {"Список школ Бишкека"}
        or "Список школ Бишкека" in titles(datasets(services)["1"]).values()
    )


@pytest.mark.parametrize("full", [False, True])
def test_what_became_private_or_deleted_is_withdrawn_at_once(services: Services, harvested: Harvested, *, full: bool) -> None:
    harvested("made_private")
    run = harvested("made_private", full=full)
    assert (run.state, run.counts.withdrawn) == (RunState.DONE, 2)
    assert datasets(services).keys() == {str(number) for number in range(3, 13)}
    assert found(services) == 10
    assert told(services, run) & {"record-deleted", "record-private"} == {"record-deleted", "record-private"}


@pytest.mark.parametrize("name", ["oai_ampersand", "oai_bad_byte"])
def test_one_bad_record_of_a_page_is_lost_alone(services: Services, harvested: Harvested, name: str) -> None:
    run = harvested(name)
    assert run.counts.new == 19
    assert datasets(services).keys() == {str(number) for number in range(1, 21)} - {"5"}
    assert run.counts.rejected == 1


def test_empty_pages_are_no_end(services: Services, harvested: Harvested) -> None:
    run = harvested("oai_empty_pages")
    assert (run.state, run.counts.new) == (RunState.DONE, 20)


def test_a_namespace_without_its_last_slash_is_the_same(services: Services, harvested: Harvested) -> None:
    assert harvested("oai_wrong_namespace").counts.new == 5


def test_a_geometry_nested_too_deep_is_reported(services: Services, harvested: Harvested) -> None:
    run = harvested("deep_geometry")
    assert run.state is RunState.DONE
    assert "2" in datasets(services)
    assert told(services, run) & {"place-not-understood", "record-unreadable"}


def test_a_map_of_languages_in_a_text_is_a_map(services: Services, harvested: Harvested) -> None:
    harvested("fluent_as_text")
    both = {"ru": "Бюджет города", "ky": "Шаардын бюджети"}
    kept = datasets(services)
    assert titles(kept["1"]) == titles(kept["2"]) == both
    assert both.items() <= titles(kept["3"]).items()
    assert any(each.value == "Бюджет" for each in kept["3"].title)


def test_parallel_titles_are_kept_in_their_languages(services: Services, harvested: Harvested) -> None:
    harvested("oai_parallel_titles")
    expected = {"ru": "Климат Казахстана", "kk": "Қазақстан климаты", "en": "Climate of Kazakhstan"}
    assert titles(datasets(services)["1"]) == expected


def test_an_unreadable_date_falls_to_the_next_field(services: Services, harvested: Harvested) -> None:
    harvested("modified_is_interval")
    kept = datasets(services)
    for each in ("1", "2"):
        assert day_of(kept[each].modified) == date(2025, 3, 4)
    assert day_of(kept["3"].issued) == date(2024, 1, 2)


def test_a_day_is_the_portals_own(services: Services, harvested: Harvested) -> None:
    harvested("zone_days")
    day = DateRange(field="modified", start=date(2023, 6, 16), end=date(2023, 6, 16))
    assert found(services, "", day) == 4
    hits = ask(services.engine, Query()).hit
    assert {(hit.summary.modified or "")[:10] for hit in hits} == {"2023-06-16"}


def test_entities_are_decoded_once_for_all(services: Services, harvested: Harvested) -> None:
    harvested("entities")
    kept = datasets(services)["1"]
    assert [each.value for each in kept.title] == ['Отчёт ООО "Ромашка" & партнёры 2024']
    assert [each.value for each in kept.description] == ["Цена < 100 тг."]


@pytest.mark.parametrize("words", ["сведения", "Жетісу", "горные", "әкімдік"])
def test_letters_of_two_alphabets_are_found_as_one(services: Services, harvested: Harvested, words: str) -> None:
    harvested("mixed_alphabets")
    assert found(services, words) == 1


def test_addresses_are_joined_and_separated(services: Services, harvested: Harvested, declared: Mapping[str, Source]) -> None:
    harvested("addresses")
    origin = str(declared["t_addresses"].url).partition("/addresses")[0]
    links = {
        address for each in datasets(services)["1"].distribution for address in (each.access_url, each.download_url) if address
    }
    expected = {
        f"{origin}/it/storage/f/x.csv",
        f"{origin}/addresses/dataset/1/download/x.csv",
        "https://files.example/a.csv",
        "https://files.example/b.csv",
    }
    assert expected <= links
    assert not any(" " in link or "\n" in link or "/addresses/addresses/" in link or "%20" in link for link in links)


def test_datasets_that_come_back_under_new_ids_are_moved(services: Services, harvested: Harvested) -> None:
    harvested("recreated", full=True)
    first = {record.id for record in services.store.records.stream()}
    for _ in range(2):
        assert harvested("recreated", full=True).state is RunState.HELD
        hold = services.store.holds.waiting("t_recreated")
        assert hold
        assert hold.pairs == 10
        moving.move(services, hold.id, by=Actor.person("Aizada Bekova"), reason="The portal makes all its datasets anew")
        refresh(services)
        assert {record.id for record in services.store.records.stream() if record.status is Status.ACTIVE} == first
        assert found(services) == 10


def test_a_root_of_a_state_is_named_in_the_declaration(cases: ModuleType, services: Services, tmp_path: Path) -> None:
    root, pem = trustme.CA(), tmp_path / "root.pem"
    root.cert_pem.write_to_path(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), cases.Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root.issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = HttpUrl(f"https://127.0.0.1:{server.server_port}/national_root/")
    source = services.sources["t_national_root"].model_copy(update={"url": url})
    refused = harvest(services, source)
    kept = harvest(services, source.model_copy(update={"roots": (str(pem),)}))
    server.shutdown()
    server.server_close()
    assert (refused.state, refused.counts.new) == (RunState.FAILED, 0)
    assert "roots in the source's declaration" in str(refused.error)
    assert (kept.state, kept.counts.new) == (RunState.DONE, 1)


@pytest.mark.proof
def test_our_own_list_can_be_read_to_its_end(services: Services, harvested: Harvested) -> None:
    assert harvested("big").counts.new == 10_150
    client, seen = TestClient(create_app(services)), set()
    page = client.get("/api/v1/datasets?limit=100").json()
    while page:
        seen |= {item["id"] for item in page["items"]}
        page = client.get(page["next"]).json() if page["next"] else None
    assert len(seen) == 10_150


def test_places_are_read_in_the_usual_forms(services: Services, harvested: Harvested) -> None:
    harvested("places")
    boxes = {key: [place.bbox for place in each.spatial] for key, each in datasets(services).items()}
    assert all(boxes[str(number)] == [(69, 40, 70, 41)] for number in range(1, 8)), boxes
    assert not any(box for number in (8, 9, 10) for box in boxes[str(number)])
