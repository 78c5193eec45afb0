"""Style, script and icons. Each address contains the hash of the content."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import resources

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from .headers import ASSET_HEADERS

router = APIRouter(include_in_schema=False)

_TYPES = {"serai.css": "text/css", "serai.js": "text/javascript", "icons.svg": "image/svg+xml", "NOTICE.txt": "text/plain"}


@cache
def contents() -> Mapping[str, bytes]:
    """Every asset by name."""
    folder = resources.files(__package__).joinpath("static")
    return {name: folder.joinpath(name).read_bytes() for name in _TYPES}


@cache
def address(name: str) -> str:
    """The address of an asset. Raises `KeyError` for an unknown name."""
    return f"/static/{sha256(contents()[name]).hexdigest()[:12]}/{name}"


@router.get("/static/{version}/{name}")
def asset(version: str, name: str) -> Response:
    """An asset in its present version. An older page that asks for another version gets 404, not the wrong content."""
    if name not in _TYPES or address(name) != f"/static/{version}/{name}":
        raise HTTPException(404)
    return Response(contents()[name], media_type=_TYPES[name], headers=ASSET_HEADERS)
