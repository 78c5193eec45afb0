"""The errors explained: where the `type` of a problem leads."""

from typing import Annotated

from fastapi import APIRouter, Path

from ..answers import links
from .documentation import problems
from .errors import Refusal
from .problems import KINDS, ProblemKind, ProblemKinds, explained

router = APIRouter(prefix=f"{links.ROOT}/problems", tags=["operation"])

Code = Annotated[str, Path(description="The `code` of a problem.", examples=["record-missing"])]


@router.get("", summary="List the kinds of errors", responses=problems())
def list_kinds() -> ProblemKinds:
    """Every kind of error that this API answers with."""
    return ProblemKinds(items=tuple(explained(kind) for kind in KINDS.values()))


@router.get("/{code}", summary="Read what an error means", responses=problems("problem-missing"))
def read_kind(code: Code) -> ProblemKind:
    """A kind of error: its status, and what a client can do."""
    kind = KINDS.get(code)
    if kind is None:
        raise Refusal("problem-missing", "No error has this code.")
    return explained(kind)
