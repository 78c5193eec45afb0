"""What stands in the `extra` line of a proof: the leaf that is proved, and what it commits to."""

import zlib
from dataclasses import dataclass
from typing import Any, Self

from schemas.audit import AuditEntry
from schemas.canonical import canonical, parsed

from .entries import committed, leaf, private_part

MOST_EXPANDED = 100_000
"""The most bytes of the JSON: an entry is shorter than 65,536."""

MOST_PRIVATE = 300
"""The most bytes of the private part that a proof has, so that it stays short. A longer one is in the history of its record."""


@dataclass(frozen=True)
class Opening:
    """The content of a leaf; where it commits to something, the salt of that, and what it is unless that is long.

    `private` is the JSON of `registry.proof.entries.private_part`.
    """

    leaf: bytes
    salt: str | None = None
    private: dict[str, Any] | None = None

    @classmethod
    def of(cls, entry: AuditEntry) -> Self:
        """The opening of an entry, as far as it was not erased."""
        private = private_part(entry.actor, entry.details) if entry.salt else None
        short = private is not None and len(canonical(private)) <= MOST_PRIVATE
        return cls(leaf(entry), entry.salt, private if short else None)

    @property
    def extra(self) -> bytes:
        """The content of the line: canonical JSON, compressed (zlib, RFC 1950), because hashes in hexadecimal are long."""
        found: dict[str, Any] = {"leaf": self.entry}
        if self.salt is not None:
            found["salt"] = self.salt
        if self.private is not None:
            found["private"] = self.private
        return zlib.compress(canonical(found), 9)

    @classmethod
    def parse(cls, extra: bytes) -> Self:
        """The opening in a line. Raises `ValueError` for what is none, or does not fit what the leaf commits to."""
        found = parsed(_expanded(extra))
        if not isinstance(found, dict) or found.keys() - {"leaf", "salt", "private"} or not isinstance(found.get("leaf"), dict):
            raise ValueError("the proof does not have the entry that it proves")
        salt, private = found.get("salt"), found.get("private")
        opening = cls(canonical(found["leaf"]), salt, private)
        if private is not None and not (isinstance(salt, str) and committed(salt, private) == opening.entry.get("private")):
            raise ValueError("what the proof shows is not what the entry commits to")
        return opening

    @property
    def entry(self) -> dict[str, Any]:
        """The entry, as its leaf has it. Raises `ValueError` if the leaf is not an object of JSON."""
        match parsed(self.leaf):
            case dict(found):
                return found
        raise ValueError("the leaf is not an entry")


def _expanded(extra: bytes) -> bytes:
    """Raises `ValueError` for what is not compressed, or grows too long."""
    expanding = zlib.decompressobj()
    try:
        found = expanding.decompress(extra, MOST_EXPANDED)
    except zlib.error as error:
        raise ValueError("the extra line of the proof is not what Serai writes") from error
    if not expanding.eof or expanding.unused_data:
        raise ValueError("the extra line of the proof is cut, or too long")
    return found
