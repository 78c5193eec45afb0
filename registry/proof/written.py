"""How numbers and hashes are written in the lines of checkpoints, proofs and submissions (C2SP tlog-checkpoint, tlog-proof).

There is one way to write each value, and no other is read: a text that was read is written again as the same text.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error

HASH_BYTES = 32

MAX_NUMBER = 2**63 - 1
"""The largest size or index: other programs keep them in signed integers of 64 bits."""

MAX_PATH = 63
"""How many hashes a path has at most: a tree of `MAX_NUMBER` leaves is not higher (C2SP tlog-witness)."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def number(text: str) -> int:
    """The number that a text of decimal digits without leading zeros means. Raises `ValueError`."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_NUMBER:
        raise ValueError(f"not a number from 0 to 2^63 - 1: {text[:40]!r}")
    return int(text)


def base64(content: bytes) -> str:
    """A content in the standard alphabet with padding (RFC 4648, section 4)."""
    return b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """The content that `base64` writes as this text. Raises `ValueError`, also where other decoders would look away."""
    try:
        content = b64decode(text, validate=True)
    except (Error, ValueError):
        content = None
    if content is None or base64(content) != text:
        raise ValueError(f"not base64: {text[:40]!r}")
    return content


def hash_of(text: str) -> bytes:
    """The hash that a line holds. Raises `ValueError`."""
    found = from_base64(text)
    if len(found) != HASH_BYTES:
        raise ValueError(f"not a hash of {HASH_BYTES} bytes: {text[:60]!r}")
    return found


def path_of(lines: list[str]) -> tuple[bytes, ...]:
    """The hashes of a path, one in each line. Raises `ValueError`."""
    if len(lines) > MAX_PATH:
        raise ValueError(f"a path has at most {MAX_PATH} hashes, this one {len(lines)}")
    return tuple(hash_of(line) for line in lines)
