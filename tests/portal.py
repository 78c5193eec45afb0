"""A CKAN portal on loopback HTTP that answers as it should, or misbehaves on demand.

    with Portal([package(1), package(2)], trouble=[answers(500, times=1)]) as portal:
        source = portal.source(page_size=1)

A trouble is a function from what was asked to an answer; None means that it stays quiet and the portal answers in health.
"""

import gzip
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from harvesters import HARVESTERS
from harvesters.declaration import Choices, source_of
from schemas.source import Source

ACTION = re.compile(r"/api/(?:3/)?action/package_search")


@dataclass(frozen=True)
class Asked:
    """One request. `params` are those of the address."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""

    @property
    def start(self) -> int:
        return int(self.params.get("start", 0))

    @property
    def rows(self) -> int:
        return int(self.params.get("rows", 10))


@dataclass(frozen=True)
class Answer:
    """One response. `pause` is the time in seconds before every byte, `cut` how many bytes are kept back at the end."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json;charset=utf-8"})
    pause: float = 0
    cut: int = 0


Trouble = Callable[[Asked, "Portal"], Answer | None]


def package(number: int, **fields: Any) -> dict[str, Any]:
    """A package as CKAN 2.9 shows it, with one resource."""
    identifier = f"00000000-0000-4000-8000-{number:012}"
    return {
        "id": identifier,
        "name": f"dataset-{number}",
        "title": f"Суу ресурстары {number}",
        "notes": "Көлдөрдүн деңгээли",
        "type": "dataset",
        "state": "active",
        "private": False,
        "license_id": "cc-by",
        "license_title": "Creative Commons Attribution",
        "metadata_created": "2024-01-02T03:04:05.000006",
        "metadata_modified": "2026-03-04T05:06:07.000008",
        "num_resources": 1,
        "num_tags": 1,
        "organization": {"id": "3f2b", "name": "stat", "title": "Улуттук статистика комитети", "state": "active"},
        "tags": [{"name": "суу", "display_name": "суу", "state": "active", "id": "t", "vocabulary_id": None}],
        "groups": [],
        "extras": [],
        "resources": [
            {
                "id": f"r-{number}",
                "package_id": identifier,
                "name": "Файл",
                "format": "CSV",
                "url": f"https://data.example/{number}.csv",
                "size": 1024,
                "created": "2024-01-02T03:04:05",
                "position": 0,
            }
        ],
    } | fields


class Portal:
    """Serves packages in pages. `rows_max` is the most it sends at once; `total` the count it states, if not the true one.

    `asked` has every request so far.
    """

    def __init__(
        self, packages: Iterable[Any], *, trouble: Iterable[Trouble] = (), rows_max: int = 1000, total: int | None = None
    ) -> None:
        self.packages = list(packages)
        self.trouble = list(trouble)
        self.rows_max, self.total = rows_max, total
        self.asked: list[Asked] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def source(self, **fields: Any) -> Source:
        """A declaration of this portal."""
        return source_of(
            {
                "id": "kg_example",
                "title": {"ky": "Ачык маалыматтар"},
                "kind": "ckan",
                "url": self.url,
                "jurisdiction": "KG",
                "language": ("ky", "ru"),
                "allow_private_addresses": True,
            }
            | fields,
            Choices(HARVESTERS),
        )

    def answer(self, asked: Asked) -> Answer:
        for trouble in self.trouble:
            if answer := trouble(asked, self):
                return answer
        return self.healthy(asked)

    def healthy(self, asked: Asked) -> Answer:
        """What CKAN would answer."""
        if not ACTION.fullmatch(asked.path):
            return Answer(b'{"success": false, "error": {"__type": "Not Found Error", "message": "Not found"}}', 404)
        found = self._found(asked)
        rows = min(asked.rows, self.rows_max)
        return self.listing(found[asked.start : asked.start + rows], total=len(found) if self.total is None else self.total)

    def _found(self, asked: Asked) -> list[Any]:
        found = self.packages
        if match := re.fullmatch(r'metadata_modified:\["?([^" ]+)Z"? TO \*\]', asked.params.get("fq", "")):
            found = [each for each in found if each["metadata_modified"] >= match[1]]
        if asked.params.get("sort") == "id asc":
            found = sorted(found, key=lambda each: str(each.get("id")) if isinstance(each, dict) else "")
        return found

    def listing(self, packages: list[Any], *, total: int) -> Answer:
        """An answer with these packages. NaN is sent as Python writes it, half a surrogate pair as an escape."""
        result = {"count": total, "sort": "id asc", "facets": {}, "results": packages, "search_facets": {}}
        text = json.dumps({"help": "…", "success": True, "result": result}, ensure_ascii=False)
        return Answer(text.encode("utf-8", "backslashreplace"))


