"""A real CKAN for the live tests, with the harvesters of ckanext-harvest and ckanext-dcat, its web server and its two workers.

CKAN is AGPL-3.0: it runs in an environment of its own, as processes that are asked over HTTP. Its database is a real PostgreSQL,
its search a real Solr; its queues are in fakeredis, which speaks Redis' protocol.
"""

import re
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import make_url

from tests.live import postgresql
from tests.live.processes import INSTALLED, free_port, listens, program, workspace
from tests.live.solr import answers, solr
from tests.waiting import until

HOME = INSTALLED / "ckan-2.12.0"
SCHEMA = "lib/python*/site-packages/ckan/config/solr/schema.xml"
PLUGINS = ("harvest", "ckan_harvester", "dcat", "dcat_rdf_harvester")
ORGANIZATION = "harvested"
PATIENCE = 180
"""Seconds until CKAN must answer, and until a harvest must be over."""

QUEUES = """
import sys
from fakeredis import TcpFakeServer
TcpFakeServer(("127.0.0.1", int(sys.argv[1])), server_type="redis").serve_forever()
"""

LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = INFO
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(levelname)s %(name)s %(message)s
"""


@dataclass(frozen=True)
class Job:
    """A harvest that is over: how many datasets it did what with, and what it found wrong."""

    added: int = 0
    updated: int = 0
    not_modified: int = 0
    deleted: int = 0
    errored: int = 0
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ckan:
    """A CKAN that can be asked as its administrator."""

    address: str
    token: str

    def ask(self, action: str, **data: Any) -> Any:
        """What an action answers. Raises `AssertionError` if it fails."""
        headers = {"Authorization": self.token}
        answer = requests.post(f"{self.address}/api/3/action/{action}", json=data, headers=headers, timeout=60)
        assert answer.ok, f"{action}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()["result"]

    def add_source(self, name: str, url: str, kind: str, config: str | None = None) -> str:
        """Declare a source of a kind of harvester; its id."""
        about = {"name": name, "title": name, "url": url, "source_type": kind, "config": config, "owner_org": ORGANIZATION}
        return str(self.ask("harvest_source_create", frequency="MANUAL", active=True, **about)["id"])

    def harvest(self, source: str) -> Job:
        """Harvest a source, and wait for the end.

        Its timer marks what is over as such, and sends what nobody has begun yet to the workers again. So it is run only when
        nothing waits: every dataset would be imported twice otherwise.
        """
        id_ = self.ask("harvest_job_create", source_id=source, run=True)["id"]
        until(lambda: _worked_off(self.ask("harvest_job_show", id=id_)), seconds=PATIENCE)
        self.ask("harvest_jobs_run")
        job = self.ask("harvest_job_show", id=id_)
        assert job["status"] == "Finished"
        counts = [job["stats"][name] for name in ("added", "updated", "not modified", "deleted", "errored")]
        return Job(*counts, errors=tuple(_messages(self.ask("harvest_job_report", id=id_))))

    def datasets(self, source: str) -> dict[str, dict[str, Any]]:
        """What a source has brought, by id."""
        found = self.ask("package_search", fq=f'harvest_source_id:"{source}"', rows=1000)
        assert found["count"] == len(found["results"])
        return {each["id"]: each for each in found["results"]}


def _worked_off(job: dict[str, Any]) -> bool:
    """Whether all that a harvest has found is imported, or failed."""
    return job["gather_finished"] is not None and not job["stats"].get("null")


def _messages(report: dict[str, Any]) -> Iterator[str]:
    yield from (each["message"] for each in report["gather_errors"])
    for each in report["object_errors"].values():
        yield from (f"{each['guid']}: {error['message']}" for error in each["errors"])


@contextmanager
def ckan(server: str) -> Iterator[Ckan]:
    """A new CKAN whose database is on a PostgreSQL server, with an organization that owns what is harvested."""
    assert (HOME / "installed").is_file(), "CKAN is not installed: run tests/live/prepare"
    with ExitStack() as stack:
        folder = stack.enter_context(workspace())
        port = free_port()
        database = stack.enter_context(own_database(server))
        index = stack.enter_context(solr("ckan", next(HOME.glob(SCHEMA))))
        configuration = _configured(folder, port, database=database, index=index, queues=stack.enter_context(_queues()))
        run = (HOME / "bin" / "ckan", "-c", configuration)
        token = _prepared(run)
        address = f"http://127.0.0.1:{port}"
        serve = [*run, "run", "--host", "127.0.0.1", "--port", str(port), "--disable-reloader"]
        stack.enter_context(
            program(serve, folder=folder, ready=lambda: answers(f"{address}/api/3"), patience=PATIENCE, as_us=True)
        )
        for worker in ("gather-consumer", "fetch-consumer"):
            (own := folder / worker).mkdir()
            stack.enter_context(program([*run, "harvester", worker], folder=own, ready=lambda: True, as_us=True))
        found = Ckan(address, token)
        found.ask("organization_create", name=ORGANIZATION)
        yield found


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A database and its owner. CKAN's migrations cannot read an address with `%`, so the password has no strange characters."""
    name, password = f"serai_test_{secrets.token_hex(6)}", secrets.token_hex(12)
    postgresql.command(server, f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
    try:
        postgresql.command(server, f"CREATE DATABASE {name} OWNER {name}")
        yield make_url(server).set(database=name, username=name, password=password).render_as_string(hide_password=False)
    finally:
        postgresql.command(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        postgresql.command(server, f"DROP ROLE {name}")


@contextmanager
def _queues() -> Iterator[str]:
    """Where the workers wait for work. Their client gives up after 5 seconds without any, if it is not told to wait."""
    with workspace() as folder:
        port = free_port()
        command = [HOME / "bin" / "python", "-c", QUEUES, str(port)]
        with program(command, folder=folder, ready=lambda: listens(port), as_us=True):
            yield f"redis://127.0.0.1:{port}/0?socket_timeout=3600"


def _configured(folder: Path, port: int, *, database: str, index: str, queues: str) -> Path:
    settings = {
        "use": "egg:ckan",
        "SECRET_KEY": secrets.token_hex(32),
        "ckan.site_id": "live",
        "ckan.site_url": f"http://127.0.0.1:{port}",
        "ckan.plugins": " ".join(PLUGINS),
        "ckan.storage_path": str(folder / "storage"),
        "ckan.harvest.mq.type": "redis",
        "ckanext.dcat.clean_tags": "true",  # it refuses keywords with punctuation otherwise
        "ckan.redis.url": queues,
        "solr_url": index,
        "sqlalchemy.url": database,
    }
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    file = folder / "ckan.ini"
    file.write_text(f"[app:main]\n{lines}{LOGGING}", encoding="utf-8")
    return file


def _prepared(run: tuple[str | Path, ...]) -> str:
    """Make the tables and an administrator; a token of theirs."""
    for command in (
        ["db", "init"],
        ["db", "upgrade", "-p", "harvest"],
        ["user", "add", "admin", "email=admin@example.org", "password=secret of the tests"],
        ["sysadmin", "add", "admin"],
    ):
        _said([*run, *command])
    found = re.search(r"^\s*(ey[\w.-]+)\s*$", _said([*run, "user", "token", "add", "admin", "tests"]), re.MULTILINE)
    assert found
    return found[1]


def _said(command: list[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout
