"""JSON in the one form that is hashed: keys sorted at every depth, no white space, UTF-8."""

from hashlib import sha256
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """A value of JSON in its one form: equal values are equal bytes. Raises `orjson.JSONEncodeError`."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(content: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def parsed(content: bytes | str) -> Any:
    """The value of a text of JSON. Raises `ValueError`."""
    return orjson.loads(content)
