"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("registry", "harvesters", "schemas", "search")
SOURCES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py") if "versions" not in file.parts)


def tracked() -> list[Path]:
    """The files under version control that can be read as text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def functions() -> list[ast.FunctionDef]:
    return [
        node
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def test_files_and_functions_stay_small() -> None:
    lines = {file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert median(lines.values()) <= 165
    assert {file: count for file, count in lines.items() if count > 400} == {}
    assert median((node.end_lineno or 0) - node.lineno + 1 for node in functions()) <= 10


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [file for file in SOURCES if mark.search(file.read_text(encoding="utf-8"))] == []


HEAVY = {"_elastic", "_s3", "_model", "up"}
"""Openers of what most commands do without, and what costs tens of megabytes and up to a second to load."""


def test_nothing_is_imported_inside_a_function() -> None:
    lazy = [
        (node.name, ast.unparse(inner))
        for node in functions()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert [each for each in lazy if each[0] not in HEAVY] == []


def test_no_path_of_a_machine_and_no_registry_is_recorded() -> None:
    told = re.compile(rf"{re.escape(str(ROOT))}|{re.escape(str(Path.home()))}/|--(extra-)?index-url")
    found = [
        file.relative_to(ROOT)
        for file in tracked()
        if file.name not in {"Makefile", Path(__file__).name} and told.search(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "schemas",
        "harvesters",
        "search",
        "registry/api",
        "registry/store",
        "registry/policy",
        "registry/ui",
        "registry/pipeline",
    ],
)
def test_every_room_has_a_readme(folder: str) -> None:
    readme = ROOT / folder / "README.md"
    assert readme.is_file()
    links = re.findall(r"\]\(([^)#:]+)\)", readme.read_text(encoding="utf-8"))
    assert [link for link in links if not (readme.parent / link).exists()] == []
