"""What every answer carries: headers, HEAD beside GET, compression, and the pages beside the API."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services

PATHS = ("/api/v1/datasets", "/api/v1/sources", "/health", "/api/v1/nothing", "/api/v1/openapi.json")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_keeps_browsers_from_guessing(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Server" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_any_site_may_read_but_not_with_a_persons_rights(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://example.org"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = client.options("/api/v1/datasets", headers=asked)
    assert preflight.status_code == 405
    assert "Access-Control-Allow-Headers" not in preflight.headers


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_large_answers_are_compressed_for_those_who_ask(client: TestClient) -> None:
    assert client.get("/api/v1/datasets", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/api/v1/datasets", headers={"Accept-Encoding": "identity"}).headers


def test_the_pages_have_every_path_that_is_not_the_apis(services: Services) -> None:
    def page(request: Request) -> Response:
        return HTMLResponse(request.url.path, headers={"Content-Security-Policy": "default-src 'self'"})

    pages = Starlette(routes=[Route("/{rest:path}", page)])
    with TestClient(create_app(services, pages=pages)) as client:
        for path in ("/", "/en/datasets", "/apiary"):
            answer = client.get(path)
            assert (answer.text, answer.headers["Content-Security-Policy"]) == (path, "default-src 'self'")
            assert "Access-Control-Allow-Origin" not in answer.headers
        assert client.get("/api/v1/nothing").json()["code"] == "path-unknown"
        assert client.patch("/health").json()["code"] == "method-not-allowed"
