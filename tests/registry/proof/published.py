"""Trees that are published in memory."""

from collections.abc import Iterable

from registry.proof.tiles import TileMissing, Tiles, grown


class Published:
    """Published files by name, and the size of the tree that they are of."""

    def __init__(self, files: dict[str, bytes] | None = None, size: int = 0) -> None:
        self.files = dict(files or {})
        self.size = size

    def read(self, name: str) -> bytes:
        try:
            return self.files[name]
        except KeyError:
            raise TileMissing(name) from None

    def grow(self, contents: Iterable[bytes]) -> None:
        added = list(contents)
        self.files |= dict(grown(self.read, self.size, added))
        self.size += len(added)

    def tiles(self, size: int | None = None) -> Tiles:
        """The tree, or the one that it was when it had a size."""
        return Tiles(self.read, self.size if size is None else size)
