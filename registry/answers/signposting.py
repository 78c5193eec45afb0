"""Signs for programs on the way from a record to all that belongs to it (https://signposting.org/FAIR/): typed links.

They are in the `Link` header of the page and of each format, and as a whole in a link set (RFC 9264).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from schemas.formats import FORMATS
from schemas.formats.as_json import laid_out
from schemas.formats.entry import Catalog, Entry
from schemas.formats.schema_org import address_of, encoding_format, license_address

from . import links

ITEMS = 20
"""How many files a header names. The link set has them all."""

LINKSET = "application/linkset+json"

_IN_HEADER = "%/:=&?#+!$,;'@()*~"
"""What stays as it is in an address inside a header; letters that are not ASCII are percent-encoded."""


@dataclass(frozen=True)
class Sign:
    """A typed link. `media_type` and `profile` are those of its target."""

    relation: str
    target: str
    media_type: str | None = None
    profile: str | None = None

    def __str__(self) -> str:
        attributes = [("rel", self.relation), ("type", self.media_type), ("profile", self.profile)]
        told = "".join(f'; {name}="{value}"' for name, value in attributes if value)
        return f"<{_ascii(self.target)}>{told}"


def header(signs: Iterable[Sign]) -> str:
    """The value of a `Link` header."""
    return ", ".join(map(str, signs))


def of_page(entry: Entry, catalog: Catalog) -> list[Sign]:
    """The signs on the page of a record: its lasting address, what describes it, licence, files, kinds, catalogue."""
    return [*_about(entry, catalog), *_items(entry)[:ITEMS], _linkset(entry, catalog)]


def of_format(entry: Entry, catalog: Catalog) -> list[Sign]:
    """The signs on a record in some format: what it describes, and where the rest is."""
    iri = catalog.dataset(entry.record.id)
    return [Sign("describes", iri), Sign("cite-as", iri), Sign("canonical", iri), _linkset(entry, catalog)]


def _about(entry: Entry, catalog: Catalog) -> list[Sign]:
    id_, license_ = entry.record.id, license_address(entry.record.assessment.license)
    return [
        Sign("cite-as", catalog.dataset(id_)),
        *(
            Sign("describedby", f"{catalog.root}{links.in_format(id_, each.file)}", each.media_type, each.profile)
            for each in FORMATS.values()
        ),
        *([Sign("license", license_)] if license_ else []),
        Sign("type", "https://schema.org/Dataset"),
        Sign("type", "https://schema.org/AboutPage"),
        Sign("collection", catalog.portal(entry.record.source)),  # one alone: clients take no second
    ]


def _items(entry: Entry) -> list[Sign]:
    files = ((address_of(each), encoding_format(each)) for each in entry.record.dataset.distribution)
    return [Sign("item", address, kind if kind and ":" not in kind else None) for address, kind in files if address]


def _linkset(entry: Entry, catalog: Catalog) -> Sign:
    return Sign("linkset", f"{catalog.root}{links.linkset(entry.record.id)}", LINKSET)


def linkset(entry: Entry, catalog: Catalog) -> bytes:
    """All signs of a record as a link set."""
    found: dict[str, Any] = {"anchor": catalog.dataset(entry.record.id)}
    for each in (*_about(entry, catalog), *_items(entry)):
        told = {"href": each.target, "type": each.media_type, "profile": [each.profile] if each.profile else None}
        found.setdefault(each.relation, []).append({name: value for name, value in told.items() if value})
    return laid_out({"linkset": [found]})


def _ascii(address: str) -> str:
    return quote(address, safe=_IN_HEADER)
