"""An export of the trail: lines of JSON that anybody can check who has the public key of the log.

Each line is an object with one part, in canonical JSON (`schemas/canonical.py`) and at most `MAX_LINE` bytes. In this order:

- `export`: what it is (`Header`), with the signed checkpoint, a note (C2SP signed-note, tlog-checkpoint);
- `entry`: each entry from the first to the last one that the checkpoint covers. `leaf` is the content of its leaf in the tree,
  and `hash` its hash, which the next entry repeats. With private parts, `salt` and `private` are what the leaf commits to, unless
  that was erased; an entry of the old forms, whose leaf has nothing but its hash, has in `whole` what the hash is over;
- `checkpoint`, between entries: an earlier checkpoint, over the entries before it. It tells where another past begins;
- `rules`: the sets of rules that came in force, each once: the `hash` by which an entry names it, and its files by name;
- `end`: how many entries and sets of rules there are. Where it is missing, the file was cut.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Literal, Self

from pydantic import Field

from schemas.audit import AuditEntry
from schemas.canonical import canonical, parsed
from schemas.model import Model

from .entries import FORM, leaf, private_part
from .written import MAX_NUMBER

FORMAT: Literal[1] = 1
"""The version of the format."""

MAX_LINE = 2**23
"""The most bytes of a line, with its end: a set of rules has a hundred thousand, an entry has fewer."""

PARTS = ("export", "entry", "checkpoint", "rules", "end")
"""What a line can have."""


class Header(Model):
    """What the first line says. `keys` are the public keys that signed the log, the newest first.

    `size` is how many entries follow, and `private` says whether what they commit to is shown.

    Only the checkpoint is signed: what else stands here must agree with it, or with the entries.
    """

    format: Literal[1] = FORMAT
    origin: str
    keys: tuple[str, ...]
    checkpoint: str
    size: int = Field(ge=0, le=MAX_NUMBER, strict=True)
    at: datetime
    private: bool = Field(strict=True)


class Counts(Model):
    """What the last line says."""

    entries: int = Field(ge=0, le=MAX_NUMBER, strict=True)
    rules: int = Field(ge=0, le=MAX_NUMBER, strict=True)


class LineInvalid(ValueError):
    """A line is not one of an export."""


class LineTooLong(LineInvalid):
    """A line has more than `MAX_LINE` bytes."""


@dataclass(frozen=True)
class Part:
    """A line: which part it has, and the value of that."""

    name: str
    value: dict[str, Any]

    @property
    def line(self) -> bytes:
        """The part as a line, with its end. Raises `LineTooLong`."""
        written = canonical({self.name: self.value}) + b"\n"
        if len(written) > MAX_LINE:
            raise LineTooLong(f"the line would have {len(written)} bytes, at most {MAX_LINE} can be read")
        return written

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """The part in a line. Raises `LineInvalid` for what `line` never gives."""
        if len(line) > MAX_LINE:
            raise LineTooLong(f"the line has more than {MAX_LINE} bytes")
        try:
            found = parsed(line)
            written = canonical(found)
        except (ValueError, TypeError) as error:  # too deep a value can be read, but not written
            raise LineInvalid(f"the line is not JSON: {error}") from error
        if written + b"\n" != line:
            raise LineInvalid("the line is not written in the one form that is hashed")
        match found:
            case dict() if len(found) == 1:
                [(name, value)] = found.items()
                if name in PARTS and isinstance(value, dict):
                    return cls(name, value)
        raise LineInvalid(f"the line is none of {', '.join(PARTS)}")


def header_part(header: Header) -> Part:
    """The first line."""
    return Part("export", header.model_dump(mode="json"))


def entry_part(entry: AuditEntry, *, private: bool, erased: bool = False) -> Part:
    """The line of an entry. `erased` says that what an entry of the old forms held was erased: no entry shows that itself."""
    value: dict[str, Any] = {"leaf": parsed(leaf(entry)), "hash": entry.hash}
    if private and entry.form != FORM and not erased:
        value["whole"] = entry.model_dump(mode="json", include=set(WHOLE))
    if private and entry.salt is not None:
        value |= {"salt": entry.salt, "private": private_part(entry.actor, entry.details)}
    return Part("entry", value)


WHOLE = ("record", "action", "actor", "at", "details")
"""What the hash of an entry of the old forms is over, besides what its leaf has."""


def checkpoint_part(note: str) -> Part:
    """The line of an earlier checkpoint."""
    return Part("checkpoint", {"note": note})


def rules_part(content_hash: str, contents: Mapping[str, str]) -> Part:
    """The line of a set of rules: its hash, and its files by name."""
    return Part("rules", {"hash": content_hash, "contents": dict(contents)})


def end_part(counts: Counts) -> Part:
    """The last line."""
    return Part("end", counts.model_dump())


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file. Of one that is too long comes only the beginning, which is too long too."""
    while line := file.readline(MAX_LINE + 1):
        yield line
