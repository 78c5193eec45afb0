"""New installations whose tables are there already.

To make the tables takes longer than most tests do, and gives the same each time. That it works is shown where databases are made
without this: in `tests/registry/store`, in `tests/upgrade`, and by every command that begins in an empty folder.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.store import Store


def with_tables(database: Path) -> str:
    """The SQLAlchemy address of an SQLite file, which has the tables of this version and no row if it was not there."""
    if not database.exists():
        database.write_bytes(_empty())
    return f"sqlite:///{database}"


def new_home(home: Path) -> Path:
    """The folder of an installation, with its database."""
    with_tables(home / "serai.db")
    return home


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "serai.db"
        Store.open(f"sqlite:///{database}").close()
        assert [each.name for each in Path(folder).iterdir()] == [database.name], "all is in this file"
        return database.read_bytes()
