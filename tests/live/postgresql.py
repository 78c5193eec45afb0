"""PostgreSQL for the live tests: a cluster of their own in a temporary folder, or the server that the environment names.

`SERAI_TEST_DATABASE_URL` is the address of a server whose user may create databases. Each test has a database of its own.
"""

import os
import secrets
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from registry.store.database import Database, errors_mapped
from tests.live.processes import free_port, listens, own, program, run, workspace

USER = "serai"
PASSWORD = "p@ss/w:rd%"
OPTIONS = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256")
PROGRAMS = Path("/usr/lib/postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server."""
    own_server = os.environ.get("SERAI_TEST_DATABASE_URL")
    if own_server:
        yield own_server
        return
    with server() as address:
        yield address


@pytest.fixture
def postgresql_database(postgresql: str) -> Iterator[str]:
    """The address of an empty database."""
    with fresh_database(postgresql) as address:
        yield address


@contextmanager
def fresh_database(server_address: str) -> Iterator[str]:
    """A new, empty database on a server, which is dropped at the end."""
    name = f"serai_test_{secrets.token_hex(6)}"
    command(server_address, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server_address).set(database=name).render_as_string(hide_password=False)
    finally:
        command(server_address, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def server() -> Iterator[str]:
    """A cluster and its server on a free port. It does not wait for the disk: no test cuts the power."""
    with workspace() as folder:
        create_cluster(folder)
        with running(folder, port := free_port()):
            yield address_of(port)


def create_cluster(folder: Path, *, password: str = PASSWORD, options: Sequence[str] = OPTIONS) -> None:
    """A new cluster in `folder/data`, whose only user has a password. `options` are those of `initdb`."""
    secret = folder / "password"
    secret.write_text(password)
    own(folder)
    who = ("--username", USER, "--pwfile", secret)
    run([binary("initdb"), *who, *options, "--no-sync", "-D", folder / "data"], folder=folder)


@contextmanager
def running(folder: Path, port: int, **options: str | Path) -> Iterator[None]:
    """The server of a cluster, with `options` of postgresql.conf. It ends fast: its clients are disconnected."""
    fixed = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
    arguments = [argument for name, value in {**fixed, **options}.items() for argument in ("-c", f"{name}={value}")]
    postgres = [binary("postgres"), "-D", folder / "data", *arguments]
    with program(postgres, folder=folder, ready=lambda: listens(port) and not _starting(folder), ending=signal.SIGINT):
        yield


def address_of(port: int, *, password: str = PASSWORD) -> str:
    """The address of our own server."""
    url = make_url("postgresql://127.0.0.1/postgres").set(username=USER, password=password, port=port)
    return url.render_as_string(hide_password=False)


def _starting(folder: Path) -> bool:
    """Whether the server listens and does not serve yet: the last line of this file says `ready` when it does."""
    return not (folder / "data" / "postmaster.pid").read_text().rstrip().endswith("ready")


def command(address: str, statement: str) -> None:
    """Run one statement outside of a transaction."""
    with closing(Database(address)) as database, errors_mapped(), database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))


def binary(name: str) -> Path:
    """A program of the newest PostgreSQL on this machine."""
    versions = sorted(PROGRAMS.glob("[0-9]*"), key=lambda folder: int(folder.name), reverse=True)
    found = [folder / "bin" / name for folder in versions] or [Path(shutil.which(name) or name)]
    return found[0]


def self_signed(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key, for a server to read."""
    made, key = folder / f"{name}.crt", folder / f"{name}.key"
    about = ("-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2")
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made, *about], folder=folder)
    return made, key
