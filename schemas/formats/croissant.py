"""A record in Croissant 1.1 (http://mlcommons.org/croissant/1.1), with terms of Croissant RAI 1.0 where they are known.

A file with a checksum is a `FileObject`, which must have one. One without is a `FileSet` of this one file.
There are no record sets: a portal's record does not tell the columns of a file.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from ..assessment import Confidence, PrivacyAssessment, PrivacyClass
from ..dataset import Checksum, Distribution
from ..dpv import personal_data
from ..record import CatalogRecord, distribution_ids
from ..web_address import iri_of
from .as_json import laid_out
from .duo import NAMESPACE as DUO
from .duo import terms_of
from .entry import Catalog, Entry, Format
from .odrl import NAMESPACES, Policy, policy_of
from .schema_org import Node, address_of, agent, dataset_node, encoding_format, filled, size
from .shipped import privacy_classes

PROFILE = "http://mlcommons.org/croissant/1.1"
UNKNOWN_FORMAT = "application/octet-stream"

_CROISSANT = (
    "annotation arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format "
    "includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform value"
)

CONTEXT: Mapping[str, Any] = MappingProxyType(
    {
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "duo": DUO,
        **NAMESPACES,
        "conformsTo": "dct:conformsTo",
        **{term: f"cr:{term}" for term in _CROISSANT.split()},
        "data": {"@id": "cr:data", "@type": "@json"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "name": {"@container": "@language"},
        "description": {"@container": "@language"},
    }
)
"""The context of the specification, with the prefixes of ODRL and DUO."""

_DIGITS = {"md5": re.compile(r"[0-9a-f]{32}"), "sha256": re.compile(r"[0-9a-f]{64}")}
"""The checksums that Croissant has, by their names."""


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """The document. Its plain texts are in the language of the first title (`und` if nobody stated it)."""
    record = entry.record
    node = dataset_node(entry, catalog)
    for kept_elsewhere in ("distribution", "isBasedOn", "alternateName"):
        node.pop(kept_elsewhere, None)
    context = {"@language": record.dataset.title[0].language, **CONTEXT}
    derived = [{"@id": iri} for each in record.dataset.was_derived_from if (iri := iri_of(each.verbatim))]
    return laid_out(
        filled(
            {
                "@context": context,
                **node,
                "@type": "sc:Dataset",
                "conformsTo": PROFILE,
                "distribution": distributions(record),
                "usageInfo": usage_info(entry, catalog),
                "prov:wasDerivedFrom": derived,
                **responsible(record),
            }
        )
    )


def distributions(record: CatalogRecord) -> list[Node]:
    """The files that have an address."""
    with_ids = zip(record.dataset.distribution, distribution_ids(record), strict=True)
    return [_file(each, str(id), iri) for each, id in with_ids if (iri := address_of(each))]


def _file(distribution: Distribution, id_: str, address: str) -> Node:
    told = filled(
        {
            "@id": id_,
            "name": distribution.title[0].value if distribution.title else _file_name(address),
            "description": distribution.description[0].value if distribution.description else None,
            "encodingFormat": encoding_format(distribution) or UNKNOWN_FORMAT,
            "contentSize": size(distribution),
        }
    )
    checksum = checksum_of(distribution.checksum)
    if checksum:
        return {"@type": "cr:FileObject", **told, "contentUrl": address, **checksum}
    told.pop("contentSize", None)
    return {"@type": "cr:FileSet", **told, "url": address, "includes": _glob(_file_name(address))}


def checksum_of(checksum: Checksum | None) -> dict[str, str]:
    """The checksum under its name in Croissant; nothing if its algorithm is another one or not stated, or if it is malformed."""
    if not checksum or not checksum.algorithm:
        return {}
    stated = checksum.algorithm.rpartition("_")[2].rpartition("#")[2].lower().replace("-", "")
    value = checksum.value.strip().lower()
    return {stated: value} if stated in _DIGITS and _DIGITS[stated].fullmatch(value) else {}


def _file_name(address: str) -> str:
    """The last part of an address, or all of it if it has none."""
    return unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or address


def _glob(name: str) -> str:
    """A pattern that only this name fits."""
    return re.sub(r"([*?[])", r"[\1]", name)


def usage_info(entry: Entry, catalog: Catalog) -> list[Node]:
    """What may be done with the data: terms of DUO, and an offer in ODRL. Empty if nothing is settled."""
    policy = policy_of(entry)
    terms = [
        {"@type": "DefinedTerm", "name": term.label, "termCode": f"DUO_{term.id}", "url": f"duo:{term.id}"}
        for term in terms_of(policy)
    ]
    return [*terms, _offer(policy, entry, catalog)] if policy.says_something else []


def _offer(policy: Policy, entry: Entry, catalog: Catalog) -> Node:
    """An offer must name who makes it: the publisher, else the portal.

    Its target is the dataset that it belongs to. As in the specification's examples it is not written: mlcroissant 1.1.1 follows
    such a reference back without end.
    """
    duties = [{"@type": "odrl:Duty", "odrl:action": {"@id": each}} for each in policy.duty]
    permissions = [_rule("odrl:Permission", each) | ({"odrl:duty": duties} if duties else {}) for each in policy.permission]
    return filled(
        {
            "@type": ["CreativeWork", "odrl:Offer"],
            "@id": f"{catalog.dataset(entry.record.id)}#offer",
            "name": f"Terms of the licence {entry.record.assessment.license.id}",
            "url": policy.license,
            "odrl:assigner": agent(entry.record.dataset.publisher) or {"@id": catalog.portal(entry.record.source)},
            "odrl:permission": permissions,
            "odrl:prohibition": [_rule("odrl:Prohibition", each) for each in policy.prohibition],
        }
    )


def _rule(kind: str, action: str) -> Node:
    return {"@type": kind, "odrl:action": {"@id": action}}


def responsible(record: CatalogRecord) -> Node:
    """The terms of Croissant RAI that are known: personal and sensitive data, and how the data are kept up to date."""
    often = record.dataset.accrual_periodicity
    return filled(
        {
            "rai:personalSensitiveInformation": [*_class(record.assessment.privacy), *_categories(record)],
            "rai:dataReleaseMaintenancePlan": f"Frequency of updates, in the portal's words: {often}" if often else None,
        }
    )


def _class(found: PrivacyAssessment) -> list[str]:
    """The privacy class in words, unless it is unclear."""
    if found.privacy_class is PrivacyClass.UNKNOWN or found.confidence is Confidence.LOW:
        return []
    row = privacy_classes()[found.privacy_class]
    return [f"{row.label}: {row.meaning}"]


def _categories(record: CatalogRecord) -> list[str]:
    """The categories of personal data that were recorded, by their names in the W3C Data Privacy Vocabulary."""
    recorded = record.curation.personal_categories
    known = personal_data()
    return [known[each].label for each in recorded.value if each in known] if recorded else []


CROISSANT = Format("croissant.json", "application/ld+json", "Croissant", PROFILE, dump)
