"""pycsw for the live tests: a catalogue of its own in a temporary folder, which answers OAI-PMH."""

import subprocess
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

from tests.live.processes import INSTALLED, free_port, listens, program, workspace

HOME = INSTALLED / "pycsw-2.6.2"

SERVE = """
import sys
from wsgiref.simple_server import make_server
from pycsw.wsgi import application
make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
"""

RECORD = """<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:dct="http://purl.org/dc/terms/">{}</csw:Record>"""


@contextmanager
def pycsw(records: Iterable[str], *, page: int) -> Iterator[str]:
    """The base address of a catalogue of these records (elements of Dublin Core), which it sends in pages of a size."""
    with workspace() as folder:
        (folder / "records").mkdir()
        for number, elements in enumerate(records):
            (folder / "records" / f"{number:05}.xml").write_text(RECORD.format(elements), encoding="utf-8")
        port = free_port()
        configuration = _configured(folder, port=port, page=page)
        python, admin = HOME / "bin" / "python", HOME / "bin" / "pycsw-admin.py"
        for command in (["-c", "setup_db"], ["-c", "load_records", "-p", folder / "records"]):
            subprocess.run([python, admin, *command, "-f", configuration], check=True, capture_output=True, timeout=120)
        serve, environment = [python, "-c", SERVE, str(port)], {"PYCSW_CONFIG": str(configuration)}
        with program(serve, folder=folder, ready=lambda: listens(port), environment=environment, as_us=True):
            yield f"http://127.0.0.1:{port}/csw?mode=oaipmh"


def _configured(folder: Path, *, port: int, page: int) -> Path:
    server = {
        "home": folder,
        "url": f"http://127.0.0.1:{port}/csw",
        "mimetype": "application/xml; charset=UTF-8",
        "encoding": "UTF-8",
        "language": "en-US",
        "maxrecords": page,
    }
    about = dict.fromkeys(ABOUT, "example") | {"identification_keywords_type": "theme", "contact_email": "a@example.org"}
    parser = ConfigParser()
    parser.read_dict(
        {
            "server": server,
            "manager": {"transactions": "false"},
            "metadata:main": about,
            "repository": {"database": f"sqlite:///{folder}/records.db", "table": "records"},
        }
    )
    file = folder / "pycsw.cfg"
    with file.open("w", encoding="utf-8") as text:
        parser.write(text)
    return file


ABOUT = (
    *(f"identification_{name}" for name in ("title", "abstract", "keywords", "fees", "accessconstraints")),
    *(f"provider_{name}" for name in ("name", "url")),
    *(f"contact_{name}" for name in ("name", "position", "address", "city", "stateorprovince", "postalcode", "country", "phone")),
    *(f"contact_{name}" for name in ("fax", "url", "hours", "instructions", "role")),
)
