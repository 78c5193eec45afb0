"""What the OpenAPI document says besides the types: the errors of each endpoint, media types, and the search parameters."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from . import examples
from .problems import KINDS, MEDIA_TYPE, Kind, Problem, problem

Responses = dict[int | str, dict[str, Any]]

PROBLEM = {"$ref": "#/components/schemas/Problem"}

EVERYWHERE = ("request-invalid", "failure", "store-unavailable")
"""Answers that every endpoint can give."""

NOT_MODIFIED: Responses = {304: {"description": "What you have is still current."}}

VERBATIM: Responses = {
    200: {
        "description": "The verbatim record, in the media type that the portal stated.",
        "content": {"*/*": {}},
    }
}

CSV: Responses = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}

TOKEN_OPTIONAL: dict[str, Any] = {"security": [{}]}
"""Beside the token that an operation can take: it needs none."""

TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}

MARKDOWN: Responses = {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}

TILE: Responses = {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}

DESCRIPTION = """
Datasets of national portals, each with its licence, its jurisdiction and its privacy class, and the evidence for each.

Reading needs no token, except the queue of questions. What takes a role names it; higher roles may do it too.
A parameter that an endpoint does not know is refused, and so is one that comes twice where one value is taken.
Lists come in pages: follow `next`. Links are relative to the root of this installation.
Every error is a problem (RFC 9457) with a stable `code`.
"""

TAGS = [
    {"name": "datasets", "description": "Finding datasets and reading their records."},
    {"name": "curation", "description": "What people decide about a dataset. Needs a token."},
    {"name": "review", "description": "What officers have to decide. Needs a token, in any role."},
    {
        "name": "rules",
        "description": "The rules by which a use is decided: in force, proposed, replaced. Proposing needs a token.",
    },
    {"name": "sources", "description": "The portals that are harvested."},
    {"name": "checks", "description": "What a first harvest of a portal would report. Nothing is kept in the catalogue."},
    {"name": "runs", "description": "What each harvest did, and what it found wrong."},
    {"name": "holds", "description": "Withdrawals that wait for a person. Settling one needs a token."},
    {"name": "trail", "description": "The audit trail of all records, signed, and the proofs that are checked without us."},
    {"name": "vocabularies", "description": "The values and fields that answers and filters use."},
    {"name": "operation", "description": "The state of this installation, and its errors explained."},
]


def content(content_type: str) -> Responses:
    """A successful answer of a media type: a text or, in JSON, whatever the format of the answer is."""
    return {200: {"content": {content_type: {"schema": {} if "json" in content_type else {"type": "string"}}}}}


def problems(*codes: str) -> Responses:
    """The error answers of an endpoint, by status, each kind with an example."""
    kinds = sorted((KINDS[code] for code in {*codes, *EVERYWHERE}), key=attrgetter("status", "code"))
    return {status: _answer(list(group)) for status, group in groupby(kinds, key=attrgetter("status"))}


def example(value: dict[str, Any], *, status: int = 200) -> Responses:
    """An example of a successful answer."""
    return {status: {"content": {"application/json": {"example": value}}}}


def body_examples(values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Examples of a body, each by what it is an example of."""
    named = {name: {"value": value} for name, value in values.items()}
    return {"requestBody": {"content": {"application/json": {"examples": named}}}}


def _answer(kinds: list[Kind]) -> dict[str, Any]:
    return {
        "description": "; ".join(kind.title for kind in kinds) + ".",
        "content": {
            MEDIA_TYPE: {
                "schema": PROBLEM,
                "examples": {kind.code: {"$ref": f"#/components/examples/{kind.code}"} for kind in kinds},
            }
        },
    }


def _example(kind: Kind) -> dict[str, Any]:
    value = problem(kind.code, **examples.PROBLEMS.get(kind.code, {"detail": kind.title + "."})).as_json()
    return {"summary": kind.title, "value": value}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once. FastAPI's own shape of an invalid request is removed: errors are problems here."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            tags=app.openapi_tags,
            routes=app.routes,
        )
        schemas = document["components"]["schemas"]
        schemas.update(_component(Problem))
        document["components"]["examples"] = {kind.code: _example(kind) for kind in KINDS.values()}
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for _, _, operation in operations(document):
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]
        app.openapi_schema = document
    return app.openapi_schema


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    return [(method.upper(), path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def endpoints_table(document: dict[str, Any]) -> str:
    """All operations as a Markdown table, for the README, each with the role that it takes."""
    rows = [
        f"| `{method} {path}` | {operation['summary']} | {', '.join(_roles(operation))} |"
        for method, path, operation in operations(document)
    ]
    return "\n".join(["| endpoint | what for | takes the role |", "|---|---|---|", *rows])


def _roles(operation: dict[str, Any]) -> list[str]:
    """The roles that an operation takes, as OpenAPI has them: beside the name of the token. Where none is needed, none."""
    named = operation.get("security", ())
    return [] if {} in named else [role for schemes in named for roles in schemes.values() for role in roles or (ANY,)]


ANY = "any"
"""The role of what takes a token, whatever its role."""


def problems_table() -> str:
    """All kinds of errors as a Markdown table, for the README."""
    rows = [f"| `{kind.code}` | {kind.status} | {kind.title} | {kind.advice} |" for kind in KINDS.values()]
    return "\n".join(["| code | status | error | what to do |", "|---|---|---|---|", *rows])


def _component(model: type[Problem]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}
