"""How long `serai up --bundle` takes, for the first time and again: `python -m tests.benchmarks.carried`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.answers.bundle.file import write_bundle
from registry.answers.bundle.parts import BundleKind
from registry.answers.entries import catalog_of
from registry.settings import Settings
from tests.waiting import until

from .filled import filled
from .goals import Goals
from .installation import installation
from .timing import timed

ROOT = "https://serai.example.org"

RATE = 150
"""Records a second that the first start takes in, at least."""

AGAIN = 20.0
"""Seconds of a second start, at most: it does not grow with the records."""

PATIENCE = 3600.0


def main() -> None:
    goals = Goals()
    with filled(__doc__) as (home, _), TemporaryDirectory() as folder:
        for kind in BundleKind:
            file = Path(folder) / f"catalog.{kind}"
            with installation(home) as services:
                records = write_bundle(services, catalog_of(services, ROOT), kind, file).about.records
            print(f"{kind}, {records} records, {file.stat().st_size / 1e6:.0f} MB")
            starts = [timed(started(Path(folder) / f"of_{kind}", file)) for _ in range(2)]
            goals.at_least("  records/s of the first start", records / starts[0], RATE)
            goals.at_most("  seconds of the second start", starts[1], AGAIN)
    goals.end()


def started(home: Path, bundle: Path) -> Callable[[], None]:
    """`serai up --bundle` until it answers; then it is stopped."""

    def start() -> None:
        home.mkdir(exist_ok=True)
        own = {f"SERAI_{name.upper()}" for name in Settings.model_fields}
        environment = {name: value for name, value in os.environ.items() if name not in own}
        environment |= {"SERAI_HOME": str(home), "SERAI_PORT": "0", "SERAI_MEANING": "off"}
        log, command = home / "log", [Path(sys.executable).with_name("serai"), "up", "--bundle", bundle]
        with log.open("wb") as errors:
            process = subprocess.Popen(command, env=environment, stderr=errors)
        try:
            until(lambda: b"Serai is at" in log.read_bytes() or process.poll() is not None, seconds=PATIENCE)
            if process.poll() is not None:
                sys.exit(log.read_text())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()

    return start


if __name__ == "__main__":
    main()
