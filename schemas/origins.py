"""What a dataset was made from, as it says itself, and the names by which another dataset can be meant. Pure.

A statement means a dataset only by an address, an identifier or a number that is that dataset's own. Titles are not compared: two
datasets may have the same.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from uuid import UUID

from .dataset import Dataset
from .web_address import LONGEST, web_address
from .words import word_key

MAX_FILES = 100
"""The most addresses of files by which a dataset is known. The first ones count; page and identifier always do."""

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]+", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]+")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)

_AROUND = ".,;:!?|)]}'’»”"
"""What stands behind an address in a sentence and is not of it."""

_USUAL_PORTS = {("http", 80), ("https", 443), ("ftp", 21)}


def origins(dataset: Dataset) -> tuple[str, ...]:
    """What a dataset says that it was made from, each once. The name of its own publisher is left out: it is no other dataset."""
    publisher = {word_key(name.value) for name in dataset.publisher.name} if dataset.publisher else set()
    said = dict.fromkeys(each.verbatim for each in (*dataset.was_derived_from, *dataset.source))
    return tuple(words for words in said if word_key(words) not in publisher)


def meant(words: str, source: str) -> tuple[str, ...]:
    """The names that may be meant by what a dataset of a source says, each once."""
    return tuple(dict.fromkeys([_identifier(source, words), *_in_text(words[:LONGEST])]))


def names(dataset: Dataset, *, id: UUID, source: str) -> tuple[str, ...]:
    """The names by which a dataset can be meant, each once: those of its record, its identifier, its page and its files.

    An address that has only a host is left out, because it is that of the portal.
    """
    identifier = dataset.identifier
    found = [_uuid(str(id)), _identifier(source, identifier), *_in_text(identifier)]
    if dataset.landing_page:
        found += _in_text(dataset.landing_page)
    files = (address for file in dataset.distribution for address in (file.access_url, file.download_url) if address)
    of_files = dict.fromkeys(name for address in files if (name := _address(address)))
    return tuple(dict.fromkeys([*found, *list(of_files)[:MAX_FILES]]))


def _in_text(text: str) -> Iterator[str]:
    """The addresses, the DOIs and the UUIDs in a text. The UUID of a dataset is in the addresses that its portal gives it."""
    for found in _ADDRESS.findall(text):
        if name := _address(found.rstrip(_AROUND)):
            yield name
    yield from (_doi(found) for found in _DOI.findall(unquote(text)))
    yield from map(_uuid, _UUID.findall(text))


def _address(text: str) -> str:
    """An address as it is compared: without scheme, fragment and the slash at the end. Empty if it is none, or only a host."""
    address = web_address(text)
    if address is None:
        return ""
    parts = urlsplit(address.text)
    path = unquote(parts.path).rstrip("/")
    if not path and not parts.query:
        return ""
    port = f":{parts.port}" if parts.port and (address.scheme, parts.port) not in _USUAL_PORTS else ""
    return f"address {address.host}{port}{path}{'?' if parts.query else ''}{parts.query}"


def _identifier(source: str, identifier: str) -> str:
    return f"identifier {source} {identifier.strip()}"


def _doi(found: str) -> str:
    return f"doi {found.rstrip(_AROUND).casefold()}"


def _uuid(found: str) -> str:
    return f"uuid {found.lower()}"
