"""There is one shape of errors. Every route, every status and every domain error is answered in it."""

import logging
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import registry.store.errors
import search.errors
from registry.api.app import create_app
from registry.api.documentation import operations
from registry.api.errors import ERRORS
from registry.api.problems import KINDS, Problem
from registry.services import Services
from search.errors import SearchError

VALUES: dict[str, object] = {"id": UUID(int=0), "aspect": "license", "code": "nothing", "number": 99999, "name": "0/000"}


def check(answer: Any, status: int) -> Problem:
    """The one shape: media type, members, and a type that leads to an explanation."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = Problem.model_validate(answer.json())
    assert problem.status == status
    assert problem.type == KINDS[problem.code].type
    assert problem.detail
    assert problem.title == KINDS[problem.code].title
    assert None not in answer.json().values()
    return problem


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for method, path, _ in operations(app.openapi()):
        yield method, path


def test_every_route_answers_an_unknown_id_in_the_one_shape(app: FastAPI, client: TestClient, bearer: dict[str, str]) -> None:
    reasons = {"license": "CC-BY-4.0", "jurisdiction": {"holder_state": "KG"}, "privacy_class": "open"}
    asked = 0
    for method, path in routes(app):
        if "{id}" not in path and "{code}" not in path:
            continue
        is_numbered = any(f"/{noun}/" in path for noun in ("runs", "holds", "proposals", "rules", "reassessments"))
        values = VALUES | ({"id": 99999} if is_numbered else {})
        value = {"value": reasons.get(path.rsplit("/", 1)[1])} if method == "PUT" else {}
        body = {**value, "reason": "long enough as a reason"} if method in {"PUT", "POST"} else None
        query = {"reason": "long enough as a reason"} if method == "DELETE" else None
        if path.endswith("/usage"):
            query = {"state": "KZ", "purpose": "research"}
        if path.endswith("/answers"):
            body = {"state": "KZ", "purpose": "research"}
        check(client.request(method, path.format(**values), headers=bearer, json=body, params=query), 404)
        asked += 1
    assert asked >= 10


def test_a_refused_method_is_answered_with_those_that_are_taken(client: TestClient) -> None:
    license_of_nobody = f"/api/v1/datasets/{UUID(int=0)}/curation/license"
    assert client.get(license_of_nobody).headers["Allow"] == "DELETE, PUT"
    assert client.post("/health").headers["Allow"] == "GET, HEAD"
    assert client.post("/api/v1/openapi.json").headers["Allow"]


def test_every_route_refuses_other_methods_in_the_one_shape(app: FastAPI, client: TestClient) -> None:
    for _, path in routes(app):
        url = path.format(**VALUES | ({"id": 1} if "/runs/" in path else {}))
        problem = check(client.request("PATCH", url), 405)
        assert problem.code == "method-not-allowed"
        assert client.request("PATCH", url).headers["Allow"]


@pytest.mark.parametrize(
    "path",
    ["/", "/api/2", "/api/", "/api/v1", "/api/v1/", "/api/v2/datasets", "/api/v1/datasets/", "/api/v1/%00", "/docs", "/api/../x"],
)
def test_unknown_paths_are_answered_in_the_one_shape(client: TestClient, path: str) -> None:
    assert check(client.get(path), 404).code == "path-unknown"


def test_every_type_leads_to_an_explanation(client: TestClient) -> None:
    for kind in KINDS.values():
        answer = client.get(kind.type)
        assert answer.json() == {
            "type": kind.type,
            "code": kind.code,
            "status": kind.status,
            "title": kind.title,
            "advice": kind.advice,
        }
    assert len(client.get("/api/v1/problems").json()["items"]) == len(KINDS)


INTERNAL = {"UnknownEngine", "RunLost", "ReassessmentLost", "CheckLost", "InvalidAddress", "UnknownSchema"}
INTERNAL |= {"DatabaseOccupied", "RestoreUnfinished"}
"""Errors of starting, harvesting, checking and restoring, which no request can meet."""


def test_every_domain_error_has_its_row() -> None:
    found = {
        error
        for module in (search.errors, registry.store.errors)
        for error in vars(module).values()
        if isinstance(error, type) and issubclass(error, Exception) and error.__module__ == module.__name__
    }
    store = registry.store.errors
    bases = {SearchError, store.StoreError, store.MatterMissing, store.MatterSettled}
    rowless = {error for error in found - bases if not set(error.__mro__) & set(ERRORS)}
    assert {error.__name__ for error in rowless} == INTERNAL
    assert set(ERRORS.values()) <= set(KINDS)


class Broken(SearchError):
    """An error that no table has."""


class Failing:
    """An engine that does not hold."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def search(self, query: object) -> None:
        raise self.error


@pytest.mark.parametrize("error", [Broken("the secret cause"), KeyError("the secret cause"), RecursionError("the secret cause")])
def test_what_nobody_expects_is_answered_with_a_number_that_stands_in_the_log(
    services: Services, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    broken = Services(**{**vars(services), "engine": Failing(error)})
    with TestClient(create_app(broken)) as client, caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/datasets")
    problem = check(answer, 500)
    assert problem.reference is not None
    assert problem.reference in caplog.text
    assert "secret" not in answer.text
    assert "secret" in caplog.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "status"), [(search.errors.IndexMissing(), 503), (search.errors.EngineUnavailable("node 10.0.0.7 is down"), 503)]
)
def test_an_engine_that_is_away_is_told_without_its_address(services: Services, error: Exception, status: int) -> None:
    broken = Services(**{**vars(services), "engine": Failing(error)})
    with TestClient(create_app(broken)) as client:
        answer = client.get("/api/v1/datasets")
    assert check(answer, status).reference
    assert "10.0.0.7" not in answer.text


def test_no_module_of_the_api_answers_errors_by_itself() -> None:
    package = import_module("registry.api")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in {"errors", "requests", "documentation"}:
            assert not hasattr(import_module(f"registry.api.{module.name}"), "HTTPException"), module.name
