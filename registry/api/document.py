"""The address at which the API describes itself."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ..answers import links

router = APIRouter()


@router.get(links.document(), include_in_schema=False)
async def read_document(request: Request) -> JSONResponse:
    """The OpenAPI document, for programs."""
    return JSONResponse(request.app.openapi())
