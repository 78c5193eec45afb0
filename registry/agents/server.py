"""The tools by the Model Context Protocol, with its official SDK (https://modelcontextprotocol.io). Loading it takes long."""

from typing import Any

import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from ..answers.health import installed_version
from .asked import Place
from .tools import INSTRUCTIONS, TOOLS, call

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""What all tools are: they read what is here, and nothing else."""


def server_of(place: Place) -> Server[Any]:
    """The server over an installation. It keeps nothing between requests.

    Answers are text alone: a structured copy would have the words of portals without their fences.
    """

    async def tools(_: Any, __: PaginatedRequestParams | None) -> ListToolsResult:
        return await anyio.to_thread.run_sync(_tools, place)

    async def called(_: Any, asked: CallToolRequestParams) -> CallToolResult:
        if asked.name not in TOOLS:
            raise MCPError(INVALID_PARAMS, f"There is no such tool. There is: {', '.join(TOOLS)}.")
        found = await anyio.to_thread.run_sync(call, place, asked.name, asked.arguments or {})
        return CallToolResult(content=[TextContent(text=found.text)], is_error=found.is_error)

    return Server(
        "serai",
        version=installed_version(),
        title="Serai",
        instructions=INSTRUCTIONS,
        website_url=place.root,
        on_list_tools=tools,
        on_call_tool=called,
    )


def _tools(place: Place) -> ListToolsResult:
    return ListToolsResult(
        tools=[
            Tool(
                name=each.name,
                title=each.title,
                description=each.does,
                input_schema=each.schema(place.services),
                annotations=READS.model_copy(update={"title": each.title}),
            )
            for each in TOOLS.values()
        ]
    )


async def serve_stdio(place: Place) -> None:
    """Answer on standard input and output until the input ends."""
    server = server_of(place)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
