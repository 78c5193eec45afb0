"""Which values can be the identifier of a record."""

from ..limits import MAX_IDENTIFIER


def identifier_of(*values: object) -> str | None:
    """The first value that can be an identifier: a text or a whole number, printable, not too long. None if there is none."""
    for value in values:
        text = str(value).strip() if isinstance(value, str | int) else ""
        if text.isprintable() and 0 < len(text) <= MAX_IDENTIFIER:
            return text
    return None
