"""What all archives share: the name of a content, the form of a note's name, and when a content is damaged."""

import re
from hashlib import sha256

from .errors import Corrupt, NotArchived

HASH = re.compile(r"[0-9a-f]{64}")
PUBLISHED = re.compile(r"[0-9a-z][0-9a-z.]*(?:/[0-9a-z][0-9a-z.]*){0,12}")
NOTE = re.compile(r"[a-z][a-z0-9_]*/[0-9A-Za-z][0-9A-Za-z._-]{0,200}")


def content_path(content_hash: str) -> str:
    """`ab/cdef…` for the hash `abcdef…`. Raises `NotArchived` if the text is not a hash."""
    if not HASH.fullmatch(content_hash):
        raise NotArchived(content_hash)
    return f"{content_hash[:2]}/{content_hash[2:]}"


def note_path(name: str) -> str:
    """The path of a note. Raises `ValueError` for a name that is not of the form `folder/name`."""
    if not NOTE.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a note")
    return f"notes/{name}"


def published_path(name: str) -> str:
    """The path of a published file. Raises `ValueError` for a name that is not a path of plain names."""
    if not PUBLISHED.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a published file")
    return f"published/{name}"


def checked(content: bytes, content_hash: str) -> bytes:
    """The content. Raises `Corrupt` if it does not have this hash."""
    if sha256(content).hexdigest() != content_hash:
        raise Corrupt(f"archived content {content_hash} is damaged")
    return content
