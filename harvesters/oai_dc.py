"""A record of OAI-PMH in Dublin Core as a Dataset: pure reading, no portal.

Read are the elements of the format `oai_dc` and, since portals mix them in, the terms of DCMI (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/).
Every element may be repeated and have a language. The pointers of issues, statements and ignored fields look into the record as if it
were JSON: `/header/datestamp`, and `/metadata/title/0` for the first title, by local names; a name of another vocabulary has its
prefix before it (`/metadata/ows:BoundingBox/0`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from schemas.access_rights import access_right
from schemas.dataset import (
    UNDETERMINED,
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
from schemas.dates import parse_date
from schemas.file_formats import file_format
from schemas.issues import issue
from schemas.languages import language

from .audit import WEB_ADDRESS, Audit
from .base import Normalised, RawRecord
from .errors import SkipRecord
from .source import Source
from .xml import Element, UnreadableXml, child, children, decoded, local_name, parse, text_of

PREFIX = "oai_dc"
"""The format's name in the protocol."""

DUBLIN_CORE = frozenset({None, "", "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"})
"""Where the elements are from that go by their local names. Some portals leave the namespace out."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

DOI = re.compile(r"(?:doi:|info:doi/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)

INTERVAL = re.compile(r"(?P<start>[^/]*)/(?P<end>[^/]*)")
"""Of ISO 8601: two dates with a stroke between; one may be missing or `..`."""

PERIOD = re.compile(r"(?:.*;)?\s*(?P<name>start|end)\s*=\s*(?P<date>[^;]+)", re.IGNORECASE)
"""A part of DCMI Period: `name=2020; start=2020-01-01; end=2020-12-31;`."""

PAGES = frozenset({"HTML", "XHTML"})
"""Formats of addresses that show something instead of sending a file."""


def read_record(raw: RawRecord, source: Source) -> Normalised:
    """The dataset of a record. Raises `SkipRecord` if it is no XML record or has no title."""
    audit = Audit(raw.identifier)
    dataset = _Record(_root(raw), source, audit).dataset(raw.identifier)
    if not dataset.license and source.license is None:
        audit.note("license-not-stated", "")
    return Normalised(dataset, tuple(audit.issues))


def _root(raw: RawRecord) -> Element:
    try:
        root = parse(decoded(raw.content, stated="utf-8"))
    except UnreadableXml as error:
        raise SkipRecord(issue("record-not-xml", identifier=raw.identifier, value=str(error))) from None
    if local_name(root) not in {"record", "header"}:
        raise SkipRecord(issue("record-not-xml", identifier=raw.identifier, value=f"an element {local_name(root)}"))
    inner = child(root, "record")
    return root if inner is None else inner


@dataclass(frozen=True)
class Found:
    """An element that says something: its text, the language that it is stated to be in, and its place."""

    text: str
    language: str | None
    pointer: str


class _Elements:
    """The elements of a record's metadata that were not read yet, by name."""

    def __init__(self, record: Element, audit: Audit) -> None:
        self.audit = audit
        self.unread: dict[str, list[Found]] = {}
        for metadata in children(record, "metadata"):
            for container in children(metadata):
                for element in children(container):
                    self._add(element)

    def _add(self, element: Element) -> None:
        name = _name(element)
        found = self.unread.setdefault(name, [])
        pointer = f"/metadata/{name}/{len(found)}"
        tag = language(stated).code if (stated := element.get(LANGUAGE, "").strip()) else None
        if stated and tag is None:
            self.audit.note("language-not-understood", pointer, stated)
        found.append(Found(self.audit.text(text_of(element), pointer), tag, pointer))

    def take(self, *names: str) -> list[Found]:
        """The elements of some names that hold text, in the order of the names."""
        return [each for name in names for each in self.unread.pop(name, []) if each.text]

    def put_back(self, *found: Found) -> None:
        """Leave elements to be listed as ignored."""
        for each in found:
            self.unread.setdefault(each.pointer.split("/")[2], []).append(each)

    def close(self) -> None:
        """List what was not read as ignored."""
        for name, found in self.unread.items():
            for each in found:
                if each.text:
                    self.audit.ignore(name, each.pointer, each.text)


