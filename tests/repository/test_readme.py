"""The README says what the program does: its tables are generated, and its tour is run. `SERAI_REFRESH=1` writes them again."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from registry.answers.coverage import coverage, coverage_table
from registry.cli.later import COMMANDS
from registry.cli.tree import described, whole
from registry.services import declared_sources
from registry.settings import settings_table

README = Path(__file__).parents[2] / "README.md"
SINCE = "2026-11-25 12:00"
"""Stands in the tour for the moment at which it was run."""

PORT = "8001"
"""Stands in the tour for the port at which the sample portals answered."""

REFRESH = os.environ.get("SERAI_REFRESH") == "1"


def section(name: str, text: str | None = None) -> str:
    """What stands between the marks of a generated section; with `text`, it is replaced."""
    readme = README.read_text(encoding="utf-8")
    match = re.search(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", readme, re.DOTALL)
    assert match, f"README.md has no section {name}"
    if text is not None and REFRESH:
        README.write_text(readme[: match.start()] + text + readme[match.end() :], encoding="utf-8")
        return text
    return match.group()


def commands_table() -> str:
    rows = (f"| `serai {name}` | {help_} |" for name, help_ in commands(whole()))
    return "\n".join(["| command | what it does |", "|---|---|", *rows, ""])


def commands(group: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, command in getattr(group, "commands", {}).items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                yield prefix + name, command.help.splitlines()[0]
            yield from commands(command, f"{prefix}{name} ")
        else:
            arguments = " ".join(
                parameter.metavar or parameter.name.upper()
                for parameter in command.params
                if parameter.param_type_name == "argument"
            )
            yield f"{prefix}{name} {arguments}".strip().replace("|", "\\|"), command.help.splitlines()[0]


def test_the_commands_are_listed() -> None:
    assert section("commands", commands_table()) == commands_table()


def test_the_commands_are_told_as_they_are() -> None:
    told = json.dumps(described(whole()), indent=1, ensure_ascii=False) + "\n"
    if REFRESH:
        COMMANDS.write_text(told, encoding="utf-8")
    assert COMMANDS.read_text(encoding="utf-8") == told, "SERAI_REFRESH=1 writes it"


def test_the_settings_are_listed() -> None:
    assert section("settings", settings_table() + "\n") == settings_table() + "\n"


def test_the_coverage_is_that_of_the_declarations() -> None:
    found = coverage(declared_sources(None).values())
    hosts = f"{found.declared} of {found.known} portals, at {found.hosts} hosts; {found.others} others are declared besides."
    table = f"{coverage_table(found)}\n\n{hosts}\n"
    assert section("coverage", table) == table


def tour() -> list[tuple[str, str]]:
    """The tour's commands with the output that the README promises."""
    steps = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).*\n)*)", section("tour"), re.MULTILINE)
    assert steps
    return steps


def test_the_tour_is_true(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SERAI_")},
        "SERAI_HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    told = section("tour")
    for command, promised in tour():
        done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        printed = "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).splitlines())
        printed = re.sub(r"(?<=http://127\.0\.0\.1:)\d+", PORT, printed)
        printed = re.sub(r"(?<=since )\d{4}-\d\d-\d\d \d\d:\d\d", SINCE, printed)
        told = told.replace(f"$ {command}\n{promised}", f"$ {command}\n{printed}", 1)
        if not REFRESH:
            assert printed == promised, command
    if REFRESH:
        section("tour", told)
