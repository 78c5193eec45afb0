"""What an address leads to: a file, or a page that shows something."""

from schemas.file_formats import file_format

PAGES = frozenset({"HTML", "XHTML"})
"""Formats of addresses that show something instead of sending a file."""


def is_file(url: str) -> bool:
    """Whether an address ends as the name of a file does, in a format that we know."""
    kind = file_format(stated=None, media_type=None, url=url)
    return kind is not None and kind.code is not None and kind.code not in PAGES
