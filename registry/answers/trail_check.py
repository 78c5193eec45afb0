"""Checking a proof of the trail: what it proves, who signed it, and whether this installation still has it so."""

from collections.abc import Iterable
from typing import Any

from schemas.audit import Action

from ..pipeline import trail
from ..proof.checkpoint import ProofInvalid
from ..proof.entries import leaf
from ..proof.keys import Verifier
from ..proof.opening import Opening
from ..proof.proved import read
from ..services import Services
from ..store.errors import AnswerMissing, EntryMissing
from .kept_proof import shows
from .shapes.trail_check import AnswerHere, Here, ProofAnswer, ProofFault
from .trail import known_keys, signatures


def proved(text: str, *keys: Verifier) -> ProofAnswer:
    """What a proof proves to somebody who trusts these keys, of logs and of witnesses. No installation is needed.

    Whatever the text holds, there is an answer.
    """
    stated: dict[str, Any] = {}
    try:
        proof = read(text)
        stated = {"entry": proof.number, "origin": proof.checkpoint.origin, "size": proof.checkpoint.size}
        note = proof.check(*keys)
    except ProofInvalid as error:
        return ProofAnswer(holds=False, fault=ProofFault(code=error.code, detail=str(error)), **stated)
    opening = proof.opening
    return ProofAnswer(holds=True, leaf=opening.entry, private=opening.private, by=signatures(note), **stated)


def check(services: Services, text: str, *, keys: Iterable[Verifier] = ()) -> ProofAnswer:
    """Check a proof by the keys of this installation's log, of its witnesses, and by `keys`; and compare it with what is here.

    Raises `StoreError`.
    """
    ours = trail.verifiers(services)
    found = proved(text, *known_keys(services), *keys)
    if not found.holds:
        return found
    if found.origin not in {key.name for key in ours}:
        return found.model_copy(update={"here": Here.OTHER_LOG})
    return found.model_copy(update=_compared(services, read(text).opening, number=found.entry or 0, size=found.size or 0))


def _compared(services: Services, opening: Opening, *, number: int, size: int) -> dict[str, Any]:
    """What this installation has of an entry that its own log has signed."""
    origin = trail.verifiers(services)[0].name
    checkpoint = services.store.checkpoints.first_over(origin, size)
    at = checkpoint.at if checkpoint and checkpoint.size == size else None
    try:
        same = leaf(services.store.audit.get(number)) == opening.leaf
    except EntryMissing:
        return {"at": at, "here": Here.MISSING}
    if not same:
        return {"at": at, "here": Here.ANOTHER}
    return {"at": at, "here": Here.SAME, "answer": _answer(services, opening)}


def _answer(services: Services, opening: Opening) -> AnswerHere | None:
    """The kept answer that an entry of ours is about; None if it is about none."""
    if opening.entry.get("action") != Action.ANSWER:
        return None
    number = opening.entry["details"]["answer"]
    try:
        kept = services.store.answers.get(number)
    except AnswerMissing:
        return AnswerHere(number=number, same=False)
    return AnswerHere(number=number, hash=kept.hash, same=shows(opening, by=kept.answer.by, content_hash=kept.hash))
