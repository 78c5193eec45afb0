"""A real catalogue by DCAT-AP 3: CKAN's own page of it has hundreds of violations of the shapes, ours has none."""

from io import BytesIO

import pytest
from pyoxigraph import parse
from rdflib import Graph
from rdflib.compare import isomorphic

from schemas.formats import Entry
from schemas.formats.dcat import list_triples
from schemas.formats.rdf import SYNTAXES, Syntax, write
from tests.dcat_shapes import FILES, second_opinion, violations, written
from tests.entries import CATALOG
from tests.recorded_brazil import brazilian

pytestmark = pytest.mark.filterwarnings("ignore:(Dataset.|ConjunctiveGraph ):DeprecationWarning")  # rdflib and pyshacl

PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(brazilian())


@pytest.mark.parametrize("name", FILES)
def test_the_shapes_find_nothing(entries: list[Entry], name: str) -> None:
    assert len(entries) == 800
    assert violations(written(entries[::10], CATALOG), name) == []


@pytest.mark.proof
@pytest.mark.parametrize("name", FILES)
def test_the_shapes_find_nothing_in_the_whole(entries: list[Entry], name: str) -> None:
    assert violations(written(entries, CATALOG), name) == []


@pytest.mark.parametrize("name", FILES)
def test_a_second_program_finds_nothing_in_a_few(entries: list[Entry], name: str) -> None:
    assert second_opinion(written(entries[::200], CATALOG), name) == ""


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.suffix)
def test_each_syntax_has_the_whole_graph(entries: list[Entry], syntax: Syntax) -> None:
    file = BytesIO()
    write(list_triples(entries[::5], CATALOG), file, syntax)
    read = {each.triple for each in parse(file.getvalue(), format=syntax.written)}
    assert read == set(list_triples(entries[::5], CATALOG))


def test_another_reader_reads_the_same(entries: list[Entry]) -> None:
    graphs = []
    for syntax in SYNTAXES:
        file = BytesIO()
        write(list_triples(entries[::40], CATALOG), file, syntax)
        graphs.append(Graph().parse(data=file.getvalue(), format=PARSERS[syntax.suffix]))
    assert len(graphs[0]) == len(set(list_triples(entries[::40], CATALOG)))
    assert all(isomorphic(graphs[0], each) for each in graphs[1:])
