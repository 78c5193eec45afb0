"""The files of docker/: read by the reference reader, and their settings run by hand against real servers, since no engine for
containers runs here.

The programs are those of the compose file, with its commands, users, passwords and variables; only hosts, ports and folders
differ.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live import elasticsearch, postgresql
from tests.live.processes import INSTALLED, ROOT, free_port, listens, own, program, run, workspace
from tests.live.s3 import PROGRAM
from tests.portal import Portal, package

DOCKER = ROOT / "docker"
READER = INSTALLED / "compose-v2.16.2"
HADOLINT = INSTALLED / "hadolint-2.15.1" / "bin" / "hadolint"
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
    assert value, f"{place['name']} is needed"
    return value


# the files


@pytest.mark.parametrize("file", ["compose.yml", "compose.servers.yml"])
def test_a_compose_file_holds(file: str) -> None:
    for name, service in services(file).items():
        if service["image"] == "serai":
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name
            assert Path(service["build"]["context"]) == ROOT
            assert (ROOT / service["build"]["dockerfile"]).is_file()
        for port in service.get("ports", ()):
            assert port["host_ip"] == "127.0.0.1", name
        latest = service["image"] != "serai" and not re.search(r":v?\d+(\.\d+)*", service["image"])
        assert not latest, f"{name}: an image without a version changes under one's feet"


@pytest.mark.parametrize("file", ["compose.yml", "compose.servers.yml"])
def test_a_value_that_is_needed_is_asked_for(file: str) -> None:
    done = read(file)
    assert done.returncode != 0
    assert "SERAI_CONTACT is missing a value: say in docker/.env" in done.stderr


def test_every_value_is_in_the_example() -> None:
    example = set(re.findall(r"^(\w+)=", (DOCKER / ".env.example").read_text(), re.MULTILINE))
    used = {name for file in DOCKER.glob("compose*.yml") for name in re.findall(r"\$\{(\w+)", file.read_text())}
    assert example == used


def test_the_dockerfile_holds() -> None:
    done = subprocess.run([HADOLINT, DOCKER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text().splitlines()
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, f"{name} is copied and not part of the context"


# the settings


@dataclass
class Installation:
    """The servers that run as the compose file says, and Serai's variables for them."""

    environment: dict[str, str]
    node: elasticsearch.Node
    database: str
    home: Path

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


@pytest.fixture(scope="module")
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

    with elasticsearch.running(1, settings=settings, prepare=set_password) as [node]:
        yield node


def get(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def wait_for(what: Callable[[], bool], *, seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < limit, "it did not come true in time"
        time.sleep(0.5)


@contextmanager
def up(installation: Installation) -> Iterator[str]:
    """Serai's web server, as the image starts it; its address. It ends in good order when it is told to."""
    port = free_port()
    server = installation.begin("up", SERAI_HOST="127.0.0.1", SERAI_PORT=str(port), SERAI_SAMPLES="false")
    try:
        wait_for(lambda: server.poll() is not None or listens(port))
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: get(f"{address}/health")["ready"] is True)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        _, words = server.communicate(timeout=60)
    assert server.returncode in {0, -signal.SIGTERM}, words


def test_the_life_of_an_installation(installation: Installation) -> None:
    run_serai = installation.serai

    # harvests, two of them at once
    run_serai("harvest", "sample_kg")
    others = [installation.begin("harvest", name) for name in ("sample_ir", "sample_pk")]
    told = [other.communicate(timeout=300)[1] for other in others]
    assert [other.returncode for other in others] == [0, 0], told
    state = installation.status()
    records = state["records"]
    assert records > 70
    assert (state["waiting"], state["engine"]["count"]) == (0, records)
    assert "All agree." in run_serai("verify")

    # the server
    with up(installation) as address:
        found = get(f"{address}/api/v1/datasets?jurisdiction=KG")
        assert found["total"] > 20
        raw = run_serai("archive", "link", found["items"][0]["id"]).strip()
        assert get(raw)["title"]

    # Elasticsearch is down during a harvest: what changes waits, is seen to wait, and is indexed when it is back
    installation.node.stop()
    postgres = postgresql.command
    lost = f"postgresql://serai:{VALUES['POSTGRES_PASSWORD']}@{installation.database}/serai"
    postgres(lost, "UPDATE record SET raw_hash = 'gone', dataset_hash = 'gone' WHERE source = 'sample_kg'")
    run_serai("harvest", "sample_kg", "--full", ends=1)
    state = installation.status(ends=1)
    assert (state["engine"]["reachable"], state["waiting"] > 20) == (False, True)
    installation.node.start()
    installation.node.await_ready()
    with up(installation) as address:
        wait_for(lambda: get(f"{address}/health")["outbox"] == 0)
    assert "All agree." in run_serai("verify")

    # the database is lost, and everything but decisions comes back from the archive
    admin = f"postgresql://serai:{VALUES['POSTGRES_PASSWORD']}@{installation.database}/postgres"
    postgres(admin, "DROP DATABASE serai WITH (FORCE)")
    postgres(admin, "CREATE DATABASE serai")
    run_serai("archive", "restore")
    assert installation.status()["records"] == records
    assert "All agree." in run_serai("verify")


def test_two_workers_share_what_is_due(installation: Installation, tmp_path: Path) -> None:
    with Portal([package(number) for number in range(30)]) as portal:
        declaration = {"id": "kg_example", "title": {"ky": "Ачык маалыматтар"}, "kind": "ckan", "url": portal.url}
        declaration |= {"jurisdiction": "KG", "allow_private_addresses": True, "every": "1d"}
        (tmp_path / "kg_example.yml").write_text(json.dumps(declaration), encoding="utf-8")
        sources = {"SERAI_SAMPLES": "false", "SERAI_SOURCES": str(tmp_path)}
        command = services("compose.servers.yml")["worker"]["command"]
        workers = [installation.begin(*command, **sources) for _ in range(2)]
        try:
            wait_for(lambda: '"state": "done"' in installation.serai("runs", "--source", "kg_example", "--json"))
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            told = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], told
    runs = json.loads(installation.serai("runs", "--source", "kg_example", "--json"))["items"]
    assert [(run["state"], run["counts"]["new"]) for run in runs] == [("done", 30)]


def test_a_server_that_is_missing_is_named(installation: Installation) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    words = installation.serai("status", ends=1, SERAI_DATABASE_URL=f"postgresql://serai:x@{nowhere}/serai")
    assert nowhere.partition(":")[2] in words
    words = installation.serai("status", ends=1, SERAI_S3_ENDPOINT=f"http://{nowhere}")
    assert nowhere in words
    words = installation.serai("status", ends=1, SERAI_ARCHIVE_URL="s3://no-such-bucket")
    assert "no such bucket" in words
    for secret in VALUES.values():
        assert secret not in words
