"""Licences in CKAN's words: its own short ids where its list has the licence, else our id, which is that of SPDX."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ..assessment import LicenseAssessment, LicenseStatus
from ..licenses import UNKNOWN_LICENSE, License, OpenDefinition
from .shipped import licenses

NOT_SPECIFIED = "notspecified"
"""CKAN's id for a dataset that states no licence."""

_OWN: Mapping[str, str] = MappingProxyType(
    {
        "CC0-1.0": "cc-zero",
        "CC-BY-4.0": "cc-by",
        "CC-BY-SA-4.0": "cc-by-sa",
        "ODC-By-1.0": "odc-by",
        "ODbL-1.0": "odc-odbl",
        "PDDL-1.0": "odc-pddl",
        "OGL-UK-3.0": "uk-ogl",
        "LicenseRef-other-open": "other-open",
        "LicenseRef-other-closed": "other-closed",
    }
)
"""CKAN's ids for licences of ours (`license_list` of CKAN 2.12). Its `cc-by` has no version: only the newest one gets this id."""

_OURS = {theirs: ours for ours, theirs in _OWN.items()}


def license_id(found: LicenseAssessment) -> str:
    """The licence of a dataset. What is stated and not understood is `LicenseRef-unknown`."""
    if found.status is LicenseStatus.NOT_STATED:
        return NOT_SPECIFIED
    return _OWN.get(found.id, found.id)


def searched(theirs: str) -> tuple[str, ...]:
    """The values of our search for an id in CKAN's words."""
    if theirs == NOT_SPECIFIED:
        return (LicenseStatus.NOT_STATED.value,)
    if theirs == UNKNOWN_LICENSE:
        return (LicenseStatus.UNKNOWN.value, LicenseStatus.AMBIGUOUS.value, LicenseStatus.CONFLICT.value)
    return (_OURS.get(theirs, theirs),)


def counted(value: str) -> str:
    """The id in CKAN's words for a value of our search."""
    if value in {"unknown", "ambiguous", "conflict"}:
        return UNKNOWN_LICENSE
    return NOT_SPECIFIED if value == LicenseStatus.NOT_STATED.value else _OWN.get(value, value)


def license_row(id_: str) -> dict[str, Any]:
    """What CKAN's list says of a licence, by its id in CKAN's words. One that is in no table has its id as title."""
    if id_ == NOT_SPECIFIED:
        return _row(id_, "License not specified", "", OpenDefinition.NOT_REVIEWED, generic=True)
    known = licenses().find(_OURS.get(id_, id_))
    if known is None:
        return _row(id_, id_, "", OpenDefinition.NOT_REVIEWED, generic=False)
    return _row(id_, known.title, known.url[0] if known.url else "", known.open_definition, generic=not known.url)


@cache
def license_ids() -> tuple[str, ...]:
    """The ids of all licences that we know, in CKAN's words."""
    return (NOT_SPECIFIED, *(_OWN.get(each, each) for each in licenses().by_id))


def is_open(id_: str) -> bool:
    """Whether the Open Definition approves of it, which is what CKAN calls open."""
    known: License | None = licenses().find(_OURS.get(id_, id_))
    return known is not None and known.open_definition is OpenDefinition.APPROVED


def _row(id_: str, title: str, url: str, reviewed: OpenDefinition, *, generic: bool) -> dict[str, Any]:
    return {
        "id": id_,
        "title": title,
        "url": url,
        "status": "active",
        "maintainer": "",
        "family": "",
        "is_generic": str(generic),
        "od_conformance": reviewed.value.replace("_", " "),
        "osd_conformance": "not reviewed",
        "domain_content": "False",
        "domain_data": "True",
        "domain_software": "False",
    }