class _Record:
    """Reads one record."""

    def __init__(self, record: Element, source: Source, audit: Audit) -> None:
        self.record, self.audit = record, audit
        self.elements = _Elements(record, audit)
        self.language = source.language[0] if len(source.language) == 1 else UNDETERMINED

    def dataset(self, identifier: str) -> Dataset:
        elements = self.elements
        title = self.text("title", "alternative")
        if not title:
            raise SkipRecord(issue("title-missing", identifier=identifier, pointer="/metadata/title"))
        landing_page, distribution = self.addresses(identifier)
        access_rights, license = self.rights()
        spatial, temporal = self.coverage()
        dataset = Dataset(
            identifier=identifier,
            title=title,
            description=self.whole_text("description", "abstract", "tableOfContents"),
            keyword=tuple(dict.fromkeys(self.string(each) for each in elements.take("subject"))),
            publisher=self.publisher(),
            issued=self.date("issued", "available", "date", "created"),
            modified=self.date("modified") or self.datestamp(),
            accrual_periodicity=next((each.text for each in elements.take("accrualPeriodicity")), None),
            language=self.languages(),
            landing_page=landing_page,
            spatial=spatial,
            temporal=temporal,
            license=license,
            access_rights=access_rights,
            distribution=distribution,
        )
        elements.close()
        for about in children(self.record, "about"):
            self.audit.ignore("about", "/about", text_of(about))
        return dataset.model_copy(update={"ignored": tuple(self.audit.ignored)}) if self.audit.ignored else dataset

    def string(self, found: Found) -> LangString:
        return LangString(value=found.text, language=found.language or self.language)

    def text(self, *names: str) -> Text:
        """One text in the languages it has; a second one in the same language is left."""
        texts: dict[str, LangString] = {}
        for each in self.elements.take(*names):
            if (string := self.string(each)).language in texts:
                self.elements.put_back(each)
            texts.setdefault(string.language, string)
        return tuple(texts.values())

    def whole_text(self, *names: str) -> Text:
        """All texts of some names, those in one language together."""
        strings = [self.string(each) for each in self.elements.take(*names)]
        languages = list(dict.fromkeys(each.language for each in strings))
        strings.sort(key=lambda each: languages.index(each.language))
        return tuple(
            LangString(value="\n\n".join(dict.fromkeys(each.value for each in group)), language=tag)
            for tag, group in groupby(strings, key=lambda each: each.language)
        )

    def publisher(self) -> Agent | None:
        """The publisher, else who made the data."""
        name = self.text("publisher") or self.text("creator")
        return Agent(name=name) if name else None

    def date(self, *names: str) -> DateValue | None:
        """The first date of some names; the others are left."""
        first, *others = self.elements.take(*names) or [None]
        self.elements.put_back(*filter(None, others))
        return self.parsed_date(first.text, first.pointer) if first else None

    def datestamp(self) -> DateValue | None:
        """When the portal changed its record."""
        header = child(self.record, "header")
        text = "" if header is None else text_of(child(header, "datestamp", "dateStamp"))
        return self.parsed_date(text, "/header/datestamp") if text else None

    def parsed_date(self, text: str, pointer: str) -> DateValue:
        date = parse_date(text)
        if date.value is None:
            self.audit.note("date-not-understood", pointer, text)
        return date

    def languages(self) -> tuple[Coded, ...]:
        values = []
        for each in self.elements.take("language"):
            values.append(language(each.text))
            if values[-1].code is None:
                self.audit.note("language-not-understood", each.pointer, each.text)
        return tuple(dict.fromkeys(values))

    def rights(self) -> tuple[tuple[Coded, ...], tuple[Statement, ...]]:
        """Who may have the data, and every word about a licence: `rights` is used for both."""
        access, statements = [], []
        for each in self.elements.take("accessRights", "license", "rights"):
            right = access_right(each.text)
            if right.code or each.pointer.startswith("/metadata/accessRights/"):
                access.append(right)
            else:
                statements.append(Statement(verbatim=each.text, field=each.pointer))
        return tuple(dict.fromkeys(access)), tuple(statements)

    def coverage(self) -> tuple[tuple[Location, ...], tuple[PeriodOfTime, ...]]:
        """Place and time: `coverage` is used for both, and is a time where all of it reads as one."""
        places, periods = [], []
        for each in self.elements.take("spatial", "temporal", "coverage"):
            period = _period(each.text)
            if each.pointer.startswith("/metadata/temporal/"):
                dates = [date for date in (period.start, period.end) if date]
                if not dates or any(date.value is None for date in dates):
                    self.audit.note("date-not-understood", each.pointer, each.text)
                periods.append(period if dates else PeriodOfTime(start=DateValue(verbatim=each.text)))
            elif each.pointer.startswith("/metadata/coverage/") and _is_time(period):
                periods.append(period)
            else:
                places.append(Location(verbatim=each.text))
        return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(periods))

    def addresses(self, identifier: str) -> tuple[str | None, tuple[Distribution, ...]]:
        """The landing page, which is the first address among the identifiers that is no file; and the files.

        What `references` and `hasFormat` lead to is a way to the data, of `identifier`, `source` and `relation` only what is a
        file. A format that none of them has is had from the landing page (DCAT 3, 6.8.8).
        """
        landing_page, ways = None, []
        for each in self.elements.take("identifier", "references", "hasFormat", "source", "relation"):
            name, url = each.pointer.split("/")[2], _address(each.text)
            if url and (_is_file(url) or name in {"references", "hasFormat"}):
                ways.append(url)
            elif url and name == "identifier" and landing_page is None:
                landing_page = url
            elif each.text != identifier:
                self.elements.put_back(each)
        return landing_page, self.distributions(list(dict.fromkeys(ways)), landing_page)

    def distributions(self, urls: list[str], landing_page: str | None) -> tuple[Distribution, ...]:
        known, formats = [], self.elements.take("format")
        for each in formats:
            kind = file_format(stated=each.text, media_type=None, url=None)
            if kind and kind.code:
                known.append(kind)
            else:  # a size, a number of pages, or a format that we do not know
                self.elements.put_back(each)
        by_url = {url: file_format(stated=None, media_type=None, url=url) for url in urls}
        if len(by_url) == len(known) == 1 and by_url[urls[0]] is None:
            by_url[urls[0]] = known[0]
        codes = {kind.code for kind in by_url.values() if kind}
        ways = [
            Distribution(access_url=url, download_url=url if _is_file(url) else None, format=kind) for url, kind in by_url.items()
        ]
        return *ways, *(Distribution(access_url=landing_page, format=kind) for kind in known if kind.code not in codes)


