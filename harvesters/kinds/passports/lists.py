"""The lists of such a portal: its own, and those of other bodies that it names."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from schemas.issues import Issue, issue
from schemas.source import Source

from ...errors import BadAnswer, RetryLater
from ...limits import MAX_FAILED_IN_A_ROW, MAX_LISTS
from ...paging import page_key
from ...reading.addresses import read_addresses
from ...reading.broken import Broken
from ...reading.identifiers import identifier_of
from ...wire.home import PORTS, place
from ...wire.session import Session
from ...wire.transport import redacted
from .documents import read_list
from .properties import property_of

LIST = re.compile(r"(?:^|/)list[\w.-]{0,40}\.(?:xml|csv|json)$", re.IGNORECASE)
DATA = re.compile(r"(?:^|/)(?:data|structure)-[^/]*$", re.IGNORECASE)
"""How the path of a list ends, and that of a file with data or their structure. Some lists name these instead of passports."""

FORM = re.compile(r"\.(?:xml|csv|json)$", re.IGNORECASE)

NULL = "null/"
"""A list may write its own folder so: budget.gov.ru does."""

RELATIVE = re.compile(r"(?:\.{0,2}/|[^\s./:?]*[/?])[^\s:]*[.?]\S*|[\w-]+\.(?:csv|xml|json)")
"""A reference without scheme and host. `N/A`, `-` and the name of a host are none."""


@dataclass(frozen=True)
class Entry:
    """An entry of a list. `address` is where its passport is, None if the list names none; `listed` is the list's own address."""

    identifier: str | None
    item: dict[str, Any]
    address: str | None
    listed: str

    @property
    def key(self) -> tuple[str, str]:
        """Of two entries with the same key, the second names the same passport in another format."""
        return self.identifier or "", FORM.sub("", self.address or "")


class Lists:
    """The lists of a portal: its own, and those that it names. They are read one after the other, when their entries are needed.

    `entries` are those of the lists that were read, each once.
    """

    def __init__(self, source: Source, session: Session) -> None:
        self.source, self.session = source, session
        self.entries: list[Entry | Broken | Issue] = []
        self.identifiers: set[str] = set()
        self.incomplete = False
        self._waiting: deque[str] = deque()
        self._seen: set[str] = set()
        self._pages: set[str] = set()
        self._keys: set[tuple[str, str]] = set()
        self._host = ""
        self._told: list[Issue] = []
        self._failed = 0

    def open(self, address: str) -> None:
        """Read the first list. Raises `BadAnswer`."""
        self._host = place(address)[0]
        self._seen.add(address)
        self._read(address)

    @property
    def at_end(self) -> bool:
        return not self._waiting

    def told(self) -> Iterator[Issue]:
        """What is wrong with the lists, each once."""
        told, self._told = self._told, []
        yield from told

    def extend(self, length: int) -> None:
        """Read lists until there are so many entries. One that fails is told. Raises `RetryLater` if they fail in a row."""
        while len(self.entries) < length and self._waiting:
            address = self._waiting.popleft()
            try:
                self._read(address)
            except BadAnswer as error:
                self._failed += 1
                if self._failed == MAX_FAILED_IN_A_ROW:
                    raise RetryLater(str(error)) from None
                self._tell(issue("page-failed", value=str(error)))
            else:
                self._failed = 0

    def _tell(self, found: Issue) -> None:
        self._told.append(found)
        self.incomplete = self.incomplete or found.kind.incomplete

    def _read(self, address: str) -> None:
        response = self.session.get(address)
        listed = read_list(response)
        entries = [each if isinstance(each, Broken) else self._entry(each, response.url) for each in listed.entries]
        key = page_key([each if isinstance(each, Broken) else each.key for each in entries])
        if entries and key in self._pages:
            self._tell(issue("page-repeated", value=f"{redacted(address)} is a list that came before"))
            return
        self._pages.add(key)
        for found in listed.issues:
            self._tell(found)
        for each in entries:
            self._add(each)

    def _add(self, entry: Entry | Broken) -> None:
        if isinstance(entry, Broken):
            unnamed = "record-not-xml" if entry.content.startswith(b"<") else "record-not-json"
            self.entries.append(entry if entry.identifier else issue(unnamed, value="an entry of the list"))
            return
        if entry.address and LIST.search(urlsplit(entry.address).path):
            self._follow(entry.address)
        elif not entry.identifier or entry.key not in self._keys:
            self._keys.add(entry.key)
            self.identifiers.add(entry.identifier or "")
            self.entries.append(entry)

    def _follow(self, address: str) -> None:
        """Another list, of the same host, is read later, once."""
        if place(address)[0] != self._host or not is_portals(address, self.source):
            self._tell(issue("record-not-dataset", value=f"a list of another host, which is not followed: {redacted(address)}"))
        elif address not in self._seen and len(self._seen) < MAX_LISTS:
            self._seen.add(address)
            self._waiting.append(address)
        elif address not in self._seen:
            self._tell(issue("page-failed", value=f"more than {MAX_LISTS} lists"))

    def _entry(self, item: dict[str, Any], listed: str) -> Entry:
        """An entry, with the address of its passport joined to that of the list."""
        link = value_in(item, "link")
        text = link.strip().removeprefix(NULL) if isinstance(link, str) else ""
        whole = urljoin(listed, text) if RELATIVE.fullmatch(text) else text
        found = read_addresses(whole, self.source, base=listed).found
        return Entry(identifier_of(value_in(item, "identifier")), item, found[0].text if found else None, listed)


def value_in(values: dict[str, Any], name: str) -> Any:
    """The first value that is not empty under a name of a property."""
    return next((value for key, value in values.items() if value and property_of(key) == name), None)


def is_portals(address: str, source: Source) -> bool:
    """Whether an address that the portal names may be asked for. If its host is a private one, only the declared service may."""
    (host, port), (own, declared) = place(address), place(str(source.url))
    allowed = {declared, PORTS["https"]} if declared == PORTS["http"] else {declared}
    return not source.allow_private_addresses or host != own or port in allowed
