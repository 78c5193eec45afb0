"""The shapes of DCAT-AP 3.0.1 that a catalogue must not violate, read where they lie, and two programs that check them."""

from collections.abc import Iterable

import pyrudof
from pyshacl import validate
from rdflib import Graph

from schemas.formats import Catalog, Entry
from schemas.formats.dcat import entry_triples
from schemas.formats.rdf import TURTLE, dump
from tests.shared_material import shared

SHAPES = "conformance/semic-dcat-ap/releases/3.0.1/html/shacl"
FILES = {"Base0": "shapes.ttl", "Range0": "range.ttl"}


def written(entries: Iterable[Entry], catalog: Catalog) -> bytes:
    """One graph of many records, as Turtle."""
    return dump((triple for entry in entries for triple in entry_triples(entry, catalog)), TURTLE)


def violations(turtle: bytes, name: str) -> list[str]:
    """What pyrudof finds. Skips the test if the shapes are absent."""
    checker = pyrudof.Rudof(pyrudof.RudofConfig())
    checker.read_shacl(str(shared(f"{SHAPES}/{FILES[name]}")))
    checker.read_data(turtle.decode(), reader_mode=pyrudof.ReaderMode.Strict)
    return [f"{each.focus_node} {each.path}: {each.message} ({each.value})" for each in checker.validate_shacl().violations]


def second_opinion(turtle: bytes, name: str) -> str:
    """What pyshacl finds: nothing if all is as it should be. It takes a thousand times as long."""
    conforms, _, text = validate(
        Graph().parse(data=turtle, format="turtle"), shacl_graph=str(shared(f"{SHAPES}/{FILES[name]}")), inference="none"
    )
    return "" if conforms else str(text)
