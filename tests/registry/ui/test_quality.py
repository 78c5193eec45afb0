"""The pages about the quality of metadata."""

from starlette.testclient import TestClient

from registry.answers.quality import quality_of_sources
from registry.services import Services
from tests.registry.ui.reading import read


def test_every_portal_is_there_with_its_points(client: TestClient, services: Services) -> None:
    found = quality_of_sources(services.engine).items
    page = client.get("/en/quality")
    assert page.status_code == 200
    for each in found:
        assert f'href="/en/portals/{each.source}/quality"' in page.text
        assert f"{each.points:g}" in page.text


def test_the_page_of_a_portal_leads_to_what_lacks_something(client: TestClient, services: Services) -> None:
    for each in quality_of_sources(services.engine).items:
        assert f'href="/en/portals/{each.source}/quality"' in client.get(f"/en/portals/{each.source}").text
        page = client.get(f"/en/portals/{each.source}/quality")
        assert page.status_code == 200
        assert each.first
        wanted = f"/en/datasets?source={each.source}&lacking={each.first.indicator}"
        assert wanted in {link.get("href") for link in read(page.text).all("a")}
        assert client.get(wanted).status_code == 200


def test_a_filter_says_what_is_lacking_in_words(client: TestClient) -> None:
    assert "No theme" in client.get("/en/datasets?lacking=theme").text


def test_a_portal_without_datasets_has_no_points(client: TestClient, services: Services) -> None:
    harvested = {each.source for each in quality_of_sources(services.engine).items}
    other = next(id for id in services.sources if id not in harvested)
    assert "No dataset in the catalogue." in client.get(f"/en/portals/{other}/quality").text


def test_a_portal_that_is_not_declared_is_not_found(client: TestClient) -> None:
    assert client.get("/en/portals/nobody/quality").status_code == 404
