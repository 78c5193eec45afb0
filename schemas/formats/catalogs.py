"""The catalogue itself, and that of each portal as a part of it, as `dcat:Catalog`."""

from collections.abc import Iterator
from uuid import uuid5

from pyoxigraph import NamedNode, Triple

from ..dataset import Agent
from ..record import NAMESPACE
from ..source import Source
from .entry import Catalog
from .rdf import address, is_a, literal, node, part, term

TITLE = "Serai"
DESCRIPTION = (
    "Open data of the member states of the Shanghai Cooperation Organisation: what their portals publish, each dataset with its "
    "licence, its jurisdictions and its privacy class."
)


def catalog_triples(catalog: Catalog) -> Iterator[Triple]:
    """The whole catalogue, without its datasets."""
    subject = node(catalog.iri)
    publisher = part(subject, "publisher")
    yield from is_a(subject, "dcat:Catalog")
    yield Triple(subject, term("dct:title"), literal(TITLE, "en"))
    yield Triple(subject, term("dct:description"), literal(DESCRIPTION, "en"))
    yield Triple(subject, term("dct:publisher"), publisher)
    yield from _page(subject, catalog.root)
    yield from is_a(publisher, "foaf:Agent")
    yield Triple(publisher, term("foaf:name"), literal(TITLE, "en"))


def portal_triples(id: str, source: Source | None, catalog: Catalog) -> Iterator[Triple]:
    """The catalogue of a portal. If nobody declares the portal any more, it has its id as a name."""
    subject, whole = portal_node(id, catalog), node(catalog.iri)
    publisher = part(subject, "publisher")
    titles = [literal(title, language) for language, title in source.title.items()] if source else [literal(id)]
    yield Triple(whole, term("dcat:catalog"), subject)
    yield from is_a(subject, "dcat:Catalog")
    for title in titles:
        yield Triple(subject, term("dct:title"), title)
        yield Triple(subject, term("dct:description"), title)
    for name in [literal(source.operator)] if source and source.operator else titles:
        yield Triple(publisher, term("foaf:name"), name)
    yield Triple(subject, term("dct:isPartOf"), whole)
    yield Triple(subject, term("dct:publisher"), publisher)
    yield from is_a(publisher, "foaf:Agent")
    if source:
        yield from _page(subject, str(source.url))


def portal_node(id: str, catalog: Catalog) -> NamedNode:
    """What the catalogue of a portal is called."""
    return node(catalog.portal(id))


def publisher_node(agent: Agent, source: str, catalog: Catalog) -> NamedNode:
    """What a publisher is called: the same for all its datasets at a portal, by its identifier there, else by its name."""
    name = agent.identifier or (agent.name[0].value if agent.name else agent.homepage or "")
    return part(portal_node(source, catalog), f"publisher-{uuid5(NAMESPACE, name)}")


def _page(subject: NamedNode, url: str) -> Iterator[Triple]:
    found = address(url)
    if found:
        yield Triple(subject, term("foaf:homepage"), found)
        yield from is_a(found, "foaf:Document")
