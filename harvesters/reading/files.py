"""What an address leads to: a file, or a page that shows something."""

import re

from schemas.dataset import Coded
from schemas.file_formats import file_format

from .remarks import Remarks

PAGES = frozenset({"HTML", "XHTML"})
"""Formats of addresses that lead to a page or a service instead of a file."""

_IDENTIFIER = re.compile(r"https?://(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net)/", re.IGNORECASE)


def is_file(url: str) -> bool:
    """Whether an address ends like the name of a file with a known format. The address of a DOI or handle leads to a page."""
    if _IDENTIFIER.match(url):
        return False
    kind = file_format(stated=None, media_type=None, url=url)
    return kind is not None and kind.code is not None and kind.code not in PAGES


def format_of(
    stated: str | None, remarks: Remarks, pointer: str, *, media_type: str | None = None, url: str | None = None
) -> Coded | None:
    """The format of a file, as it is stated, by its media type or by its name. A stated one that is not understood is noted."""
    kind = file_format(stated=stated, media_type=media_type, url=url)
    read = kind if kind is None or kind.verbatim == stated else file_format(stated=stated, media_type=None, url=None) or kind
    if read and read.code is None:
        remarks.note("format-not-understood", pointer, read.verbatim)
    return kind
