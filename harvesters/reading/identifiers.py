"""Which values can be the identifier of a record."""

import re

from ..limits import MAX_IDENTIFIER

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def identifier_of(*values: object) -> str | None:
    """The first value that can be an identifier: a text or a whole number, printable, not too long. None if there is none."""
    for value in values:
        text = str(value).strip() if isinstance(value, str | int) else ""
        if text.isprintable() and 0 < len(text) <= MAX_IDENTIFIER:
            return text
    return None


def same(identifier: str) -> str:
    """An identifier in one spelling. A UUID is the same in small and capital letters (RFC 9562)."""
    return identifier.lower() if UUID.fullmatch(identifier) else identifier
