"""The audit trail, published: the files that a program follows it by, its entries, and proofs. All of it without an account."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import PlainTextResponse, Response
from pydantic import AfterValidator, Field

from schemas.model import Model

from ..answers import links
from ..answers.shapes.trail_check import ProofAnswer
from ..answers.trail import (
    EntriesAnswer,
    TrailAnswer,
    TrailEntry,
    entries_view,
    entry_view,
    proof_of,
    published,
    trail_view,
)
from ..answers.trail_check import check
from ..pipeline.trail import CHECKPOINT
from ..proof.keys import Verifier
from ..proof.proved import MOST_CHARACTERS
from ..proof.tile_files import tile_of
from ..store.run_rows import LARGEST
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from . import trail_examples as examples
from .documentation import TEXT, TILE, body_examples, example, problems
from .errors import Refusal
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/trail", tags=["trail"], route_class=StrictRoute)

SHORT = "public, max-age=5"
LONG = "public, max-age=86400, immutable"
"""A file of the tree never changes within its log. For a day only: when a log is begun anew, the names mean other files."""

MAX_KEYS = 20

EntryNumber = Annotated[RowNumber, Path(description="The number of an entry of the trail.", examples=[12])]


class EntriesQuery(Model):
    """Which entries to list."""

    after: Annotated[int, Field(ge=0, le=LARGEST, description="Only those with a higher number.", examples=[12])] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100


def _key(text: str) -> str:
    """Raises `ValueError` if a text is not a public key."""
    return str(Verifier.parse(text))


class ProofBody(Model):
    """A proof, and the public keys of witnesses and of other logs by which to check it too."""

    proof: Annotated[str, Field(max_length=MOST_CHARACTERS, description="The text of a proof (C2SP tlog-proof).")]
    key: Annotated[
        tuple[Annotated[str, Field(max_length=500), AfterValidator(_key)], ...],
        Field(max_length=MAX_KEYS, description="Public keys, each as its owner prints it: `name+number+key`."),
    ] = ()


@router.get("", summary="Read the head of the trail", responses=problems() | example(examples.TRAIL))
def read_trail(services: ServicesDep) -> TrailAnswer:
    """The newest signed checkpoint, the keys that sign, how many entries are not signed yet, and where the files are."""
    return trail_view(services)


@router.get(
    "/checkpoint",
    summary="Read the newest checkpoint",
    response_class=PlainTextResponse,
    responses=problems("trail-file-missing") | TEXT,
)
def read_checkpoint(services: ServicesDep) -> Response:
    """The newest checkpoint as a signed note (C2SP tlog-checkpoint and tlog-cosignature). Where a client begins to follow."""
    return PlainTextResponse(published(services, CHECKPOINT), headers={"Cache-Control": SHORT})


@router.get(
    "/tile/{name:path}",
    summary="Read a file of the tree",
    response_class=Response,
    responses=problems("trail-file-missing", "request-invalid") | TILE,
)
def read_tile(
    name: Annotated[str, Path(max_length=80, description="The name of the file behind `tile/`.", examples=["0/000.p/12"])],
    services: ServicesDep,
) -> Response:
    """256 hashes of the tree or, below `entries`, 256 leaves, each behind its length in two bytes (C2SP tlog-tiles)."""
    try:
        tile = tile_of(f"tile/{name}")
    except ValueError as error:
        raise Refusal("trail-file-missing", f"{error}.") from None
    return Response(published(services, str(tile)), media_type="application/octet-stream", headers={"Cache-Control": LONG})


@router.get(
    "/entries", summary="List the entries of the trail", responses=problems("request-invalid") | example(examples.ENTRIES)
)
def list_entries(query: Annotated[EntriesQuery, Query()], services: ServicesDep) -> EntriesAnswer:
    """The entries of all records and of the catalogue, oldest first, as their leaves have them.

    The names of persons and free words are not in a leaf: it only commits to them.
    """
    return entries_view(services, after=query.after, limit=query.limit)


@router.get("/entries/{number}", summary="Read an entry of the trail", responses=problems("entry-missing", "request-invalid"))
def read_entry(number: EntryNumber, services: ServicesDep) -> TrailEntry:
    """One entry, as its leaf in the tree has it. The SHA-256 over a zero byte and the leaf is its hash in the tree (RFC 6962)."""
    return entry_view(services.store.audit.get(number))


@router.get(
    "/entries/{number}/proof",
    summary="Get the proof of an entry",
    response_class=PlainTextResponse,
    responses=problems("entry-missing", "entry-not-signed", "trail-file-missing", "content-damaged", "request-invalid") | TEXT,
)
def read_proof(number: EntryNumber, services: ServicesDep) -> Response:
    """The proof (C2SP tlog-proof) that the newest checkpoint covers the entry. It is checked offline, by the public key alone.

    The line `extra` has the entry itself (JSON, compressed by zlib) and, where everybody can read that, what it commits to.
    """
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'inline; filename="entry-{number}.tlog-proof"'}
    return PlainTextResponse(proof_of(services, number).text, headers=headers)


@router.post(
    "/check",
    summary="Check a proof",
    responses=problems("body-unreadable", "body-too-large", "request-invalid") | example(examples.CHECKED),
    openapi_extra=body_examples(examples.CHECKING),
)
def check_proof(body: ProofBody, services: ServicesDep) -> ProofAnswer:
    """What a proof proves, who signed it, and whether this installation still has the entry so.

    Who does not want to rely on us checks it offline, with `serai audit verify` or any program for C2SP tlog-proof.
    """
    return check(services, body.proof, keys=map(Verifier.parse, body.key))
