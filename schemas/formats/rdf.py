"""Triples and the three syntaxes of RDF in which they are written: Turtle, JSON-LD and RDF/XML, and lines of N-Triples.

All syntaxes have the same graph. So a text has no character that one of them cannot write: what XML 1.0 does not allow is
replaced, and a line ends in one way. Nodes are named, never blank: pages can be joined, and two answers compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import IO
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ..dataset import UNDETERMINED
from ..terms import PREFIXES, Term
from ..web_address import iri_of
from .entry import content_type_of
from .odrl import NAMESPACES as ACTIONS
from .xml import is_language, legal

NAMESPACES: Mapping[str, str] = {
    **PREFIXES,
    **ACTIONS,
    "adms": "http://www.w3.org/ns/adms#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Every prefix that is written: those of the fields' terms, and those of nodes that no field has."""


@dataclass(frozen=True)
class Syntax:
    """A syntax of RDF. `suffix` is the end of the names of its files."""

    suffix: str
    media_type: str
    title: str
    written: RdfFormat

    @property
    def content_type(self) -> str:
        """The media type as a header has it."""
        return content_type_of(self.media_type)


TURTLE = Syntax("ttl", "text/turtle", "Turtle", RdfFormat.TURTLE)
JSON_LD = Syntax("jsonld", "application/ld+json", "JSON-LD", RdfFormat.JSON_LD)
RDF_XML = Syntax("rdf", "application/rdf+xml", "RDF/XML", RdfFormat.RDF_XML)
N_TRIPLES = Syntax("nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES)

SYNTAXES = (TURTLE, JSON_LD, RDF_XML)
"""The syntaxes in which a record and a list can be had."""


@cache
def term(curie: str) -> NamedNode:
    """The node of a compact name, e.g. `dcat:Dataset`. Raises `KeyError` for a prefix that is not in `NAMESPACES`."""
    prefix, _, local = curie.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def predicate(of: Term) -> NamedNode:
    """The predicate that a field's term gives."""
    return term(of.curie)


def literal(text: str, language: str = UNDETERMINED) -> Literal:
    """A text with its language (BCP 47); without a tag if the language is not known, or is no tag."""
    text = legal(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Literal(text, language=language) if language != UNDETERMINED and is_language(language) else Literal(text)


def typed(value: str, datatype: str) -> Literal:
    """A value of a datatype, in the form that the datatype has."""
    return Literal(value, datatype=term(datatype))


def node(iri: str) -> NamedNode:
    """A node by an IRI of our own. The host in it is what a client sent: signs that no IRI has are percent-encoded."""
    try:
        return NamedNode(iri)
    except ValueError:
        return NamedNode(quote(iri, safe="-._~:/?#@!$&'()*+,;="))


def part(of: NamedNode, name: str) -> NamedNode:
    """A node that belongs to another one and is named after it."""
    return NamedNode(f"{of.value}{'-' if '#' in of.value else '#'}{_quoted(name)}")


@lru_cache(maxsize=4096)
def _quoted(name: str) -> str:
    return quote(name, safe="-._~")


def address(text: str) -> NamedNode | None:
    """The node of an address that a portal states; None if it is no absolute address."""
    iri = iri_of(text)
    try:
        return NamedNode(iri) if iri else None
    except ValueError:
        return None


def is_a(subject: NamedNode, *classes: str) -> Iterable[Triple]:
    """What a node is, by compact names."""
    return (Triple(subject, term("rdf:type"), term(each)) for each in classes)


def by_subject(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Each triple once, all of a subject together, in the order in which subjects and triples come first."""
    subjects: dict[object, dict[Triple, None]] = {}
    for each in triples:
        subjects.setdefault(each.subject, {})[each] = None
    return chain.from_iterable(subjects.values())


def dump(triples: Iterable[Triple], syntax: Syntax) -> bytes:
    """A graph in a syntax, by subject: the same graph gives the same bytes."""
    return serialize(by_subject(triples), format=syntax.written, prefixes=dict(NAMESPACES)) or b""


def write(triples: Iterable[Triple], file: IO[bytes], syntax: Syntax) -> None:
    """The same into a file, each triple as it comes: a graph of any size takes no memory."""
    serialize(triples, file, format=syntax.written, prefixes=dict(NAMESPACES))
