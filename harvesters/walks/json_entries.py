"""What an entry of a list in JSON is: a record, one that the portal has removed, or what is wrong with it."""

from typing import Any, Protocol

from schemas.issues import Issue, issue

from ..base import Found, RawRecord, Removed
from ..reading.broken import Broken
from ..reading.identifiers import same
from ..reading.records import json_bytes
from ..wire.quoting import kind_of_json
from .page import page_key


class JsonEntries(Protocol):
    """What a list knows of its entries. `from_elsewhere`: another host answered, after a redirect, so that nothing is quoted."""

    @property
    def from_elsewhere(self) -> bool: ...

    def identifier(self, entry: dict[str, Any]) -> str | None:
        """The identifier of an entry."""
        ...

    def said(self, entry: dict[str, Any], identifier: str) -> Issue | None:
        """Why the portal does not offer an entry to everybody, or that this cannot be read."""
        ...

    def url_of(self, identifier: str) -> str:
        """The address of a record."""
        ...


def found_in(entry: Any, listed: JsonEntries) -> Found | None:
    """What an entry is. None if it is neither public nor can be named."""
    if isinstance(entry, Broken):
        return _raw(entry.identifier, entry.content, listed) if entry.identifier else issue("record-not-json")
    if not isinstance(entry, dict):
        return issue("record-not-object", value=kind_of_json(entry) if listed.from_elsewhere else entry)
    identifier = listed.identifier(entry)
    if identifier is None:
        title = "" if listed.from_elsewhere else entry.get("title", "")
        return issue("identifier-missing", value=title) if listed.said(entry, "") is None else None
    if said := listed.said(entry, identifier):
        return Removed(same(identifier), said) if said.kind.removes else said
    return _raw(identifier, json_bytes(entry), listed)


def key_of(entries: list[Any], listed: JsonEntries) -> str:
    """The key of a page with these entries."""
    return page_key([_name(entry, listed) or repr(entry) for entry in entries])


def _name(entry: Any, listed: JsonEntries) -> str | None:
    if isinstance(entry, Broken):
        return entry.identifier
    return listed.identifier(entry) if isinstance(entry, dict) else None


def _raw(identifier: str, content: bytes, listed: JsonEntries) -> RawRecord:
    return RawRecord(same(identifier), content, media_type="application/json", url=listed.url_of(identifier))
