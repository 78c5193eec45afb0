"""A record of OAI-PMH in Dublin Core as a Dataset: pure reading, no portal.

It reads the elements of the format `oai_dc` and DCMI's terms, because portals mix both
(https://www.dublincore.org/specifications/dublin-core/dcmi-terms/). Every element may be repeated and have a language. Pointers
are those of `elements.py`, and `/header/datestamp`.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from schemas.access_rights import access_right
from schemas.dataset import (
    Agent,
    Coded,
    Dataset,
    DateValue,
    Distribution,
    LangString,
    Location,
    PeriodOfTime,
    Statement,
    Text,
)
from schemas.file_formats import file_format
from schemas.issues import issue
from schemas.languages import language
from schemas.source import Source

from ...base import Normalised, RawRecord, normalised
from ...errors import SkipRecord
from ...reading.addresses import Address, read_addresses
from ...reading.dates import Dates, Stated
from ...reading.elements import Elements
from ...reading.files import is_file
from ...reading.periods import is_time, parse_period
from ...reading.places import noted_places
from ...reading.records import read_element
from ...reading.remarks import Remarks
from ...reading.texts import Found, as_text, in_languages, legible, one_text, words
from ...reading.xml import Element, child, children, text_of

PREFIX = "oai_dc"
"""The format's name in the protocol."""


def read_record(raw: RawRecord, source: Source) -> Normalised:
    """The dataset of a record. Raises `SkipRecord` if it is not an XML record or has no title."""
    remarks = Remarks(raw.identifier, received=raw.received)
    return normalised(_Record(_root(raw), source, remarks).dataset(raw.identifier), source, remarks)


def _root(raw: RawRecord) -> Element:
    """The record, also if it is inside another record element."""
    root = read_element(raw.content, "record", "header", identifier=raw.identifier)
    inner = child(root, "record")
    return root if inner is None else inner


