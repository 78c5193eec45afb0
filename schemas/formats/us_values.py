"""What both versions of DCAT-US ask for of a record. Where a portal leaves out what they need, the nearest thing that is true."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..dataset import Dataset, DateValue, Distribution, Text
from ..file_formats import file_formats
from ..frequencies import frequencies, frequency
from ..themes import themes
from ..web_address import iri_of
from .entry import Catalog, Entry
from .objects import MEDIA_TYPE
from .schema_org import NAME, portal_name

_MAIL = re.compile(r"[\w.~!$&'*+=-]{1,64}@[\w-]+(?:\.[\w-]+)+")
"""One mail address, with the signs that both versions allow."""


def described(dataset: Dataset) -> str:
    """The description in the language of the title, else the first one, else the title."""
    language = dataset.title[0].language
    texts = [each for each in dataset.description if each.value.strip()]
    same = (each.value for each in texts if each.language == language)
    return next(same, texts[0].value if texts else dataset.title[0].value)


def publisher_name(entry: Entry) -> str:
    """Who publishes the dataset; the portal, if it names nobody."""
    publisher = entry.record.dataset.publisher
    return (first(publisher.name) if publisher else "") or portal_name(entry)


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a dataset. `mail` is an IRI."""

    name: str
    mail: str | None = None
    telephone: str | None = None


def contact(entry: Entry, catalog: Catalog) -> Contact:
    """The portal's first contact with a mail address.

    Without one it is the operator of this catalogue, and the name says so. If the operator has given no address either, it is the
    portal's contact, else who publishes the dataset, without an address.
    """
    stated, publisher = entry.record.dataset.contact_point, publisher_name(entry)
    operator = Contact(f"Operator of the catalogue {NAME}", mail_address(catalog.contact))
    found = [Contact((each.name or "").strip() or publisher, mail_address(each.email), each.telephone) for each in stated]
    return next((each for each in (*found, operator) if each.mail), found[0] if found else Contact(publisher))


def mail_address(stated: str | None) -> str | None:
    """One mail address as an IRI; None for what is none, or several."""
    text = (stated or "").strip().removeprefix("mailto:")
    return f"mailto:{text}" if _MAIL.fullmatch(text) else None


def first(text: Text) -> str:
    """The first text that says something; empty if there is none."""
    return next((each.value for each in text if each.value.strip()), "")


def languages(dataset: Dataset) -> list[str]:
    """The languages that are known, each once."""
    return list(dict.fromkeys(each.code for each in dataset.language if each.code))


def other_themes(dataset: Dataset) -> list[str]:
    """The portal's words for all other themes."""
    words = (each.verbatim.strip() for each in dataset.theme if not each.code or each.code not in themes())
    return [each for each in dict.fromkeys(words) if each]


def day(value: DateValue | None) -> str | None:
    """A date of the dataset itself, as precise as the portal's. None for that of a record about it, and for what is no date."""
    return None if value is None or value.of_record else written_day(value)


def written_day(value: DateValue) -> str | None:
    """A date with four digits of the year."""
    year, dash, rest = (value.iso or "").partition("-")
    return f"{year.zfill(4)}{dash}{rest}" if year else None


def period_of(frequency_words: str | None) -> tuple[str | None, str | None]:
    """How often data change: the code of the EU's table, and a repeating interval of ISO 8601. None for what is not known."""
    code = frequency(frequency_words).code if frequency_words else None
    intervals = frequencies()[code].intervals if code else ()
    return code, f"R/{intervals[0]}" if intervals else None


def media_type(file: Distribution) -> str | None:
    """The media type that the portal states, else that of a known format."""
    stated = MEDIA_TYPE.fullmatch(file.media_type.strip()) if file.media_type else None
    if stated:
        return stated[1].lower()
    known = file_formats().get(file.format.code) if file.format and file.format.code else None
    return known.media_types[0] if known and known.media_types else None


def format_name(file: Distribution) -> str | None:
    """What people call the format: our name of it, else the portal's word."""
    if not file.format:
        return None
    known = file_formats().get(file.format.code or "")
    return known.label if known else file.format.verbatim.strip()


def address(stated: str | None) -> str | None:
    """An address as an IRI; None for what is none."""
    return iri_of(stated) if stated else None


def told(texts: Iterable[str]) -> list[str]:
    """Texts that say something, each once."""
    return [each for each in dict.fromkeys(text.strip() for text in texts) if each]
