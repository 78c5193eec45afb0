"""What `serai up` answers to fifty clients at once, beside what it answers to one: `python -m tests.benchmarks.load`.

Clients ask for pages of results, one after the other, and read each answer to its end. One thread of this process is all of them,
and does as little as it can, because it has its part of the same cores. On a machine of two cores, fifty clients must get `GOAL`
times as many answers as one.
"""

import argparse
import itertools
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import SplitResult, quote, urlsplit

from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.settings import Settings
from tests import catalogue
from tests.waiting import until

from .installation import installation

GOAL = 1.7
"""How many times as many answers fifty clients get as one, where there are two cores or more."""

PATIENCE = 1.2
"""Seconds within which nineteen of twenty answers to fifty clients come, if one client gets `USUAL` answers a second."""

USUAL = 43
CLIENTS = 50
WARMING = 15
"""Seconds before anything is measured."""


@dataclass(frozen=True)
class Load:
    """What some clients got: answers a second, and the seconds within which nineteen of twenty came."""

    rate: float
    p95: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=5000, help="how many records are in the catalogue")
    arguments.add_argument("--seconds", type=float, default=10, help="how long each number of clients asks")
    asked = arguments.parse_args()
    with TemporaryDirectory() as folder:
        prepare(Path(folder), asked.records)
        with serai_up(Path(folder)) as address:
            questions = requests(urlsplit(address).netloc)
            load(address, questions, clients=8, seconds=WARMING)  # so that every process has read its index and its words
            one = load(address, questions, clients=1, seconds=asked.seconds)
            many = load(address, questions, clients=CLIENTS, seconds=asked.seconds)
    ratio, scaled = many.rate / one.rate, many.p95 * one.rate / USUAL
    print(f"one client                  {one.rate:>9.0f} answers/s   p95 {one.p95:.2f} s")
    print(f"{CLIENTS} clients                  {many.rate:>9.0f} answers/s   p95 {many.p95:.2f} s")
    print(f"  answers beside those of one client     {ratio:.2f}   (goal {GOAL})")
    print(f"  p95 where one client gets {USUAL} answers/s  {scaled:.2f} s (goal {PATIENCE})", flush=True)
    if (os.cpu_count() or 1) > 1 and (ratio < GOAL or scaled > PATIENCE):
        sys.exit(f"goal missed: at least {GOAL} times the answers of one client, and p95 within {PATIENCE} s")


def prepare(home: Path, records: int) -> None:
    """Fill an installation."""
    with catalogue.serving(records) as source, installation(home) as services:
        harvest(services, source, full=True)
        refresh(services)


@contextmanager
def serai_up(home: Path) -> Iterator[str]:
    """`serai up` over a filled installation; its address. Without finding by meaning, which would be filled meanwhile."""
    log = home / "log"
    own = {f"SERAI_{name.upper()}" for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    environment |= {"SERAI_HOME": str(home), "SERAI_PORT": "0", "SERAI_SAMPLES": "false", "SERAI_MEANING": "off"}
    with log.open("wb") as errors:
        process = subprocess.Popen([Path(sys.executable).with_name("serai"), "up"], env=environment, stderr=errors)
    try:
        until(lambda: b"Serai is at" in log.read_bytes())
        yield log.read_text().partition("Serai is at ")[2].split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def load(address: str, questions: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    """Let some clients ask for so long, each again as soon as it has its answer."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    with selectors.DefaultSelector() as waiting:
        for _ in range(clients):
            client = Client(urlsplit(address), questions)
            waiting.register(client.connection, selectors.EVENT_READ, client)
            client.ask()
        while (now := time.perf_counter()) < end:
            for key, _ in waiting.select(end - now):
                if spent := key.data.heard():
                    times.append(spent)
                    key.data.ask()
        for key in list(waiting.get_map().values()):
            key.data.connection.close()
    if len(times) < 2:
        sys.exit(f"{clients} clients got {len(times)} answers in {seconds} s")
    return Load(len(times) / seconds, quantiles(times, n=20)[-1])


def requests(host: str) -> Iterator[bytes]:
    """The requests for pages of results, ready to be sent: some 3,000, over and over, so that hardly one comes twice."""
    words = [word for language in catalogue.words() for word in language]
    random.Random(0).shuffle(words)
    ready = [f"GET /en/datasets?q={quote(word)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for word in words]
    return itertools.cycle(ready)


class Client:
    """One that asks over a connection of its own. It only sends, and counts what comes: the server has the same processors."""

    def __init__(self, address: SplitResult, questions: Iterator[bytes]) -> None:
        self.connection = socket.create_connection((address.hostname, address.port))
        self._questions = questions
        self._head, self._left, self._asked = b"", 0, 0.0

    def ask(self) -> None:
        """Send the next question."""
        self._head, self._left, self._asked = b"", 0, time.perf_counter()
        self.connection.sendall(next(self._questions))

    def heard(self) -> float:
        """Take what has come: the seconds that the answer took if it is whole now, else 0."""
        part = self.connection.recv(1 << 18)
        if not part:
            sys.exit("the server hung up")
        if self._left:
            self._left -= len(part)
        else:
            self._head += part
            head, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return 0.0
            self._left = length(head) - len(body)
        return 0.0 if self._left else time.perf_counter() - self._asked


def length(head: bytes) -> int:
    """How long the body of a good answer is."""
    if not head.startswith(b"HTTP/1.1 200 "):
        sys.exit(f"answered with {head!r}")
    return int(head.lower().partition(b"content-length:")[2].split(maxsplit=1)[0])


if __name__ == "__main__":
    main()
