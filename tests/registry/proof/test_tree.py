"""Paths in a tree hold exactly for what they were made for."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.proof.tree import EMPTY_ROOT, consistent, included, leaf_hash, node_hash
from tests.registry.proof import naive

# The leaves and roots with which the programs of Certificate Transparency are tested (RFC 6962's reference implementation).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def flips(content: bytes) -> Iterator[bytes]:
    """The content with one bit changed, for each bit."""
    for at, byte in enumerate(content):
        for bit in range(8):
            yield content[:at] + bytes([byte ^ 1 << bit]) + content[at + 1 :]


def damaged(path: Sequence[bytes]) -> Iterator[list[bytes]]:
    """A path with one bit changed, and with one hash less or more."""
    for at, hashed in enumerate(path):
        for flipped in flips(hashed):
            yield [*path[:at], flipped, *path[at + 1 :]]
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], hashed, *path[at:]]
    yield [*path, EMPTY_ROOT]
    yield [EMPTY_ROOT, *path]


def holds(index: int, size: int) -> bool:
    leaf, root = leaf_hash(naive.content(index)), naive.root(0, size)
    return included(leaf, index=index, size=size, path=naive.path(index, 0, size), root=root)


def follows(before: int, after: int) -> bool:
    path = naive.proof(before, after)
    return consistent(before=before, root_before=naive.root(0, before), after=after, root_after=naive.root(0, after), path=path)


def test_roots_that_others_calculate() -> None:
    level = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert level[0].hex() == ROOTS[0]
    assert node_hash(level[0], level[1]).hex() == ROOTS[1]
    while len(level) > 1:
        level = [node_hash(*level[at : at + 2]) for at in range(0, len(level), 2)]
    assert level[0].hex() == ROOTS[7]
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_path_of_small_trees_holds() -> None:
    for size in range(1, 70):
        assert all(holds(index, size) for index in range(size))
        assert all(follows(before, size) for before in range(1, size + 1))


@given(st.data())
def test_paths_of_larger_trees_hold(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 5000))
    assert holds(data.draw(st.integers(0, size - 1)), size)
    assert follows(data.draw(st.integers(1, size)), size)


def test_a_leaf_is_only_where_it_is() -> None:
    for size in range(1, 20):
        root = naive.root(0, size)
        for index in range(size):
            leaf, path = leaf_hash(naive.content(index)), naive.path(index, 0, size)
            where = [at for at in range(-1, size + 2) if included(leaf, index=at, size=size, path=path, root=root)]
            # the shared contents of leaves 0, 7, 14 are empty, so they may be in each other's places
            assert where == [index] or {naive.content(at) for at in where} == {b""}


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (2, 3), (4, 7), (6, 7), (7, 8), (300, 600), (599, 600)])
def test_one_changed_bit_and_a_leaf_is_not_included(index: int, size: int) -> None:
    leaf, root, path = leaf_hash(naive.content(index)), naive.root(0, size), naive.path(index, 0, size)
    assert included(leaf, index=index, size=size, path=path, root=root)
    assert not any(included(each, index=index, size=size, path=path, root=root) for each in flips(leaf))
    assert not any(included(leaf, index=index, size=size, path=path, root=each) for each in flips(root))
    assert not any(included(leaf, index=index, size=size, path=each, root=root) for each in damaged(path))


@pytest.mark.parametrize(
    ("before", "after"), [(1, 2), (1, 1), (3, 7), (4, 7), (6, 8), (8, 8), (255, 600), (256, 600), (257, 600)]
)
def test_one_changed_bit_and_trees_are_not_consistent(before: int, after: int) -> None:
    first, second, path = naive.root(0, before), naive.root(0, after), naive.proof(before, after)

    def holds(first: bytes, second: bytes, path: Sequence[bytes]) -> bool:
        return consistent(before=before, root_before=first, after=after, root_after=second, path=path)

    assert holds(first, second, path)
    assert not any(holds(each, second, path) for each in flips(first))
    assert not any(holds(first, each, path) for each in flips(second))
    assert not any(holds(first, second, each) for each in damaged(path))


def test_a_path_does_not_lead_beyond_the_root() -> None:
    left, right = leaf_hash(naive.content(0)), leaf_hash(naive.content(1))
    assert not included(right, index=0, size=1, path=[left], root=node_hash(left, right))
    above = [node_hash(left, naive.root(0, size)) for size in (3, 4)]
    assert not consistent(before=3, root_before=above[0], after=4, root_after=above[1], path=[*naive.proof(3, 4), left])


def test_another_tree_is_not_consistent() -> None:
    for before in range(1, 30):
        other = naive.root(100, 100 + before)
        for after in range(before, 30):
            assert not consistent(
                before=before, root_before=other, after=after, root_after=naive.root(0, after), path=naive.proof(before, after)
            )


def test_every_tree_begins_with_the_empty_one() -> None:
    root = naive.root(0, 9)
    assert consistent(before=0, root_before=EMPTY_ROOT, after=9, root_after=root, path=[])
    assert consistent(before=0, root_before=EMPTY_ROOT, after=0, root_after=EMPTY_ROOT, path=[])
    assert not consistent(before=0, root_before=EMPTY_ROOT, after=0, root_after=root, path=[])
    assert not consistent(before=0, root_before=root, after=9, root_after=root, path=[])
    assert not consistent(before=0, root_before=EMPTY_ROOT, after=9, root_after=root, path=[root])


def test_sizes_that_no_tree_has() -> None:
    root = naive.root(0, 1)
    assert not consistent(before=2, root_before=root, after=1, root_after=root, path=[])
    assert not consistent(before=-1, root_before=root, after=1, root_after=root, path=[])
    assert not included(root, index=0, size=0, path=[], root=root)
    assert not included(root, index=-1, size=1, path=[], root=root)
    assert not included(root, index=1, size=1, path=[], root=root)
