"""The README says what the program does: its tables are generated, and its tour is run. `SERAI_REFRESH=1` writes them again."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from registry.answers.coverage import coverage, coverage_table
from registry.cli.later import COMMANDS
from registry.cli.tree import described, whole
from registry.services import declared_sources
from registry.settings import settings_table
from schemas.formats import FORMATS
from tests.repository.readme import REFRESH, section, walked


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


def formats_table() -> str:
    rows = (
        f"| `/api/v1/datasets/ID/{each.file}` | [{each.title}]({each.profile}) | `{each.media_type}` |"
        for each in FORMATS.values()
    )
    return "\n".join(["| address | format | media type |", "|---|---|---|", *rows, ""])


def test_the_formats_are_listed() -> None:
    assert section("formats", formats_table()) == formats_table()


def test_the_coverage_is_that_of_the_declarations() -> None:
    found = coverage(declared_sources(None).values())
    hosts = f"{found.declared} of {found.known} portals, at {found.hosts} hosts; {found.others} others are declared besides."
    table = f"{coverage_table(found)}\n\n{hosts}\n"
    assert section("coverage", table) == table


def test_the_tour_is_true(tmp_path: Path) -> None:
    told = section("tour")
    for step in walked(tmp_path, commands=Path(sys.executable).parent):
        told = told.replace(f"$ {step.command}\n{step.promised}", f"$ {step.command}\n{step.printed}", 1)
        if not REFRESH:
            assert step.printed == step.promised, step.command
    if REFRESH:
        section("tour", told)
