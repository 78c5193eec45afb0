"""Apache Solr for the live tests: a core in a temporary folder with the schema that a program brings."""

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live.java import java
from tests.live.processes import INSTALLED, free_port, program, workspace

LIBRARIES = INSTALLED / "solr-9.10.1"
SOURCES = Path(__file__).parent / "solr"


@contextmanager
def solr(core: str, schema: Path) -> Iterator[str]:
    """The address of an empty core. Words that a schema names in files of their own (synonyms, …) are none."""
    assert LIBRARIES.is_dir(), "Solr is not installed: run tests/live/prepare"
    with workspace() as folder:
        _make_core(folder / core, schema)
        (folder / "solr.xml").write_text("<solr/>", encoding="utf-8")
        port = free_port()
        options = ("-Xmx256m", f"-Dsolr.log.dir={folder}", "-cp", f"{LIBRARIES}/*")
        command = [java() / "bin" / "java", *options, SOURCES / "Solr.java", folder, str(port)]
        address = f"http://127.0.0.1:{port}/solr/{core}"
        with program(command, folder=folder, ready=lambda: answers(f"{address}/select?q=*:*"), as_us=True):
            yield address


def answers(address: str) -> bool:
    """Whether there is an answer without an error."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _make_core(folder: Path, schema: Path) -> None:
    configuration = folder / "conf"
    configuration.mkdir(parents=True)
    (folder / "core.properties").touch()
    shutil.copy(schema, configuration / "schema.xml")
    shutil.copy(SOURCES / "solrconfig.xml", configuration)
    for words in ("synonyms", "protwords", "stopwords"):
        (configuration / f"{words}.txt").touch()
