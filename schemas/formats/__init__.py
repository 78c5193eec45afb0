"""The outside representations of a record, one module each: a record with its surroundings goes in, bytes come out. Pure.

A new one is a module here, a line in `FORMATS`, and a subclass of the contract in `tests/contracts/format.py`. The API has an
address for each of them, and the page of a record leads to them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from . import citation, ckan, croissant, datacite, dcat, dcat_us, dcat_us_3, geojson, oai_dc, schema_org
from .entry import Catalog, Entry, Format

__all__ = ["FORMATS", "Catalog", "Entry", "Format"]

_ALL: tuple[Format, ...] = (
    schema_org.SCHEMA_ORG,
    dcat.TURTLE,
    dcat.JSON_LD,
    dcat.RDF_XML,
    croissant.CROISSANT,
    ckan.CKAN,
    dcat_us.DCAT_US,
    dcat_us_3.DCAT_US_3,
    datacite.DATACITE,
    oai_dc.OAI_DC,
    geojson.GEOJSON,
    citation.BIBTEX,
    citation.RIS,
    citation.CSL_JSON,
)

FORMATS: Mapping[str, Format] = MappingProxyType({each.file: each for each in _ALL})
"""Every representation of one record, by the last part of its address."""
