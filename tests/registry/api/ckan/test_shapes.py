"""Answers have the shapes that a real CKAN 2.12 answered with, and refuse as it does."""

import gzip
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from tests.shared_material import shared

API = "/api/3/action"

WRITES = "Bad request: JSON Error: Invalid request. Please use POST method for your request"


@pytest.fixture(scope="module")
def recorded() -> list[dict[str, Any]]:
    lines = gzip.decompress(shared("conformance/ckan-golden/transcript.jsonl.gz").read_bytes()).splitlines()
    return [json.loads(line) for line in lines]


def result(reader: TestClient, action: str, **arguments: Any) -> Any:
    answer = reader.post(f"/api/action/{action}", json=arguments)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def of(recorded: list[dict[str, Any]], action: str, **params: Any) -> Any:
    """The first recorded result of an action."""
    return next(
        each["json"]["result"]
        for each in recorded
        if each["request"]["path"].endswith(f"/{action}") and params.items() <= (each["request"]["params"] or {}).items()
    )


def differs(ours: Any, theirs: Any) -> set[str]:
    """The keys that we lack, and those whose type is another; null stands for what is not known."""
    return {
        key
        for key, value in theirs.items()
        if key not in ours or (value is not None and ours[key] is not None and type(ours[key]) is not type(value))
    }


def test_packages_resources_and_organizations_have_the_keys(reader: TestClient, recorded: list[dict[str, Any]]) -> None:
    ours = result(reader, "package_show", id=result(reader, "package_list")[0])
    theirs = of(recorded, "package_show")
    assert not differs(ours, theirs)
    assert not differs(ours["resources"][0], theirs["resources"][0])
    assert not differs(ours["organization"], theirs["organization"])
    assert not differs(ours["tags"][0], theirs["tags"][0])
    assert not differs(result(reader, "organization_show", id="sample_kg"), of(recorded, "organization_show"))
    assert not differs(result(reader, "group_show", id="heal"), of(recorded, "group_show"))
    for action in ("organization_list", "group_list"):
        assert not differs(result(reader, action, all_fields=True)[0], of(recorded, action, all_fields="true")[0])
    assert not differs(result(reader, "license_list")[0], of(recorded, "license_list")[0])
    assert not differs(result(reader, "tag_show", id="water"), of(recorded, "tag_show"))
    assert not differs(result(reader, "status_show"), of(recorded, "status_show"))
    assert not differs(result(reader, "resource_search", query="format:CSV"), of(recorded, "resource_search"))
    search = {"rows": 1, "facet.field": ["tags"]}
    assert not differs(result(reader, "package_search", **search), of(recorded, "package_search"))


def test_every_recorded_action_that_reads_is_answered(reader: TestClient, recorded: list[dict[str, Any]]) -> None:
    for each in (each["request"] for each in recorded if not each["request"]["authenticated"]):
        if each["path"].startswith(API):
            answer = reader.request(each["method"], each["path"], params=each["params"], json=each["json"])
            assert answer.status_code in {200, 400, 404, 409}, each
            if answer.status_code == 400:
                assert "sideways" in str(each) or "not known" in answer.text, each


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", f"{API}/no_such_action", 400, "Bad request: Action name not known: no_such_action"),
        (
            "GET",
            f"{API}/package_create",
            400,
            "Bad request: JSON Error: Invalid request. Please use POST method for your request",
        ),
        ("POST", f"{API}/package_create", 403, "Authorization Error"),
        ("GET", f"{API}/package_show", 409, "Validation Error"),
        ("GET", f"{API}/package_show?id=nothing", 404, "Not Found Error"),
        ("GET", f"{API}/package_search?rows=abc", 409, "Validation Error"),
        ("GET", f"{API}/package_search?rows=-1", 409, "Validation Error"),
        ("GET", f"{API}/package_search?facet.field=tags", 409, "Validation Error"),
        ("GET", f"{API}/package_search?sort=title sideways", 400, "Search Query Error"),
        ("GET", f"{API}/tag_list?vocabulary_id=x", 404, "Not Found Error"),
        ("GET", f"{API}/help_show?name=x", 404, "Not Found Error"),
        ("GET", f"{API}/status_show?callback=alert(1)//", 400, "Bad request: callback: it must be the name of a function"),
    ],
)
def test_errors_are_those_of_ckan(reader: TestClient, method: str, path: str, status: int, says: str) -> None:
    answer = reader.request(method, path)
    assert answer.status_code == status
    told = answer.json()
    assert (told if isinstance(told, str) else told["error"]["__type"]) == says


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff", b'{"rows": NaN}', b'"x"', b"null"])
def test_a_body_that_is_no_object_is_refused(reader: TestClient, body: bytes) -> None:
    answer = reader.post(f"{API}/package_search", content=body)
    assert (answer.status_code, answer.json()[:24]) == (400, "Bad request: JSON Error:")


def test_addresses_forms_and_both_prefixes_say_the_same(reader: TestClient) -> None:
    name = result(reader, "package_list")[0]
    shown = reader.get(f"{API}/package_show", params={"id": name, "anything": "else"}).json()
    assert reader.post("/api/action/package_show", data={"id": name}).json() == shown
    assert reader.post(f"{API}/package_show", json={"id": shown["result"]["id"]}).json() == shown
    assert shown["help"].endswith("/api/3/action/help_show?name=package_show")
    called = reader.get(f"{API}/package_show", params={"id": name, "callback": "cb"})
    assert called.headers["content-type"] == "application/javascript;charset=utf-8"
    assert json.loads(called.text.removeprefix("cb(").removesuffix(");")) == shown
    assert (reader.get("/api").json(), reader.get("/api/3").json()) == ({"version": 1}, {"version": 3})


def test_rows_are_at_most_a_thousand_and_start_may_be_anywhere(reader: TestClient) -> None:
    every = result(reader, "package_search", rows=5000)
    assert len(every["results"]) == every["count"]
    for start in (every["count"], 100_000, str(10**30)):
        assert result(reader, "package_search", start=start)["results"] == []


def test_the_format_of_a_record_is_its_package(reader: TestClient, still: Services) -> None:
    id = next(still.store.records.stream()).id
    written = reader.get(f"/api/v1/datasets/{id}/ckan.json").json()
    assert written == result(reader, "package_show", id=str(id))
