"""A record by DCAT-AP 3.0.1: the dataset with its files, our record of it, and the catalogues that it is in.

What the portal states is written by the terms of the fields (`objects`); conclusions only where they are clear to people too.
The shapes of DCAT-AP hold for every record: where they ask for something that a portal leaves out, the nearest thing that is
true stands there (the title as description, the page of the dataset as access to a file without an address).
"""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from pyoxigraph import NamedNode, Triple

from ..dataset import Dataset, Distribution, Text
from ..record import CatalogRecord, Curation, Origin, Status, distribution_ids
from . import dpv, rdf
from .catalogs import catalog_triples, portal_node, portal_triples, publisher_node
from .entry import Catalog, Entry, Format
from .objects import LABEL, PREFERRED, described, fields_of, labelled, made, moment, said
from .odrl import is_settled, policy_of
from .policies import policy_triples
from .rdf import SYNTAXES, Syntax, address, by_subject, is_a, literal, node, part, term

PROFILE = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/"
WITHDRAWN = "http://purl.org/adms/status/Withdrawn"

_APART = frozenset({"license", "publisher", "distribution"})
"""Fields of a dataset that need more than the field."""


def entry_triples(entry: Entry, catalog: Catalog) -> Iterator[Triple]:
    """A record in its catalogues, with all that is needed to read it alone."""
    yield from catalog_triples(catalog)
    yield from portal_triples(entry.record.source, entry.source, catalog)
    yield from record_triples(entry, catalog)


def list_triples(entries: Iterable[Entry], catalog: Catalog) -> Iterator[Triple]:
    """Many records in their catalogues, each as it comes; memory is taken for the ids of their portals only."""
    yield from by_subject(catalog_triples(catalog))
    told = set[str]()
    for entry in entries:
        source = entry.record.source
        if source not in told:
            told.add(source)
            yield from by_subject(portal_triples(source, entry.source, catalog))
        yield from by_subject(record_triples(entry, catalog))


def record_triples(entry: Entry, catalog: Catalog) -> Iterator[Triple]:
    """A record without what the catalogues are."""
    record, subject = entry.record, node(catalog.dataset(entry.record.id))
    for each in (node(catalog.iri), portal_node(record.source, catalog)):
        yield Triple(each, term("dcat:dataset"), subject)
        yield Triple(each, term("dcat:record"), part(subject, "record"))
    yield from is_a(subject, "dcat:Dataset")
    yield from described(subject, record.dataset, without=_APART)
    yield from _descriptions(subject, record.dataset)
    yield from _publisher(subject, entry, catalog)
    yield from _license(subject, subject, record)
    yield from policy_triples(subject, policy_of(entry))
    yield from dpv.concluded(subject, record.assessment)
    yield from dpv.recorded(subject, record.curation)
    yield from _decided(subject, record.curation, catalog)
    for distribution, id in zip(record.dataset.distribution, distribution_ids(record), strict=True):
        yield from _distribution(subject, record, distribution, id)
    yield from _of_record(part(subject, "record"), subject, entry)


def _descriptions(subject: NamedNode, dataset: Dataset) -> Iterator[Triple]:
    if not _has_words(dataset.description):
        for each in dataset.title:
            yield Triple(subject, term("dct:description"), literal(each.value, each.language))


def _has_words(text: Text) -> bool:
    return any(each.value.strip() for each in text)


def _publisher(subject: NamedNode, entry: Entry, catalog: Catalog) -> Iterator[Triple]:
    of, publisher = fields_of(Dataset)["publisher"], entry.record.dataset.publisher
    if publisher:
        yield from said(subject, rdf.predicate(of), made(of, publisher, publisher_node(publisher, entry.record.source, catalog)))


def _license(subject: NamedNode, dataset: NamedNode, record: CatalogRecord) -> Iterator[Triple]:
    """The licence of the dataset or of a file, if it is clear which one it is; the portal's words about it in any case."""
    found = record.assessment.license
    if subject == dataset:
        yield from described(subject, record.dataset, without=fields_of(Dataset).keys() - {"license"})
    if not is_settled(found):
        return
    document = (address(found.url) if found.url else None) or part(dataset, "license")
    yield Triple(subject, rdf.predicate(fields_of(type(found))["id"]), document)
    yield from is_a(document, "dct:LicenseDocument")
    yield Triple(document, LABEL, literal(found.id))
    yield Triple(document, term("dct:identifier"), literal(found.id))


def _distribution(dataset: NamedNode, record: CatalogRecord, value: Distribution, id: UUID) -> Iterator[Triple]:
    """A file. Who has no address is led to the page of the dataset."""
    subject = part(dataset, f"distribution-{id}")
    yield Triple(dataset, rdf.predicate(fields_of(Dataset)["distribution"]), subject)
    yield from is_a(subject, "dcat:Distribution")
    yield from described(subject, value)
    if not (value.access_url and address(value.access_url)):
        page = value.download_url or record.dataset.landing_page or dataset.value
        yield Triple(subject, term("dcat:accessURL"), address(page) or dataset)
    yield from _license(subject, dataset, record)


def _decided(dataset: NamedNode, curation: Curation, catalog: Catalog) -> Iterator[Triple]:
    """The datasets of this catalogue that a person names as origins, and the end of an embargo."""
    origins = curation.was_derived_from.value if curation.was_derived_from else ()
    for each in origins:
        if each.origin is Origin.DATASET and each.record:
            yield Triple(dataset, term("prov:wasDerivedFrom"), node(catalog.dataset(each.record)))
    access = curation.access_conditions.value if curation.access_conditions else None
    if access and access.embargo_until:
        yield Triple(dataset, term("dct:available"), rdf.typed(access.embargo_until.isoformat(), "xsd:date"))


def _of_record(subject: NamedNode, dataset: NamedNode, entry: Entry) -> Iterator[Triple]:
    yield from is_a(subject, "dcat:CatalogRecord")
    yield Triple(subject, rdf.predicate(fields_of(CatalogRecord)["dataset"]), dataset)
    yield from described(subject, entry.record.provenance)
    yield Triple(subject, term("dct:modified"), moment(entry.modified))
    if entry.record.status is Status.WITHDRAWN:
        yield from said(subject, term("adms:status"), labelled(node(WITHDRAWN), "skos:Concept", "Withdrawn", predicate=PREFERRED))


def _dump(syntax: Syntax) -> Callable[[Entry, Catalog], bytes]:
    def dump(entry: Entry, catalog: Catalog) -> bytes:
        return rdf.dump(entry_triples(entry, catalog), syntax)

    return dump


TURTLE, JSON_LD, RDF_XML = (
    Format(f"dcat.{each.suffix}", each.media_type, f"DCAT-AP 3 ({each.title})", PROFILE, _dump(each)) for each in SYNTAXES
)
