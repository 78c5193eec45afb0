"""Programs that the live tests start on this machine, each on a free port of the loopback address, and stop again.

Servers refuse to run as root, and should: where the tests are root, their programs are `nobody`. A folder for them is had from
`workspace`, because nobody else may look into pytest's own.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

ROOT = Path(__file__).parents[2]

INSTALLED = ROOT / ".venv" / "live"
"""Where `install/*.sh` puts what the system's package client does not have."""

PATIENCE = 60.0
"""Seconds until a program must answer, and until one that was asked to end is killed."""

PAUSE = 0.1
"""Seconds between two questions."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder that the programs may write to. It has a short name, for sockets lie in it, and is removed at the end."""
    folder = Path(mkdtemp(prefix="serai-"))
    own(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own(folder: Path) -> None:
    """Give a folder and all that is in it to the user that the programs run as."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


@contextmanager
def program(
    command: Sequence[str | Path],
    *,
    folder: Path,
    ready: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
    ending: signal.Signals = signal.SIGTERM,
    as_us: bool = False,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program in a folder, wait until `ready` says so, and end it and its children after the block, by `ending` first.

    Its output goes to `output.log` in the folder; the end of it is in the error if the program does not come up. `as_us` is for
    what runs in our Python: `nobody` may not look into every place that a Python is in.
    """
    process = start(command, folder=folder, environment=environment, ending=ending, as_us=as_us)
    try:
        await_ready(process, ready, folder=folder, patience=patience)
        yield process
    finally:
        stop(process, ending=ending)


def start(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    ending: signal.Signals = signal.SIGTERM,
    as_us: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own. `stop` ends it; if the tests are killed, the system sends it `ending`."""
    with (folder / "output.log").open("ab") as output:
        return subprocess.Popen(
            [*_ending_with_us(ending), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "HOME": str(folder), **(environment or {})},
            start_new_session=True,
            **({} if as_us else as_nobody()),
        )


def run(command: Sequence[str | Path], *, folder: Path) -> None:
    """Run a program to its end. Raises `AssertionError` with its output if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **as_nobody())
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"


def as_nobody() -> dict[str, Any]:
    """The arguments of `subprocess` that make a program run without the rights of root."""
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": ()} if os.getuid() == 0 else {}


def await_ready(process: subprocess.Popen[bytes], ready: Callable[[], bool], *, folder: Path, patience: float = PATIENCE) -> None:
    """Wait until a program answers. Raises `AssertionError` with the end of its output if it ends first, or is too slow."""
    limit = time.monotonic() + patience
    while not ready():
        ended = process.poll()
        assert ended is None, f"{process.args} ended with {ended}:\n{_output(folder)}"
        assert time.monotonic() < limit, f"{process.args} did not answer within {patience:.0f} s:\n{_output(folder)}"
        time.sleep(PAUSE)


def stop(process: subprocess.Popen[bytes], *, ending: signal.Signals = signal.SIGTERM) -> None:
    """End a program and its children: it is asked to, and killed if it has not ended in time."""
    _signal(process, ending)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and its children as a power cut would."""
    _signal(process, signal.SIGKILL)
    process.wait()


def listens(port: int) -> bool:
    """Whether somebody listens on a port of 127.0.0.1."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def _signal(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, sign)  # the group has the number of the process that we started


def _ending_with_us(sign: signal.Signals) -> list[str]:
    """What makes the system end a program when the tests are killed and cannot do it themselves; Linux has it."""
    return ["setpriv", "--pdeathsig", sign.name.removeprefix("SIG"), "--"] if shutil.which("setpriv") else []


def _output(folder: Path) -> str:
    return (folder / "output.log").read_text(errors="replace")[-4000:]
