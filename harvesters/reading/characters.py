"""From bytes to characters, in the charset that a portal names."""

import codecs

NO_CHARSETS = frozenset({"idna", "punycode"})
"""Encodings of Python that no document is written in. They take time that grows with the square of the text."""


def decoded(content: bytes, charset: str) -> str:
    """The text; nothing is guessed or replaced. Raises `UnicodeError` if a byte does not fit, or there is no such charset."""
    try:
        if codecs.lookup(charset).name not in NO_CHARSETS:
            return content.decode(charset)
    except LookupError:
        pass
    raise UnicodeError(f"no charset: {charset}")
