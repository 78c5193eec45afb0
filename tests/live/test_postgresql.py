"""The store on a real PostgreSQL: the contract, and what only a server can do wrong."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from registry.store import Store
from registry.store.database import Database
from registry.store.errors import AccessDenied, Corrupt, InvalidAddress, PlaceMissing, StoreError, StoreUnavailable
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from tests.contracts.migrations import MigrationContract
from tests.contracts.store.contract import StoreContract
from tests.contracts.store.samples import AT, many, new, next_version
from tests.factories import record
from tests.live.postgresql import address_of, create_cluster, fresh_database, running, self_signed
from tests.live.processes import free_port, workspace

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
WRITERS = text("SELECT count(DISTINCT xmin::text) FROM audit WHERE actor = 'run:2'")
"""The transactions, and savepoints in them, that wrote the rows: PostgreSQL keeps the writer's number in each."""


class TestPostgresqlStore(StoreContract):
    DISARM = ("DROP TRIGGER audit_append_only ON audit", "DROP TRIGGER audit_no_update ON audit")

    @pytest.fixture
    def address(self, postgresql_database: str) -> str:
        return postgresql_database

    def settle(self, store: Store) -> None:
        with closing(Database(store._database.address)) as database:
            while _scalar(database, OTHERS):
                time.sleep(0.02)

    @pytest.mark.parametrize("statement", ["TRUNCATE audit", "DELETE FROM audit WHERE false"])
    def test_not_even_all_rows_or_none_may_be_removed(self, store: Store, address: str, statement: str) -> None:
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with closing(Database(address)) as database, pytest.raises(StoreError, match="append-only"), database.writing() as sql:
            sql.execute(text(statement))
        assert store.audit.verify() is None

    def test_the_layers_can_be_asked_as_json(self, store: Store, address: str) -> None:
        store.records.save([new(item) for item in many(3, modified="2026-05")], actor=Actor.of_run(1), at=AT)
        asked = text('SELECT count(*) FROM record_layers WHERE dataset @> \'{"modified": {"verbatim": "2026-05"}}\'')
        with closing(Database(address)) as database:
            assert _scalar(database, asked) == 3

    def test_a_large_batch_is_one_transaction(self, store: Store, address: str) -> None:
        store.records.save([new(item) for item in many(2)], actor=Actor.of_run(1), at=AT)
        changes = [Save(next_version(item), Action.CHANGE, {}) for item in many(2)]
        store.records.save([*changes, *(new(record(identifier=f"{at}")) for at in range(400))], actor=Actor.of_run(2), at=AT)
        with closing(Database(address)) as database:
            assert _scalar(database, text("SELECT count(*) FROM audit WHERE actor = 'run:2'")) == 402
            assert _scalar(database, WRITERS) == 1

    def test_what_does_not_hold_in_the_database_is_corrupt(self, store: Store, address: str) -> None:
        item = record()
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        with closing(Database(address)) as intruder, intruder.writing() as sql:
            sql.execute(text("UPDATE record_layers SET dataset = '{}'"))
        with pytest.raises(Corrupt, match=f"{item.id}.*identifier"):
            store.records.get(item.id)


class TestPostgresqlMigrations(MigrationContract):
    @pytest.fixture
    def address(self, postgresql_database: str) -> str:
        return postgresql_database


def _scalar(database: Database, statement: text) -> int:
    with database.reading() as connection:
        return int(connection.scalar(statement) or 0)


def test_a_wrong_password(postgresql: str) -> None:
    wrong = make_url(postgresql).set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(AccessDenied, match="password"):
        Store.open(wrong)


def test_an_unknown_database(postgresql: str) -> None:
    wrong = make_url(postgresql).set(database="no_such_place").render_as_string(hide_password=False)
    with pytest.raises(PlaceMissing, match="no_such_place"):
        Store.open(wrong)


