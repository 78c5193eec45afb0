"""`make fuzz`: requests that nobody would write, made from the OpenAPI document, against the real application on loopback.

Every answer must be one that the document promises, and none a failure of ours (5xx). The pages, which have no such document, are
walked by `pages.py`. The seed is fixed, so the same requests come again, and the time is limited.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.api.app import create_app
from registry.api.connections import ConnectionLimits
from registry.api.server import Server, listen
from registry.services import Services
from registry.ui.app import create_pages
from tests.samples import harvested_samples

from . import pages

SECONDS = 75
"""How long requests are made to the API: the whole takes less than two minutes."""

SEED = 20261125

PHASES = ("examples", "coverage", "fuzzing", "stateful")

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
)
"""Not `allow_header_conformance`: it does not see that two patterns of addresses can fit the same one. Not
`negative_data_rejection`: an empty parameter counts as absent on purpose, because a form sends empty fields, and it takes `false`
in an address for a boolean where it is the text of a filter. `tests/registry/api/test_search.py` has what must be refused."""

DECISIONS = """\
[[operations]]
include-path-regex = "/curation/"
parameters = {{ "path.id" = "{record}" }}
"""
"""Decisions are made about a record that is there; all else is asked with ids of any kind."""


def main() -> int:
    """The exit code of the fuzzer: 0 if no answer was wrong."""
    with TemporaryDirectory() as home, harvested_samples(Path(home)) as services, served(services) as address:
        wrong = pages.walk(address, known_values(services), seed=SEED)
        print(*wrong[:20], sep="\n")  # noqa: T201 - the answer of this program
        at = services.clock()
        secret = services.store.tokens.add("Fuzzer", expires=at + timedelta(days=1), at=at)
        record = next(services.store.records.stream()).id
        (Path(home) / "schemathesis.toml").write_text(DECISIONS.format(record=record))
        return fuzz(address, secret, folder=home) or bool(wrong)


def known_values(services: Services) -> list[str]:
    """Values in addresses of pages that exist."""
    sources = list(services.sources)
    runs = services.store.runs.list(limit=5)
    ids = [str(record.id) for record, _ in zip(services.store.records.stream(), range(5), strict=False)]
    codes = [group.code for run in runs for group in services.store.runs.issue_groups(run.id)]
    return [*sources, *(str(run.id) for run in runs), *ids, *codes, "en", "ru", "license", "publisher", "modified"]


@contextmanager
def served(services: Services) -> Iterator[str]:
    """API and pages on a free port; their address."""
    listener, ready = listen("127.0.0.1", 0), threading.Event()
    server = Server(create_app(services, pages=create_pages(services)), limits=ConnectionLimits(), ready=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        ready.wait()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def fuzz(address: str, secret: str, *, folder: str) -> int:
    """Run schemathesis, as a program of its own, in a folder that it may write to."""
    options = {
        "--phases": ",".join(PHASES),
        "--checks": ",".join(CHECKS),
        "--max-time": str(SECONDS),
        "--seed": str(SEED),
        "--header": f"Authorization: Bearer {secret}",
    }
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/api/v1/openapi.json"]
    flags = [part for option in options.items() for part in option]
    return subprocess.run([*program, *flags], cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
