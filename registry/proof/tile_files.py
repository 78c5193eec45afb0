"""The files in which a tree is published (C2SP tlog-tiles): their names, and what stands in them.

A file has 256 hashes of the tree, or 256 contents. It is named as the specification names it, relative to where the tree is
published: `tile/0/x001/067.p/12`. A tile on level L has the hashes of the nodes at height 8 L. The last file of a level may be
partial; the full one begins with the same hashes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .tree import LEAF, NODE
from .written import HASH_BYTES

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""How many hashes, or contents, a full file has."""

MAX_LEVEL = 63
MAX_CONTENT = 0xFFFF
"""The longest content in bytes: its length is written in two bytes."""

Read = Callable[[str], bytes]
"""Reads a published file by its name. Raises `TileMissing`."""

_NAME = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileMissing(Exception):
    """There is no published file with this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not published")
        self.name = name


class TileDamaged(ValueError):
    """The published file with this name is not what it should be."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} is damaged: {why}")
        self.name = name


class ContentTooLong(ValueError):
    """A content has more than 65,535 bytes."""


@dataclass(frozen=True)
class TileName:
    """What a file holds: the level of its hashes (None: contents), its number on the level, and how many it has (1 to 256)."""

    level: int | None
    number: int
    width: int = WIDTH

    def __str__(self) -> str:
        return tile_name(self.level, self.number, self.width)


def tile_name(level: int | None, number: int, width: int = WIDTH) -> str:
    """The name of a file. `level` None: the contents of leaves. Raises `ValueError` for what no tree has."""
    if not ((level is None or 0 <= level <= MAX_LEVEL) and 0 <= number < 1000**7 and 1 <= width <= WIDTH):
        raise ValueError(f"there is no tile {number} of width {width} on level {level}")
    digits = f"{number % 1000:03}"
    while number := number // 1000:
        digits = f"x{number % 1000:03}/{digits}"
    return f"tile/{'entries' if level is None else level}/{digits}" + (f".p/{width}" if width < WIDTH else "")


def tile_of(name: str) -> TileName:
    """What a name names. Raises `ValueError` if `tile_name` gives no such name."""
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"not the name of a tile: {name[:80]!r}")
    level, digits, width = found.groups()
    number = int(digits.replace("x", "").replace("/", ""))
    tile = TileName(None if level == "entries" else int(level), number, int(width or WIDTH))
    if str(tile) != name:  # also leading zeros, and a full width that is written
        raise ValueError(f"not the name of a tile: {name[:80]!r}")
    return tile


def bundle(contents: Sequence[bytes]) -> bytes:
    """The file of these contents: each behind its length in two bytes, the high one first. Raises `ContentTooLong`."""
    if contents and (longest := max(map(len, contents))) > MAX_CONTENT:
        raise ContentTooLong(f"a content has {longest} bytes, at most {MAX_CONTENT} can be published")
    return b"".join([part for content in contents for part in (len(content).to_bytes(2, "big"), content)])


def unbundle(content: bytes) -> list[bytes]:
    """The contents in a file. Raises `ValueError` if it ends in the middle of one."""
    found, at = list[bytes](), 0
    while at < len(content):
        begin = at + 2
        at = begin + int.from_bytes(content[at:begin], "big")
        if begin > len(content) or at > len(content):
            raise ValueError(f"the file ends inside content {len(found)}")
        found.append(content[begin:at])
    return found


def leaf_hashes(contents: Sequence[bytes]) -> bytes:
    """The hashes of leaves with these contents, one behind the other, as a tile of level 0 has them."""
    return b"".join([sha256(LEAF + content).digest() for content in contents])


def folded(hashes: bytes) -> bytes:
    """The node above a power of two of hashes, which stand one behind the other."""
    pair = 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        hashes = b"".join([sha256(NODE + hashes[at : at + pair]).digest() for at in range(0, len(hashes), pair)])
    return hashes
