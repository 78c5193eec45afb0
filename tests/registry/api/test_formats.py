"""A record in the formats of others, as the API gives them."""

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from schemas.formats import FORMATS
from schemas.record import CatalogRecord


@pytest.fixture
def record(services: Services) -> CatalogRecord:
    return next(services.store.records.stream(source="sample_kg"))


@pytest.mark.parametrize("file", FORMATS)
def test_each_has_an_address_a_tag_and_signs(client: TestClient, record: CatalogRecord, file: str) -> None:
    path = f"/api/v1/datasets/{record.id}/{file}"
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMATS[file].media_type)
    iri = f"http://testserver/datasets/{record.id}"
    assert f'<{iri}>; rel="describes", <{iri}>; rel="cite-as", <{iri}>; rel="canonical"' in answer.headers["link"]
    for name, value in (("If-None-Match", answer.headers["etag"]), ("If-Modified-Since", answer.headers["last-modified"])):
        assert client.get(path, headers={name: value}).status_code == 304


def test_json_ld_names_its_profile(client: TestClient, record: CatalogRecord) -> None:
    answer = client.get(f"/api/v1/datasets/{record.id}/croissant.json")
    assert answer.headers["content-type"] == 'application/ld+json; profile="http://mlcommons.org/croissant/1.1"'


def test_the_link_set(client: TestClient, record: CatalogRecord) -> None:
    answer = client.get(f"/api/v1/datasets/{record.id}/linkset.json")
    assert answer.headers["content-type"] == "application/linkset+json"
    found = answer.json()["linkset"][0]
    assert found["anchor"] == f"http://testserver/datasets/{record.id}"
    assert [each["profile"] for each in found["describedby"]] == [[each.profile] for each in FORMATS.values()]
    assert len(found["item"]) == sum(bool(each.download_url or each.access_url) for each in record.dataset.distribution)


def test_a_record_that_is_not_there(client: TestClient) -> None:
    for file in (*FORMATS, "linkset.json"):
        assert client.get(f"/api/v1/datasets/6f3c4a0e-6a52-5e0b-9d3c-7d1f5b1c0a11/{file}").status_code == 404
