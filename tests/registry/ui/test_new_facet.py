"""A new facet is one `Field` in `search/fields.py`: a copy of `search` with one more is all that differs here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.registry.ui.reading import read

ROOT = Path(__file__).parents[3]

FIELD = """_TABLE = (
    Field(
        "main_theme",
        "Main theme",
        "The first theme that the portal names.",
        values=lambda record: codes(record.dataset.theme)[:1],
        kind=ValueKind.THEME,
        facet=True,
    ),
"""

PROGRAM = """
import sys
from pathlib import Path

from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.demo import server as sample
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import open_services
from registry.settings import Settings
from registry.ui import create_pages

settings = Settings(home=Path(sys.argv[1]), database_url=None, search_url=None, archive_url=None, sources=None)
with sample.serve() as samples, open_services(settings, samples=samples) as services:
    harvest(services, samples["sample_kg"])
    refresh(services)
    with TestClient(create_app(services, pages=create_pages(services))) as client:
        found = client.get("/api/v1/datasets", params={"main_theme": "ENVI"}).json()["total"]
        sys.stdout.buffer.write(f"{found}\\n{client.get('/en/datasets').text}".encode())
"""


def test_one_field_makes_a_box_with_labels(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "search", tmp_path / "code" / "search", ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "code" / "search" / "fields.py"
    before = table.read_text(encoding="utf-8")
    table.write_text(before.replace("_TABLE = (\n", FIELD), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, str(tmp_path / "home")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path / "code"), str(ROOT)])},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    found, _, html = done.stdout.decode().partition("\n")
    box = read(html).one("details", id="facet-main_theme")
    assert box.one("summary").text == "Main theme"
    counts = {
        (label.one("input").get("value"), label.one("span", class_="text").text): label.one("span", class_="count").text
        for label in box.all("label")
    }
    assert counts["ENVI", "Environment"] == found
