"""Help, completion and mistyped names load nothing of what the commands work with, and the end of the reader is no error."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from registry.cli.later import CLOSED, Told, stand_ins
from registry.cli.tree import described, whole
from tests.registry.cli.conftest import Serai

HEAVY = {"alembic", "boto3", "cryptography", "elasticsearch", "fastapi", "lxml", "numpy", "pydantic", "rich", "sqlalchemy"}
HEAVY |= {"tantivy", "uvicorn", "yaml"}
SECONDS = 0.6
"""Twice what help may cost on an idle machine."""

ENDED = """
import atexit, os, resource, sys
from registry.cli import main
def tell():
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, *sys.modules, file=sys.stderr)
atexit.register(tell)
main()
"""


def paths(told: Told, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All commands and groups, as a person types them."""
    for name, each in told.items():
        yield (*before, name)
        yield from paths(each.get("commands", {}), (*before, name))


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["--help"], {}, "harvest"),
        (["search", "--help"], {}, "--limit"),
        (["audit", "check", "--help"], {}, "--origin"),
        (["serach"], {}, ""),
        ([], {"_SERAI_COMPLETE": "complete_bash", "COMP_WORDS": "serai sea", "COMP_CWORD": "1"}, "search"),
        ([], {"_SERAI_COMPLETE": "complete_bash", "COMP_WORDS": "serai review --aspect ", "COMP_CWORD": "3"}, "license"),
    ],
)
def test_help_is_light(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    asked = [sys.executable, "-c", ENDED, *arguments]
    done = subprocess.run(asked, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False)
    assert expected in done.stdout
    seconds, *modules = done.stderr.splitlines()[-1].split()
    assert {name for name in modules if name.partition(".")[0] in HEAVY} == set()
    assert float(seconds) < SECONDS


def test_help_says_what_the_loaded_command_takes(serai: Serai) -> None:
    asked = list(paths(described(whole())))
    assert len(asked) > 50
    for path in asked:
        done = serai(*path, "--help")
        assert (done.code, done.err) == (0, ""), path
        assert done.out.startswith(f"Usage: serai {' '.join(path)} ")


def test_what_is_mistyped_is_offered(serai: Serai) -> None:
    assert "Did you mean 'search'?" in serai("serach").err
    assert "Did you mean 'verify'?" in serai("audit", "verfy").err
    assert "--limit" in serai("runs", "--limt", "3").err
    assert stand_ins(described(whole())).keys() >= {"search", "audit"}


def test_the_versions(serai: Serai) -> None:
    told = serai("--version")
    assert told.code == 0
    assert told.out.startswith("serai ")
    assert f"Python {sys.version.split()[0]}" in told.out
    assert "rules licenses-" in told.out


@pytest.mark.parametrize("arguments", ["--help", "search --help", "rules list", "sources", "sources --json"])
def test_nobody_reads_the_output(home: object, arguments: str) -> None:
    program = "from registry.cli import main; main()"
    command = [sys.executable, "-c", program, *arguments.split()]
    closed, end = os.pipe()
    os.close(closed)
    done = subprocess.run(command, stdout=end, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(end)
    assert (done.returncode, done.stderr) == (CLOSED, ""), arguments
