"""The parts of the README that are made or run: tables, and the tour, whose commands are typed into one shell."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
REFRESH = os.environ.get("SERAI_REFRESH") == "1"
"""Whether what is made is written anew."""

SINCE = "2026-11-25 12:00"
"""Stands in the tour for the moment at which it was run."""

PORT = "8001"
"""Stands in the tour for the port at which the sample portals answered."""

ENDED = "the command ended with"
"""A line that the shell prints after each command, before its code."""


def section(name: str, text: str | None = None) -> str:
    """What stands between the marks of a generated section; with `text`, it is replaced."""
    readme = README.read_text(encoding="utf-8")
    match = re.search(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", readme, re.DOTALL)
    assert match, f"README.md has no section {name}"
    if text is not None and REFRESH:
        README.write_text(readme[: match.start()] + text + readme[match.end() :], encoding="utf-8")
        return text
    return match.group()


@dataclass(frozen=True)
class Step:
    """A command of the tour, what the README promises of it, and what it has printed."""

    command: str
    promised: str
    printed: str


def walked(folder: Path, *, commands: Path) -> Iterator[Step]:
    """Walk the tour with the programs of `commands`. Its temporary files, and so its home, lie in `folder`."""
    steps = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).*\n)*)", section("tour"), re.MULTILINE)
    assert steps
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SERAI_")},
        "TMPDIR": str(folder),
        "HOME": str(folder / "home"),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
    }
    typed = "".join(f"{command}\necho {ENDED} $?\n" for command, _ in steps)
    done = subprocess.run(
        ["sh"],
        input=typed,
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=600,
    )
    assert not (folder / "home").exists()
    outputs = re.split(rf"^{ENDED} (\d+)\n", done.stdout, flags=re.MULTILINE)
    for (command, promised), printed, code in zip(steps, outputs[:-1:2], outputs[1::2], strict=True):
        assert code == "0", printed
        yield Step(command, promised, _settled(printed))


def _settled(printed: str) -> str:
    """What was printed, with what differs from one time to the next as the README has it."""
    lines = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    lines = re.sub(r"(?<=http://127\.0\.0\.1:)\d+", PORT, lines)
    return re.sub(r"(?<=since )\d{4}-\d\d-\d\d \d\d:\d\d", SINCE, lines)
