"""No parameter is passed over in silence: every endpoint refuses what it does not know, whichever endpoint it is."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI, Query
from starlette.testclient import TestClient

from registry.api.app import ROUTERS, create_app
from registry.api.ckan.routes import router as ckan
from registry.api.documentation import operations
from registry.services import Services
from registry.web.parameters import Declared
from tests.registry.api.conftest import Ids
from tests.registry.api.test_errors import check

VALUES = {
    "id": str(UUID(int=0)),
    "aspect": "license",
    "code": "nothing",
    "number": "1",
    "source_id": "sample_kg",
    "name": "0/000",
}
SEARCHING = ("/api/v1/datasets", "/api/v1/datasets/{id}/explanation", "/api/v1/review", "/api/v1/quality")
SEARCHING += ("/api/v1/coverage", "/api/v1/coverage.csv", "/api/v1/coverage.md")
SEARCHING += ("/api/v1/datasets.ttl", "/api/v1/datasets.jsonld", "/api/v1/datasets.rdf")
SEARCHING += ("/api/v1/datasets.csv", "/api/v1/datasets.jsonl", "/api/v1/datasets.parquet", "/api/v1/datasets.geojson")
SEARCHING += ("/api/v1/datasets.atom", "/api/v1/datasets.feed.json", "/api/v1/changes.atom", "/api/v1/changes.feed.json")
"""What takes the parameters of a search refuses others by itself, with the code of a search."""

PROTOCOLS = ("/oai", "/ogc")
"""What speaks the protocol of others refuses in its words, there and below: `test_oai.py`, `test_ogc.py`."""


def addresses(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Method, pattern and an address of every operation, those included that the OpenAPI document leaves out.

    Not those of CKAN's API: its clients send what an action may not know, and CKAN passes over it.
    """
    documented = {(method, path) for method, path, _ in operations(app.openapi())}
    routed = {
        (method, route.path_format)
        for router in ROUTERS
        if router is not ckan
        for route in router.routes
        for method in route.methods
        if not any(f"{route.path}/".startswith(f"{each}/") for each in PROTOCOLS)
    }  # type: ignore[attr-defined]
    assert documented < routed, "the walk misses endpoints"
    for method, path in sorted(routed):
        numbered = any(f"/{noun}/" in path for noun in ("runs", "holds", "proposals", "rules", "reassessments"))
        yield method, path, path.format(**VALUES | ({"id": "1"} if numbered else {}))


def test_every_endpoint_refuses_a_parameter_that_it_does_not_know(
    app: FastAPI, client: TestClient, bearer: dict[str, str]
) -> None:
    asked = 0
    for method, path, address in addresses(app):
        body = {"json": {}} if method in {"PUT", "POST"} else {}
        answer = client.request(method, f"{address}?surely-unknown=1", headers=bearer, **body)  # type: ignore[arg-type]
        problem = check(answer, 422)
        assert problem.code == ("query-invalid" if path in SEARCHING else "request-invalid"), path
        assert [flaw.parameter for flaw in problem.errors] == ["surely-unknown"], path
        asked += 1
    assert asked > 70


def test_every_endpoint_documents_the_refusal(app: FastAPI) -> None:
    for method, path, operation in operations(app.openapi()):
        codes = operation["responses"]["422"]["content"]["application/problem+json"]["examples"]
        assert "request-invalid" in codes, (method, path)


def test_what_is_documented_is_what_is_known(app: FastAPI) -> None:
    """The document is made by FastAPI and what is known by us, from the same declarations."""
    documented = {(method, path): operation for method, path, operation in operations(app.openapi())}
    declared, compared = Declared(), 0
    for router in ROUTERS:
        for route in router.routes:
            for method in route.methods:  # type: ignore[attr-defined]
                operation = documented.get((method, route.path))  # type: ignore[attr-defined]
                if operation is None or (route.openapi_extra and "parameters" in route.openapi_extra):  # type: ignore[attr-defined]
                    continue
                named = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
                arrays = {each["name"] for each in named if "array" in str(each["schema"])}
                known = declared.of(route)  # type: ignore[arg-type]
                assert known.repeated == arrays, route.path  # type: ignore[attr-defined]
                assert known.once == {each["name"] for each in named} - arrays, route.path  # type: ignore[attr-defined]
                compared += len(named)
    assert compared > 50


def test_the_refusal_names_what_there_is(client: TestClient) -> None:
    problem = check(client.get("/api/v1/suggestions?Q=water&limits=3"), 422)
    assert problem.choices == ("language", "limit", "q")
    assert [flaw.parameter for flaw in problem.errors] == ["Q", "limits"]
    assert problem.detail.endswith("Choose from: language, limit, q.")
    assert check(client.get("/api/v1/sources?page=2"), 422).detail == "page: There is no such parameter. None is taken here."


def test_a_day_is_refused_where_it_is_not_taken(client: TestClient, ids: Ids) -> None:
    problem = check(client.get(f"/api/v1/datasets/{ids.one()}/similar?at=2026-01-01"), 422)
    assert [flaw.parameter for flaw in problem.errors] == ["at"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/suggestions?q=water&q=air", "q"),
        ("/api/v1/runs?limit=3&limit=4", "limit"),
        ("/api/v1/review?aspect=license&aspect=jurisdiction", "aspect"),
        (f"/api/v1/datasets/{UUID(int=0)}/usage?state=KZ&state=RU&purpose=research", "state"),
        (f"/api/v1/combination?id={UUID(int=0)}&state=KZ&purpose=research&purpose=commercial", "purpose"),
    ],
)
def test_of_two_values_none_is_passed_over(client: TestClient, bearer: dict[str, str], path: str, name: str) -> None:
    problem = check(client.get(path, headers=bearer), 422)
    assert problem.code == "request-invalid"
    assert [(flaw.parameter, flaw.detail) for flaw in problem.errors] == [(name, "Give it once.")]


def test_what_may_be_repeated_is_taken(client: TestClient) -> None:
    assert client.get("/api/v1/suggestions?q=wat&language=en&language=ru").status_code == 200


def test_what_other_sites_add_to_links_is_no_question_to_the_api(client: TestClient) -> None:
    assert client.get("/api/v1/sources?utm_source=newsletter").status_code == 422


def test_head_refuses_as_get_does(client: TestClient) -> None:
    assert client.head("/health?verbose=1").status_code == 422
    assert client.head("/health/live").status_code == 200


def test_an_endpoint_to_come_needs_nothing(services: Services) -> None:
    app = create_app(services)

    def answer(day: str = "", place: list[str] | None = Query(None)) -> dict[str, str]:  # noqa: B008
        return {"day": day}

    app.add_api_route("/api/v1/later", answer)
    with TestClient(app) as client:
        assert client.get("/api/v1/later?day=today&place=1&place=2").json() == {"day": "today"}
        assert check(client.get("/api/v1/later?days=today"), 422).choices == ("day", "place")
        assert check(client.get("/api/v1/later?day=1&day=2"), 422).errors[0].parameter == "day"
