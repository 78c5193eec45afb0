"""The addresses of CKAN's API, and how a request becomes the call of an action and its result an answer."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from schemas.formats.as_json import written

from ...answers import links
from ...answers.entries import catalog_of
from ...web.bodies import StrictRoute
from ...web.fresh import fresh
from ...web.root import root_of
from ..services import ServicesDep
from .actions import ACTIONS, WRITING
from .arguments import Call
from .errors import BELOW, ActionError, BadRequest, NotAuthorized, of_below

router = APIRouter(tags=["ckan"], route_class=StrictRoute, include_in_schema=False)

METHODS = ["GET", "POST"]

OF_THE_ACTION = {"parameters": [{"in": "query", "name": "callback", "schema": {"type": "string"}}]}
"""Each action has its own parameters, and passes over those that it does not know, as in CKAN."""

JSON = "application/json;charset=utf-8"

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,5}", re.ASCII)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def arguments_of(request: Request) -> dict[str, Any] | BadRequest:
    """The arguments: of a form, of a body in JSON, else of the address. What cannot be read is returned as the error."""
    if request.method == "POST" and (await request.body()):
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS:
            form = await request.form()
            return _mixed([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
        return await _of_json(request)
    return _mixed(request.query_params.multi_items())


Arguments = Annotated[dict[str, Any] | BadRequest, Depends(arguments_of)]


@router.api_route(links.ckan(), methods=METHODS, openapi_extra=OF_THE_ACTION)
def version_1() -> Response:
    return _answer(200, {"version": 1})


@router.api_route(links.ckan(3), methods=METHODS, openapi_extra=OF_THE_ACTION)
def version_3() -> Response:
    return _answer(200, {"version": 3})


@router.api_route(links.ckan_action("{name}"), methods=METHODS, openapi_extra=OF_THE_ACTION)
@router.api_route(links.ckan_action("{name}", 3), methods=METHODS, openapi_extra=OF_THE_ACTION)
def act(name: str, request: Request, services: ServicesDep, arguments: Arguments) -> Response:
    """An action of CKAN's, with its answer in CKAN's envelope. It has a tag, as CKAN's own have none, for those who ask again."""
    root = root_of(services.settings, request)
    try:
        _check(name, request, arguments)
        call = Call(services, catalog_of(services, root), arguments if isinstance(arguments, dict) else {})
        told: dict[str, Any] = {"success": True, "result": ACTIONS[name](call)}
    except BadRequest as error:
        return _answer(error.status, f"Bad request: {error}")
    except ActionError as error:
        return _refused(error, root + links.ckan_help(name))
    except BELOW as error:
        known = of_below(error)
        if known is None:
            raise
        return _refused(known, root + links.ckan_help(name))
    callback = request.query_params.get("callback", "") if request.method == "GET" else ""
    body = written({"help": root + links.ckan_help(name), **told})
    if callback:
        return Response(b"%s(%s);" % (callback.encode(), body), media_type="application/javascript;charset=utf-8")
    return fresh(request, body, JSON)


def _check(name: str, request: Request, arguments: dict[str, Any] | BadRequest) -> None:
    """Raises `BadRequest` and `NotAuthorized`."""
    if name not in ACTIONS and name not in WRITING:
        raise BadRequest(f"Action name not known: {name}")
    if name in WRITING and request.method == "GET":
        raise BadRequest("JSON Error: Invalid request. Please use POST method for your request")
    if isinstance(arguments, BadRequest):
        raise arguments
    if name in WRITING:
        raise NotAuthorized(f"nobody may call {name} here")
    callback = request.query_params.get("callback", "")
    if callback and not _CALLBACK.fullmatch(callback):
        raise BadRequest("callback: it must be the name of a function")


async def _of_json(request: Request) -> dict[str, Any] | BadRequest:
    try:
        found = await request.json()
    except json.JSONDecodeError as error:
        return BadRequest(f"JSON Error: Error decoding JSON data: {error.msg}")
    if not isinstance(found, dict):
        return BadRequest("JSON Error: Request data JSON decoded to something that is not a dictionary.")
    return found


def _mixed(given: list[tuple[str, str]]) -> dict[str, Any]:
    """A value, or a list of those that come several times."""
    found: dict[str, Any] = {}
    for name, value in given:
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def _refused(error: ActionError, help_: str) -> Response:
    return _answer(error.status, {"help": help_, "success": False, "error": error.told()}, error.headers)


def _answer(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Response:
    return Response(written(content), status_code=status, media_type=JSON, headers=headers)
