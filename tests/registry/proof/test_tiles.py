"""A published tree has the roots and paths of RFC 6962, and grows without a moment in which it cannot be read."""

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.proof.tiles import (
    ContentTooLong,
    TileDamaged,
    TileMissing,
    TileName,
    Tiles,
    bundle,
    grown,
    tile_name,
    tile_of,
    unbundle,
)
from registry.proof.tree import EMPTY_ROOT, consistent, included, leaf_hash
from tests.registry.proof import naive
from tests.registry.proof.published import Published


def contents(start: int, stop: int) -> list[bytes]:
    return [naive.content(index) for index in range(start, stop)]


def published(*sizes: int) -> Published:
    """The tree of the last size, which had the other sizes before."""
    tree = Published()
    for size in sizes:
        tree.grow(contents(tree.size, size))
    return tree


@pytest.fixture(scope="module")
def every_size() -> Published:
    """A tree of 600 leaves that was published after each leaf."""
    return published(*range(1, 601))


# the tree


def test_the_empty_tree_needs_no_file() -> None:
    tree = published(0)
    assert tree.files == {}
    assert tree.tiles().root() == EMPTY_ROOT
    assert tree.tiles().consistency(0) == ()
    assert list(tree.tiles().contents(0, 0)) == []


def test_roots_and_paths_of_every_size(every_size: Published) -> None:
    chosen = random.Random(6962)
    for size in range(1, 601):
        tiles = every_size.tiles(size)
        assert tiles.root() == naive.root(0, size)
        for index in {0, size // 2, size - 1, chosen.randrange(size)}:
            assert list(tiles.inclusion(index)) == naive.path(index, 0, size)
        for before in {1, size // 2 or 1, size, chosen.randint(1, size)}:
            assert list(tiles.consistency(before)) == naive.proof(before, size)
        assert tiles.consistency(0) == ()


def test_every_path_of_some_sizes(every_size: Published) -> None:
    for size in (1, 2, 255, 256, 257, 512, 513):
        tiles = every_size.tiles(size)
        assert all(list(tiles.inclusion(index)) == naive.path(index, 0, size) for index in range(size))
        assert all(list(tiles.consistency(before)) == naive.proof(before, size) for before in range(1, size + 1))


@given(st.lists(st.integers(0, 700), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_growth_in_steps_gives_the_files_of_growth_in_one(steps: list[int], chosen: random.Random) -> None:
    sizes = [sum(steps[: at + 1]) for at in range(len(steps))]
    stepped, size = published(*sizes), sizes[-1]
    at_once = published(size)
    assert stepped.files.items() >= at_once.files.items()
    assert {name for name in stepped.files.keys() - at_once.files.keys() if tile_of(name).width == 256} == set()
    for each in (size, chosen.choice(sizes)):
        assert stepped.tiles(each).root() == naive.root(0, each)
        assert list(stepped.tiles(each).contents(0, each)) == contents(0, each)


def test_a_large_tree_has_the_files_that_the_specification_counts() -> None:
    tree = Published(dict(grown(Published().read, 0, (naive.content(index) for index in range(70_000)))), 70_000)
    names = [tile_of(name) for name in tree.files]
    entries = [name for name in names if name.level is None]
    assert len([name for name in entries if name.width == 256]) == 273
    assert TileName(None, 273, 112) in entries
    full = {level: len([name for name in names if name.level == level and name.width == 256]) for level in (0, 1, 2)}
    assert full == {0: 273, 1: 1, 2: 0}
    partial = {name for name in names if name.level is not None and name.width < 256}
    assert partial == {TileName(0, 273, 112), TileName(1, 1, 17), TileName(2, 0, 1)}
    tiles = tree.tiles()
    root = tiles.root()
    assert root == naive.root(0, 70_000)
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        assert included(leaf_hash(naive.content(index)), index=index, size=70_000, path=tiles.inclusion(index), root=root)
    tree.grow(contents(70_000, 70_100))
    path = tree.tiles().consistency(70_000)
    assert consistent(before=70_000, root_before=root, after=70_100, root_after=tree.tiles().root(), path=path)


@pytest.mark.parametrize("sizes", [(65_535, 65_536, 66_000), (65_000, 65_537), (65_536, 65_536, 131_072)])
def test_growth_over_the_edge_of_the_third_level(sizes: tuple[int, ...]) -> None:
    stepped, at_once = published(*sizes), published(sizes[-1])
    assert stepped.files.items() >= at_once.files.items()
    assert stepped.tiles().root() == naive.root(0, sizes[-1])


def test_part_of_the_leaves(every_size: Published) -> None:
    tiles = every_size.tiles(599)
    for start, stop in [(0, 0), (0, 1), (250, 260), (256, 512), (511, 599), (598, 599), (599, 599)]:
        assert list(tiles.contents(start, stop)) == contents(start, stop)
        assert list(tiles.leaf_hashes(start, stop)) == [leaf_hash(each) for each in contents(start, stop)]


def test_what_is_not_in_the_tree(every_size: Published) -> None:
    tiles = every_size.tiles(599)
    for index in (-1, 599, 600):
        with pytest.raises(IndexError):
            tiles.inclusion(index)
    for start, stop in [(-1, 2), (0, 600), (3, 2)]:
        with pytest.raises(IndexError):
            list(tiles.contents(start, stop))
        with pytest.raises(IndexError):
            list(tiles.leaf_hashes(start, stop))
    for before in (-1, 600):
        with pytest.raises(ValueError, match="did not begin"):
            tiles.consistency(before)


# what happens to files


def test_a_partial_file_that_is_gone_is_read_from_the_full_one() -> None:
    tree = published(300, 700)
    partial = [name for name in tree.files if tile_of(name).width < 256 and str(TileName(*_place(name))) in tree.files]
    assert {"tile/0/001.p/44", "tile/entries/001.p/44"} <= set(partial)
    for name in partial:
        del tree.files[name]
    assert tree.tiles(300).root() == naive.root(0, 300)
    assert list(tree.tiles(300).contents(290, 300)) == contents(290, 300)
    again = Published(tree.files, 300)
    again.grow(contents(300, 700))
    assert again.files == tree.files


def _place(name: str) -> tuple[int | None, int]:
    return tile_of(name).level, tile_of(name).number


def test_a_file_that_is_missing_is_named() -> None:
    tree = published(300)
    del tree.files["tile/0/001.p/44"]
    with pytest.raises(TileMissing) as caught:
        tree.tiles().root()
    assert caught.value.name == "tile/0/001.p/44"
    del tree.files["tile/entries/000"]
    with pytest.raises(TileMissing) as caught:
        list(tree.tiles().contents(0, 1))
    assert caught.value.name == "tile/entries/000"


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"])
@pytest.mark.parametrize("cut", [1, 32, 40, -32])
def test_a_file_of_another_length_is_damaged(name: str, cut: int) -> None:
    tree = published(300)
    tree.files[name] = tree.files[name][:-cut] if cut > 0 else tree.files[name] + bytes(-cut)
    tiles = tree.tiles()
    with pytest.raises(TileDamaged) as caught:
        (tiles.root(), list(tiles.contents(0, 300)), list(tiles.leaf_hashes(0, 300)))
    assert caught.value.name == name


@pytest.mark.parametrize("level", ["0", "entries"])
def test_a_partial_file_is_not_longer_than_its_name_says(level: str) -> None:
    tree = published(300, 700)
    tree.files[f"tile/{level}/001.p/44"] = tree.files[f"tile/{level}/001"]
    with pytest.raises(TileDamaged):
        (list(tree.tiles(300).leaf_hashes(299, 300)), list(tree.tiles(300).contents(299, 300)))


@pytest.mark.parametrize("name", ["tile/0/001.p/44", "tile/entries/001.p/44"])
def test_a_damaged_edge_is_not_built_on(name: str) -> None:
    tree = published(300)
    tree.files[name] = tree.files[name][:-1] + bytes([tree.files[name][-1] ^ 1])
    with pytest.raises(TileDamaged):
        tree.grow([b"more"])


@pytest.mark.parametrize(("before", "after"), [(0, 300), (1, 2), (10, 255), (200, 256), (255, 600), (256, 513), (300, 800)])
def test_a_crash_at_any_moment_leaves_the_old_tree(before: int, after: int) -> None:
    tree = published(before)
    files = list(grown(tree.read, before, contents(before, after)))
    for written in range(len(files) + 1):
        crashed = Published(tree.files | dict(files[:written]), before)
        assert crashed.tiles().root() == naive.root(0, before)
        assert list(crashed.tiles().contents(0, before)) == contents(0, before)
        other = [b"other", *contents(before + 1, after)]  # what comes after the crash need not be what was to come before
        crashed.grow(other)
        untouched = Published(tree.files, before)
        untouched.grow(other)
        assert crashed.files.items() >= untouched.files.items()


def test_no_file_of_the_old_tree_is_written_again() -> None:
    tree = published(0)
    for size in range(0, 1100, 37):
        names = [name for name, _ in grown(tree.read, tree.size, contents(tree.size, size))]
        assert len(set(names)) == len(names)
        assert not set(names) & tree.files.keys()
        tree.grow(contents(tree.size, size))


@pytest.mark.parametrize("size", [0, 1, 256, 300])
def test_growth_by_nothing_needs_no_file(size: int) -> None:
    assert list(grown(published(size).read, size, [])) == []


def test_reading_a_large_tree_needs_the_memory_of_some_files() -> None:
    tree = published(70_000)
    tiles = Tiles(lambda name: bytes(bytearray(tree.read(name))), 70_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in tiles.leaf_hashes(0, 70_000)) == 70_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_growth_needs_the_memory_of_one_file() -> None:
    many = (b"0123456789abcdef" * 4 for _ in range(60_000))
    tracemalloc.start()
    try:
        assert sum(1 for _ in grown(Published().read, 0, many)) > 2 * 60_000 // 256
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()


# contents and names


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_its_contents(contents: list[bytes]) -> None:
    content = bundle(contents)
    assert unbundle(content) == contents
    ends = {0}
    for each in contents:
        ends.add(max(ends) + 2 + len(each))
    for cut in set(range(len(content))) - ends:
        with pytest.raises(ValueError, match="ends inside"):
            unbundle(content[:cut])


def test_the_length_stands_before_a_content() -> None:
    assert bundle([b"ab", b"", bytes(258)]) == b"\x00\x02ab\x00\x00\x01\x02" + bytes(258)


def test_a_content_that_is_too_long() -> None:
    assert len(bundle([bytes(65_535)])) == 65_537
    with pytest.raises(ContentTooLong, match="65536"):
        bundle([b"", bytes(65_536)])
    with pytest.raises(ContentTooLong):
        list(grown(Published().read, 0, [bytes(65_536)]))


@pytest.mark.parametrize(
    ("name", "tile"),
    [
        ("tile/0/000", TileName(0, 0)),
        ("tile/0/x001/x234/067", TileName(0, 1234067)),
        ("tile/0/x001/067.p/12", TileName(0, 1067, 12)),
        ("tile/63/999", TileName(63, 999)),
        ("tile/entries/000", TileName(None, 0)),
        ("tile/entries/x001/000.p/255", TileName(None, 1000, 255)),
    ],
)
def test_names_as_the_specification_writes_them(name: str, tile: TileName) -> None:
    assert tile_of(name) == tile
    assert tile_name(tile.level, tile.number, tile.width) == name


@given(st.none() | st.integers(0, 63), st.integers(0, 2**56), st.integers(1, 256))
def test_every_name_says_what_it_names(level: int | None, number: int, width: int) -> None:
    assert tile_of(tile_name(level, number, width)) == TileName(level, number, width)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "tile/0",
        "tile/0/",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/001",
        "tile/0/000.p/0",
        "tile/0/000.p/012",
        "tile/0/000.p/256",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000\n",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/٠٠٠",
        "tile/0/" + "x001/" * 7 + "000",
    ],
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="tile"):
        tile_of(name)


@pytest.mark.parametrize(
    ("level", "number", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257), (0, 10**21, 1)]
)
def test_what_has_no_name(level: int, number: int, width: int) -> None:
    with pytest.raises(ValueError, match="there is no tile"):
        tile_name(level, number, width)


def test_tiles_are_read_once_for_many_paths() -> None:
    tree, asked = published(5000), list[str]()

    def read(name: str) -> bytes:
        asked.append(name)
        return tree.read(name)

    tiles = Tiles(read, 5000)
    for index in range(1000):
        tiles.inclusion(index)
    assert len(asked) == len(set(asked))
