"""The page that checks a proof of the trail, for everybody: what it proves, who signed it, and what was not checked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from schemas.actor import ActorKind
from schemas.audit import CATALOGUE, Action
from schemas.canonical import canonical

from ..answers.pasted import pasted
from ..answers.shapes.trail_check import Here, ProofAnswer
from ..answers.trail import proof_of, trail_view
from ..answers.trail_check import check
from ..pipeline.trail import EntryNotSigned
from ..proof.checkpoint import Fault
from ..proof.keys import Verifier
from ..proof.proved import MOST_CHARACTERS
from ..proof.tile_files import TileDamaged, TileMissing
from ..store.run_rows import LARGEST
from ..web.bodies import StrictRoute
from ..web.last_resort import logged
from .moments import Moment, of_instant
from .site import Page, PageDep, greeting, led_to
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

MAX_KEYS = 20
LONGEST_ENTRY = len(str(LARGEST))

Text = Annotated[str, Form(max_length=2 * MOST_CHARACTERS)]

FAULTS = {
    Fault.MALFORMED: message(
        "The text is not a whole proof. Copy all of it, from the first line to the last, and change nothing."
    ),
    Fault.OTHER_LOG: message("It is from another log, whose public key is not known here. Add the key below, and check again."),
    Fault.NOT_SIGNED: message("A signature does not hold: what was signed was changed, or another key signed it."),
    Fault.NOT_INCLUDED: message("What was signed does not have this entry: the entry, its number or the path was changed."),
}

HERE = {
    Here.SAME: message("This catalogue still has the entry, unchanged."),
    Here.ANOTHER: message(
        "This catalogue now has another entry with this number. Its trail was changed after it had been signed: keep the proof."
    ),
    Here.MISSING: message("This catalogue no longer has the entry, although it was signed: keep the proof."),
    Here.OTHER_LOG: message("The entry is in the trail of another installation. It was not asked what it has today."),
}

UNSIGNED = message("The entry is not signed yet. Come back in some seconds.")
GONE = message("The files of the trail that make the proof cannot be read now. Tell the operator.")
NO_KEY = message("Line %(line)s is not a public key. Copy it whole, as its owner prints it.")
TOO_LONG = message("At most %(longest)s characters.")


@dataclass(frozen=True)
class Entry:
    """What a leaf says of an entry, as far as it says so: what was done, when, about which record, and by what kind of actor."""

    action: Action | None
    at: Moment | None
    record: str
    by: ActorKind | None


@dataclass(frozen=True)
class Result:
    """What came out: the answer, why in a sentence, what the catalogue has today, and the entry.

    `leaf` and `private` are the JSON of the entry and of what it commits to, as far as the proof shows it. `record` is the page
    of the record that an entry of ours is about.
    """

    answer: ProofAnswer
    why: str
    here: str
    entry: Entry | None
    leaf: str
    private: str
    record: str


@router.get("/proof")
def in_a_language(request: Request, entry: str = "") -> Response:
    """The page in the language of the person: an address that is the same for everybody."""
    links = greeting(request).links
    return led_to(links.proof(_number(entry)))


@router.get("/{language}/proof")
def proof_form(page: PageDep, entry: str = "") -> Response:
    """The form; with the number of an entry, its proof and what that proves."""
    number = _number(entry)
    if number is None:
        return _page(page)
    try:
        proof = proof_of(page.services, number).text
    except EntryNotSigned:
        return _page(page, told=page.language.gettext(UNSIGNED), entry=number)
    except (TileMissing, TileDamaged) as error:
        logged(error)
        return _page(page, told=page.language.gettext(GONE), entry=number)
    return _page(page, proof=proof, result=_result(page, check(page.services, proof)), entry=number)


@router.post("/{language}/proof")
def check_proof(page: PageDep, proof: Text = "", key: Annotated[str, Form(max_length=20_000)] = "") -> Response:
    """Check what was pasted, by our own keys and by those that were added."""
    if len(proof) > MOST_CHARACTERS:
        longest = page.language.number(MOST_CHARACTERS)
        return _page(page, proof=proof, key=key, flaw=("proof", page.language.gettext(TOO_LONG, longest=longest)))
    try:
        keys = tuple(_keys(key.split()[:MAX_KEYS]))
    except _NoKey as error:
        line = page.language.number(error.line)
        return _page(page, proof=proof, key=key, flaw=("key", page.language.gettext(NO_KEY, line=line)))
    text = pasted(proof)
    return _page(page, proof=text, key=key, result=_result(page, check(page.services, text, keys=keys)))


class _NoKey(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _keys(lines: Iterable[str]) -> Iterator[Verifier]:
    """The keys in lines. Raises `_NoKey`."""
    for number, line in enumerate(lines, 1):
        try:
            yield Verifier.parse(line)
        except ValueError:
            raise _NoKey(number) from None


def _page(page: Page, *, flaw: tuple[str, str] = ("", ""), **shown: object) -> Response:
    """The page. `flaw`: a field, and what is wrong in it."""
    values: dict[str, object] = {"proof": "", "key": "", "result": None, "told": "", "entry": None} | shown
    field, problem = flaw
    status = 422 if field else 200
    return page.render("proof.html", status=status, problem=problem, field=field, trail=trail_view(page.services), **values)


def _result(page: Page, answer: ProofAnswer) -> Result:
    gettext = page.language.gettext
    why = gettext(FAULTS[answer.fault.code]) if answer.fault else ""
    here = gettext(HERE[answer.here]) if answer.here else ""
    entry = entry_of(answer.leaf) if answer.leaf else None
    leaf, private = (canonical(value).decode() if value else "" for value in (answer.leaf, answer.private))
    record = record_page(page, entry) if entry and answer.here is Here.SAME else ""
    return Result(answer, why, here, entry=entry, leaf=leaf, private=private, record=record)


def record_page(page: Page, entry: Entry) -> str:
    """The page of the record that an entry of our own trail is about; nothing if it is about none."""
    return page.links.record(UUID(entry.record)) if entry.record not in {"", str(CATALOGUE)} else ""


def entry_of(leaf: dict[str, Any]) -> Entry:
    """What a leaf says, whoever wrote it. Old forms have only the hash of the entry."""
    actor = leaf.get("actor")
    return Entry(
        action=_code(Action, leaf.get("action")),
        at=_moment(leaf.get("at")),
        record=str(leaf.get("record", "")),
        by=_code(ActorKind, actor.get("kind")) if isinstance(actor, dict) else None,
    )


def _code(kind: Any, value: object) -> Any:
    return kind(value) if isinstance(value, str) and value in set(kind) else None


def _moment(value: object) -> Moment | None:
    try:
        return of_instant(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int | None:
    """The number of an entry in an address; None if it is none."""
    number = int(text) if text.isdecimal() and len(text) <= LONGEST_ENTRY else 0
    return number if 0 < number <= LARGEST else None
