"""The client starts quickly, and whoever checks types is told what it takes and gives."""

import subprocess
import sys
from pathlib import Path

from registry.client.filters import Filters, Ranges
from search.fields import RANGES
from search.params import CONDITIONS

HEAVY = {"alembic", "boto3", "elasticsearch", "fastapi", "lxml", "numpy", "pandas", "pyarrow", "sqlalchemy", "starlette"}


def test_it_starts_without_what_only_a_server_needs() -> None:
    program = f"import sys, registry.client; print(*sorted({HEAVY} & sys.modules.keys()), len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    *heavy, modules = done.stdout.split()
    assert heavy == []
    assert int(modules) < 600


def test_the_filters_are_those_of_the_search() -> None:
    assert Filters.__annotations__.keys() == set(CONDITIONS) - {"q"}
    assert Ranges.__annotations__.keys() == set(RANGES)


RIGHT = """
from datetime import date
from registry.client import Serai, SeraiError
from registry.answers.shapes.search import Item

with Serai("https://catalogue.example", timeout=5, retries=1) as serai:
    found = serai.search("water", jurisdiction=["KG", "KZ"], modified=(date(2026, 1, 1), None), sort="modified")
    total: int = found.total
    titles: list[str] = [item.title[0].value for item in found]
    first: list[Item] = found.first(3)
    licence: str = serai.dataset(first[0]).assessment.license.id
    allowed: str = serai.usage(first[0].id, state="KZ", purpose="research").effect.value
"""

WRONG = """
from registry.client import Serai

serai = Serai("https://catalogue.example")
serai.search("water", colour="blue")
serai.search(jurisdiction=object())
serai.dataset(5)
serai.search("water").first(1)[0].colour
"""


def checked(folder: Path, program: str) -> list[str]:
    """What mypy says of a program."""
    file = folder / "program.py"
    file.write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(folder / "cache"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_types_are_checked(tmp_path: Path) -> None:
    assert checked(tmp_path, RIGHT) == []
    lines = {line.split(":")[1] for line in checked(tmp_path, WRONG) if ": error:" in line}
    assert lines == {"5", "6", "7", "8"}
