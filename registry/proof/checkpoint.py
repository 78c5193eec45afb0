"""Checkpoints and proofs: what a log signs of its tree, and what shows offline that a content is in it.

C2SP tlog-checkpoint and tlog-proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from .notes import NoteInvalid, NotSigned, SignatureWrong, Verifier, opened, unverified_text
from .tree import included, leaf_hash
from .written import HASH_BYTES, MAX_NUMBER, base64, from_base64, hash_of, number, path_of

HEAD_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: its origin (the name by which it is known), how many leaves its tree has, and the root, 32 bytes.

    `extension` has further lines, which nobody but the log understands.
    """

    origin: str
    size: int
    root: bytes
    extension: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extension)
        if not all(lines) or any(character < " " for line in lines for character in line):
            raise ValueError("the origin and the extension lines of a checkpoint are whole lines, and not empty")
        if not 0 <= self.size <= MAX_NUMBER or len(self.root) != HASH_BYTES:
            raise ValueError("a checkpoint has a size from 0 to 2^63 - 1, and a root of 32 bytes")

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64(self.root), *self.extension))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint in the text of a note. Raises `ValueError` for what `text` never gives."""
        lines = text.split("\n")
        if len(lines) <= HEAD_LINES or lines.pop():
            raise ValueError("a checkpoint is at least three lines: origin, size and root")
        return cls(lines[0], number(lines[1]), hash_of(lines[2]), tuple(lines[HEAD_LINES:]))


class Fault(StrEnum):
    """Why a proof does not hold."""

    MALFORMED = "malformed"
    OTHER_LOG = "other-log"
    NOT_SIGNED = "not-signed"
    NOT_INCLUDED = "not-included"


class ProofInvalid(Exception):
    """A proof does not hold. `code` is stable."""

    def __init__(self, code: Fault, why: str) -> None:
        super().__init__(why)
        self.code = code


VERSION = "c2sp.org/tlog-proof@v1"
"""The first line of a proof."""


@dataclass(frozen=True)
class Proof:
    """Proof that a content is leaf `index` of a log: the path to the root (the leaf's neighbour first) and the signed checkpoint.

    `extra` is what the log adds for those who know it; nobody signed it.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint_note: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """The proof as a file, whose name ends in `.tlog-proof`."""
        extra = [] if self.extra is None else [f"extra {base64(self.extra)}"]
        lines = [VERSION, *extra, f"index {self.index}", *map(base64, self.path), ""]
        return "".join(f"{line}\n" for line in lines) + self.checkpoint_note

    @classmethod
    def parse(cls, text: str) -> Self:
        """The proof in a file. The signatures are not looked at. Raises `ValueError` for what `text` never gives."""
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines.pop(0) != VERSION:
            raise ValueError(f"not a proof: its first line is not {VERSION}, or it has no checkpoint")
        extra = from_base64(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise ValueError("the proof does not say the index of the leaf")
        Checkpoint.parse(unverified_text(note))
        return cls(number(lines[0].removeprefix("index ")), path_of(lines[1:]), note, extra)

    def check(self, content: bytes, *verifiers: Verifier, origin: str) -> Checkpoint:
        """The checkpoint of the log `origin`, signed by one of its keys, if the content is in its tree. Raises `ProofInvalid`.

        Who wants witnesses to have seen the checkpoint opens `checkpoint_note` with their keys.
        """
        checkpoint = _signed_checkpoint(self.checkpoint_note, verifiers, origin)
        leaf = leaf_hash(content)
        if not included(leaf, index=self.index, size=checkpoint.size, path=self.path, root=checkpoint.root):
            why = f"the content is not entry {self.index} of the {checkpoint.size} in the tree that was signed"
            raise ProofInvalid(Fault.NOT_INCLUDED, why)
        return checkpoint


def _signed_checkpoint(note: str, verifiers: Sequence[Verifier], origin: str) -> Checkpoint:
    """The checkpoint in a note, if it is of this log and signed. Raises `ProofInvalid`."""
    try:
        checkpoint = Checkpoint.parse(unverified_text(note))
    except ValueError as error:
        raise ProofInvalid(Fault.MALFORMED, f"the checkpoint cannot be read: {error}") from error
    if checkpoint.origin != origin:
        raise ProofInvalid(Fault.OTHER_LOG, f"the checkpoint is of {checkpoint.origin!r}, not of {origin!r}")
    try:
        opened(note, *verifiers)
    except (NotSigned, SignatureWrong) as error:
        raise ProofInvalid(Fault.NOT_SIGNED, str(error)) from error
    except NoteInvalid as error:
        raise ProofInvalid(Fault.MALFORMED, str(error)) from error
    return checkpoint
