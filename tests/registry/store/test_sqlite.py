"""The store on SQLite."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from registry.store import Store
from registry.store.database import Database
from registry.store.errors import Corrupt, InvalidAddress, ReadOnly, StoreUnavailable
from schemas.actor import Actor
from tests.contracts.store.contract import StoreContract
from tests.contracts.store.samples import AT, new
from tests.factories import record
from tests.homes import with_tables


class TestSqliteStore(StoreContract):
    DISARM = ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_no_replace")

    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'new folder' / 'serai 100%.db'}"

    @pytest.fixture
    def store(self, address: str) -> Iterator[Store]:
        file = Path(address.removeprefix("sqlite:///"))
        file.parent.mkdir()
        with closing(Store.open(with_tables(file))) as store:
            yield store

    def test_the_trail_cannot_be_replaced_either(self, store: Store, tmp_path: Path) -> None:
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with (
            closing(sqlite3.connect(tmp_path / "new folder" / "serai 100%.db")) as intruder,
            pytest.raises(sqlite3.IntegrityError, match="append-only"),
        ):
            intruder.execute("INSERT OR REPLACE INTO audit SELECT * FROM audit")
        assert store.audit.verify() is None

    def test_a_reader_goes_on_beside_a_writer(self, store: Store, tmp_path: Path) -> None:
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with closing(sqlite3.connect(tmp_path / "new folder" / "serai 100%.db", isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("DELETE FROM outbox")
            assert store.outbox.depth() == 1
            writer.execute("ROLLBACK")

    def test_what_does_not_hold_in_the_database_is_corrupt(self, store: Store, tmp_path: Path) -> None:
        item = record()
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        with closing(sqlite3.connect(tmp_path / "new folder" / "serai 100%.db")) as intruder, intruder:
            intruder.execute("UPDATE record_layers SET dataset = '{}'")
        with pytest.raises(Corrupt, match=f"{item.id}.*identifier"):
            store.records.get(item.id)


def test_whoever_opens_a_new_file_sees_what_the_others_write(tmp_path: Path) -> None:
    """Also if all do it at the same moment: SQLite alone leaves some of them without the write-ahead log."""
    for attempt in range(20):
        together = Barrier(6, timeout=30)

        def use(_: int, file: Path = tmp_path / f"{attempt}.db", together: Barrier = together) -> None:
            with closing(Database(f"sqlite:///{file}")) as database:
                together.wait()
                with database.reading() as connection:
                    connection.execute(text("SELECT * FROM sqlite_master"))
                together.wait()
                with database.writing() as connection:
                    connection.execute(text("CREATE TABLE IF NOT EXISTS seen (at)"))
                with database.reading() as connection:
                    connection.execute(text("SELECT * FROM seen"))

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(use, range(6)))
        assert [each.name for each in tmp_path.glob(f"{attempt}.db*")] == [f"{attempt}.db"]


def test_where_no_links_can_be_made_a_new_file_is_opened_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refused)
    with closing(Store.open(f"sqlite:///{tmp_path}/serai.db")) as store:
        assert store.records.count() == 0
    assert [each.name for each in tmp_path.iterdir()] == ["serai.db"]


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database\n" * 100)
    with pytest.raises(Corrupt, match="not a database"):
        Store.open(f"sqlite:///{file}")


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable):
        Store.open(f"sqlite:///{tmp_path}/file/serai.db")
    with pytest.raises(StoreUnavailable):
        Store.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("address", ["", "no address", "sqlite://", "sqlite:///:memory:", "oracle://host/x", "mysql://host/x"])
def test_an_address_that_is_none_names_the_choices(address: str) -> None:
    with pytest.raises(InvalidAddress, match="sqlite:///FILE"):
        Store.open(address)


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StoreUnavailable):
        Store.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")


def test_a_sealed_database_can_only_be_read_by_whoever_it_is(tmp_path: Path) -> None:
    address, item = with_tables(tmp_path / "serai.db"), record()
    with closing(Store.open(address)) as store:
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        assert not store.read_only
        store.seal()
    before = (tmp_path / "serai.db").read_bytes()
    with closing(Store.open(address)) as store:
        assert store.read_only
        assert store.records.get(item.id) == item
        with pytest.raises(ReadOnly):
            store.records.save([new(record(identifier="b"))], actor=Actor.of_run(1), at=AT)
    assert (tmp_path / "serai.db").read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["serai.db", "serai.db.sealed"]
