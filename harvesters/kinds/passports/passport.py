"""A passport as a Dataset: pure reading, no portal.

The properties are those of `properties.yml`. The entry of the list completes them. What is read of the responsible person is in
the contact point, and in no issue. No value of a field that is ignored is told here, because a passport may name people anywhere.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from schemas.dataset import Agent, ContactPoint, Dataset, Distribution, Statement
from schemas.file_formats import file_format
from schemas.issues import issue
from schemas.source import Source
from schemas.themes import theme

from ...base import Normalised, RawRecord, normalised
from ...errors import SkipRecord
from ...reading.addresses import read_addresses
from ...reading.field_texts import FieldTexts
from ...reading.fields import Fields
from ...reading.pointers import escaped
from ...reading.records import read_object
from ...reading.remarks import Remarks, excerpt
from ...reading.texts import words
from .properties import PEOPLE, property_of
from .versions import DATA, STRUCTURE, Version, of_property, of_value

FAILED = "failed"
"""The key of a raw record that says why the passport could not be read."""

INN = re.compile(r"(\d{10}(?:\d\d)?)-.")
"""The tax number of the publisher, with which an identifier begins: of ten digits, or of twelve for a person."""

NOTHING = frozenset({"null"})
"""What programs write where they have no value."""


def read_dataset(raw: RawRecord, source: Source) -> Normalised:
    """The dataset of an entry and its passport. Raises `SkipRecord` if the passport could not be read, or there is no title."""
    if raw.content.startswith(b"<"):
        raise SkipRecord(issue("record-not-xml", identifier=raw.identifier, value="an entry of the list that cannot be read"))
    values = read_object(raw.content, identifier=raw.identifier)
    if why := values.get(FAILED):
        raise SkipRecord(issue("detail-failed", identifier=raw.identifier, value=excerpt(why)))
    remarks = Remarks(raw.identifier, received=raw.received)
    found = normalised(Passport(Fields(values, remarks, source), raw).dataset(), source, remarks)
    told = (each.model_copy(update={"value": ""}) if each.code == "field-ignored" else each for each in found.issues)
    return Normalised(found.dataset, tuple(told))


class Passport:
    """Reads one passport with the entry of the list. `record` is the raw record `raw`, whose properties are sorted at once."""

    def __init__(self, record: Fields, raw: RawRecord) -> None:
        self.raw, self.source, self.remarks = raw, record.source, record.remarks
        self.people = Remarks(raw.identifier, received=raw.received)
        self.fields = Fields({}, self.remarks, self.source, at="/detail")
        self.contacts = Fields({}, self.people, self.source, at="/detail")
        self.versions: list[Version] = []
        self.pages: list[Version] = []
        self.structures: list[str] = []
        detail, item = record.take_object("detail"), record.take_object("item")
        self.of_item_alone = not detail
        self.properties(detail, "/detail")
        self.properties(item, "/item")
        record.close(housekeeping=())
        self.texts = FieldTexts(self.fields)

    def properties(self, values: dict[str, Any], at: str) -> None:
        """Sort the properties of a passport or an entry."""
        for name, value in values.items():
            pointer = f"{at}/{escaped(name)}"
            if isinstance(value, str) and value.strip().casefold() in NOTHING:
                continue
            known = property_of(name) or name
            if known == "publisher":
                self.publisher_of_record(value, pointer)
            elif known in PEOPLE:
                self.contacts.adopt(known, value, pointer=pointer)
            elif known == "structure" or STRUCTURE.fullmatch(name):
                self.structures.append(pointer)
            elif known == "link":
                self.link(value, pointer)
            elif known == "data":
                self.versions += of_value(value, self.fields, pointer, base=self.raw.url)
            elif DATA.fullmatch(name):
                self.versions += of_property(Fields({name: value}, self.remarks, self.source, at=at), name, base=self.raw.url)
            else:
                self.adopt(known, value, pointer)

    def link(self, value: Any, pointer: str) -> None:
        """A link leads to the passport, to the data or to a page. That of an entry with a passport leads to the passport."""
        if self.of_item_alone or not pointer.startswith("/item/"):
            for each in of_value(value, self.fields, pointer, base=self.raw.url):
                if each.address.text != self.raw.url:
                    (self.pages if each.is_page else self.versions).append(each)

    def adopt(self, name: str, value: Any, pointer: str) -> None:
        """A property that the passport and the entry state alike is one."""
        before = self.raw.identifier if name == "identifier" else self.fields.values.get(name)
        if not (isinstance(before, str) and isinstance(value, str) and _alike(before, value, name)):
            self.fields.adopt(name, value, pointer=pointer)

    def publisher_of_record(self, value: Any, pointer: str) -> None:
        """The responsible person is an object in XML and JSON, and a text where the standard was not read."""
        if not isinstance(value, dict):
            self.contacts.adopt("publishername", value, pointer=pointer)
            return
        for name, each in value.items():
            known, place = property_of(f"publisher{name}"), f"{pointer}/{escaped(name)}"
            if known in PEOPLE or known is None:
                self.contacts.adopt(known or name, each, pointer=place)
            else:
                self.adopt(known, each, place)

    def dataset(self) -> Dataset:
        fields, texts = self.fields, self.texts
        stated = fields.values.get("title")
        title = texts.title("title")
        if not title:
            raise SkipRecord(
                issue("title-missing", identifier=self.raw.identifier, pointer="/detail/title", value=excerpt(stated))
            )
        self.valid()
        dataset = Dataset(
            identifier=self.raw.identifier,
            title=title,
            description=texts.one("description"),
            keyword=words(texts.words("subject"), texts.languages),
            theme=fields.coded("theme", theme, divider=","),
            publisher=self.publisher(),
            contact_point=self.contact_point(),
            issued=fields.date("created"),
            modified=fields.date("modified"),
            accrual_periodicity=fields.frequency("periodicity"),
            landing_page=self.landing_page(),
            license=self.license(),
            distribution=tuple(self.distributions()),
        )
        fields.close(housekeeping={"standardversion"})
        self.close()
        return dataset

    def publisher(self) -> Agent | None:
        """The owner of the data. Its tax number is the beginning of the identifier."""
        name, number = self.texts.one("creator", unknown=1), INN.match(self.raw.identifier)
        return Agent(name=name, identifier=number[1] if number else None) if name else None

    def contact_point(self) -> tuple[ContactPoint, ...]:
        text = self.contacts.text
        contact = ContactPoint(name=text("publishername"), telephone=text("publisherphone"), email=text("publishermbox"))
        return (contact,) if contact.name or contact.telephone or contact.email else ()

    def valid(self) -> None:
        """Until when the data are valid. There is no place for it in a dataset; words about frequency are used as such."""
        pointer = self.fields.pointer("valid")
        until = self.fields.date_of_period("valid")
        if until is None or until.calendar_day is None:
            return
        self.remarks.ignore("valid", pointer, until.verbatim)
        if until.calendar_day < self.remarks.received:
            self.remarks.note("validity-ended", pointer, until.verbatim)

    def landing_page(self) -> str | None:
        """The page of the dataset: the stated one, else the folder of passport and data that is named by the identifier.

        The standard puts the page there. Further pages are kept as addresses of the data.
        """
        if self.pages:
            page, *more = self.pages
            self.versions += more
            return page.address.text
        addresses = [self.raw.url, *(each.address.text for each in self.versions)]
        for folder in (address.rpartition("/")[0] for address in addresses):
            if unquote(urlsplit(folder).path.rpartition("/")[2]).casefold() == self.raw.identifier.casefold():
                found = read_addresses(folder, self.source).found
                return found[0].text if found else None
        return None

    def license(self) -> tuple[Statement, ...]:
        found = FieldTexts(self.fields, verbatim=True).found("license")
        return tuple(Statement(verbatim=each.text, field=each.pointer) for each in found)

    def distributions(self) -> Iterator[Distribution]:
        """The versions of the data, the newest first. What the passport says of the last change is said of the newest."""
        stated = self.fields.values.get("format")
        stated = stated.strip() if isinstance(stated, str) else None
        by_address: dict[str, Distribution] = {}
        for each in self.versions:
            by_address.setdefault(each.address.text, each.distribution(stated))
        found = sorted(by_address.values(), key=_moment, reverse=True)
        if found and not found[0].description:
            found[0] = found[0].model_copy(update={"description": self.texts.one("provenance")})
        self.note_format(stated, found)
        yield from found

    def note_format(self, stated: str | None, found: list[Distribution]) -> None:
        """The stated format is used where an address has none. One that is not used stays, so that it is listed as ignored."""
        kind = file_format(stated=stated, media_type=None, url=None)
        if kind and any(each.format and (each.format == kind or each.format.code == kind.code) for each in found):
            pointer = self.fields.pointer("format")
            self.fields.take("format")
            if kind.code is None:
                self.remarks.note("format-not-understood", pointer, stated)

    def close(self) -> None:
        """List structures as ignored, once; and what is wrong with the responsible person, without any value."""
        for number, pointer in enumerate(self.structures):
            if number:
                self.remarks.ignored.append(pointer)
            else:
                self.remarks.ignore("structure", pointer, "")
        self.contacts.close(housekeeping=())
        self.remarks.issues += (each.model_copy(update={"value": ""}) for each in self.people.issues)
        self.remarks.ignored += self.people.ignored


def _alike(first: str, second: str, name: str) -> bool:
    """Whether a passport and an entry state the same. The case of a format means nothing."""
    if name == "format":
        first, second = first.casefold(), second.casefold()
    return first.split() == second.split()


def _moment(distribution: Distribution) -> float:
    """When a version was published; before all others, if that is not known."""
    day = distribution.issued
    return day.value.timestamp() if day and day.value else float("-inf")
