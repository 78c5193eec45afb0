"""The quality of metadata: its figures are those of the records, and its links lead to what they count."""

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from schemas.metadata_quality import lacking, points


def test_the_points_are_the_mean_of_the_records(reader: TestClient, still: Services) -> None:
    answer = reader.get("/api/v1/quality").json()
    reached = [points(lacking(record)) for record in still.store.records.stream()]
    assert answer["count"] == len(reached)
    assert answer["points"] == pytest.approx(sum(reached) / len(reached), abs=0.1)
    assert sum(each["points"] for each in answer["dimensions"]) == pytest.approx(answer["points"], abs=0.3)
    assert (answer["measured"], answer["most"]) == (325, 405)


def test_what_would_raise_the_points_most_comes_first(reader: TestClient) -> None:
    found = reader.get("/api/v1/quality").json()["lacking"]
    gains = [each["gain"] for each in found]
    assert gains == sorted(gains, reverse=True)
    assert all(each["count"] for each in found)


def test_each_link_finds_as_many_as_are_counted(reader: TestClient) -> None:
    for each in reader.get("/api/v1/quality?theme=ENVI").json()["lacking"]:
        assert reader.get(each["datasets"]).json()["total"] == each["count"]


def test_portals_are_counted_apart(reader: TestClient) -> None:
    found = reader.get("/api/v1/quality/sources").json()["items"]
    assert len(found) > 1
    assert [each["points"] for each in found] == sorted((each["points"] for each in found), reverse=True)
    for each in found:
        alone = reader.get(each["links"]["self"]).json()
        assert (alone["points"], alone["count"], alone["rating"]) == (each["points"], each["count"], each["rating"])
        assert alone["lacking"][0] == each["first"]


def test_a_search_chooses_the_datasets(reader: TestClient) -> None:
    found = reader.get("/api/v1/quality", params={"q": "water"}).json()
    assert found["count"] == reader.get(found["links"]["datasets"]).json()["total"]


def test_nothing_found_has_no_points(reader: TestClient) -> None:
    found = reader.get("/api/v1/quality?theme=NONE").json()
    assert (found["count"], found["points"], found["rating"], found["lacking"]) == (0, None, None, [])


@pytest.mark.parametrize("query", ["lacking=theme", "usage=KZ:research", "limit=3", "source=a&nothing=b"])
def test_what_does_not_choose_datasets_is_refused(reader: TestClient, query: str) -> None:
    refused = reader.get(f"/api/v1/quality?{query}")
    assert (refused.status_code, refused.json()["code"]) == (422, "query-invalid")


def test_a_record_tells_its_own(reader: TestClient, still: Services) -> None:
    record = next(still.store.records.stream())
    quality = reader.get(f"/api/v1/datasets/{record.id}").json()["quality"]
    assert quality["points"] == points(lacking(record))
    assert {each["code"] for each in quality["lacking"]} == set(lacking(record))


def test_a_portal_leads_to_its_own(reader: TestClient) -> None:
    portal = reader.get("/api/v1/sources").json()["items"][0]
    assert reader.get(portal["links"]["quality"]).status_code == 200
