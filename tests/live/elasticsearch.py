"""Elasticsearch for the live tests: nodes of their own in a temporary folder, or the server that the environment names.

`SERAI_TEST_ELASTICSEARCH_URL` is the address of a server as `SERAI_SEARCH_URL` has it, without a prefix, and of a user who may do
everything with indexes that begin with `serai-`. Each test has a prefix of its own.
"""

import http.client
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch

from search.elastic.address import parse
from search.elastic.client import connect
from tests.live.java import java
from tests.live.processes import INSTALLED, await_ready, free_port, kill, own, start, stop, workspace

VERSION = "8.19.21"
INSTALLATION = INSTALLED / f"elasticsearch-{VERSION}"
PATIENCE = 180.0

MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
"""Where the data lies, if there are so many bytes free: no test cuts the power, and a disk takes its time for every index."""

SETTINGS = {
    "http.host": "127.0.0.1",
    "transport.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # the disks of test machines are small and full
}


@dataclass
class Node:
    """A node, running or not. `folder` has its configuration, its data and `output.log`."""

    home: Path
    folder: Path
    port: int
    settings: Mapping[str, str]
    heap: str
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; `await_ready` waits until it answers."""
        arguments = [f"-E{name}={value}" for name, value in self.settings.items()]
        environment = {
            "ES_JAVA_HOME": str(java()),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            "ES_PATH_CONF": str(self.folder / "config"),
        }
        self.process = start([self.home / "bin" / "elasticsearch", *arguments], folder=self.folder, environment=environment)

    def await_ready(self) -> None:
        assert self.process
        await_ready(self.process, lambda: answers(self.port), folder=self.folder, patience=PATIENCE)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process
        kill(self.process)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            stop(self.process)


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[str]:
    """The address of a server, without a prefix."""
    own_server = os.environ.get("SERAI_TEST_ELASTICSEARCH_URL")
    if own_server:
        yield own_server
        return
    with running(1) as [node]:
        yield f"http://{node.host}"


@pytest.fixture
def elasticsearch_address(elasticsearch: str) -> Iterator[str]:
    """An address with a prefix that nobody used before."""
    with fresh_address(elasticsearch) as address:
        yield address


@contextmanager
def fresh_address(server: str) -> Iterator[str]:
    """An address on a server with a prefix that nobody used before; what was made under it is removed."""
    address = with_prefix(server, f"serai-test-{secrets.token_hex(6)}")
    yield address
    with closing(connect(parse(address))) as client:
        for name in index_names(client, address):
            client.indices.delete(index=name)


def index_names(client: Elasticsearch, address: str) -> list[str]:
    """The indexes under the prefix of an address."""
    return sorted(client.indices.get_alias(index=f"{parse(address).prefix}-*"))


def with_prefix(server: str, prefix: str) -> str:
    """The address of a server with the prefix of the indexes."""
    return urlsplit(server)._replace(path=f"/{prefix}").geturl()


@contextmanager
def running(
    count: int,
    *,
    settings: Mapping[str, str] | None = None,
    prepare: Callable[[Path, Path], None] = lambda home, config: None,
    heap: str = "512m",
    kept: Path | None = None,
) -> Iterator[list[Node]]:
    """So many nodes of one cluster. `prepare` gets the installation and the folder of a node's configuration before its start.

    With `kept`, a folder, the data are there, and stay.
    """
    assert INSTALLATION.is_dir(), "Elasticsearch is not installed: run tests/live/prepare, or set SERAI_TEST_ELASTICSEARCH_URL"
    with workspace() as folder, ExitStack() as stack:
        home = folder / "installation"
        shutil.copytree(INSTALLATION, home)  # where the user that it runs as may read it
        data = kept or stack.enter_context(data_folder(folder))
        found = nodes(home, folder, count, settings={**SETTINGS, "path.data": str(data), **(settings or {})}, heap=heap)
        for node in found:
            shutil.copytree(home / "config", node.folder / "config")
        own(folder)
        own(data)
        for node in found:
            prepare(home, node.folder / "config")
            own(node.folder / "config")
            node.start()
            stack.callback(node.stop)
        for node in found:
            node.await_ready()
        yield found


@contextmanager
def data_folder(folder: Path) -> Iterator[Path]:
    """Where the nodes keep their data."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        yield folder / "data"
        return
    with TemporaryDirectory(dir=MEMORY, prefix="serai-", ignore_cleanup_errors=True) as quick:
        yield Path(quick)


def nodes(home: Path, folder: Path, count: int, *, settings: Mapping[str, str], heap: str) -> list[Node]:
    """The nodes of a cluster, with ports of their own."""
    transports = [free_port() for _ in range(count)]
    names = [f"n{at}" for at in range(count)]
    cluster = {
        "cluster.name": folder.name,
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in transports),
        "cluster.initial_master_nodes": ",".join(names),
    }
    alone = {"cluster.name": folder.name, "discovery.type": "single-node"}
    found = []
    for name, transport in zip(names, transports, strict=True):
        port = free_port()
        places = {"path.data": f"{settings['path.data']}/{name}", "path.logs": str(folder / name / "logs")}
        ports = {"http.port": str(port), "transport.port": str(transport)}
        given = {**settings, **(cluster if count > 1 else alone), "node.name": name, **places, **ports}
        found.append(Node(home, folder / name, port, given, heap))
    return found


def answers(port: int) -> bool:
    """Whether a node takes requests, be it only to refuse them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/_cluster/health")
        return connection.getresponse().status in (200, 401)
    except http.client.RemoteDisconnected:  # it wants TLS
        return True
    except ConnectionError:  # nobody listens
        return False
    finally:
        connection.close()
