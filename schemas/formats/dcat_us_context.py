"""What the names in a document of DCAT-US 3 stand for: a context of JSON-LD 1.1, by the terms that the standard gives them."""

from collections.abc import Iterable, Mapping
from typing import Any

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"


def _words(**terms: str) -> dict[str, Any]:
    return dict(terms)


def _links(terms: Mapping[str, str]) -> dict[str, Any]:
    """Names whose value is an address, or a node."""
    return {name: {"@id": term, "@type": "@id"} for name, term in terms.items()}


def _codes(name: str, term: str, base: str) -> dict[str, Any]:
    """A name whose value is the end of an address."""
    return {name: {"@id": term, "@type": "@vocab", "@context": {"@vocab": base}}}


def _by_language(terms: Mapping[str, str]) -> dict[str, Any]:
    return {f"{name}Map": {"@id": term, "@container": "@language"} for name, term in terms.items()}


def _typed(terms: Mapping[str, str], datatype: str) -> dict[str, Any]:
    return {name: {"@id": term, "@type": datatype} for name, term in terms.items()}


def _classes(prefix: str, names: Iterable[str]) -> dict[str, Any]:
    return {name: f"{prefix}:{name}" for name in names}


CONTEXT: Mapping[str, Any] = {
    "@version": 1.1,
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **_classes("dcat", ("Catalog", "Dataset", "Distribution")),
    **_classes("foaf", ("Agent", "Document")),
    **_classes("dct", ("Location", "PeriodOfTime", "Standard")),
    **_words(Concept="skos:Concept", Identifier="adms:Identifier", Kind="vcard:Kind", Checksum="spdx:Checksum"),
    **_words(Organization="org:Organization"),
    **_words(title="dct:title", description="dct:description", identifier="dct:identifier", rights="dct:rights"),
    **_words(keyword="dcat:keyword", version="dcat:version", issued="dct:issued", modified="dct:modified"),
    **_words(accessRights="dct:accessRights", accrualPeriodicity="dct:accrualPeriodicity", format="dct:format"),
    **_words(name="foaf:name", fn="vcard:fn", tel="vcard:tel", prefLabel="skos:prefLabel", notation="skos:notation"),
    **_words(schemaAgency="adms:schemaAgency", startDate="dcat:startDate", endDate="dcat:endDate"),
    **_words(algorithm="spdx:algorithm", checksumValue="spdx:checksumValue"),
    **_typed({"bbox": "dcat:bbox"}, "gsp:wktLiteral"),
    **_typed({"byteSize": "dcat:byteSize"}, "xsd:nonNegativeInteger"),
    **_by_language({"title": "dct:title", "description": "dct:description"}),
    **_codes("mediaType", "dcat:mediaType", _MEDIA_TYPES),
    **_codes("language", "dct:language", _LANGUAGES),
    **_links({"dataset": "dcat:dataset", "distribution": "dcat:distribution", "contactPoint": "dcat:contactPoint"}),
    **_links({"publisher": "dct:publisher", "license": "dct:license", "conformsTo": "dct:conformsTo"}),
    **_links({"relation": "dct:relation", "spatial": "dct:spatial", "temporal": "dct:temporal", "theme": "dcat:theme"}),
    **_links({"landingPage": "dcat:landingPage", "accessURL": "dcat:accessURL", "downloadURL": "dcat:downloadURL"}),
    **_links({"homepage": "foaf:homepage", "hasEmail": "vcard:hasEmail", "inScheme": "skos:inScheme", "status": "adms:status"}),
    **_links({"otherIdentifier": "adms:identifier", "checksum": "spdx:checksum"}),
}
