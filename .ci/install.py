"""Install what a lock file names into the environment of this Python, and show how far that is.

    .venv/bin/python .ci/install.py requirements.txt

pip does the work, and its words are shown if it fails. On a terminal one line is drawn again and again; elsewhere, as in the log
of a build, a line tells of each step. Ends with pip's code. It runs before anything is installed, so it needs Python alone.
"""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

PIP = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off")

BAR = 24
"""The characters of the bar."""

PAUSE = 0.2
"""Seconds between two looks at how far it is."""


def main(lock: Path) -> int:
    """Install a lock file. Returns pip's code."""
    begun = time.monotonic()
    total = len(re.findall(r"^[A-Za-z0-9][^\s=]*==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    before = there()
    pip = subprocess.Popen(  # noqa: S603 - the command is ours
        [*PIP, "--require-hashes", "-r", lock], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = list[str]()
    reading = Thread(target=lambda: said.extend(pip.stdout or ()))
    reading.start()
    told = ""
    while pip.poll() is None:
        told = tell(told, *state(list(said), before), total)
        time.sleep(PAUSE)
    reading.join()
    if sys.stderr.isatty():
        draw("")
    if pip.returncode:
        sys.stderr.write(f"{''.join(said)}\nThe packages of {lock} could not be installed: see above.\n")
    else:
        sys.stderr.write(f"{total} packages of {lock} are installed ({time.monotonic() - begun:.0f} s)\n")
    return pip.returncode


def state(said: list[str], before: int) -> tuple[str, int, str]:
    """The step that pip is at, how many packages are done with it, and the last one that pip has named."""
    if any(line.startswith("Installing collected packages") for line in said):
        return "unpacking", there() - before, ""
    found = [match[1] for line in said if (match := re.match(r"(?:Collecting|Requirement already satisfied:) (\S+)", line))]
    return "fetching", len(found), found[-1] if found else ""


def there() -> int:
    """How many packages the environment has."""
    return sum(1 for _ in importlib.metadata.distributions())


def tell(told: str, step: str, done: int, name: str, total: int) -> str:
    """Show a state, unless `told`, the step that was shown last, is all that a log needs. Returns the step."""
    if sys.stderr.isatty():
        draw(f"{step:<9} [{'#' * (BAR * min(done, total) // total):<{BAR}}] {done} of {total}  {name}")
    elif step != told:
        sys.stderr.write(f"{step} {total} packages\n")
    return step


def draw(line: str) -> None:
    """Put a line in the place of the one that was drawn last."""
    columns = shutil.get_terminal_size().columns - 1
    sys.stderr.write(f"\r{line[:columns]:<{columns}}{'' if line else chr(13)}")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
