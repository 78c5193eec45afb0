"""The servers of docker/compose.servers.yml started by hand, with its commands, users, passwords and variables.

There are no containers: hosts, ports and folders differ, nothing else.
"""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live import api_keys, elasticsearch, postgresql
from tests.live.processes import INSTALLED, ROOT, free_port, listens, own, program, run, workspace
from tests.live.s3 import PROGRAM
from tests.waiting import until

DOCKER = ROOT / "docker"
READER = INSTALLED / "compose-v2.16.2"
SERAI = (sys.executable, "-c", "from registry.cli import main; main()")

VALUES = {
    "SERAI_CONTACT": "data@example.org",
    "POSTGRES_PASSWORD": "postgresSecret1",
    "ELASTIC_PASSWORD": "elasticSecret1",
    "S3_SECRET_KEY": "s3Secret1",
    "ELASTIC_HEAP": "512m",
}
"""What an operator writes into docker/.env."""

PLACE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<sign>[-?])(?P<rest>[^}]*))?\})")


def read(file: str, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([READER, *options, file], cwd=DOCKER, capture_output=True, text=True, check=False)


def services(file: str, values: Mapping[str, str] = VALUES) -> dict[str, dict[str, Any]]:
    """The services of a compose file with an operator's values."""
    done = read(file, "-no-interpolation", "-format", "json")
    assert done.returncode == 0, done.stderr
    filled: dict[str, dict[str, Any]] = _filled(json.loads(done.stdout)["services"], values)
    return filled


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _filled(value, values) for name, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, values) for value in node]
    return PLACE.sub(lambda place: _value(place, values), node) if isinstance(node, str) else node


def _value(place: "re.Match[str]", values: Mapping[str, str]) -> str:
    if place["name"] is None:
        return "$"
    value = values.get(place["name"]) or (place["rest"] if place["sign"] == "-" else None)
    assert value is not None, f"{place['name']} is needed"
    return value


@dataclass
class Installation:
    """The servers that run as the compose file says, and Serai's variables for them."""

    environment: dict[str, str]
    node: elasticsearch.Node
    database: str
    home: Path

    def apart(self, name: str, home: Path) -> "Installation":
        """Another one on the same servers, with an empty database, and indexes and a folder in the bucket of its own."""
        postgresql.command(self.address_of("postgres"), f"CREATE DATABASE {name}")
        own_places = {
            "SERAI_DATABASE_URL": self.address_of(name),
            "SERAI_SEARCH_URL": self.environment["SERAI_SEARCH_URL"].removesuffix("/serai") + f"/serai-{name}",
            "SERAI_ARCHIVE_URL": f"s3://serai/{name}",
        }
        return Installation({**self.environment, **own_places}, self.node, self.database, home)

    def address_of(self, database: str) -> str:
        """The address of a database on the server."""
        return f"postgresql://serai:{VALUES['POSTGRES_PASSWORD']}@{self.database}/{database}"

    def serai(self, *arguments: str, ends: int = 0, **variables: str) -> str:
        """Run a command as the container would, and return what it answers."""
        started = self.begin(*arguments, **variables)
        said, told = started.communicate(timeout=300)
        assert started.returncode == ends, said + told
        return said + told

    def begin(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([*SERAI, *arguments], env=self.variables(variables), cwd=ROOT, **pipes)

    def variables(self, more: Mapping[str, str]) -> dict[str, str]:
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("SERAI_", "AWS_"))}
        return {**bare, "SERAI_HOME": str(self.home), **self.environment, "SERAI_SAMPLES": "true", **more}

    def status(self, *, ends: int = 0) -> dict[str, Any]:
        answer = self.serai("status", "--json", ends=ends)
        found: dict[str, Any] = json.loads(answer[: answer.rindex("}") + 1])
        return found


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """All services of compose.servers.yml but Serai."""
    declared = services("compose.servers.yml")
    with ExitStack() as stack:
        database = stack.enter_context(running_postgresql(declared["postgresql"]))
        archive = stack.enter_context(running_s3(declared["s3"]))
        node = stack.enter_context(running_elasticsearch(declared["elasticsearch"]))
        places = {"postgresql:5432": database, "s3:7070": archive, "elasticsearch:9200": node.host}
        environment = {name: _moved(value, places) for name, value in declared["serai"]["environment"].items()}
        script = declared["bucket"]["entrypoint"][2]
        for _ in range(2):  # it is run at every start
            subprocess.run([sys.executable, "-c", script], env={**os.environ, **environment}, check=True, timeout=60)
        yield Installation(environment, node, database, tmp_path_factory.mktemp("home"))


def _moved(value: str, places: Mapping[str, str]) -> str:
    for theirs, ours in places.items():
        value = value.replace(theirs, ours)
    return value


@contextmanager
def running_postgresql(service: Mapping[str, Any]) -> Iterator[str]:
    wanted, port = service["environment"], free_port()
    password = wanted["POSTGRES_PASSWORD"]
    assert wanted["POSTGRES_USER"] == postgresql.USER
    with workspace() as folder:
        postgresql.create_cluster(folder, password=password, options=wanted["POSTGRES_INITDB_ARGS"].split())
        with postgresql.running(folder, port):
            postgresql.command(postgresql.address_of(port, password=password), f"CREATE DATABASE {wanted['POSTGRES_DB']}")
            yield f"127.0.0.1:{port}"


@contextmanager
def running_s3(service: Mapping[str, Any]) -> Iterator[str]:
    port = free_port()
    with workspace() as folder:
        for volume in service["volumes"]:
            (folder / Path(volume["target"]).name).mkdir()
        own(folder)
        places = {":7070": f"127.0.0.1:{port}", "/data": str(folder)}
        command = [_moved(argument, places) for argument in service["command"]]
        with program([PROGRAM, *command], folder=folder, ready=lambda: listens(port), environment=service["environment"]):
            yield f"127.0.0.1:{port}"


@contextmanager
def running_elasticsearch(service: Mapping[str, Any]) -> Iterator[elasticsearch.Node]:
    """The image sets the settings that have a dot in their names, and the password as below."""
    wanted = service["environment"]
    settings = {name: value for name, value in wanted.items() if "." in name and name != "discovery.type"}

    def set_password(home: Path, config: Path) -> None:
        keystore = home / "bin" / "elasticsearch-keystore"
        set_it = f'printf %s "$1" | {keystore} add --stdin bootstrap.password'
        environment = ["env", f"ES_PATH_CONF={config}", f"ES_JAVA_HOME={elasticsearch.java()}"]
        run([*environment, keystore, "create"], folder=config)
        run([*environment, "sh", "-c", set_it, "sh", wanted["ELASTIC_PASSWORD"]], folder=config)
        api_keys.allow(home)

    with elasticsearch.running(1, settings=settings, prepare=set_password) as [node]:
        yield node


def get(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@contextmanager
def up(installation: Installation) -> Iterator[str]:
    """Serai's web server, as the image starts it; its address. It ends in good order when it is told to."""
    port = free_port()
    server = installation.begin("up", SERAI_HOST="127.0.0.1", SERAI_PORT=str(port), SERAI_SAMPLES="false")
    try:
        until(lambda: server.poll() is not None or listens(port))
        address = f"http://127.0.0.1:{port}"
        until(lambda: get(f"{address}/health")["ready"] is True)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        _, words = server.communicate(timeout=60)
    assert server.returncode == 0, words
