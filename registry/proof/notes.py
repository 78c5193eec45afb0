"""Signed notes (C2SP signed-note): a text, an empty line, and signatures of it, each in a line with the name of its key."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from .keys import CONTROL, NUMBER_BYTES, Cosigner, Kind, NoteInvalid, SignatureWrong, Signer, Verifier, check_name
from .written import from_base64

__all__ = [
    "MAX_SIGNATURES",
    "Cosigner",
    "Kind",
    "NotSigned",
    "NoteInvalid",
    "Opened",
    "Signature",
    "SignatureWrong",
    "Signer",
    "Verifier",
    "cosignature",
    "opened",
    "signed",
    "unverified_text",
    "with_signatures",
]

MAX_SIGNATURES = 100
"""How many signatures a note has at most; the specification asks for at least 16, Go's `note` takes as many as here."""

_LINE = re.compile(r"— ([^ ]+) ([^ ]+)")


class NotSigned(Exception):
    """No known key signed the note."""


@dataclass(frozen=True)
class Signature:
    """A signature that holds: whose it is, and for a cosignature the time it states."""

    verifier: Verifier
    time: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """A note with a signature that holds: its text, the signatures of known keys, and the lines of all others."""

    text: str
    by: tuple[Signature, ...]
    unknown: tuple[str, ...] = ()


def signed(text: str, *signers: Signer) -> str:
    """The note of a text. Raises `NoteInvalid` for a text that no note has: it ends with a line, and has no other controls."""
    if not text.endswith("\n") or not signers:
        raise NoteInvalid("a note has a text that ends with a line, and at least one signature")
    _check_characters(text)
    return text + "\n" + "".join(f"{signer.line(text)}\n" for signer in signers)


def cosignature(note_text: str, cosigner: Cosigner, *, at: datetime) -> str:
    """The line by which a witness signs the text of a note (without its signatures) at a time. It has no end of line."""
    return cosigner.line(note_text, at)


def with_signatures(note: str, *lines: str) -> str:
    """The note with more signature lines; one that it has already is not repeated. Raises `NoteInvalid`."""
    text, present = _parts(note)
    more = [_Line.parse(line.removesuffix("\n")) for line in lines]
    return text + "\n" + "".join(f"{line.text}\n" for line in dict.fromkeys([*present, *more]))


def unverified_text(note: str) -> str:
    """The text of a note whose signatures nobody checked: good for finding the keys to ask for. Raises `NoteInvalid`."""
    return _parts(note)[0]


def opened(note: str, *verifiers: Verifier) -> Opened:
    """The note, if the key of a verifier signed it. Only the first signature of each key counts.

    Raises `NoteInvalid`, `SignatureWrong` if any of the keys has a signature that does not hold, and `NotSigned` if none has one.
    """
    known = {(each.name, each.number): each for each in verifiers}
    if any(known[each.name, each.number] != each for each in verifiers):
        raise ValueError("two keys have the same name and number, so a signature cannot say which one it is by")
    text, lines = _parts(note)
    by, unknown = dict[Verifier, Signature](), dict[str, None]()
    for line in lines:
        verifier = known.get((line.name, line.number))
        if verifier is None:
            unknown[line.text] = None
        elif verifier not in by:
            by[verifier] = Signature(verifier, verifier.verified(text, line.signature))
    if not by:
        raise NotSigned(f"the note is not signed by {' or '.join(each.name for each in verifiers) or 'any known key'}")
    return Opened(text, tuple(by.values()), tuple(unknown))


@dataclass(frozen=True)
class _Line:
    """A line with a signature: the name and the number of its key, and the bytes behind them."""

    text: str
    name: str
    number: int
    signature: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NoteInvalid`."""
        found = _LINE.fullmatch(text)
        try:
            name, content = (found[1], from_base64(found[2])) if found else ("", b"")
            check_name(name)
        except ValueError as error:
            raise NoteInvalid(f"not a signature line: {text[:80]!r}: {error}") from error
        if len(content) <= NUMBER_BYTES:
            raise NoteInvalid(f"no signature behind the number of the key: {text[:80]!r}")
        return cls(text, name, int.from_bytes(content[:NUMBER_BYTES], "big"), content[NUMBER_BYTES:])


def _parts(note: str) -> tuple[str, list[_Line]]:
    """The text and the signatures, which nobody checked. Raises `NoteInvalid`."""
    _check_characters(note)
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteInvalid("a note is a text, an empty line, and signatures, each in a whole line")
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteInvalid(f"a note has at most {MAX_SIGNATURES} signatures")
    return text + "\n", [_Line.parse(line) for line in lines]


def _check_characters(text: str) -> None:
    """Raises `NoteInvalid` for what is not UTF-8, or has control characters other than the end of a line."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NoteInvalid("a note is UTF-8") from error
    if CONTROL.search(text):
        raise NoteInvalid("a note has no control characters but the ends of its lines")
