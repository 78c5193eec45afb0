"""What `serai up` answers to fifty clients at once, beside what it answers to one: `python -m tests.benchmarks.load`.

Clients are threads of this process that ask for pages of results, one after the other, and read each answer to its end. They take
their part of the same cores. On a machine of two cores, fifty clients must get `GOAL` times as many answers as one.
"""

import argparse
import http.client
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

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
            load(address, clients=4, seconds=2)  # so that every process has read its index
            one = load(address, clients=1, seconds=asked.seconds)
            many = load(address, clients=CLIENTS, seconds=asked.seconds)
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
    """`serai up` in its default form over a filled installation; its address."""
    log = home / "log"
    own = {f"SERAI_{name.upper()}" for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    environment |= {"SERAI_HOME": str(home), "SERAI_PORT": "0", "SERAI_SAMPLES": "false"}
    with log.open("wb") as errors:
        process = subprocess.Popen([Path(sys.executable).with_name("serai"), "up"], env=environment, stderr=errors)
    try:
        until(lambda: b"Serai is at" in log.read_bytes())
        yield log.read_text().partition("Serai is at ")[2].split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def load(address: str, *, clients: int, seconds: float) -> Load:
    """Let some clients ask for so long."""
    host = urlsplit(address).netloc
    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(clients) as pool:
        times = [spent for client in pool.map(lambda number: asked(host, number, end), range(clients)) for spent in client]
    return Load(len(times) / seconds, quantiles(times, n=20)[-1])


def asked(host: str, client: int, end: float) -> list[float]:
    """The seconds that each answer took."""
    words = [word for language in catalogue.words() for word in language]
    connection, times = http.client.HTTPConnection(host, timeout=60), []
    for number in itertools.count(client * 1000):
        begin = time.perf_counter()
        if begin > end:
            break
        connection.request("GET", f"/en/datasets?q={quote(words[number % len(words)])}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            sys.exit(f"answered with {answer.status}")
        times.append(time.perf_counter() - begin)
    connection.close()
    return times


if __name__ == "__main__":
    main()
