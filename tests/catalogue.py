"""A generated CKAN portal of any size, in a process of its own.

Its packages are made from the words of the sample portals, and are the same each time.
"""

import json
import multiprocessing
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from registry.demo.server import SAMPLES
from schemas.source import Source
from tests.portal import package

LICENSES = ("cc-by", "CC-BY-4.0", "notspecified", "other-open", "Открытые данные", "odc-odbl", "")
FORMATS = ("CSV", "XLSX", "JSON", "XML", "PDF", ".csv", "GeoJSON")


@cache
def words() -> tuple[tuple[str, ...], ...]:
    """The words of each sample portal."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(SAMPLES.glob("*.json")))
    return tuple(tuple(sorted(set(re.findall(r"\w{3,}", " ".join(_strings(json.loads(text))))))) for text in texts)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def ordinary(number: int) -> dict[str, Any]:
    """A package with three resources, a title of eight words, a description of sixty and six tags."""
    chance = random.Random(number)
    language = chance.choice(words())
    made = package(
        number,
        title=" ".join(chance.choices(language, k=8)),
        notes=" ".join(chance.choices(language, k=60)),
        license_id=chance.choice(LICENSES),
        tags=[{"name": word, "display_name": word, "state": "active"} for word in chance.choices(language, k=6)],
        metadata_modified=f"20{chance.randint(15, 26)}-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}T05:06:07.000008",
    )
    resource = made["resources"][0]
    made["resources"] = [
        resource | {"id": f"r-{number}-{each}", "format": chance.choice(FORMATS), "name": " ".join(chance.choices(language, k=3))}
        for each in range(3)
    ]
    return made


def page(start: int, rows: int, size: int) -> bytes:
    """The answer to `package_search`."""
    found = [ordinary(number) for number in range(start, min(start + rows, size))]
    return orjson.dumps({"success": True, "result": {"count": size, "results": found}})


@contextmanager
def serving(size: int) -> Iterator[Source]:
    """Serve a catalogue of so many packages; the source to harvest it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(size, theirs), daemon=True)
    process.start()
    try:
        yield Source.model_validate(
            {
                "id": "benchmark",
                "title": {"en": "Generated catalogue"},
                "kind": "ckan",
                "url": f"http://127.0.0.1:{ours.recv()}",
                "jurisdiction": "KG",
                "language": ["ky", "ru"],
                "allow_private_addresses": True,
            }
        )
    finally:
        process.terminate()
        process.join()


def _serve(size: int, port: Any) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            body = page(int(asked["start"][0]), int(asked["rows"][0]), size)
            self.send_response(200)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    port.send(server.server_port)
    server.serve_forever()
