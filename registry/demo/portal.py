"""A sample portal: packages that are written by hand, completed to the full shape of CKAN.

The files in `portals/` hold only what differs from package to package. The rest, which CKAN writes into every package
(https://docs.ckan.org/en/2.11/api/), is added here, so that a harvester sees all of it. A package is the same at every start: it
contains neither the live address nor the time of the start. So a second harvest finds no changes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Json = dict[str, Any]

LICENSES: Mapping[str, tuple[str, str | None, bool]] = {
    "cc-by": ("Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by", True),
    "cc-by-sa": ("Creative Commons Attribution Share-Alike", "http://www.opendefinition.org/licenses/cc-by-sa", True),
    "cc-zero": ("Creative Commons CCZero", "http://www.opendefinition.org/licenses/cc-zero", True),
    "odc-odbl": ("Open Data Commons Open Database License (ODbL)", "http://www.opendefinition.org/licenses/odc-odbl", True),
    "odc-by": ("Open Data Commons Attribution License", "http://www.opendefinition.org/licenses/odc-by", True),
    "notspecified": ("License not specified", None, False),
    "other-open": ("Other (Open)", None, True),
    "other-nc": ("Other (Non-Commercial)", None, False),
    "other-closed": ("Other (Not Open)", None, False),
}
"""What CKAN's list of licences says about the ids that the samples use: title, address, whether it is open."""

_PACKAGE: Json = {
    "author": None,
    "author_email": None,
    "license_id": None,
    "maintainer": None,
    "maintainer_email": None,
    "notes": None,
    "private": False,
    "relationships_as_object": [],
    "relationships_as_subject": [],
    "state": "active",
    "type": "dataset",
    "url": None,
    "version": None,
}

_RESOURCE: Json = {
    "cache_last_updated": None,
    "cache_url": None,
    "description": None,
    "format": "",
    "hash": "",
    "last_modified": None,
    "mimetype": None,
    "mimetype_inner": None,
    "resource_type": None,
    "size": None,
    "state": "active",
    "url_type": None,
}


@dataclass(frozen=True)
class Portal:
    """One portal: its packages in the full shape of CKAN, and the organisations that publish them."""

    id: str
    title: str
    packages: tuple[Json, ...]
    organizations: tuple[Json, ...]


def read_portal(file: Path) -> Portal:
    """Read a sample file; the portal's id is the file's name."""
    return expand(json.loads(file.read_text(encoding="utf-8")), id=file.stem)


def expand(written: Json, *, id: str) -> Portal:
    """Add to the written packages what CKAN has in every package."""
    organizations = {name: _organization(id, name=name, written=entry) for name, entry in written["organizations"].items()}
    groups = {name: _group(id, name=name, title=title) for name, title in written["groups"].items()}
    packages = tuple(_package(id, written=entry, organizations=organizations, groups=groups) for entry in written["packages"])
    return Portal(id=id, title=written["title"], packages=packages, organizations=tuple(organizations.values()))


def _uuid(*parts: str) -> str:
    """A UUID, like CKAN's ids. It is the same at every start, because it identifies a harvested record."""
    return str(uuid5(NAMESPACE_URL, "urn:serai:sample:" + ":".join(parts)))


def _organization(portal: str, *, name: str, written: Json) -> Json:
    fixed = {
        "approval_status": "approved",
        "description": "",
        "image_url": "",
        "is_organization": True,
        "state": "active",
        "type": "organization",
    }
    return {"id": _uuid(portal, "organization", name), "name": name, **fixed, **written}


def _group(portal: str, *, name: str, title: str) -> Json:
    return {
        "description": "",
        "display_name": title,
        "id": _uuid(portal, "group", name),
        "image_display_url": "",
        "name": name,
        "title": title,
    }


def _package(portal: str, *, written: Json, organizations: Mapping[str, Json], groups: Mapping[str, Json]) -> Json:
    id_ = _uuid(portal, "package", written["name"])
    organization = organizations.get(written.get("organization", ""))
    resources = [
        _resource(portal, package=id_, position=position, written={"created": written["metadata_created"], **entry})
        for position, entry in enumerate(written["resources"])
    ]
    return {
        **_PACKAGE,
        **_translations(written),
        **_license(written.get("license_id")),
        **written,
        "id": id_,
        "creator_user_id": _uuid(portal, "user", "editor"),
        "organization": organization,
        "owner_org": organization and organization["id"],
        "groups": [groups[name] for name in written.get("groups", ())],
        "tags": [_tag(portal, name=name) for name in written.get("tags", ())],
        "extras": [{"key": key, "value": value} for key, value in written.get("extras", {}).items()],
        "resources": resources,
        "num_resources": len(resources),
        "num_tags": len(written.get("tags", ())),
    }


def _translations(written: Json) -> Json:
    """As in ckanext-fluent, the plain field repeats the first translation."""
    return {
        field: next(iter(written[f"{field}_translated"].values()))
        for field in ("title", "notes")
        if f"{field}_translated" in written
    }


def _license(id_: str | None) -> Json:
    """CKAN looks a licence up in its list. If the id is not in the list, the id is the title."""
    title, url, is_open = LICENSES.get(id_ or "", (id_, None, False))
    return {"license_title": title, "isopen": is_open, **({"license_url": url} if url else {})}


def _tag(portal: str, *, name: str) -> Json:
    return {"display_name": name, "id": _uuid(portal, "tag", name), "name": name, "state": "active", "vocabulary_id": None}


def _resource(portal: str, *, package: str, position: int, written: Json) -> Json:
    own = {"id": _uuid(portal, "resource", package, str(position)), "package_id": package, "position": position}
    return {**_RESOURCE, "metadata_modified": written.get("last_modified") or written["created"], **written, **own}
