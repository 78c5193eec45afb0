"""Why two records may be the same dataset: keys of a dataset, which are equal if the evidence is there. Pure.

A number alone proves nothing, because another program counts from 1 again. So a key whose last part has hardly any letters
contains the titles too.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from schemas.dataset import Dataset, Distribution
from schemas.holds import Evidence
from schemas.words import word_key

LONGEST = 2000
"""How many characters of an identifier or an address are compared."""

PREFIX = re.compile(
    r"""
    [a-z][a-z0-9+.-]*://[^/?\#]*/?      # https://data.example/
    | oai:[^:]*:                        # oai:data.example:
    | urn:[a-z0-9-]+:                   # urn:uuid:
    | [a-z][a-z0-9+.-]*:                # doi:
    | [\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::[0-9]+)?/  # data.example/
    """,
    re.VERBOSE,
)
"""What an identifier can begin with before its own part."""

PREFIXES = 3
"""How many of them may follow each other, as in `oai:data.example:https://data.example/1`."""

FEW_LETTERS = 3


def keys(dataset: Dataset) -> Mapping[Evidence, bytes]:
    """The keys of a dataset. An evidence that it cannot give is left out."""
    titles = "\n".join(sorted(word_key(title.value) for title in dataset.title))
    name = own_part(dataset.identifier)
    page = _path(dataset.landing_page)
    found = {
        Evidence.SPELLING: dataset.identifier.casefold(),
        Evidence.IDENTIFIER: _sure(name, titles),
        Evidence.PAGE: _sure(page, titles),
        Evidence.NAME: _sure(_last(page or name), titles),
        Evidence.FILES: _sure("\n".join(_files(dataset.distribution, page=page)), titles),
        Evidence.TITLE: titles and f"{titles}\n\n{_publisher(dataset)}",
    }
    return {evidence: _digest(text) for evidence, text in found.items() if text}


def own_part(identifier: str) -> str:
    """An identifier without scheme, domain and prefix.

    >>> own_part("oai:old.example:7f3a"), own_part("https://new.example/7F3A/"), own_part("{7F3A}")
    ('7f3a', '7f3a', '7f3a')
    """
    text = _folded(identifier)
    for _ in range(PREFIXES):
        found = PREFIX.match(text)
        if not found:
            break
        text = text[found.end() :]
    return text.strip("/{}#?")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unquote(text[:LONGEST])).casefold().strip()


def _path(address: str | None) -> str:
    """An address without scheme and host; nothing if that is all it has."""
    if not address:
        return ""
    try:
        parts = urlsplit(address[:LONGEST])
    except ValueError:
        return ""
    path, query = _folded(parts.path).strip("/"), _folded(parts.query or parts.fragment)
    return f"{path}?{query}" if query else path


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _files(files: Iterable[Distribution], *, page: str) -> list[str]:
    """The addresses of the files without scheme and host, sorted. The landing page is no file."""
    found = {_path(file.download_url or file.access_url) for file in files}
    return sorted(found - {page, ""})


def _sure(text: str, titles: str) -> str:
    """A key, with the titles if its last part has hardly any letters."""
    if not text:
        return ""
    last = _last(text)
    stem = last.rpartition(".")[0] or last
    return text if sum(map(str.isalpha, stem)) >= FEW_LETTERS else f"{text}\n\n{titles}"


def _publisher(dataset: Dataset) -> str:
    names = dataset.publisher.name if dataset.publisher else ()
    return "\n".join(sorted(word_key(name.value) for name in names))


def _digest(text: str) -> bytes:
    """A short key, so that those of 100,000 datasets fit into memory."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
