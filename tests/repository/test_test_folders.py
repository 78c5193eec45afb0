"""How the folders of tests hang together: what two of them need is in `tests/` itself or in `tests/contracts/`."""

from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.repository.reading import ROOT, files, imported, module_file, told

TESTS = ROOT / "tests"


def uses() -> set[tuple[Path, Path]]:
    """Which file of the tests imports which other one."""
    found = {(file, module_file(name)) for file in files("tests") for name in imported(file) if name.startswith("tests.")}
    return {(file, other) for file, other in found if other is not None}


def borrowed() -> set[tuple[Path, Path]]:
    """The imports that lead from one folder into another."""
    return {(file, other) for file, other in uses() if file.parent != other.parent}


def room(file: Path) -> str:
    """The first folder on the way to a file: `contracts`, `live`, …; `tests` for what is in none."""
    inside = file.relative_to(TESTS).parts
    return inside[0] if len(inside) > 1 else "tests"


def test_no_folder_imports_the_tests_or_the_fixtures_of_another_one() -> None:
    private = {(told(file), told(other)) for file, other in borrowed() if other.name.startswith(("test_", "conftest"))}
    assert private == set()


def folder(file: Path) -> str:
    return told(file.parent)


@pytest.mark.parametrize("of", [room, folder])
def test_no_two_folders_need_each_other(of: Callable[[Path], str]) -> None:
    order = TopologicalSorter[str]()
    for file, other in borrowed():
        if of(file) != of(other):
            order.add(of(file), of(other))
    try:
        order.prepare()
    except CycleError as error:
        pytest.fail(f"imports go round: {' → '.join(reversed(error.args[1]))}")
