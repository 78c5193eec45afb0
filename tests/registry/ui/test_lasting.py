"""The lasting addresses: who asks for what is led to it."""

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from schemas.record import CatalogRecord

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
CROISSANT = 'application/ld+json;profile="http://mlcommons.org/croissant/1.1"'


@pytest.fixture(scope="module")
def record(services: Services) -> CatalogRecord:
    return next(services.store.records.stream(source="sample_kg"))


def led(client: TestClient, path: str, accept: str | None, **headers: str) -> str:
    sent = {"Accept": accept} if accept is not None else {}
    answer = client.get(path, headers={**sent, **headers}, follow_redirects=False)
    assert answer.status_code == 303, (answer.status_code, answer.text[:300])
    assert answer.headers["vary"] == "Accept, Accept-Language, Cookie"
    return answer.headers["location"]


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        (BROWSER, "/ru/d/{id}"),
        ("*/*", "/ru/d/{id}"),
        ("", "/ru/d/{id}"),
        ("nonsense", "/ru/d/{id}"),
        ("application/xhtml+xml", "/ru/d/{id}"),
        ("application/json", "/api/v1/datasets/{id}"),
        (CROISSANT, "/api/v1/datasets/{id}/croissant.json"),
        ("text/html;q=0.2, application/*;q=0.1, application/json", "/api/v1/datasets/{id}"),
        ("application/json;q=0, */*;q=0.1", "/ru/d/{id}"),
        (
            'application/ld+json; profile="https://schema.org/Dataset"; q=0.9, text/html;q=0.3',
            "/api/v1/datasets/{id}/schema.jsonld",
        ),
    ],
)
def test_a_dataset(client: TestClient, record: CatalogRecord, accept: str, where: str) -> None:
    found = led(client, f"/datasets/{record.id}", accept, **{"Accept-Language": "ru"})
    assert found == where.format(id=record.id)


def test_what_is_not_there_gets_the_choices(client: TestClient, record: CatalogRecord) -> None:
    answer = client.get(f"/datasets/{record.id}", headers={"Accept": "image/png"}, follow_redirects=False)
    assert answer.status_code == 406
    assert answer.headers["vary"] == "Accept, Accept-Language, Cookie"
    assert f"application/json http://testserver/api/v1/datasets/{record.id}\n" in answer.text


def test_portals_and_the_catalogue(client: TestClient) -> None:
    assert led(client, "/portals/sample_kg", BROWSER, **{"Accept-Language": "en"}) == "/en/portals/sample_kg"
    assert led(client, "/portals/sample_kg", "application/json") == "/api/v1/sources/sample_kg"
    assert led(client, "/catalog", BROWSER, **{"Accept-Language": "en"}) == "/en/"
    assert led(client, "/catalog", "text/turtle") == "/api/v1/catalog.ttl"


@pytest.mark.parametrize("path", ["/datasets/6f3c4a0e-6a52-5e0b-9d3c-7d1f5b1c0a11", "/datasets/no-id", "/portals/nowhere"])
def test_what_there_is_not(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
