"""The first change that CONTRIBUTING.md leads through: its steps are followed in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.reading import ROOT, tracked


def steps() -> list[tuple[str, str]]:
    """The kind (`diff` or `sh`) and the text of each block, in order."""
    document = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = document.partition("<!-- first change -->")[2].partition("<!-- /first change -->")[0]
    return re.findall(r"^```(\w+)\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files under version control, with the environment beside them."""
    for file in tracked():
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def change(copy: Path, text: str) -> None:
    """Put the lines with `+` below the line that is shown before them, which must be there once."""
    head, shown, *added = text.splitlines()
    file = copy / head.removeprefix("+++ ")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines.count(shown[1:]) == 1, f"{head} has no single line {shown[1:]!r}"
    assert all(line.startswith("+") for line in added)
    at = lines.index(shown[1:]) + 1
    lines[at:at] = [line[1:] for line in added]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def run(copy: Path, line: str) -> None:
    """Run a command, which fails where its comment says so."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(line, shell=True, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode != 0) == ("# fails" in line), done.stdout + done.stderr


def test_the_first_change_can_be_made_as_it_is_written(copy: Path) -> None:
    kinds = [kind for kind, _ in steps()]
    assert set(kinds) == {"diff", "sh"}
    for kind, text in steps():
        if kind == "diff":
            change(copy, text)
        else:
            for line in text.splitlines():
                run(copy, line)
