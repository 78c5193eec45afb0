"""The official client reads the tools: from `serai mcp` on its standard streams, and from a server over HTTP."""

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
import requests
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, TextContent

from registry.agents.tools import INSTRUCTIONS, TOOLS
from registry.agents.writing import MOST, size
from registry.services import Services
from registry.web.bodies import MAX_BODY
from tests.fuzz.__main__ import served
from tests.samples import harvested_samples

Server = StdioServerParameters | str
PROTOCOL = "2025-11-25"
ACCEPT = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def address(services: Services) -> Iterator[str]:
    with served(services) as found:
        yield f"{found.rstrip('/')}/mcp"


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StdioServerParameters]:
    """The command over a home that another process has open meanwhile: this one."""
    home = tmp_path_factory.mktemp("shared")
    with harvested_samples(home):
        settings = {"SERAI_HOME": str(home), "SERAI_BASE_URL": "https://serai.example"}
        yield StdioServerParameters(
            command=str(Path(sys.executable).with_name("serai")),
            args=["mcp"],
            env={name: value for name, value in os.environ.items() if not name.startswith("SERAI_")} | settings,
            cwd=Path(__file__).parents[3],
        )


@pytest.fixture(params=["http", "stdio"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue({"http": "address", "stdio": "command"}[request.param])
    return found


def with_client(server: Server, ask: Callable[[Client], Awaitable[Any]], *, mode: str = "auto") -> Any:
    """What a client is answered."""

    async def run() -> Any:
        async with Client(server, mode=mode) as client:
            return await ask(client)

    return anyio.run(run)


def text_of(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    assert result.structured_content is None
    assert size(content.text) <= MOST
    return content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_finds_eight_tools_that_only_read(server: Server, mode: str) -> None:
    async def ask(client: Client) -> Any:
        return client.server_info, client.instructions, (await client.list_tools()).tools

    info, instructions, tools = with_client(server, ask, mode=mode)
    assert (info.name, instructions) == ("serai", INSTRUCTIONS)
    assert [tool.name for tool in tools] == list(TOOLS)
    assert len(tools) <= 8
    for tool in tools:
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False
        hints = tool.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.open_world_hint) == (True, False, False)


def test_a_client_calls_every_tool(server: Server) -> None:
    async def ask(client: Client) -> dict[str, CallToolResult]:
        found = await client.call_tool("search", {"question": "вода", "limit": 1})
        id = text_of(found).partition("id ")[2][:36]
        asked = {
            "overview": {},
            "record": {"id": id},
            "may_i_use": {"ids": [id], "state": "KZ", "purpose": "research"},
            "why": {"id": id, "about": "licence"},
            "what_changed": {"since": "2026-01-01"},
            "portals": {"id": "sample_kg"},
            "verify_proof": {"proof": "c2sp.org/tlog-proof@v1"},
        }
        return {"search": found} | {name: await client.call_tool(name, given) for name, given in asked.items()}

    answers = with_client(server, ask)
    assert answers.keys() == TOOLS.keys()
    for name, answer in answers.items():
        assert not answer.is_error, (name, answer)
        assert text_of(answer)


def test_a_client_is_told_what_is_wrong(server: Server) -> None:
    async def ask(client: Client) -> list[CallToolResult]:
        with pytest.raises(MCPError, match="There is no such tool"):
            await client.call_tool("delete_everything", {})
        wrong = ({"id": "no id"}, {"id": "00000000-0000-4000-8000-000000000000"}, {}, {"id": "x" * 5000, "further": 1})
        return [await client.call_tool("record", given) for given in wrong]

    answers = with_client(server, ask)
    assert all(answer.is_error for answer in answers)
    codes = [text_of(answer).partition(":")[0] for answer in answers]
    assert codes == ["request-invalid", "record-missing", "request-invalid", "request-invalid"]


def post(address: str, body: bytes | str, **headers: str) -> requests.Response:
    content = body.encode() if isinstance(body, str) else body
    return requests.post(address, data=content, headers=ACCEPT | headers, timeout=30)


LIST = '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'


def test_any_process_answers_any_request(address: str) -> None:
    """No session: a request needs none before it, and gets an answer in JSON."""
    answer = post(address, LIST)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert "Mcp-Session-Id" not in answer.headers
    assert len(answer.json()["result"]["tools"]) == len(TOOLS)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("NaN", 400),
        ("[]", 400),
        ("[" * 5000, 400),
        ('{"a":' * 900 + "1" + "}" * 900, 400),
        ('"text"', 400),
        ('{"jsonrpc":"1.0","id":1,"method":"tools/list"}', 400),
        ('{"jsonrpc":"2.0","id":1}', 400),
        ('{"jsonrpc":"2.0","id":1,"method":7}', 400),
        ('{"jsonrpc":"2.0","id":null,"method":"tools/list"}', 202),
        ('{"jsonrpc":"2.0","id":1,"method":"no/such"}', 200),
        ('{"jsonrpc":"2.0","id":1,"method":"tools/call"}', 200),
        ('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":[]}}', 200),
        ('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}', 200),
        ('{"jsonrpc":"2.0","method":"notifications/initialized"}', 202),
        (b"\xff\xfe", 400),
        (b'"\xed\xa0\x80"', 400),
    ],
)
def test_a_wrong_body_is_an_error_of_the_protocol(address: str, body: bytes | str, status: int) -> None:
    answer = post(address, body)
    assert answer.status_code == status, answer.text
    if status != 202:
        assert answer.json()["error"]["code"] < 0


def test_wrong_headers_are_refused(address: str) -> None:
    assert post(address, LIST, Accept="text/html").status_code == 406
    assert post(address, LIST, **{"Content-Type": "text/plain"}).status_code in {400, 415}
    assert post(address, LIST, **{"MCP-Protocol-Version": "1999-01-01"}).status_code == 400


def test_a_body_that_is_too_large_is_refused(address: str) -> None:
    answer = post(address, LIST + " " * MAX_BODY)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_there_is_nothing_to_listen_to_and_no_session_to_end(address: str, method: str) -> None:
    answer = requests.request(method, address, headers=ACCEPT, timeout=30)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:6274", 200),
        ("http://127.0.0.1:9999", 200),
        ("http://[::1]:80", 200),
        ("https://foreign.example", 403),
        ("http://localhost.foreign.example", 403),
        ("http://203.0.113.9", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_a_page_of_another_site_may_not_ask(address: str, origin: str, status: int) -> None:
    assert post(address, LIST, Origin=origin).status_code == status


def test_a_name_that_was_led_to_this_computer_may_not_ask(address: str) -> None:
    """DNS rebinding: the browser takes the page and the server for the same site."""
    assert post(address, LIST, Origin="http://evil.example:8000", Host="evil.example:8000").status_code == 403
    assert post(address, LIST, Origin="http://203.0.113.9:8000", Host="203.0.113.9:8000").status_code == 200
