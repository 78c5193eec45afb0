"""OAI-PMH: one address that is asked by GET or POST. What is wrong with a question is told in the words of the protocol."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from search.errors import EngineBusy, EngineUnavailable, IndexMissing

from ..answers import links
from ..answers.entries import catalog_of
from ..answers.oai.answer import answer
from ..store.errors import StoreUnavailable
from ..web.bodies import StrictRoute, read_form
from ..web.root import root_of
from .errors import RETRY_AFTER, on_domain_error
from .services import ServicesDep

router = APIRouter(route_class=StrictRoute)

MEDIA_TYPE = "text/xml; charset=utf-8"
"""As the protocol says (OAI-PMH 2.0, 3.1.2.1)."""

NOT_NOW = (EngineBusy, EngineUnavailable, IndexMissing, StoreUnavailable)

MOST = 20
"""How many arguments are read. A verb takes five at most."""

ARGUMENTS = ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")


async def arguments_of(request: Request) -> list[tuple[str, str]]:
    """The arguments in the address and, of a POST, in its form. A form that cannot be one counts as an unknown argument."""
    try:
        sent = await read_form(request, most=MOST) if request.method == "POST" else []
    except ValueError:
        sent = [("body", "")]
    return [*request.query_params.multi_items(), *sent]


@router.api_route(
    links.oai(),
    methods=["GET", "POST"],
    include_in_schema=False,  # the protocol has a description of its own
    openapi_extra={"parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ARGUMENTS]},
)
def read_oai(
    request: Request, services: ServicesDep, arguments: Annotated[list[tuple[str, str]], Depends(arguments_of)]
) -> Response:
    """The answer of the repository. An installation that cannot answer now says when to ask again (OAI-PMH 2.0, 3.1.2.2)."""
    try:
        body = answer(services, catalog_of(services, root_of(services.settings, request)), arguments)
    except NOT_NOW as error:
        refusal = on_domain_error(request, error)
        refusal.headers["Retry-After"] = RETRY_AFTER
        return refusal
    return Response(body, media_type=MEDIA_TYPE)
