"""A catalogue for a benchmark: generated anew, or kept in a folder and used again."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def filled(about: str | None) -> Iterator[tuple[Path, int]]:
    """The home of an installation, and how many records it has, as the arguments of the command say."""
    arguments = argparse.ArgumentParser(description=about)
    arguments.add_argument("--records", type=int, default=100_000, help="how many records are in the catalogue")
    arguments.add_argument("--kept", type=Path, help="a folder where the catalogue is kept, and used again")
    asked = arguments.parse_args()
    with TemporaryDirectory() as folder:
        home = asked.kept or Path(folder)
        if not any(home.glob("*.db")):
            from .load import prepare  # noqa: PLC0415 - what is measured has no need of the portal that is harvested

            home.mkdir(exist_ok=True)
            prepare(home, asked.records)
        yield home, asked.records
