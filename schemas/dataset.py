"""What a portal says about a dataset, in the terms of DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/).

A value that needed interpretation is kept twice: `verbatim` as the portal wrote it, and the parsed form beside it, which is
empty when we did not understand it. Nothing here is our opinion; conclusions are in `schemas.assessment`.

Attributes are DCAT's local names in snake case, singular even where they hold many values.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from .geometry_words import is_geometry
from .model import Model
from .terms import Term
from .web_address import shown

UNDETERMINED = "und"
"""The BCP 47 tag of a text whose language nobody stated."""


ShownAddress = Annotated[str, AfterValidator(shown)]
"""A web address without user, password and key, also if it was stored with them."""


class LangString(Model):
    """A text with its language (BCP 47 tag, `und` if not known)."""

    value: str
    language: str = UNDETERMINED


Text = tuple[LangString, ...]
"""One text in several languages, the portal's first."""


class DatePrecision(StrEnum):
    """How much of a date the portal gave."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TIME = "time"


class DateValue(Model):
    """A date as written, and what we understood of it.

    `value` is in UTC, at the stated instant, or at the first instant of the stated year, month or day; it is None when the text
    is no date. `zone_stated` tells whether the portal gave a time zone; if not, a time is read in the portal's own zone.
    `day` is the calendar day that the portal means, if it may differ from the day of `value`: 16 June at midnight in Tashkent is
    15 June, 19:00, in UTC. `of_record` says that it is the date of the portal's record about the dataset, because the dataset
    itself has none. Both are left out where they say nothing.
    """

    verbatim: str
    value: datetime | None = None
    precision: DatePrecision | None = None
    zone_stated: bool = False
    day: Annotated[date | None, Field(exclude_if=lambda day: day is None)] = None
    of_record: Annotated[bool, Field(exclude_if=lambda of_record: not of_record)] = False

    @property
    def calendar_day(self) -> date | None:
        """The calendar day at the portal, the first one of a year or month.

        A day with a zone that version 0.1 stored began up to 14 hours before the same day in UTC.
        """
        if self.day or self.value is None:
            return self.day
        whole = self.zone_stated and self.precision is not DatePrecision.TIME
        return (self.value + _EASTERNMOST if whole else self.value).date()

    @property
    def iso(self) -> str | None:
        """The date in ISO form, as precise as the portal's: a time (UTC), a day, a month or a year. None if it is no date.

        A time that is on another day in UTC is left out.
        """
        if self.value is None or self.calendar_day is None:
            return None
        if self.precision is DatePrecision.TIME and self.calendar_day == self.value.date():
            return self.value.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.calendar_day.strftime(_FORMS.get(self.precision or DatePrecision.DAY, "%Y-%m-%d"))


_EASTERNMOST = timedelta(hours=14)
"""The greatest difference of a time zone from UTC."""

_FORMS = {DatePrecision.YEAR: "%Y", DatePrecision.MONTH: "%Y-%m"}
"""How a date is written that is less precise than a day."""


class Coded(Model):
    """A value from a list, as written, with the code of our vocabulary when it is known.

    Used for formats (`schemas/vocab/file_formats.yml`), languages (BCP 47), themes (EU data themes) and access rights
    (EU access-right authority). `of_portal` says that the portal states it for all its datasets (in its declaration), because the
    dataset itself states nothing. It is left out where it says nothing.
    """

    verbatim: str
    code: str | None = None
    of_portal: Annotated[bool, Field(exclude_if=lambda of_portal: not of_portal)] = False


class Statement(Model):
    """Words of the portal about a licence, a right, or what the data were made from, and the field that they are in.

    `field` is a JSON pointer (RFC 6901) into the raw record (XML is read as if it were JSON), or `source` for what the source's
    declaration says about all its datasets.
    """

    verbatim: str
    field: str


class Agent(Model):
    """An organisation or person that publishes (`foaf:Agent`)."""

    name: Annotated[Text, Term("foaf:name")]
    identifier: Annotated[str | None, Term("dct:identifier")] = None
    homepage: Annotated[ShownAddress | None, Term("foaf:homepage")] = None


class ContactPoint(Model):
    """Whom to ask about the dataset (`vcard:Kind`)."""

    name: Annotated[str | None, Term("vcard:fn")] = None
    email: Annotated[str | None, Term("vcard:hasEmail")] = None
    telephone: Annotated[str | None, Term("vcard:hasTelephone"), Field(exclude_if=lambda telephone: telephone is None)] = None


class Location(Model):
    """The place that the data describe. It is not a jurisdiction.

    `bbox` is west, south, east, north in degrees (WGS 84).
    """

    verbatim: str
    bbox: Annotated[tuple[float, float, float, float] | None, Term("dcat:bbox")] = None

    @property
    def name(self) -> str:
        """What people call the place. Empty if the words are only the geometry that the box is of."""
        return "" if self.bbox and is_geometry(self.verbatim) else self.verbatim


class PeriodOfTime(Model):
    """The period that the data describe (`dct:PeriodOfTime`)."""

    start: Annotated[DateValue | None, Term("dcat:startDate")] = None
    end: Annotated[DateValue | None, Term("dcat:endDate")] = None


class Checksum(Model):
    """The checksum that the portal states for a file."""

    value: Annotated[str, Term("spdx:checksumValue")]
    algorithm: Annotated[str | None, Term("spdx:algorithm")] = None


class Distribution(Model):
    """One file or service that gives the data."""

    identifier: Annotated[str | None, Term("dct:identifier")] = None
    title: Annotated[Text, Term("dct:title")] = ()
    description: Annotated[Text, Term("dct:description")] = ()
    access_url: Annotated[ShownAddress | None, Term("dcat:accessURL")] = None
    download_url: Annotated[ShownAddress | None, Term("dcat:downloadURL")] = None
    format: Annotated[Coded | None, Term("dct:format")] = None
    media_type: Annotated[str | None, Term("dcat:mediaType")] = None
    byte_size: Annotated[int | None, Term("dcat:byteSize")] = None
    issued: Annotated[DateValue | None, Term("dct:issued")] = None
    modified: Annotated[DateValue | None, Term("dct:modified")] = None
    language: Annotated[tuple[Coded, ...], Term("dct:language")] = ()
    license: Annotated[tuple[Statement, ...], Term("dct:license")] = ()
    checksum: Annotated[Checksum | None, Term("spdx:checksum")] = None


Origins = Annotated[tuple[Statement, ...], Field(exclude_if=lambda statements: not statements)]
"""What the data were made from: addresses, identifiers or words, as the portal writes them. Left out where nothing is stated."""


class Dataset(Model):
    """A dataset as its portal describes it (`dcat:Dataset`).

    `identifier` is the portal's own, unique within the source. `accrual_periodicity` is in the portal's words:
    `schemas.frequencies.frequency` gives their code. `contact_withheld`: the portal states a contact that Serai does not keep.
    `was_derived_from` and `source` say what the data were made from.
    `ignored` names the fields of the raw record that we saw and did not interpret (JSON pointers), so that nothing is lost
    unnoticed; their values stay in the archived record.
    """

    identifier: Annotated[str, Term("dct:identifier")]
    title: Annotated[Text, Term("dct:title")]
    description: Annotated[Text, Term("dct:description")] = ()
    keyword: Annotated[Text, Term("dcat:keyword")] = ()
    theme: Annotated[tuple[Coded, ...], Term("dcat:theme")] = ()
    publisher: Annotated[Agent | None, Term("dct:publisher")] = None
    contact_point: Annotated[tuple[ContactPoint, ...], Term("dcat:contactPoint")] = ()
    contact_withheld: Annotated[bool, Field(exclude_if=lambda withheld: not withheld)] = False
    issued: Annotated[DateValue | None, Term("dct:issued")] = None
    modified: Annotated[DateValue | None, Term("dct:modified")] = None
    accrual_periodicity: Annotated[str | None, Term("dct:accrualPeriodicity")] = None
    language: Annotated[tuple[Coded, ...], Term("dct:language")] = ()
    landing_page: Annotated[ShownAddress | None, Term("dcat:landingPage")] = None
    spatial: Annotated[tuple[Location, ...], Term("dct:spatial")] = ()
    temporal: Annotated[tuple[PeriodOfTime, ...], Term("dct:temporal")] = ()
    version: Annotated[str | None, Term("dcat:version")] = None
    license: Annotated[tuple[Statement, ...], Term("dct:license")] = ()
    access_rights: Annotated[tuple[Coded, ...], Term("dct:accessRights")] = ()
    distribution: Annotated[tuple[Distribution, ...], Term("dcat:distribution")] = ()
    was_derived_from: Annotated[Origins, Term("prov:wasDerivedFrom")] = ()
    source: Annotated[Origins, Term("dct:source")] = ()
    ignored: tuple[str, ...] = ()
