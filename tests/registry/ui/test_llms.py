"""What language models are told first: `/llms.txt`, in the form of llmstxt.org, with addresses that answer."""

import re

from starlette.testclient import TestClient

from registry.agents.tools import TOOLS
from registry.api.app import create_app
from registry.services import Services
from registry.ui.app import create_pages
from search.ask import ask
from search.query import Query


def test_it_has_the_form_and_the_figures(client: TestClient, services: Services) -> None:
    answer = client.get("/llms.txt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/markdown; charset=utf-8")
    title, empty, *rest = answer.text.splitlines()
    assert (title, empty, rest[0][:2]) == ("# Serai", "", "> ")
    assert re.findall(r"^## (.+)$", answer.text, re.MULTILINE) == ["Ask", "Formats", "Optional"]
    assert f"{ask(services.engine, Query(limit=0), facets=()).total:,} datasets of" in answer.text
    assert [name for name in TOOLS if name not in answer.text] == []


def test_a_client_that_has_it_is_told_so(client: TestClient) -> None:
    answer = client.get("/llms.txt")
    assert client.get("/llms.txt", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_every_address_in_it_answers(services: Services) -> None:
    with TestClient(create_app(services, pages=create_pages(services))) as client:
        links = re.findall(r"\]\(http://testserver([^)]+)\)", client.get("/llms.txt").text)
        assert "/mcp" in links
        answers = {link: client.get(link).status_code for link in links if link != "/mcp"}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        answers["/mcp"] = client.post("/mcp", json=asked, headers={"Accept": "application/json"}).status_code
    assert set(answers.values()) == {200}, answers
