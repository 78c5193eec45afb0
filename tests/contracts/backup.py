"""What a backup promises on every database. A backend subclasses `BackupContract` and gives the address of an empty one."""

import json
import tarfile
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from alembic import command
from sqlalchemy import inspect, text

from registry.pipeline.backup import make
from registry.pipeline.backup_errors import HomeInUse
from registry.pipeline.bring_back import BroughtBack, bring_back, finish
from registry.proof.entries import FORM, entry_hash
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store import Store
from registry.store.database import Database
from registry.store.loading import load
from registry.store.logical import Table, decoded
from registry.store.schema import migrating
from schemas.actor import COMMAND, Actor
from tests.contracts.store.samples import AT, many, new
from tests.factories import record

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BY = Actor.person("Aizada Bekova")
OLD_HOME = Path(__file__).parents[1] / "upgrade" / "home-0.1.tar.gz"


@dataclass(frozen=True)
class Home:
    """An installation, and what is done with it."""

    settings: Settings

    def open(self) -> AbstractContextManager[Services]:
        return open_services(self.settings, clock=lambda: NOW)

    def backup(self, file: Path, **options: Any) -> Path:
        with self.open() as services:
            make(services, file, **{"archive": True, "keys": True, "version": "0.1.0", "by": BY, "replace": True} | options)
        return file

    def restore(self, file: Path) -> BroughtBack:
        back = bring_back(self.settings, file, dry_run=False)
        with self.open() as services:
            return finish(services, back)


def home_at(folder: Path, database: str | None = None) -> Home:
    return Home(Settings(home=folder, database_url=database, search_url=None, archive_url=None, sources=None, meaning="off"))


def old_home(folder: Path) -> Home:
    """An installation of version 0.1, which has decisions, holds, schedules, tokens and refused records, by today's tables."""
    with tarfile.open(OLD_HOME) as archive:
        archive.extractall(folder, filter="data")
    return home_at(folder / "home")


def manifest(file: Path) -> dict[str, Any]:
    with ZipFile(file) as opened:
        found: dict[str, Any] = json.loads(opened.read("manifest.json"))
        return found


def parts(file: Path) -> dict[str, tuple[int, str]]:
    """Count and digest of each part. What the index has not confirmed is left out: a restore builds the index."""
    found = {part["name"]: (part["count"], part["sha256"]) for part in manifest(file)["part"]}
    del found["tables/outbox.jsonl"]
    return found


class BackupContract:
    """The subclass gives `address`."""

    @pytest.fixture
    def address(self) -> str:
        raise pytest.UsageError("give the address of an empty database")

    @pytest.fixture
    def there(self, address: str, tmp_path: Path) -> Home:
        return home_at(tmp_path / "there", address)

    @pytest.fixture
    def here(self, tmp_path: Path) -> Home:
        return old_home(tmp_path / "old")

    def test_what_was_restored_is_what_was_backed_up(self, here: Home, there: Home, tmp_path: Path) -> None:
        (here.settings.home / "sources" / "kg").mkdir(parents=True)
        (here.settings.home / "sources" / "kg" / "own.yml").write_text("id: kg_own\n", encoding="utf-8")
        with here.open() as services:
            kept = list(services.store.records.stream())
        first = here.backup(tmp_path / "first.zip")
        back = there.restore(first)
        assert (back.records, back.indexed, back.absent, back.declarations) == (len(kept), len(kept), 0, 1)
        with there.open() as services:
            assert list(services.store.records.stream()) == kept
            assert services.store.audit.verify() is None
            assert services.store.audit.head().hash == manifest(first)["head"]["hash"] == back.head.hash
        second = there.backup(tmp_path / "second.zip")
        assert parts(second) == parts(first)
        third = home_at(tmp_path / "again")
        third.restore(second)
        assert parts(third.backup(tmp_path / "third.zip")) == parts(first)

    def test_numbers_are_not_given_again(self, there: Home, tmp_path: Path) -> None:
        here = home_at(tmp_path / "here")
        with here.open() as services:
            runs = [services.store.runs.start(name, since=None, by=COMMAND, at=AT).id for name in ("kg_one", "kg_two")]
        with closing(Database(here.settings.database)) as database, database.writing() as connection:
            connection.execute(text("DELETE FROM run WHERE id = :last"), {"last": runs[-1]})
        there.restore(here.backup(tmp_path / "backup.zip"))
        with there.open() as services:
            assert services.store.runs.start("kg_two", since=None, by=COMMAND, at=AT).id == runs[-1] + 1

    def test_one_state_is_backed_up_while_others_write(self, address: str) -> None:
        with closing(Store.open(address)) as store:
            store.records.save([new(item) for item in many(3)], actor=Actor.of_run(1), at=AT)
            with store.snapshot() as snapshot:
                tables = {table.name: table for table in snapshot.tables()}
                assert len(list(snapshot.rows(tables["record"]))) == 3
                store.records.save([new(record(identifier="meanwhile"))], actor=Actor.of_run(1), at=AT)
                assert {name: len(list(snapshot.rows(tables[name]))) for name in ("record", "audit")} == {"record": 3, "audit": 3}
                assert snapshot.head().entry == 3
            assert store.audit.end() == 4

    def test_rows_of_older_tables_are_brought_up_to_date(self, here: Home, there: Home, tmp_path: Path) -> None:
        with here.open() as services, services.store.snapshot() as snapshot:
            kept = list(services.store.records.stream())
            rows = {table.name: list(snapshot.rows(table)) for table in snapshot.tables()}
            tables = snapshot.tables()
        names = _columns_of("r0015", tmp_path)
        older = [_reduced(table, names[table.name]) for table in tables if table.name in names]
        whole = {table.name: table for table in tables}
        load(
            there.settings.database,
            revision="r0015",
            tables=older,
            rows=lambda table: (_only(table, decoded(whole[table.name], line)) for line in rows[table.name]),
        )
        with closing(Store.open(there.settings.database)) as store:
            assert {(item.id, item.version) for item in store.records.stream()} == {(item.id, item.version) for item in kept}
            old = [entry for entry in store.audit.entries() if entry.form < FORM]  # the older tables have no place for the others
            assert len(old) > 40
            assert all(entry_hash(entry) == entry.hash for entry in old)

    def test_a_database_in_use_stays_as_it_is(self, here: Home, there: Home, tmp_path: Path) -> None:
        with there.open() as services:
            services.store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with pytest.raises(HomeInUse, match=r"restore-home-in-use.*`record`"):
            there.restore(here.backup(tmp_path / "backup.zip", keys=False))
        with there.open() as services:
            assert services.store.records.count() == 1

    def test_a_home_in_which_serai_was_only_started_is_empty(self, here: Home, there: Home, tmp_path: Path) -> None:
        with there.open():
            pass
        file = here.backup(tmp_path / "backup.zip")
        there.restore(file)
        assert parts(there.backup(tmp_path / "again.zip")) == parts(file)


def _columns_of(revision: str, folder: Path) -> dict[str, set[str]]:
    """The names of the columns of each table in an older revision."""
    address = f"sqlite:///{folder / revision}.db"
    with migrating(address) as config:
        command.upgrade(config, revision)
    with closing(Database(address)) as database, database.reading() as connection:
        found = inspect(connection)
        return {name: {each["name"] for each in found.get_columns(name)} for name in found.get_table_names()}


def _reduced(table: Table, names: set[str]) -> Table:
    return table.model_copy(update={"column": tuple(each for each in table.column if each.name in names)})


def _only(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in table.column}
