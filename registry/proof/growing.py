"""The root of a tree while it grows leaf by leaf (RFC 6962, section 2.1). A few hashes are kept, however large it gets."""

from .tree import EMPTY_ROOT, node_hash


class Growing:
    """A tree of which only the roots of its whole subtrees are kept, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._roots = list[bytes]()

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        at = self.size
        while at & 1:  # a whole subtree of this height stands to the left
            leaf, at = node_hash(self._roots.pop(), leaf), at >> 1
        self._roots.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._roots:
            return EMPTY_ROOT
        *larger, hashed = self._roots
        while larger:
            hashed = node_hash(larger.pop(), hashed)
        return hashed
