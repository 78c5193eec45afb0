"""What `registry.policy` may import: what we talk about, and nothing that reads a network, a database or a clock."""

import ast
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(str(files("registry.policy")))
FILES = sorted(ROOT.rglob("*.py"))
THIRD_PARTY = {"pydantic", "regex"}
DOES_IO = {
    "asyncio",
    "http",
    "io",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "urllib",
}


def imported(file: Path) -> set[str]:
    """The packages that a file imports by an absolute name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(file.relative_to(ROOT).parts), f"{file.name} imports from outside of the policy"
            found |= {(node.module or "").partition(".")[0]} if node.level == 0 else set()
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_policy_is_pure(file: Path) -> None:
    packages = imported(file)
    assert not packages & DOES_IO
    assert packages <= {"schemas"} | THIRD_PARTY | sys.stdlib_module_names