def on(trouble: Trouble, *, start: int | None = None, covering: int | None = None, times: int | None = None) -> Trouble:
    """A trouble only on the page from `start`, or on every page that covers an entry, or only so many times."""
    left = [times]

    def limited(asked: Asked, portal: Portal) -> Answer | None:
        if start is not None and asked.start < start:
            return None
        if covering is not None and not asked.start <= covering < asked.start + asked.rows:
            return None
        if left[0] is not None:
            if left[0] == 0:
                return None
            left[0] -= 1
        return trouble(asked, portal)

    return limited


def answers(status: int, *, body: bytes = b"", **headers: str) -> Trouble:
    """Another answer; `retry_after="1"` becomes the header `Retry-After: 1`."""
    names = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return lambda asked, portal: Answer(body, status, names)


def web_page() -> Trouble:
    """A page for people, with status 200."""
    return answers(200, body=b"<!DOCTYPE html><title>Maintenance</title>", content_type="text/html")


def refuses(name: str) -> Trouble:
    """CKAN's way to refuse a parameter."""
    body = (
        b'{"success": false, "error": {"__type": "Search Query Error", "message": "Search Query is invalid: %s"}}' % name.encode()
    )
    return lambda asked, portal: Answer(body, 409) if name in asked.params else None


def repeats_first_page() -> Trouble:
    """A portal that knows no `start`."""
    return lambda asked, portal: portal.healthy(replace(asked, params=asked.params | {"start": "0"}))


def wraps_around() -> Trouble:
    """A list that starts again where it ends."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        count = len(portal.packages)
        return portal.listing([portal.packages[(asked.start + each) % count] for each in range(asked.rows)], total=count)

    return answer


def never_ends() -> Trouble:
    """New packages on every page, with a small total."""
    return lambda asked, portal: portal.listing([package(asked.start + each) for each in range(asked.rows)], total=10)


def deletes_before(start: int, *, count: int) -> Trouble:
    """Drift: when the page from `start` is asked for, the first packages of the list are gone."""
    done: list[bool] = []

    def answer(asked: Asked, portal: Portal) -> None:
        if asked.start >= start and not done:
            done.append(True)
            del portal.packages[:count]

    return answer


def cut_short(count: int = 20) -> Trouble:
    """The last bytes of the body never come."""
    return lambda asked, portal: replace(portal.healthy(asked), cut=count)


def cut_json() -> Trouble:
    """A body that ends in the middle of the JSON, and says that it is whole."""
    return lambda asked, portal: replace(portal.healthy(asked), body=portal.healthy(asked).body[:-20])


def drips(pause: float) -> Trouble:
    return lambda asked, portal: replace(portal.healthy(asked), pause=pause)


def gzip_bomb(size: int) -> Trouble:
    """A small body that unpacks to `size` bytes."""
    bomb = gzip.compress(b" " * size)
    return answers(200, body=bomb, content_type="application/json", content_encoding="gzip")


def in_characters(encoding: str, *, declared: str | None) -> Trouble:
    """A body in one encoding that is declared as another."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        kind = "application/json" + (f"; charset={declared}" if declared else "")
        return Answer(portal.healthy(asked).body.decode().encode(encoding, "replace"), 200, {"Content-Type": kind})

    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up; anything else is a mistake in here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's confirmation of its headers

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers), self.command, body)
            portal.asked.append(asked)
            self._send(portal.answer(asked))

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            try:
                self.end_headers()
                self._send_body(answer)
            except ConnectionError:  # the client had enough
                self.close_connection = True

        def _send_body(self, answer: Answer) -> None:
            if answer.cut:
                self.close_connection = True
            body = answer.body[: len(answer.body) - answer.cut]
            if not answer.pause:
                self.wfile.write(body)
                return
            for each in body:
                time.sleep(answer.pause)
                self.wfile.write(bytes([each]))

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    return Handler
