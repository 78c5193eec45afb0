"""The tool `verify_proof`: what a proof of the audit trail proves."""

from typing import Annotated

from pydantic import ConfigDict, Field

from ..answers.pasted import pasted
from ..answers.shapes.trail_check import Here, ProofAnswer
from ..answers.trail_check import check
from .asked import Arguments, Place
from .told import SHORT
from .writing import Answer, Item, said

_HERE = {
    Here.SAME: "This installation has the same entry.",
    Here.ANOTHER: "This installation has another entry under this number: one of the two was changed.",
    Here.MISSING: "This installation does not have this entry.",
    Here.OTHER_LOG: "The proof is of the log of another installation.",
}

_FACTS = ("action", "at", "record", "run")
"""What is told of a proved entry."""


class Proved(Arguments):
    """A proof."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=50_000)

    proof: Annotated[str, Field(min_length=1, description="The whole text of a proof; it begins with c2sp.org/tlog-proof@v1.")]


def verify_proof(place: Place, asked: Proved) -> Answer:
    """What it proves, and whether it is so here. Raises `StoreError`."""
    found = check(place.services, pasted(asked.proof))
    if not found.holds:
        code = found.fault.code if found.fault else "malformed"
        told = [("why", found.fault.detail if found.fault else "", SHORT), ("states the log", found.origin or "", SHORT)]
        return Answer(head=(f"The proof does not hold: {code}. It proves nothing.", *said("the proof", told, whole=place.root)))
    return Answer(head=("The proof holds.", *_proved(found), *_stated(place, found), *_here(found)))


def _proved(found: ProofAnswer) -> Item:
    signed = (f"{each.name}{f' at {each.at:%Y-%m-%d %H:%M}' if each.at else ''}" for each in found.by if each.known)
    at = f" at {found.at:%Y-%m-%d %H:%M}" if found.at else ""
    return (
        f"Entry {found.entry} is in the log of {found.size} entries that was signed{at} by {', '.join(signed)}.",
        "Whoever trusts these keys knows that the entry was there then, and has not changed since.",
    )


def _stated(place: Place, found: ProofAnswer) -> Item:
    """What the entry says: what was done when, to which record. Names and reasons of persons stay in the proof."""
    leaf = found.leaf or {}
    told = [(name, str(leaf[name]), SHORT) for name in _FACTS if name in leaf]
    private = ("The proof also shows what the entry commits to, such as a name. That is not repeated.",) if found.private else ()
    return (*said("the proved entry", told, whole=place.root), *private)


def _here(found: ProofAnswer) -> Item:
    answer = found.answer
    same = {True: "It is the same here.", False: "It is another one here.", None: "Its content was erased."}
    about = (f"The entry is about kept answer {answer.number}. {same[answer.same]}",) if answer else ()
    return (_HERE[found.here] if found.here else "", *about)
