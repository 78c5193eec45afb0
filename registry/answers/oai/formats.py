"""The metadata formats of OAI-PMH: each is a representation of a record, under the prefix that harvesters know it by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.formats import FORMATS, datacite, oai_dc
from schemas.formats.entry import Catalog, Entry
from schemas.formats.xml import Element, Writer, read

from .asked import OaiError

WRAPPED = "http://schema.datacite.org/oai/oai-1.1/"
WRAPPED_SCHEMA = "http://schema.datacite.org/oai/oai-1.1/oai.xsd"
"""DataCite's own envelope around its metadata, as its harvesters expect it under `oai_datacite`."""

_W = Writer(WRAPPED)


@dataclass(frozen=True)
class MetadataFormat:
    """A format: what makes an element of a record, and the schema and namespace of that element."""

    element: Callable[[Entry, Catalog], Element]
    schema: str
    namespace: str


def _wrapped(entry: Entry, catalog: Catalog) -> Element:
    """DataCite's metadata in their envelope."""
    envelope = _W.root("oai_datacite", WRAPPED_SCHEMA)
    _W.add(envelope, "schemaVersion", "4.6")
    _W.add(envelope, "datacentreSymbol", "SERAI")
    _W.add(envelope, "payload").append(datacite.element(entry, catalog))
    return envelope


def _graph(entry: Entry, catalog: Catalog) -> Element:
    """The graph as RDF/XML, which another library writes."""
    return read(FORMATS["dcat.rdf"].dump(entry, catalog))


PREFIXES: Mapping[str, MetadataFormat] = MappingProxyType(
    {
        "oai_dc": MetadataFormat(oai_dc.element, oai_dc.SCHEMA, oai_dc.NAMESPACE),
        "oai_datacite": MetadataFormat(_wrapped, WRAPPED_SCHEMA, WRAPPED),
        "datacite": MetadataFormat(datacite.element, datacite.SCHEMA, datacite.NAMESPACE),
        "dcat": MetadataFormat(
            _graph, "http://www.openarchives.org/OAI/2.0/rdf.xsd", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        ),
    }
)
"""The formats by their `metadataPrefix`. Every record is there in each of them."""


def format_of(prefix: str) -> MetadataFormat:
    """The format of a prefix. Raises `OaiError` (cannotDisseminateFormat)."""
    if prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"The formats are {', '.join(PREFIXES)}.")
    return PREFIXES[prefix]
