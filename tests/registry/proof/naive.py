"""The tree of RFC 6962, section 2.1, as its formulas say it: slow, and written apart from the code that it is compared with."""

from functools import cache
from hashlib import sha256


def content(index: int) -> bytes:
    """The content of a leaf of the tree that tests share: another one, of another length, for each leaf."""
    return f"{index}:".encode() * (index % 7)


def half(size: int) -> int:
    """The largest power of two that is smaller than a size."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


@cache
def root(start: int, stop: int) -> bytes:
    """MTH(D[start:stop])."""
    if start == stop:
        return sha256(b"").digest()
    if stop - start == 1:
        return sha256(b"\x00" + content(start)).digest()
    middle = start + half(stop - start)
    return sha256(b"\x01" + root(start, middle) + root(middle, stop)).digest()


def path(index: int, start: int, stop: int) -> list[bytes]:
    """PATH(index - start, D[start:stop])."""
    if stop - start == 1:
        return []
    middle = start + half(stop - start)
    if index < middle:
        return [*path(index, start, middle), root(middle, stop)]
    return [*path(index, middle, stop), root(start, middle)]


def proof(before: int, after: int) -> list[bytes]:
    """PROOF(before, D[after]), for `before` from 1."""
    return _subproof(before, 0, after, known=True)


def _subproof(before: int, start: int, stop: int, *, known: bool) -> list[bytes]:
    if before == stop:
        return [] if known else [root(start, stop)]
    middle = start + half(stop - start)
    if before <= middle:
        return [*_subproof(before, start, middle, known=known), root(middle, stop)]
    return [*_subproof(before, middle, stop, known=False), root(start, middle)]
