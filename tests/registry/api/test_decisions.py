"""Lists of decisions: what was decided, by whom and why, and what Serai had concluded, as JSON and as CSV."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

REASON = "The terms of use of the portal name this licence."
LIST = "/api/v1/decisions"


@pytest.fixture
def decided(client: TestClient, record: UUID, bearer: dict[str, str]) -> UUID:
    """A record with two decisions on the licence, one on the states, and one on the class that was taken back."""
    choices: list[tuple[str, dict[str, Any]]] = [
        ("license", {"value": "CC-BY-4.0"}),
        ("license", {"value": "CC0-1.0"}),
        ("jurisdiction", {"value": {"holder_state": "KZ", "storage_state": ["KZ", "RU"]}}),
        ("privacy_class", {"value": "personal"}),
    ]
    for aspect, choice in choices:
        answer = client.put(f"/api/v1/datasets/{record}/curation/{aspect}", json=choice | {"reason": REASON}, headers=bearer)
        assert answer.status_code == 200
    path = f"/api/v1/datasets/{record}/curation/privacy_class"
    assert client.delete(path, params={"reason": "=It was another dataset."}, headers=bearer).status_code == 200
    return record


def of(client: TestClient, record: UUID, **asked: str) -> list[dict[str, Any]]:
    items = client.get(LIST, params={"limit": "1000", **asked}).json()["items"]
    return [item for item in items if item["record"] == str(record)]


def test_a_list_has_what_was_decided_and_what_was_concluded_before(client: TestClient, decided: UUID) -> None:
    record = client.get(f"/api/v1/datasets/{decided}").json()
    taken_back, personal, states, second, first = of(client, decided)
    assert [each["state"] for each in (first, second, states)] == ["replaced", "in-force", "in-force"]
    assert [each["state"] for each in (personal, taken_back)] == ["taken-back", "taken-back"]
    assert (first["before"], first["after"]) == (None, {"value": "CC-BY-4.0"})
    assert (second["before"], second["after"]) == ({"value": "CC-BY-4.0"}, {"value": "CC0-1.0"})
    assert (taken_back["before"]["value"], taken_back["after"]) == ("personal", None)
    assert first["by"] == {"kind": "person", "name": "Aizada Bekova"}
    assert (first["aspect"], first["reason"], first["at"]) == ("license", REASON, "2026-11-25T12:00:00Z")
    assert first["title"] == record["dataset"]["title"]
    assert first["links"] == {
        "record": f"/api/v1/datasets/{decided}",
        "history": f"/api/v1/datasets/{decided}/history",
        "source": f"/api/v1/sources/{record['source']}",
        "proposal": None,
    }
    [*_, entry] = client.get(f"/api/v1/datasets/{decided}/history").json()["items"]
    assert entry["details"]["concluded"] == taken_back["concluded"]


def test_what_serai_concludes_is_not_what_a_person_decided_before(
    client: TestClient, record: UUID, bearer: dict[str, str]
) -> None:
    found = client.get(f"/api/v1/datasets/{record}").json()["assessment"]
    for value in ("CC-BY-4.0", "CC0-1.0"):
        path = f"/api/v1/datasets/{record}/curation/license"
        client.put(path, json={"value": value, "reason": REASON}, headers=bearer)
    path = f"/api/v1/datasets/{record}/curation/jurisdiction"
    client.put(path, json={"value": {"holder_state": "KZ"}, "reason": REASON}, headers=bearer)
    states, second, first = of(client, record)
    told = {"value": found["license"]["id"], "status": found["license"]["status"]}
    expected = told | {"confidence": found["license"]["confidence"], "rules": found["rules"]}
    assert first["concluded"] == second["concluded"] == expected
    assert states["concluded"]["value"]["holder_state"] == found["jurisdiction"]["holder_state"]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"aspect": "license"}, 2),
        ({"aspect": "privacy_class", "state": "taken-back"}, 2),
        ({"state": "in-force"}, 2),
        ({"by": "Aizada Bekova"}, 5),
        ({"by": "aizada bekova"}, 0),
        ({"source": "nowhere"}, 0),
        ({"jurisdiction": "CN", "source": "sample_kg"}, 0),
        ({"from": "2026-11-25", "to": "2026-11-25"}, 5),
        ({"from": "2026-11-26"}, 0),
        ({"to": "2026-11-24"}, 0),
    ],
)
def test_a_filter_keeps_what_it_says(client: TestClient, decided: UUID, asked: dict[str, str], count: int) -> None:
    assert len(of(client, decided, **asked)) == count


def test_a_state_has_the_decisions_on_its_portals(client: TestClient, decided: UUID) -> None:
    source = client.get(f"/api/v1/datasets/{decided}").json()["source"]
    jurisdiction = client.get(f"/api/v1/sources/{source}").json()["declaration"]["jurisdiction"]
    assert len(of(client, decided, source=source, jurisdiction=jurisdiction)) == 5
    assert len(of(client, decided, jurisdiction=jurisdiction)) == 5


@pytest.mark.parametrize(
    "asked",
    [
        {"aspect": "title"},
        {"state": "gone"},
        {"jurisdiction": "kg"},
        {"from": "2026-13-01"},
        {"from": "2026-11-26", "to": "2026-11-25"},
        {"by": "nul\0"},
        {"source": "nul\0"},
        {"before": "0"},
        {"limit": "0"},
        {"limit": "1001"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get(LIST, params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")


def test_the_pages_together_have_every_decision_once(client: TestClient, decided: UUID) -> None:
    assert decided
    whole = [item["id"] for item in client.get(LIST, params={"limit": 1000, "state": "taken-back"}).json()["items"]]
    address, found = f"{LIST}?state=taken-back&limit=1", []
    while address:
        page = client.get(address).json()
        found += [item["id"] for item in page["items"]]
        address = page["next"]
    assert found == whole == sorted(whole, reverse=True)


def test_a_table_has_all_of_them_and_no_formula(client: TestClient, decided: UUID) -> None:
    answer = client.get(f"{LIST}.csv", params={"by": "Aizada Bekova"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="decisions.csv"'
    rows = [row for row in csv.DictReader(io.StringIO(answer.text)) if row["record"] == str(decided)]
    assert [(row["aspect"], row["before"], row["after"], row["state"]) for row in rows] == [
        ("privacy_class", "personal", "", "taken-back"),
        ("privacy_class", "", "personal", "taken-back"),
        ("jurisdiction", "", "holder_state KZ, storage_state KZ RU", "in-force"),
        ("license", "CC-BY-4.0", "CC0-1.0", "in-force"),
        ("license", "", "CC-BY-4.0", "replaced"),
    ]
    assert rows[0]["reason"] == "'=It was another dataset."
    assert all(row["title"] and row["concluded"] and row["confidence"] and row["rules"] for row in rows)
    by_header = client.get(LIST, params={"by": "Aizada Bekova"}, headers={"Accept": "text/csv"})
    assert by_header.text == answer.text
    assert "Accept" in by_header.headers["vary"].split(", ")
