"""The keys of logs and witnesses: Ed25519 (RFC 8032), with a name, and written as Go's package `note` writes them.

A log signs a text alone (C2SP signed-note), a witness a text and a time (C2SP tlog-cosignature).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from .written import base64, from_base64

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES = 32
NUMBER_BYTES, TIME_BYTES = 4, 8

PRIVATE = "PRIVATE+KEY+"
"""How the text of a private key begins."""

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
"""The characters that no note has: controls other than the end of a line."""

_KEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+(.+)", re.DOTALL)


class NoteInvalid(ValueError):
    """A note is not written as notes are, or a signature by a known key does not hold."""


class SignatureWrong(NoteInvalid):
    """A signature has the name and number of a known key, and is not by this key or not of this text."""


class Kind(IntEnum):
    """What a key signs: the text alone, or the text and a time."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class Verifier:
    """A public key: its name, 32 bytes, and what it signs. `str` writes it as Go's `note` does: `name+number+key`."""

    name: str
    key: bytes
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"the key of {self.name} has {len(self.key)} bytes, not {KEY_BYTES}")

    def __str__(self) -> str:
        return _key_text(self, self.key)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that a text writes. Raises `ValueError`."""
        name, number, kind, key = _parsed_key(text)
        verifier = cls(name, key, kind)
        _check_number(verifier, number)
        return verifier

    def verified(self, text: str, signature: bytes) -> datetime | None:
        """The time that a signature of a text states, if its kind does. Raises `SignatureWrong` if it does not hold."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - large, and few commands check a signature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - the same

        message, time = text.encode(), None
        try:
            if self.kind is Kind.COSIGNATURE:
                seconds = int.from_bytes(signature[:TIME_BYTES], "big")
                time = datetime.fromtimestamp(seconds, UTC)
                message, signature = _cosigned(text, seconds), signature[TIME_BYTES:]
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (
            InvalidSignature,
            ValueError,
            OverflowError,
            OSError,
        ) as error:  # also a time that no calendar has
            raise SignatureWrong(f"the signature by {self.name} does not hold") from error
        return time

    @property
    def number(self) -> int:
        """What tells keys of one name apart: the first four bytes of a hash of name, kind and key."""
        hashed = sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.key).digest()
        return int.from_bytes(hashed[:NUMBER_BYTES], "big")


@dataclass(frozen=True)
class _Private:
    """A private key. `str` writes it out, `repr` does not show it."""

    name: str
    seed: bytes = field(repr=False)

    _kind = Kind.ED25519

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != KEY_BYTES:
            raise ValueError(f"the private key of {self.name} does not have {KEY_BYTES} bytes")

    def __str__(self) -> str:
        return PRIVATE + _key_text(self.verifier, self.seed)

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key. Raises `ValueError` if a key cannot be named so."""
        return cls(name, _ed25519().generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that a text writes. Raises `ValueError`, which does not show the text."""
        if not text.startswith(PRIVATE):
            raise ValueError(f"not a private key: it does not begin with {PRIVATE}")
        name, number, kind, seed = _parsed_key(text.removeprefix(PRIVATE))
        if kind != cls._kind:
            raise ValueError(f"the private key of {name} is not one for this kind of signature")
        private = cls(name, seed)
        _check_number(private.verifier, number)
        return private

    @property
    def verifier(self) -> Verifier:
        """The public key of this one."""
        return Verifier(self.name, self._private.public_key().public_bytes_raw(), self._kind)

    @property
    def _private(self) -> "Ed25519PrivateKey":
        return _ed25519().from_private_bytes(self.seed)

    def _line(self, message: bytes, before: bytes = b"") -> str:
        """The signature line; `before` stands between the key's number and the signature."""
        number = self.verifier.number.to_bytes(NUMBER_BYTES, "big")
        return f"— {self.name} {base64(number + before + self._private.sign(message))}"


class Signer(_Private):
    """A private key that signs texts. It is written as Go's `note` writes it."""

    def line(self, text: str) -> str:
        """The signature of a text, a line without its end."""
        return self._line(text.encode())


class Cosigner(_Private):
    """A private key that cosigns checkpoints. It is written as a `Signer` is, with the number of its kind of signature."""

    _kind = Kind.COSIGNATURE

    def line(self, text: str, at: datetime) -> str:
        """The cosignature of a text at a time, a line without its end."""
        seconds = int(at.timestamp())
        if at.tzinfo is None or seconds < 0:
            raise ValueError(f"no time of a cosignature: {at}")
        return self._line(_cosigned(text, seconds), seconds.to_bytes(TIME_BYTES, "big"))


def _ed25519() -> "type[Ed25519PrivateKey]":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - large, and few commands sign

    return Ed25519PrivateKey


def _cosigned(text: str, seconds: int) -> bytes:
    """What a cosigner signs."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _key_text(verifier: Verifier, key: bytes) -> str:
    return f"{verifier.name}+{verifier.number:08x}+{base64(bytes([verifier.kind]) + key)}"


def _parsed_key(text: str) -> tuple[str, int, Kind, bytes]:
    """Name, number, kind and bytes of a key. Raises `ValueError`, which shows none of the text: it may be a private key."""
    found = _KEY.fullmatch(text)
    if not found:
        raise ValueError("not a key: it is not of the form NAME+NUMBER+KEY")
    try:
        content = from_base64(found[3])
        kind = Kind(content[0])
    except (ValueError, IndexError):
        raise ValueError(f"the key of {found[1]!r} is not one of a known kind") from None
    return found[1], int(found[2], 16), kind, content[1:]


def _check_number(verifier: Verifier, number: int) -> None:
    if verifier.number != number:
        raise ValueError(f"the key of {verifier.name} has another number than is written: a character may be wrong")


def check_name(name: str) -> None:
    """Raises `ValueError` for a name that signature lines cannot have (as Go's `note`, and no controls)."""
    if not name or "+" in name or any(character.isspace() for character in name) or CONTROL.search(name):
        raise ValueError(f"no key is named {name[:80]!r}: a name has no spaces and no plus, and is not empty")
    name.encode()