class _Record:
    """Reads one record."""

    def __init__(self, record: Element, source: Source, remarks: Remarks) -> None:
        self.record, self.source, self.remarks = record, source, remarks
        self.elements = Elements(record, remarks, source)
        self.dates = Dates(remarks, source)

    def dataset(self, identifier: str) -> Dataset:
        elements = self.elements
        stated = [each.text for each in elements.unread.get("title", [])]
        title = self.title()
        if not title:
            raise SkipRecord(issue("title-missing", identifier=identifier, pointer="/metadata/title", value="; ".join(stated)))
        source = elements.take("source")
        landing_page, distribution = self.addresses(identifier, source)
        access_rights, statements = self.rights()
        spatial, temporal = self.coverage()
        dataset = Dataset(
            identifier=identifier,
            title=title,
            description=self.whole_text("description", "abstract", "tableOfContents"),
            keyword=words(elements.take_texts("subject"), elements.languages),
            publisher=self.publisher(),
            issued=self.date("issued", "available", "date", "created"),
            modified=self.date("modified", after=self.datestamp()),
            accrual_periodicity=self.first("accrualPeriodicity") or self.dates.take_frequency(),
            language=self.languages(),
            landing_page=landing_page,
            spatial=spatial,
            temporal=temporal,
            license=statements,
            access_rights=access_rights,
            distribution=distribution,
            was_derived_from=_statements(elements.take("prov:wasDerivedFrom", "wasDerivedFrom")),
            source=_statements(source),
        )
        elements.close()
        self.dates.close()
        for about in children(self.record, "about"):
            self.remarks.ignore("about", "/about", text_of(about))
        return dataset

    def title(self) -> Text:
        """One title in each of its languages; each has a letter or a digit."""
        found, left = legible(self.elements.take_texts("title", "alternative"))
        self.elements.put_back(*left)
        return self.in_each_language(found)

    def text(self, *names: str, unknown: int | None = None) -> Text:
        """One text in each of its languages."""
        return self.in_each_language(self.elements.take_texts(*names), unknown=unknown)

    def in_each_language(self, found: list[Found], *, unknown: int | None = None) -> Text:
        """What has no place in the text is listed as ignored (see `one_text`)."""
        kept, left = one_text(found, self.elements.languages, unknown=unknown)
        self.elements.put_back(*left)
        return as_text(kept)

    def whole_text(self, *names: str) -> Text:
        """All texts of some names, joined for each language."""
        languages = self.elements.languages
        joined: dict[str, dict[str, None]] = {}
        for each in as_text(in_languages(self.elements.take_texts(*names), languages)):
            joined.setdefault(each.language, {})[each.value] = None
        return tuple(LangString(value="\n\n".join(joined[tag]), language=tag) for tag in sorted(joined, key=languages.rank))

    def first(self, name: str) -> str | None:
        """The first text of a name; the others are listed as ignored."""
        found = self.elements.take(name)
        self.elements.put_back(*found[1:])
        return found[0].text if found else None

    def publisher(self) -> Agent | None:
        """The publisher, else the creator. A second name in an unknown language is that of another one."""
        name = self.text("publisher", unknown=1) or self.text("creator", unknown=1)
        return Agent(name=name) if name else None

    def date(self, *names: str, after: Iterable[Stated] = ()) -> DateValue | None:
        """The first usable date of some names, else one of those `after`. The elements behind it are listed as ignored."""
        found = iter(self.elements.take(*names))
        date = self.dates.happened(chain((Stated(each.text, each.pointer) for each in found), after))
        self.elements.put_back(*found)
        return date

    def datestamp(self) -> Iterator[Stated]:
        """When the portal changed its record."""
        header = child(self.record, "header")
        if header is not None and (text := text_of(child(header, "datestamp", "dateStamp"))):
            yield Stated(text, "/header/datestamp", in_utc=True, of_record=True)

    def languages(self) -> tuple[Coded, ...]:
        values = []
        for each in self.elements.take("language"):
            values.append(language(each.text, states=self.elements.languages.states))
            if values[-1].code is None:
                self.remarks.note("language-not-understood", each.pointer, each.text)
        return tuple(dict.fromkeys(values))

    def rights(self) -> tuple[tuple[Coded, ...], tuple[Statement, ...]]:
        """The access rights, and every statement about a licence. Portals use `rights` for both."""
        access, statements = [], []
        for each in self.elements.take("accessRights", "license", "rights"):
            right = access_right(each.text)
            if right.code or each.pointer.startswith("/metadata/accessRights/"):
                access.append(right)
            else:
                statements.append(Statement(verbatim=each.text, field=each.pointer))
        return tuple(dict.fromkeys(access)), tuple(statements)

    def coverage(self) -> tuple[tuple[Location, ...], tuple[PeriodOfTime, ...]]:
        """Place and time. Portals use `coverage` for both. It is a time if all of it can be read as a time."""
        places = [
            place for each in self.elements.take("spatial") for place in noted_places(each.text, self.remarks, each.pointer)
        ]
        periods = [self.dates.period(each.text, each.pointer) for each in self.elements.take("temporal")]
        for each in self.elements.take("coverage"):
            period = parse_period(each.text, self.dates.customs)
            if is_time(period):
                periods.append(period)
            else:
                places += noted_places(each.text, self.remarks, each.pointer)
        return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(periods))

    def addresses(self, identifier: str, source: Iterable[Found]) -> tuple[str | None, tuple[Distribution, ...]]:
        """The landing page, which is the first address in the identifiers that is not a file; and the files.

        The addresses in `references` and `hasFormat` lead to the data. Those in `identifier`, `source` and `relation` do so only
        if they are files. A format that no address has is available from the landing page (DCAT 3, 6.8.8). What `source` says is
        kept as a statement anyway.
        """
        pages: list[tuple[Address, Found]] = []
        ways: list[Address] = []
        for each in (*self.elements.take("identifier", "references", "hasFormat", "relation"), *source):
            name, addresses = each.pointer.split("/")[2], self.addresses_in(each)
            files = [address for address in addresses if is_file(address.text) or name in {"references", "hasFormat"}]
            ways += files
            if name == "identifier" and addresses:
                pages += ((address, each) for address in addresses if address not in files)
            elif not files and each.text != identifier and name != "source":
                self.elements.put_back(each)
        page = next((page for page in pages if page[0].reachable), pages[0] if pages else None)
        self.elements.put_back(*(each for address, each in pages if page and each is not page[1]))
        return page[0].text if page else None, self.distributions(list(dict.fromkeys(ways)), page[0].text if page else None)

    def addresses_in(self, found: Found) -> tuple[Address, ...]:
        """The addresses in an element that holds nothing else."""
        path_of_file = found.text.startswith("/") and is_file(found.text)
        read = read_addresses(found.text, self.source, base=str(self.source.url) if path_of_file else None)
        if read.words:
            return ()
        for code in read.issues:
            if code != "url-secret":  # noted when the text was cleaned
                self.remarks.note(code, found.pointer, found.text)
        if len(read.found) > 1:
            self.remarks.note("url-several", found.pointer, found.text)
        return read.found

    def distributions(self, ways: list[Address], landing_page: str | None) -> tuple[Distribution, ...]:
        known, formats = [], self.elements.take("format")
        for each in formats:
            kind = file_format(stated=each.text, media_type=None, url=None)
            if kind and kind.code:
                known.append(kind)
            else:  # a size, a number of pages, or an unknown format
                self.elements.put_back(each)
        reachable = {each.text: each.reachable for each in ways}
        by_url = {url: file_format(stated=None, media_type=None, url=url) for url in reachable}
        if len(by_url) == len(known) == 1 and by_url[ways[0].text] is None:
            by_url[ways[0].text] = known[0]
        codes = {kind.code for kind in by_url.values() if kind}
        files = [
            Distribution(access_url=url, download_url=url if reachable[url] and is_file(url) else None, format=kind)
            for url, kind in by_url.items()
        ]
        return *files, *(Distribution(access_url=landing_page, format=kind) for kind in known if kind.code not in codes)


def _statements(found: Iterable[Found]) -> tuple[Statement, ...]:
    return tuple(Statement(verbatim=each.text, field=each.pointer) for each in found)
