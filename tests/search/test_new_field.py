"""A new filter and facet is one `Field` in the table. The test adds one to a copy of the package and uses it there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import search

FIELD = """
    Field(
        "files",
        "Files",
        "How many files there are: none, one or several.",
        values=lambda record: (("none", "one", "several")[min(len(record.dataset.distribution), 2)],),
        facet=True,
    ),
"""

USE = """
from contextlib import closing
from pathlib import Path

from schemas.dataset import Distribution
from search import open_engine
from search.ask import ask, count
from search.asking.wanted import EVERYTHING
from search.document import document
from search.elastic.compile import request
from search.elastic.mapping import indexed, mappings
from search.params import parse, render
from tests.factories import record

documents = [document(record(identifier=str(at), file_format=["CSV"] * at)) for at in range(5)]
with closing(open_engine("tantivy:index")) as engine:
    engine.update(documents)
    query = parse([("q", "water"), ("files", "several")])
    assert render(query) == [("q", "water"), ("files", "several")]
    assert count(engine, query) == 3
    found = ask(engine, query)
    assert {hit.id for hit in found.hit} == {each.id for each in documents[2:]}
    facet = found.facet[-1]
    assert (facet.field, [(each.value, each.count, each.chosen) for each in facet.value]) == (
        "files",
        [("several", 3, True), ("none", 1, False), ("one", 1, False)],
    )
assert mappings()["properties"]["value_files"] == {"type": "keyword"}
assert indexed(documents[0])["value_files"] == ("none",)
assert {"terms": {"value_files": ["several"]}} in request(parse([("files", "several")]), EVERYTHING)["query"]["bool"]["filter"]
print("found, filtered and counted")
"""


def test_a_new_facet_is_one_field(tmp_path: Path) -> None:
    copy = tmp_path / "search"
    shutil.copytree(Path(search.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    table = copy / "fields.py"
    before, end, after = table.read_text(encoding="utf-8").partition("\n)\n\nFIELDS: ")
    assert end
    table.write_text(before + FIELD.rstrip() + end + after, encoding="utf-8")
    paths = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))
    done = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "found, filtered and counted"