def test_a_user_who_may_read_only(postgresql_database: str) -> None:
    with closing(Store.open(postgresql_database)) as store, closing(Database(postgresql_database)) as database:
        with database.writing() as sql:
            sql.execute(text("DROP ROLE IF EXISTS serai_reader"))
            sql.execute(text("CREATE ROLE serai_reader LOGIN PASSWORD 'reader'"))
            sql.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO serai_reader"))
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        reader = make_url(postgresql_database).set(username="serai_reader", password="reader")
        try:
            with closing(Store.open(reader.render_as_string(hide_password=False))) as reading:
                assert reading.records.get(record().id) == record()
                with pytest.raises(AccessDenied, match="permission denied"):
                    reading.records.save([Save(next_version(record()), Action.CHANGE, {})], actor=Actor.of_run(2), at=AT)
        finally:
            with database.writing() as sql:
                sql.execute(text("DROP OWNED BY serai_reader"))
                sql.execute(text("DROP ROLE serai_reader"))


def test_a_server_that_is_gone_and_comes_back() -> None:
    with workspace() as folder:
        create_cluster(folder)
        port = free_port()
        with running(folder, port):
            store = Store.open(address_of(port))
            store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with closing(store):
            with pytest.raises(StoreUnavailable):
                store.records.get(record().id)
            with pytest.raises(StoreUnavailable):
                store.records.save([new(record(identifier="other"))], actor=Actor.of_run(2), at=AT)
            with running(folder, port):
                assert store.records.get(record().id) == record()
                store.records.save([new(record(identifier="other"))], actor=Actor.of_run(2), at=AT)
                assert store.audit.verify() is None


def test_a_transaction_whose_connection_is_cut_leaves_nothing(postgresql_database: str) -> None:
    insert = text("INSERT INTO outbox VALUES (gen_random_uuid(), :seq, 1, false)")

    def write_and_be_cut(database: Database) -> None:
        with database.writing() as sql:
            sql.execute(insert, {"seq": 1})
            own = sql.scalar(text("SELECT pg_backend_pid()"))
            with database.writing() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            sql.execute(insert, {"seq": 2})

    with closing(Store.open(postgresql_database)) as store, closing(Database(postgresql_database)) as database:
        with pytest.raises(StoreUnavailable):
            write_and_be_cut(database)
        assert store.outbox.depth() == 0


# encryption


@pytest.fixture(scope="module")
def encrypted() -> Iterator[tuple[str, Path, Path]]:
    """The address of a server that takes encrypted connections alone, the right root certificate and a wrong one."""
    with workspace() as folder:
        create_cluster(folder)
        (right, key), (wrong, _) = self_signed(folder, "right"), self_signed(folder, "wrong")
        for_all = "hostssl all all 127.0.0.1/32 scram-sha-256\n"
        (folder / "data" / "pg_hba.conf").write_text(for_all)
        options = {"ssl": "on", "ssl_cert_file": right, "ssl_key_file": key}
        port = free_port()
        with running(folder, port, **options):
            yield address_of(port), right, wrong


@pytest.mark.parametrize("mode", ["", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-full&sslrootcert={right}"])
def test_an_encrypted_connection(encrypted: tuple[str, Path, Path], mode: str) -> None:
    address, right, _ = encrypted
    with fresh_database(address) as database, closing(Store.open(database + mode.format(right=right))) as store:
        assert store.records.count() == 0


def test_a_server_whose_certificate_is_not_the_expected_one(encrypted: tuple[str, Path, Path]) -> None:
    address, _, wrong = encrypted
    with pytest.raises(StoreUnavailable, match="certificate verify failed"):
        Store.open(f"{address}?sslrootcert={wrong}")


def test_an_open_connection_to_a_server_that_wants_encryption(encrypted: tuple[str, Path, Path]) -> None:
    with pytest.raises(AccessDenied, match="no encryption"):
        Store.open(f"{encrypted[0]}?sslmode=disable")


def test_encryption_that_the_server_does_not_have(postgresql: str) -> None:
    with pytest.raises(StoreUnavailable, match="SSL"):
        Store.open(f"{postgresql}?sslmode=require")


def test_options_that_do_not_hold(postgresql: str, tmp_path: Path) -> None:
    for option, words in (
        ("sslmode=maybe", "verify-full"),
        ("color=blue", "sslmode"),
        ("connect_timeout=soon", "seconds"),
        (f"sslrootcert={tmp_path}/none.crt", "certificates"),
    ):
        with pytest.raises(InvalidAddress, match=words):
            Store.open(f"{postgresql}?{option}")
