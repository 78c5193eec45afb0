"""The catalogue as a repository of OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html): its answers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from urllib.parse import quote, urlsplit
from uuid import UUID

from schemas.formats.entry import Catalog, Entry
from schemas.formats.xml import Element, Writer, legal, written
from schemas.record import Status

from ...services import Services
from .. import links
from ..entries import entries_by_id
from .asked import Asked, OaiError, read_asked, read_selection, read_token
from .formats import PREFIXES, MetadataFormat, format_of
from .lists import Page, datestamp, earliest, first_page, next_page
from .sets import sets, sets_of

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
IDENTIFIER_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"

MALFORMED = frozenset({"badVerb", "badArgument"})
"""The errors of which the standard says that the arguments are not told back."""

SAMPLE = UUID(int=0)
"""The id in the example of an identifier. No record has it."""

_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]+)+")
"""A name of a repository, as the schema of identifiers takes it: no number, and no name without a dot."""

_MAIL = re.compile(r"[^\s<>:;,@/]+@[^\s<>:;,@/]+\.[^\s<>:;,@/]+")

_O = Writer(NAMESPACE)
_I = Writer(IDENTIFIER)


def answer(services: Services, catalog: Catalog, pairs: Sequence[tuple[str, str]]) -> bytes:
    """The document that answers a request with these arguments, be it an error of the protocol.

    Raises the errors of the search and the store.
    """
    repository = _Repository(services, catalog, services.clock())
    root = _O.root("OAI-PMH", SCHEMA)
    _O.add(root, "responseDate", _second(repository.at))
    request = _O.add(root, "request", repository.address)
    told: dict[str, str] = {}
    try:
        asked = read_asked(pairs)
        told = {"verb": asked.verb, **asked.arguments}
        root.append(_VERBS[asked.verb](repository, asked))
    except OaiError as error:
        told = {} if error.code in MALFORMED else told
        _O.add(root, "error", str(error), code=error.code)
    for name, value in told.items():
        request.set(name, legal(value))
    return written(root)


@dataclass(frozen=True)
class _Repository:
    """This catalogue as a repository, at one moment. Each verb has a method, which gives the element with its name."""

    services: Services
    catalog: Catalog
    at: datetime

    @property
    def address(self) -> str:
        return f"{self.catalog.root}{links.oai()}"

    @cached_property
    def host(self) -> str:
        """The name in our identifiers."""
        try:
            host = urlsplit(self.catalog.root).hostname
        except ValueError:
            host = None
        return quote(host or "localhost", safe="")

    def identifier(self, id: UUID) -> str:
        """What names a record in the protocol."""
        return f"oai:{self.host}:{id}"

    def identify(self, _: Asked) -> Element:
        identify = _O.element("Identify")
        first = earliest(self.services) or self.at
        mail = _MAIL.search(self.catalog.contact or "")
        for name, value in (
            ("repositoryName", "Serai"),
            ("baseURL", self.address),
            ("protocolVersion", "2.0"),
            ("adminEmail", mail[0] if mail else f"postmaster@{self._mail_host()}"),
            ("earliestDatestamp", _second(first)),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            ("compression", "gzip"),
        ):
            _O.add(identify, name, value)
        if _DOMAIN.fullmatch(self.host):
            self._describe(_O.add(identify, "description"))
        return identify

    def _mail_host(self) -> str:
        """A host that an address of mail may have, which is one with a dot. Every domain has a postmaster (RFC 2142)."""
        return self.host if "." in self.host else f"{self.host}.localdomain"

    def _describe(self, description: Element) -> None:
        """How our identifiers are made."""
        scheme = _I.root("oai-identifier", IDENTIFIER_SCHEMA)
        description.append(scheme)
        _I.add(scheme, "scheme", "oai")
        _I.add(scheme, "repositoryIdentifier", self.host)
        _I.add(scheme, "delimiter", ":")
        _I.add(scheme, "sampleIdentifier", self.identifier(SAMPLE))

    def list_formats(self, asked: Asked) -> Element:
        if "identifier" in asked.arguments:
            self._entry(asked.arguments["identifier"])
        formats = _O.element("ListMetadataFormats")
        for prefix, each in PREFIXES.items():
            written_as = _O.add(formats, "metadataFormat")
            _O.add(written_as, "metadataPrefix", prefix)
            _O.add(written_as, "schema", each.schema)
            _O.add(written_as, "metadataNamespace", each.namespace)
        return formats

    def list_sets(self, asked: Asked) -> Element:
        if "resumptionToken" in asked.arguments:
            raise OaiError("badResumptionToken", "The list of sets is given whole.")
        listed = _O.element("ListSets")
        for each in sets(self.services):
            of_set = _O.add(listed, "set")
            _O.add(of_set, "setSpec", each.spec)
            _O.add(of_set, "setName", each.name)
        if not len(listed):
            raise OaiError("noSetHierarchy", "There are no records yet, and so no sets.")
        return listed

    def get(self, asked: Asked) -> Element:
        entry = self._entry(asked.arguments["identifier"])
        got = _O.element("GetRecord")
        self._add_record(got, entry, format_of(asked.arguments["metadataPrefix"]))
        return got

    def list_identifiers(self, asked: Asked) -> Element:
        listed, page = _O.element("ListIdentifiers"), self._page(asked)
        for entry in page.entries:
            self._add_header(listed, entry)
        _add_token(listed, page)
        return listed

    def list_records(self, asked: Asked) -> Element:
        listed, page = _O.element("ListRecords"), self._page(asked)
        for entry in page.entries:
            self._add_record(listed, entry, format_of(page.prefix))
        _add_token(listed, page)
        return listed

    def _page(self, asked: Asked) -> Page:
        if "resumptionToken" in asked.arguments:
            return next_page(self.services, read_token(asked, at=self.at), at=self.at)
        selection = read_selection(asked)
        format_of(selection.prefix)
        return first_page(self.services, asked.verb, selection, at=self.at)

    def _entry(self, identifier: str) -> Entry:
        """The record of an identifier. Raises `OaiError` (idDoesNotExist)."""
        try:
            id = UUID(identifier.rpartition(":")[2])
        except ValueError:
            id = SAMPLE
        found = entries_by_id(self.services, [id]) if identifier == self.identifier(id) else []
        if not found:
            raise OaiError("idDoesNotExist", "There is no record with this identifier.")
        return found[0]

    def _add_record(self, parent: Element, entry: Entry, prefix: MetadataFormat) -> None:
        record = _O.add(parent, "record")
        self._add_header(record, entry)
        if entry.record.status is Status.ACTIVE:
            _O.add(record, "metadata").append(prefix.element(entry, self.catalog))

    def _add_header(self, parent: Element, entry: Entry) -> None:
        header = _O.add(parent, "header", status=None if entry.record.status is Status.ACTIVE else "deleted")
        _O.add(header, "identifier", self.identifier(entry.record.id))
        _O.add(header, "datestamp", _second(datestamp(entry)))
        for spec in sets_of(entry):
            _O.add(header, "setSpec", spec)


_VERBS: Mapping[str, Callable[[_Repository, Asked], Element]] = MappingProxyType(
    {
        "Identify": _Repository.identify,
        "ListMetadataFormats": _Repository.list_formats,
        "ListSets": _Repository.list_sets,
        "GetRecord": _Repository.get,
        "ListIdentifiers": _Repository.list_identifiers,
        "ListRecords": _Repository.list_records,
    }
)


def _add_token(listed: Element, page: Page) -> None:
    """Where the list goes on; an empty token at the end of one that had several pages."""
    if page.next or page.cursor:
        expires = _second(page.next.expires) if page.next else None
        where = {"expirationDate": expires, "completeListSize": f"{page.size}", "cursor": f"{page.cursor}"}
        _O.add(listed, "resumptionToken", page.next.text if page.next else None, **where)


def _second(moment: datetime) -> str:
    """A moment as the protocol writes it, to the second in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