def _name(element: Element) -> str:
    namespace = element.nsmap.get(element.prefix)
    name = local_name(element)
    return name if namespace in DUBLIN_CORE else f"{element.prefix or namespace}:{name}".replace("/", "~1")


def _address(text: str) -> str | None:
    """The web address that a text is, or that a DOI stands for."""
    if WEB_ADDRESS.fullmatch(text):
        return text
    doi = DOI.fullmatch(text)
    return f"https://doi.org/{doi[1]}" if doi else None


def _is_file(url: str) -> bool:
    kind = file_format(stated=None, media_type=None, url=url)
    return kind is not None and kind.code is not None and kind.code not in PAGES


def _period(text: str) -> PeriodOfTime:
    """The period that a text is: an interval of ISO 8601, a DCMI Period, or one date, which is its start."""
    named = {match["name"].lower(): match["date"].strip() for match in _parts(text)}
    interval = INTERVAL.fullmatch(text)
    if not named and interval:
        named = {name: part.strip() for name, part in interval.groupdict().items() if part.strip(" .")}
    elif not named:
        named = {"start": text}
    return PeriodOfTime(**{name: parse_date(date) for name, date in named.items()})


def _parts(text: str) -> Iterator[re.Match[str]]:
    return (match for part in text.split(";") if (match := PERIOD.fullmatch(part)))


def _is_time(period: PeriodOfTime) -> bool:
    dates = [date for date in (period.start, period.end) if date]
    return bool(dates) and all(date.value is not None for date in dates)
