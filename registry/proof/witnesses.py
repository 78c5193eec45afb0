"""Whom a log asks to witness it, and which logs a witness knows, as operators write them in settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from .keys import Kind, Verifier

_BETWEEN = re.compile(r"[;\n]")


class Fault(StrEnum):
    """Why a witness has not signed the newest checkpoint. Only `INCONSISTENT` says something about the past of the log."""

    UNREACHABLE = "unreachable"
    """It did not answer, or not in time."""
    REFUSED = "refused"
    """It does not take checkpoints of this log: it does not know the log or its key, or something else answers there."""
    WRONG_ANSWER = "wrong-answer"
    """It answered, but not with its signature."""
    INCONSISTENT = "inconsistent"
    """It has signed another past of this log, or a longer one than we have."""


@dataclass(frozen=True)
class Witness:
    """A witness: its public key, and the address to which checkpoints are submitted (without `/add-checkpoint`)."""

    verifier: Verifier
    address: str

    @property
    def name(self) -> str:
        """The name of its key."""
        return self.verifier.name


def witnesses_of(text: str) -> tuple[Witness, ...]:
    """The witnesses in a text of entries `KEY ADDRESS`, with semicolons or ends of lines between. Raises `ValueError`."""
    found = tuple(_witness(entry) for entry in _entries(text))
    names = [each.name for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"there are two witnesses with the name {twice[0]}")
    return found


def logs_of(text: str) -> Mapping[str, tuple[Verifier, ...]]:
    """The keys of each log by its origin, in a text of public keys. A log has several after a change of its key.

    The origin of a log is the name of its keys (C2SP tlog-checkpoint). Raises `ValueError`.
    """
    found = dict[str, tuple[Verifier, ...]]()
    for entry in _entries(text):
        key = _key(entry, Kind.ED25519, "a log")
        others = found.get(key.name, ())
        if key in others or key.number in {other.number for other in others}:
            raise ValueError(f"a key of the log {key.name} is named twice")
        found[key.name] = (*others, key)
    return found


def _entries(text: str) -> Iterator[str]:
    return (entry.strip() for entry in _BETWEEN.split(text) if entry.strip())


def _witness(entry: str) -> Witness:
    key, *address = entry.split()
    verifier = _key(key, Kind.COSIGNATURE, "a witness")
    if len(address) != 1:
        raise ValueError(f"{verifier.name}: a witness is its public key, a space, and the address where it is asked")
    return Witness(verifier, _address(verifier.name, address[0]))


def _key(text: str, kind: Kind, whose: str) -> Verifier:
    verifier = Verifier.parse(text)
    if verifier.kind is not kind:
        raise ValueError(f"the key of {verifier.name} is not one of {whose}")
    return verifier


def _address(name: str, text: str) -> str:
    """Raises `ValueError`, which does not show the address: it may have a password."""
    try:
        parts = urlsplit(text)
        plain = not (parts.username or parts.password or parts.query or parts.fragment) and parts.port != 0
        host = parts.hostname
    except ValueError:
        plain, host = False, None
    if not plain or not host or parts.scheme not in {"http", "https"} or not text.isascii():
        raise ValueError(f"{name}: a witness's address is http or https, with a host, and no password, query or fragment")
    return text.rstrip("/")
