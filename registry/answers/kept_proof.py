"""Checking the proof in the file of a kept answer, with public keys alone: no installation is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.actor import Actor
from schemas.audit import Action

from ..proof.checkpoint import Checkpoint
from ..proof.entries import committed, private_part
from ..proof.keys import Verifier
from ..proof.opening import Opening
from ..proof.proved import read
from ..store.answers import VISITOR
from .shapes.trail_check import SignedBy
from .trail import signatures


@dataclass(frozen=True)
class Proved:
    """What the proof of an answer shows: the entry of the trail that has the answer's hash, the log, and who signed it."""

    entry: int
    checkpoint: Checkpoint
    by: tuple[SignedBy, ...]


class NotProved(Exception):
    """The file has no proof, or its proof is of something else."""


def proved(whole: Mapping[str, Any], keys: Sequence[Verifier]) -> Proved:
    """What the proof in the file of a kept answer shows, by keys of the log and of witnesses.

    Raises `ProofInvalid` if the proof does not hold, and `NotProved` if it is not about this answer.
    """
    text = whole.get("proof")
    if not isinstance(text, str):
        raise NotProved("there is no proof in the file: it was saved before the trail was signed. Download it again")
    proof = read(text)
    note = proof.check(*keys)
    _check_about(whole, proof.opening)
    return Proved(proof.number, proof.checkpoint, signatures(note))


def shows(opening: Opening, *, by: Actor | None, content_hash: str) -> bool | None:
    """Whether an entry about a kept answer commits to this hash; None if what it commits to was erased."""
    if opening.salt is None:
        return None
    private = private_part(by or VISITOR, {"content": content_hash})
    return committed(opening.salt, private) == opening.entry.get("private")


def _check_about(whole: Mapping[str, Any], opening: Opening) -> None:
    """Raises `NotProved`."""
    told = opening.entry
    details = told.get("details")
    if told.get("action") != Action.ANSWER or not isinstance(details, dict):
        raise NotProved("the proof is of an entry that is not about a kept answer")
    try:
        by = Actor.model_validate(whole["answer"]["by"]) if "by" in whole["answer"] else None
    except ValueError:
        raise NotProved("who kept the answer is not told as Serai tells it") from None
    shown = shows(opening, by=by, content_hash=str(whole["hash"]))
    if shown is None:
        raise NotProved("what the entry about this answer commits to was erased, so its proof no longer shows the answer")
    if not shown or details.get("answer") != whole.get("number"):
        raise NotProved("the proof is of another answer")
