"""JSON as all formats write it: in UTF-8, letters as they are, days and moments in ISO 8601."""

import json
from datetime import date, datetime

import orjson


def written(value: object) -> bytes:
    """A value, in one line."""
    return _written(value, None)


def laid_out(value: object) -> bytes:
    """A value as people read it: a member a line."""
    return _written(value, 2)


def iso(value: object) -> str:
    """A day, or a moment in UTC. Raises `TypeError` for anything else."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _written(value: object, indent: int | None) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_UTC_Z | (orjson.OPT_INDENT_2 if indent else 0))
    except orjson.JSONEncodeError:  # a number of more than 64 bits, or half a surrogate pair: rare, and Python has a way for both
        return json.dumps(value, default=iso, indent=indent).encode()
