"""The Merkle tree of RFC 6962, section 2.1: how contents become one root hash, and how a path proves what a root holds.

All hashes are SHA-256, 32 bytes. The proofs are checked as RFC 9162 says (sections 2.1.3.2 and 2.1.4.2).
"""

from collections.abc import Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"
"""What is hashed before a content and before a pair of hashes, so that neither can pass for the other."""

EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree without leaves."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf with this content."""
    return sha256(LEAF + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return sha256(NODE + left + right).digest()


def split(size: int) -> int:
    """How many leaves the left half of a tree of a size (2 or more) has: the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf with this hash is the one at `index` of the tree that has `size` leaves and this root.

    `path` has the hashes beside the way from the leaf up to the root, the leaf's neighbour first.
    """
    if not 0 <= index < size:
        return False
    hashed, at, last = leaf, index, size - 1
    for beside in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = node_hash(beside, hashed)
            at, last = _up_to_a_right_child(at, last)
        else:
            hashed = node_hash(hashed, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and hashed == root


def consistent(*, before: int, root_before: bytes, after: int, root_after: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `after` leaves begins with all leaves of the tree of `before` leaves, by their roots and a path.

    The path is empty if both trees are the same, or the first has no leaves.
    """
    if not 0 <= before <= after:
        return False
    if before == 0:
        return not path and root_before == EMPTY_ROOT and (after > 0 or root_after == EMPTY_ROOT)
    if before == after:
        return not path and root_before == root_after
    whole = before & (before - 1) == 0  # the first tree is a node of the second, so the path does not repeat its root
    hashes = [root_before, *path] if whole else list(path)
    return bool(path) and _roots(hashes, before=before, after=after) == (root_before, root_after)


def _roots(hashes: Sequence[bytes], *, before: int, after: int) -> tuple[bytes, bytes] | None:
    """The roots of both trees that a path leads to; None if it has too few or too many hashes."""
    at, last = before - 1, after - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            first, second = node_hash(beside, first), node_hash(beside, second)
            at, last = _up_to_a_right_child(at, last)
        else:
            second = node_hash(second, beside)
        at, last = at >> 1, last >> 1
    return (first, second) if last == 0 else None


def _up_to_a_right_child(at: int, last: int) -> tuple[int, int]:
    """The nearest node upwards that has a left neighbour: at the right edge, some levels have nothing to hash with."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last
