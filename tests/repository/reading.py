"""The files of the repository, and which of them imports what.

Imports are read from the text of a file. So those inside of functions are seen too, and nothing is run.
"""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("registry", "harvesters", "schemas", "search")


def tracked() -> list[Path]:
    """The files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@cache
def files(folder: str) -> tuple[Path, ...]:
    """The Python files of a folder and of all below it."""
    return tuple(sorted((ROOT / folder).rglob("*.py")))


def ours() -> Iterator[Path]:
    """The Python files of the four packages."""
    for package in PACKAGES:
        yield from files(package)


def told(file: Path) -> str:
    """The path of a file inside of the repository."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(file: Path, within: ast.AST | None = None) -> set[str]:
    """The full names of what a file imports, or one function of it: `from ..store import holds` is `registry.store.holds`."""
    package = file.relative_to(ROOT).parts[:-1]
    names = set[str]()
    for node in ast.walk(within or tree(file)):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            start = [*above, *([node.module] if node.module else [])]
            names.update(".".join([*start, each.name]) for each in node.names)
    return names


def module_file(name: str) -> Path | None:
    """The file of the module that a full name stands for or stands in; None if it is not one of the repository."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:length])
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


def loaded(names: set[str]) -> set[str]:
    """The libraries that come with these imports, at once or by the modules of ours that they lead to."""
    seen, waiting, libraries = set[Path](), set(names), set[str]()
    while waiting:
        name = waiting.pop()
        file = module_file(name)
        if file is None:
            libraries.add(name.partition(".")[0])
        elif file not in seen:
            seen.add(file)
            waiting |= imported(file)
    return libraries


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file, also methods and functions inside of functions."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
