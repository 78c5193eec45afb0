"""The first page: what the catalogue holds, and that samples say that they are samples."""

from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.ui import create_pages
from tests.homes import new_home
from tests.portal import Portal
from tests.registry.ui.conftest import NOW, settings
from tests.registry.ui.reading import Document, read

Fetch = Callable[[str], Document]

HEADINGS = ["States", "What the catalogue holds", "Portals", "Recently updated"]


def test_the_first_page_tells_what_the_catalogue_holds(page: Fetch, services: Services) -> None:
    having = len(services.store.records.counts())  # other tests add records of another portal
    document = page("/en/")
    assert [each.text for each in document.all("h2")] == HEADINGS
    assert [each.text for each in document.all("h3")[:3]] == ["Theme", "Language", "Licence"]
    portals = document.one("section", **{"aria-labelledby": "portals"}).text
    assert f"{len(services.sources)} portals are declared. The catalogue has datasets of {having} of them." in portals
    assert having >= 3
    assert all(card.all("time") for card in document.all("article"))


def test_samples_say_that_they_are_samples(page: Fetch, services: Services) -> None:
    record = next(services.store.records.stream(source="sample_kg"))
    assert "These are samples." in page("/en/").text
    assert "This portal is a sample." in page("/en/portals/sample_kg").text
    assert "This portal is a sample." not in page("/en/portals/kg_data_gov").text
    assert "This dataset is a sample." in page(f"/en/d/{record.id}").text
    cards = page("/en/datasets").all("article")
    assert cards
    assert all("Sample, not real data" in card.text for card in cards)
    with TestClient(create_app(services)) as api:
        assert api.get(f"/api/v1/datasets/{record.id}").json()["sample"] is True
        assert api.get("/api/v1/sources/sample_kg").json()["declaration"]["sample"] is True
        assert api.get("/api/v1/sources/kg_data_gov").json()["declaration"]["sample"] is False


def test_the_declaration_says_so_and_not_the_name(tmp_path: Path, portal: Portal) -> None:
    own = portal.source().model_copy(update={"id": "sample_like", "title": {"en": "A sample of soils"}})
    invented = portal.source().model_copy(update={"sample": True})
    with open_services(settings(new_home(tmp_path)), samples={own.id: own, invented.id: invented}, clock=lambda: NOW) as services:
        harvest(services, own)
        refresh(services)
        record = next(services.store.records.stream(source=own.id))
        with TestClient(create_pages(services)) as client, TestClient(create_app(services)) as api:
            for path in ("/en/", f"/en/d/{record.id}", "/en/portals/sample_like", "/en/datasets"):
                assert "real data" not in client.get(path).text, path
            assert api.get(f"/api/v1/datasets/{record.id}").json()["sample"] is False
            harvest(services, invented)
            refresh(services)
            assert "70 of the datasets are samples." in read(client.get("/en/").text).text
