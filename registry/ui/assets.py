"""Style, script, icons and the pictures of the guides. Each address contains the hash of the content."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from struct import unpack

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from .headers import ASSET_HEADERS

router = APIRouter(include_in_schema=False)

FOLDERS = ("", "guides/")
"""Where assets lie: beside each other, and the pictures of the guides in a folder of their own."""

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "txt": "text/plain", "png": "image/png"}


@cache
def contents() -> Mapping[str, bytes]:
    """Every asset by name; one in a folder has the folder in its name."""
    top = resources.files(__package__).joinpath("static")
    files = [(folder, file) for folder in FOLDERS if top.joinpath(folder).is_dir() for file in top.joinpath(folder).iterdir()]
    return {f"{folder}{file.name}": file.read_bytes() for folder, file in files if _ending(file.name) in _TYPES}


@cache
def address(name: str) -> str:
    """The address of an asset. Raises `KeyError` for an unknown name."""
    return f"/static/{sha256(contents()[name]).hexdigest()[:12]}/{name}"


def size(name: str) -> tuple[int, int]:
    """The width and the height of a PNG file in pixels. Raises `KeyError` for an unknown name."""
    width, height = unpack(">II", contents()[name][16:24])  # the first fields of its first chunk
    return width, height


@router.get("/static/{version}/{name:path}")
def asset(version: str, name: str) -> Response:
    """An asset in its present version. An older page that asks for another version gets 404, not the wrong content."""
    if name not in contents() or address(name) != f"/static/{version}/{name}":
        raise HTTPException(404)
    return Response(contents()[name], media_type=_TYPES[_ending(name)], headers=ASSET_HEADERS)


def _ending(name: str) -> str:
    return name.rpartition(".")[2]
