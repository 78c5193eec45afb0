"""What an address leads to: a file, or a page that shows something."""

import re

from schemas.file_formats import file_format

PAGES = frozenset({"HTML", "XHTML"})
"""Formats of addresses that lead to a page or a service instead of a file."""

_IDENTIFIER = re.compile(r"https?://(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net)/", re.IGNORECASE)


def is_file(url: str) -> bool:
    """Whether an address ends like the name of a file with a known format. The address of a DOI or handle leads to a page."""
    if _IDENTIFIER.match(url):
        return False
    kind = file_format(stated=None, media_type=None, url=url)
    return kind is not None and kind.code is not None and kind.code not in PAGES
