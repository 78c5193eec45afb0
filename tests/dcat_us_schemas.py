"""The rules of DCAT-US as JSON Schemas, written from the specifications: version 1.1 for publishers that are no federal agency
(https://resources.data.gov/resources/dcat-us/), and version 3 (https://github.com/GSA/dcat-us)."""

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Schema = Mapping[str, Any]

CHECKER = FormatChecker(formats=["date"])


@CHECKER.checks("uri")
def _is_uri(value: object) -> bool:
    """What RFC 3986 allows in a URI, with a scheme."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})+", str(value), re.ASCII) is not None


@CHECKER.checks("iri")
def _is_iri(value: object) -> bool:
    return re.fullmatch(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]+', str(value)) is not None


TEXT = {"type": "string", "pattern": r"\S"}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
URI = {"type": "string", "format": "uri"}
IRI = {"type": "string", "format": "iri"}
DATE = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}Z)?)?)?$"}
MAIL = {"type": "string", "pattern": r"^mailto:[\w~!$&'()*+,;=:.-]+@[\w.-]+\.[\w.-]+$"}
MEDIA_TYPE = {"type": "string", "pattern": r"^[a-z]+/[a-z0-9][\w.+!#$&^-]*$"}
INTERVAL = r"R/P(\d+(\.\d+)?[YMWD])*(T(\d+(\.\d+)?[HMS])+)?"


def closed(properties: Schema, *required: str, **more: Any) -> Schema:
    """An object with these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False, **more}


def of(class_: str, properties: Schema, *required: str, **more: Any) -> Schema:
    """An object that says what it is."""
    return closed({"@type": {"const": class_}, **properties}, "@type", *required, **more)


DISTRIBUTION = of(
    "dcat:Distribution",
    {"title": TEXT, "description": TEXT, "downloadURL": URI, "accessURL": URI, "mediaType": MEDIA_TYPE, "format": TEXT},
    dependentRequired={"downloadURL": ["mediaType"]},
    minProperties=2,
)

DATASET = of(
    "dcat:Dataset",
    {
        "identifier": TEXT,
        "title": TEXT,
        "description": TEXT,
        "keyword": TEXTS,
        "modified": DATE,
        "publisher": of("org:Organization", {"name": TEXT}, "name"),
        "contactPoint": of("vcard:Contact", {"fn": TEXT, "hasEmail": MAIL}, "fn", "hasEmail"),
        "accessLevel": {"enum": ["public", "restricted public", "non-public"]},
        "rights": {**TEXT, "maxLength": 255},
        "license": URI,
        "issued": DATE,
        "accrualPeriodicity": {"type": "string", "pattern": f"^(irregular|{INTERVAL})$"},
        "language": {"type": "array", "items": {"type": "string", "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}},
        "landingPage": URI,
        "spatial": TEXT,
        "temporal": {"type": "string", "pattern": r"^\d{4}[\dTZ:-]*/\d{4}[\dTZ:-]*$"},
        "theme": TEXTS,
        "distribution": {"type": "array", "items": DISTRIBUTION, "minItems": 1},
    },
    *("title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel"),
    **{
        "if": {"properties": {"accessLevel": {"const": "public"}}},
        "else": {"required": ["rights"]},
    },
)

CATALOG = of(
    "dcat:Catalog",
    {
        "@context": {"const": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld"},
        "conformsTo": {"const": "https://project-open-data.cio.gov/v1.1/schema"},
        "describedBy": {"const": "https://project-open-data.cio.gov/v1.1/schema/catalog.json"},
        "dataset": {"type": "array", "items": DATASET},
    },
    *("conformsTo", "dataset"),
)
"""Version 1.1."""

BY_LANGUAGE = {"type": "object", "additionalProperties": TEXT, "minProperties": 1}
LANGUAGES = {"type": "array", "items": {"type": "string", "maxLength": 2, "minLength": 2}}
KIND = of("Kind", {"fn": TEXT, "hasEmail": MAIL, "tel": TEXT}, "fn", "hasEmail")
CONCEPT = of("Concept", {"@id": IRI, "prefLabel": TEXT, "inScheme": IRI}, "prefLabel")
DOCUMENT = of("Document", {"title": TEXT, "accessURL": IRI}, "title")
WORDS_OF_FREQUENCY = (
    "continual daily weekly fortnightly monthly quarterly biannually annually asNeeded irregular notPlanned unknown"
)

DISTRIBUTION_3 = of(
    "Distribution",
    {
        "@id": IRI,
        "title": TEXT,
        "titleMap": BY_LANGUAGE,
        "description": TEXT,
        "descriptionMap": BY_LANGUAGE,
        "accessURL": IRI,
        "downloadURL": IRI,
        "mediaType": MEDIA_TYPE,
        "format": TEXT,
        "byteSize": {"type": "string", "pattern": r"^\d+$"},
        "issued": DATE,
        "modified": DATE,
        "language": LANGUAGES,
        "license": IRI,
        "rights": TEXTS,
        "checksum": of("Checksum", {"algorithm": TEXT, "checksumValue": TEXT}, "algorithm", "checksumValue"),
    },
    anyOf=[{"required": ["accessURL"]}, {"required": ["downloadURL"]}],
)

DATASET_3 = of(
    "Dataset",
    {
        "@id": IRI,
        "identifier": TEXT,
        "otherIdentifier": {
            "type": "array",
            "items": of("Identifier", {"notation": TEXT, "schemaAgency": TEXT}, "notation"),
        },
        "title": TEXT,
        "titleMap": BY_LANGUAGE,
        "description": TEXT,
        "descriptionMap": BY_LANGUAGE,
        "keyword": TEXTS,
        "theme": {"type": "array", "items": CONCEPT},
        "publisher": of("Organization", {"@id": IRI, "name": TEXT}, "name"),
        "contactPoint": KIND,
        "landingPage": DOCUMENT,
        "issued": DATE,
        "modified": DATE,
        "accrualPeriodicity": {"anyOf": [{"enum": WORDS_OF_FREQUENCY.split()}, {"type": "string", "pattern": f"^{INTERVAL}$"}]},
        "language": LANGUAGES,
        "version": TEXT,
        "status": CONCEPT,
        "spatial": {"type": "array", "items": of("Location", {"prefLabel": TEXT, "bbox": TEXT}, minProperties=2)},
        "temporal": {"type": "array", "items": of("PeriodOfTime", {"startDate": DATE, "endDate": DATE}, minProperties=2)},
        "accessRights": TEXT,
        "rights": TEXTS,
        "license": IRI,
        "relation": {"type": "array", "items": IRI},
        "distribution": {"type": "array", "items": DISTRIBUTION_3},
    },
    *("title", "description", "publisher", "contactPoint", "identifier"),
)

CATALOG_3 = of(
    "Catalog",
    {
        "@context": {"type": "object"},
        "@id": IRI,
        "title": TEXT,
        "description": TEXT,
        "publisher": of("Agent", {"name": TEXT}, "name"),
        "contactPoint": {"type": "array", "items": KIND},
        "homepage": DOCUMENT,
        "conformsTo": of("Standard", {"@id": IRI, "title": TEXT}, "title"),
        "dataset": {"type": "array", "items": DATASET_3},
    },
    *("@context", "dataset"),
)
"""Version 3."""


def flaws(document: object, schema: Schema) -> list[str]:
    """What a document has that the schema does not allow."""
    found = Draft202012Validator(schema, format_checker=CHECKER).iter_errors(document)
    return [f"{each.json_path}: {each.message[:200]}" for each in found]
