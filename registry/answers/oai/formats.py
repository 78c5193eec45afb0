"""The metadata formats of OAI-PMH: each is a representation of a record, under the prefix that harvesters know it by."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.formats import FORMATS
from schemas.formats.datacite import NAMESPACE as DATACITE
from schemas.formats.datacite import SCHEMA as DATACITE_SCHEMA
from schemas.formats.entry import Catalog, Entry
from schemas.formats.oai_dc import NAMESPACE as OAI_DC
from schemas.formats.oai_dc import SCHEMA as OAI_DC_SCHEMA
from schemas.formats.xml import Element, Writer, embedded

from .asked import OaiError

WRAPPED = "http://schema.datacite.org/oai/oai-1.1/"
WRAPPED_SCHEMA = "http://schema.datacite.org/oai/oai-1.1/oai.xsd"
"""DataCite's own envelope around its metadata, as its harvesters expect it under `oai_datacite`."""


@dataclass(frozen=True)
class MetadataFormat:
    """A format: the file of `FORMATS` that it is, and the schema and namespace of its root. `wrapped`: in DataCite's envelope."""

    file: str
    schema: str
    namespace: str
    wrapped: bool = False

    def add(self, metadata: Element, entry: Entry, catalog: Catalog) -> None:
        """A new child of an element: the record."""
        embedded(_envelope(metadata) if self.wrapped else metadata, FORMATS[self.file].dump(entry, catalog))


PREFIXES: Mapping[str, MetadataFormat] = MappingProxyType(
    {
        "oai_dc": MetadataFormat("oai_dc.xml", OAI_DC_SCHEMA, OAI_DC),
        "oai_datacite": MetadataFormat("datacite.xml", WRAPPED_SCHEMA, WRAPPED, wrapped=True),
        "datacite": MetadataFormat("datacite.xml", DATACITE_SCHEMA, DATACITE),
        "dcat": MetadataFormat(
            "dcat.rdf", "http://www.openarchives.org/OAI/2.0/rdf.xsd", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        ),
    }
)
"""The formats by their `metadataPrefix`. Every record is there in each of them."""


def format_of(prefix: str) -> MetadataFormat:
    """The format of a prefix. Raises `OaiError` (cannotDisseminateFormat)."""
    if prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"The formats are {', '.join(PREFIXES)}.")
    return PREFIXES[prefix]


_W = Writer(WRAPPED)


def _envelope(metadata: Element) -> Element:
    envelope = _W.root("oai_datacite", WRAPPED_SCHEMA)
    metadata.append(envelope)
    _W.add(envelope, "schemaVersion", "4.6")
    _W.add(envelope, "datacentreSymbol", "SERAI")
    return _W.add(envelope, "payload")
