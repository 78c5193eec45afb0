"""A tree as it is published, in tiles (C2SP tlog-tiles): its root, its proofs and its contents, and the files of its growth."""

from collections.abc import Iterable, Iterator
from itertools import islice

from .tile_files import (
    HEIGHT,
    MAX_CONTENT,
    WIDTH,
    ContentTooLong,
    Read,
    TileDamaged,
    TileMissing,
    TileName,
    bundle,
    folded,
    leaf_hashes,
    tile_name,
    tile_of,
    unbundle,
)
from .tree import EMPTY_ROOT, node_hash, split
from .written import HASH_BYTES

__all__ = [
    "MAX_CONTENT",
    "WIDTH",
    "ContentTooLong",
    "Read",
    "TileDamaged",
    "TileMissing",
    "TileName",
    "Tiles",
    "bundle",
    "grown",
    "tile_name",
    "tile_of",
    "unbundle",
]

_KEPT = 64
"""How many tiles of a tree are kept in memory at most: half a megabyte."""


class Tiles:
    """The published tree of a size. A partial file that is gone is read from the full one.

    What is read is not trusted: compare `root` with a signed checkpoint, check paths and contents against it. All methods raise
    `TileMissing` and `TileDamaged`.
    """

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self.size = size
        self._kept = dict[tuple[int, int], bytes]()

    def root(self) -> bytes:
        """The root hash."""
        return self._hash(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """The path that proves the leaf at an index (RFC 6962, section 2.1.1). Raises `IndexError` if there is none."""
        if not 0 <= index < self.size:
            raise IndexError(f"a tree of {self.size} leaves has none at {index}")
        start, stop = 0, self.size
        beside = list[tuple[int, int]]()
        while stop - start > 1:
            middle = start + split(stop - start)
            if index < middle:
                beside.append((middle, stop))
                stop = middle
            else:
                beside.append((start, middle))
                start = middle
        return tuple(self._hash(*leaves) for leaves in reversed(beside))

    def consistency(self, before: int) -> tuple[bytes, ...]:
        """The path that proves that the tree began with the tree of `before` leaves (RFC 6962, section 2.1.2).

        Raises `ValueError` if the tree is smaller than that.
        """
        if not 0 <= before <= self.size:
            raise ValueError(f"a tree of {self.size} leaves did not begin with {before}")
        start, stop = 0, self.size if before else 0
        beside = list[tuple[int, int]]()
        while before != stop:
            middle = start + split(stop - start)
            if before <= middle:
                beside.append((middle, stop))
                stop = middle
            else:
                beside.append((start, middle))
                start = middle
        if start:  # else the first tree is a node whose hash is its root, which who checks has
            beside.append((start, stop))
        return tuple(self._hash(*leaves) for leaves in reversed(beside))

    def contents(self, start: int, stop: int) -> Iterator[bytes]:
        """The contents of the leaves from `start` to before `stop`. Raises `IndexError` beyond the tree."""
        for number, first, last in self._files(start, stop):
            yield from islice(self.bundle(number), first, last)

    def leaf_hashes(self, start: int, stop: int) -> Iterator[bytes]:
        """The hashes of the leaves from `start` to before `stop`. Raises `IndexError` beyond the tree."""
        for number, first, last in self._files(start, stop):
            tile = self.tile(0, number)
            for at in range(first, last):
                yield tile[at * HASH_BYTES : (at + 1) * HASH_BYTES]

    def tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile, as many as this tree has there."""
        if (level, number) not in self._kept:
            file, content = self._file(level, number)
            if len(content) != file.width * HASH_BYTES:
                raise TileDamaged(str(file), f"it has {len(content)} bytes")
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[level, number] = content[: self._width(level, number) * HASH_BYTES]
        return self._kept[level, number]

    def bundle(self, number: int) -> list[bytes]:
        """The contents in a file of contents, as many as this tree has there."""
        file, content = self._file(None, number)
        try:
            contents = unbundle(content)
        except ValueError as error:
            raise TileDamaged(str(file), str(error)) from error
        if len(contents) != file.width:
            raise TileDamaged(str(file), f"it has {len(contents)} contents")
        return contents[: self._width(0, number)]

    def _width(self, level: int, number: int) -> int:
        return min(WIDTH, (self.size >> HEIGHT * level) - number * WIDTH)

    def _file(self, level: int | None, number: int) -> tuple[TileName, bytes]:
        """The file that was found, and its content."""
        file, full = TileName(level, number, self._width(level or 0, number)), TileName(level, number)
        try:
            return file, self._read(str(file))
        except TileMissing:
            if file == full:
                raise
        try:
            return full, self._read(str(full))
        except TileMissing as error:
            raise TileMissing(str(file)) from error

    def _files(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """The numbers of the files with these leaves, and which of their leaves are meant."""
        if not 0 <= start <= stop <= self.size:
            raise IndexError(f"a tree of {self.size} leaves has none from {start} to {stop}")
        for number in range(start // WIDTH, -(-stop // WIDTH)):
            first = number * WIDTH
            yield number, max(start - first, 0), min(stop - first, WIDTH)

    def _hash(self, start: int, stop: int) -> bytes:
        """The hash over the leaves of a subtree: whole nodes from the left, each lower than the last, hashed from the right."""
        nodes = list[bytes]()
        while start < stop:
            height = (stop - start).bit_length() - 1
            nodes.append(self._node(height, start >> height))
            start += 1 << height
        hashed = nodes.pop()
        while nodes:
            hashed = node_hash(nodes.pop(), hashed)
        return hashed

    def _node(self, height: int, index: int) -> bytes:
        """The hash of a whole node, from the tile that has it or what is below it."""
        level, above = divmod(height, HEIGHT)
        number, first = divmod(index << above, WIDTH)
        tile = self.tile(level, number)
        return folded(tile[first * HASH_BYTES : (first + (1 << above)) * HASH_BYTES])


def grown(read: Read, size: int, contents: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files, name and content, that the tree of `size` needs in addition when it grows by these contents.

    No file of the old tree is among them, so whoever stops in the middle leaves the old tree as it was. A file comes after what
    its hashes are made of, partial files last. At most the 256 contents of one file are in memory.

    The edge of the old tree is read, and its hashes are carried on: compare the old root with its checkpoint before.

    Raises `TileMissing`, `TileDamaged` and `ContentTooLong`.
    """
    edge = _Edge(Tiles(read, size))
    rest = iter(contents)
    while batch := list(islice(rest, WIDTH - edge.size % WIDTH)):
        yield from edge.add(batch)
    yield from edge.partial(size)


class _Edge:
    """The right edge of a tree: what its open files hold. `levels` has the hashes of the open tile of each level."""

    def __init__(self, tree: Tiles) -> None:
        self.size = tree.size
        number, width = divmod(tree.size, WIDTH)
        contents = tree.bundle(number) if width else []
        self.contents = bytearray(bundle(contents))
        self.levels = [bytearray(_open_tile(tree, level)) for level in range(_levels(tree.size))]
        if leaf_hashes(contents) != self.levels[0]:
            raise TileDamaged(tile_name(0, number, width), "its hashes are not those of the contents")

    def add(self, contents: list[bytes]) -> Iterator[tuple[str, bytes]]:
        """Take contents, no more than the open file has room for. Gives the files that are full now."""
        self.contents += bundle(contents)
        self.levels[0] += leaf_hashes(contents)
        self.size += len(contents)
        if self.size % WIDTH:
            return
        yield tile_name(None, self.size // WIDTH - 1), bytes(self.contents)
        self.contents.clear()
        level = 0
        while len(self.levels[level]) == WIDTH * HASH_BYTES:
            full = bytes(self.levels[level])
            yield tile_name(level, (self.size >> HEIGHT * (level + 1)) - 1), full
            self.levels[level].clear()
            level += 1
            if level == len(self.levels):
                self.levels.append(bytearray())
            self.levels[level] += folded(full)

    def partial(self, before: int) -> Iterator[tuple[str, bytes]]:
        """The partial files that the tree of `before` leaves did not have."""
        if self.contents and self.size != before:
            yield tile_name(None, self.size // WIDTH, self.size % WIDTH), bytes(self.contents)
        for level, hashes in enumerate(self.levels):
            count = self.size >> HEIGHT * level
            if hashes and count != before >> HEIGHT * level:
                yield tile_name(level, count // WIDTH, count % WIDTH), bytes(hashes)


def _levels(size: int) -> int:
    """How many levels of tiles a tree of a size has, at least one."""
    return max(1, -(-size.bit_length() // HEIGHT))


def _open_tile(tree: Tiles, level: int) -> bytes:
    """The hashes of the partial tile of a level; none if all are full."""
    number, width = divmod(tree.size >> HEIGHT * level, WIDTH)
    return tree.tile(level, number) if width else b""
