"""Decoding bytes, with the charset that a portal names."""

import codecs

NO_CHARSETS = frozenset({"idna", "punycode"})
"""Encodings of Python that no document uses. Their time grows with the square of the length."""


def decoded(content: bytes, charset: str) -> str:
    """The text. Nothing is guessed or replaced. Raises `UnicodeError` for an invalid byte or an unknown charset."""
    try:
        if codecs.lookup(charset).name not in NO_CHARSETS:
            return content.decode(charset)
    except LookupError:
        pass
    raise UnicodeError(f"no charset: {charset}")
