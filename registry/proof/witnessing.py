"""The witness's side of a cosignature: what is submitted, and what is answered (C2SP tlog-witness, `add-checkpoint`).

A witness signs a checkpoint only if the log's tree still begins with the tree that the witness signed last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from .checkpoint import Checkpoint
from .notes import (
    MAX_SIGNATURES,
    Cosigner,
    NoteInvalid,
    NotSigned,
    SignatureWrong,
    Verifier,
    cosignature,
    opened,
    unverified_text,
)
from .tree import EMPTY_ROOT, consistent
from .written import base64, number, path_of

MAX_BODY = 200_000
"""How many characters a submission, or the answer to one, has at most: room for a path and many long signatures."""

PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
"""The media type of an answer that says which size the witness signed last."""


@dataclass(frozen=True)
class Submission:
    """A checkpoint (a signed note) that a witness is asked to sign, and the path from the size that it signed last."""

    old_size: int
    path: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """The body of the request."""
        return "".join(f"{line}\n" for line in (f"old {self.old_size}", *map(base64, self.path), "")) + self.note

    @classmethod
    def parse(cls, body: str) -> Self:
        """The submission in a body. The signatures are not looked at. Raises `ValueError` for what `text` never gives."""
        if len(body) > MAX_BODY:
            raise ValueError(f"a submission has at most {MAX_BODY} characters")
        head, blank, note = body.partition("\n\n")
        first, *lines = head.split("\n")
        if not blank or not first.startswith("old "):
            raise ValueError("a submission is the old size, the hashes of a path, an empty line, and a checkpoint")
        Checkpoint.parse(unverified_text(note))
        return cls(number(first.removeprefix("old ")), path_of(lines), note)


@dataclass(frozen=True)
class Answer:
    """What a witness answers: the HTTP status, the body and its media type."""

    status: int
    body: str
    media_type: str = PLAIN


class Seen(Protocol):
    """What a witness remembers. Many threads and processes may use it at once."""

    def latest(self, origin: str) -> Checkpoint | None:
        """The checkpoint of a log that was signed last; None if none was."""
        ...

    def keep(self, origin: str, *, before: int, checkpoint: Checkpoint, note: str) -> bool:
        """Remember a checkpoint for good, if the latest one still has the size `before` (0 if there is none).

        Returns whether it had. Looking and remembering are one step, which nobody else comes between.
        """
        ...


def answer(body: str, *, logs: Mapping[str, Sequence[Verifier]], cosigner: Cosigner, seen: Seen, at: datetime) -> Answer:
    """What a witness answers to a submission at a time. `logs` has the keys of each log that it knows, by the log's origin.

    200 with the cosignature; 400 if the submission cannot be read, 404 if the log is not known, 403 if it did not sign, 409 with
    the size that was signed last if the submission is not about this size or another root, 422 if the path does not hold.
    """
    try:
        submission = Submission.parse(body)
        checkpoint = Checkpoint.parse(unverified_text(submission.note))
    except ValueError as error:
        return Answer(400, f"{error}\n")
    if checkpoint.origin not in logs:
        return Answer(404, "this witness does not know the log\n")
    try:
        opened(submission.note, *logs[checkpoint.origin])
    except (NotSigned, SignatureWrong) as error:
        return Answer(403, f"{error}\n")
    refused = _refused(submission, checkpoint, seen)
    if refused is not None:
        return refused
    if not seen.keep(checkpoint.origin, before=submission.old_size, checkpoint=checkpoint, note=submission.note):
        return _signed_last(seen.latest(checkpoint.origin))
    return Answer(200, cosignature(checkpoint.text, cosigner, at=at) + "\n")


def accepted(answer_body: str, note_text: str, witness: Verifier) -> str | None:
    """The line by which a witness signed the text of a note, in the body of its answer; None if no line there holds.

    Only the first lines are looked at, as many as a note has signatures.
    """
    if len(answer_body) > MAX_BODY:
        return None
    for line in answer_body.split("\n")[:MAX_SIGNATURES]:
        try:
            by = opened(f"{note_text}\n{line}\n", witness).by
        except (NoteInvalid, NotSigned):
            continue
        if by[0].time is not None:
            return line
    return None


def _refused(submission: Submission, checkpoint: Checkpoint, seen: Seen) -> Answer | None:
    """Why a checkpoint, which its log did sign, does not follow the one that was signed last; None if it does."""
    if submission.old_size > checkpoint.size:
        return Answer(400, "the old size is larger than the checkpoint's\n")
    last = seen.latest(checkpoint.origin)
    size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
    if submission.old_size != size or (last and checkpoint.size == size and checkpoint.root != root):
        return _signed_last(last)
    path = submission.path
    if not consistent(before=size, root_before=root, after=checkpoint.size, root_after=checkpoint.root, path=path):
        return Answer(422, "the path does not show that the tree begins with the one that was signed last\n")
    return None


def _signed_last(last: Checkpoint | None) -> Answer:
    return Answer(409, f"{last.size if last else 0}\n", SIZE)
