"""What a dataset was made from, as it says itself or a person decided, and the names by which another dataset can be meant. Pure.

A statement means a dataset only by an address, an identifier or a number that is that dataset's own. Titles are not compared: two
datasets may have the same. What a person decided about a statement holds instead; a statement that came since has no decision.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from uuid import UUID

from .dataset import Dataset
from .record import Curation, DerivedFrom, Origin
from .web_address import LONGEST, web_address
from .words import word_key

MAX_FILES = 100
"""The most addresses of files by which a dataset is known. The first ones count; page and identifier always do."""

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]+", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]+")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)

_AROUND = ".,;:!?|)]}'’»”"
"""What stands behind an address in a sentence and is not of it."""

_BRACKETS = re.compile(r"(?P<name>[^()]+)\((?P<short>[^()]+)\)\s*")
_BETWEEN = re.compile(r"[;,|/\n]")
_SCHEME = re.compile(r"^(?:https?://(?:www\.)?|mailto:)", re.IGNORECASE)

_USUAL_PORTS = {("http", 80), ("https", 443), ("ftp", 21)}


@dataclass(frozen=True, slots=True)
class Made:
    """Something that a dataset was made from.

    `said` are the portal's words; empty if it does not name it. `decided` is what a person decided that they mean; empty if
    nobody has decided about them.
    """

    said: str
    decided: tuple[DerivedFrom, ...] = ()

    @property
    def records(self) -> tuple[UUID, ...]:
        """The records of this catalogue that a person decided it to be."""
        return tuple(each.record for each in self.decided if each.record)

    @property
    def elsewhere(self) -> bool:
        """Whether a person decided that it is a dataset that is not in this catalogue."""
        return any(each.origin is Origin.ELSEWHERE for each in self.decided)

    def __str__(self) -> str:
        """The words, and what a person decided about them."""
        decided = ", ".join(map(str, self.records)) or "".join(each.origin.replace("_", " ") for each in self.decided)
        return ": ".join(filter(None, (self.said, decided)))


def made_from(dataset: Dataset, curation: Curation) -> tuple[Made, ...]:
    """What a dataset was made from: each of its own statements once, then what a person added.

    What a person decided about words that the portal does not say any more is left out.
    """
    rows = curation.was_derived_from.value if curation.was_derived_from else ()
    stated = (Made(words, tuple(each for each in rows if each.said == words)) for words in origins(dataset))
    added = (Made("", (each,)) for each in rows if each.said is None)
    return (*stated, *added)


def unseen(made: Iterable[Made]) -> tuple[str, ...]:
    """The words about what is not known to be a dataset of this catalogue, without a look into the catalogue."""
    return tuple(each.said for each in made if not each.decided or each.elsewhere)


def origins(dataset: Dataset) -> tuple[str, ...]:
    """What a dataset says that it was made from, each once.

    Words that only name those behind the dataset itself are left out: they are no other dataset.
    """
    own = frozenset(filter(None, _behind(dataset)))
    said = dict.fromkeys(each.verbatim for each in (*dataset.was_derived_from, *dataset.source))
    return tuple(words for words in said if not _only(words, own))


def _behind(dataset: Dataset) -> Iterator[str]:
    """How those behind a dataset are called: publisher and contacts, by name, short name, page and mail address."""
    publisher = dataset.publisher
    for name in publisher.name if publisher else ():
        yield from _called(name.value)
    if publisher and publisher.homepage:
        yield _told(publisher.homepage)
    for each in dataset.contact_point:
        yield from _called(each.name or "")
        yield _told(each.email or "")


def _called(name: str) -> Iterator[str]:
    """A name, and if it ends with its own initials in brackets, both of them alone."""
    yield _told(name)
    if (found := _BRACKETS.fullmatch(name)) and _told(found["short"]) in _initials(found["name"]):
        yield from map(_told, (found["name"], found["short"]))


def _only(words: str, own: frozenset[str]) -> bool:
    """Whether words name nothing but those behind the dataset: one of them, or several in a row."""
    names = [words] if _told(words) in own else [each for each in _BETWEEN.split(words) if each.strip()]
    return bool(names) and all(not own.isdisjoint(_called(each)) for each in names)


def _told(text: str) -> str:
    """A name or an address as it is compared."""
    return word_key(_SCHEME.sub("", text.strip())).rstrip("/.")


def _initials(name: str) -> set[str]:
    """The first letters of the words of a name: of all, and of those that begin with a capital letter."""
    words = [word for word in re.split(r"[\s-]+", name) if word]
    return {word_key("".join(word[0] for word in some)) for some in (words, [word for word in words if word[0].isupper()])}


def meant(words: str, source: str) -> tuple[str, ...]:
    """The names that may be meant by what a dataset of a source says, each once."""
    return tuple(dict.fromkeys([_identifier(source, words), *_in_text(words[:LONGEST])]))


def names(dataset: Dataset, *, id: UUID, source: str) -> tuple[str, ...]:
    """The names by which a dataset can be meant, each once: those of its record, its identifier, its page and its files.

    An address that has only a host is left out, because it is that of the portal.
    """
    identifier = dataset.identifier
    found = [record_name(id), _identifier(source, identifier), *_in_text(identifier)]
    if dataset.landing_page:
        found += _in_text(dataset.landing_page)
    files = (address for file in dataset.distribution for address in (file.access_url, file.download_url) if address)
    of_files = dict.fromkeys(name for address in files if (name := _address(address)))
    return tuple(dict.fromkeys([*found, *list(of_files)[:MAX_FILES]]))


def record_name(id: UUID) -> str:
    """The name that a record has by its id."""
    return _uuid(str(id))


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
