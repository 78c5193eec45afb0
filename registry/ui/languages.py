"""The languages of the pages: their messages, and how they write numbers, dates and names (Unicode CLDR, through Babel).

Messages are written in English in the code and the templates. A language is offered when `locale/<code>/LC_MESSAGES/serai.po`
translates every message of `locale/serai.pot`. Catalogues are read directly; nothing is compiled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, get_decimal_symbol
from babel.units import format_unit

from schemas.dataset import UNDETERMINED, DatePrecision

from .moments import Moment

SOURCE = "en"
"""The language that messages are written in."""

DOMAIN = "serai"

_FORMS = {"en": "en_GB"}
"""The country whose date format a language uses, if not CLDR's default: 25 November 2026, not November 25, 2026."""

_DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
"""CLDR's numbers for Persian mix two kinds of digits, so we set the digits."""

_COMMAS = {"fa": "، ", "zh": "、"}
_SEMICOLONS = {"fa": "؛ ", "zh": "；"}
"""The signs between the items of a list, where they are not those of English."""

_SKELETONS = {DatePrecision.YEAR: "y", DatePrecision.MONTH: "yMMMM"}
_BYTE_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")


@dataclass(frozen=True)
class Language:
    """One language of the pages. `code` is the first part of every path and the `lang` of the document."""

    code: str
    locale: Locale
    messages: NullTranslations

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        name = Locale.parse(self.code, sep="-").get_display_name() or self.code
        return name[:1].upper() + name[1:]

    @property
    def comma(self) -> str:
        """What stands between short items of a list."""
        return _COMMAS.get(self.code, ", ")

    @property
    def semicolon(self) -> str:
        """What stands between items that may have commas of their own."""
        return _SEMICOLONS.get(self.code, "; ")

    @property
    def decimal(self) -> str:
        """The sign of decimals, by which a program that calculates also expects a separator of cells."""
        return get_decimal_symbol(self.locale)

    def gettext(self, message: str, **gaps: object) -> str:
        """The sentence in this language, with its placeholders filled."""
        text = self.messages.gettext(message)
        return text % gaps if gaps else text

    def translates(self, message: str) -> bool:
        """Whether the catalogue has the sentence. In English every sentence is there."""
        return self.code == SOURCE or self.messages.gettext(message) != message

    def said(self, message: str, *, otherwise: str = SOURCE) -> tuple[str, str]:
        """A sentence, and the language of it if that differs from this one: `otherwise` where the catalogue does not have it."""
        return self.messages.gettext(message), "" if self.translates(message) else otherwise

    def number(self, value: float) -> str:
        return self._digits(format_decimal(value, locale=self.locale))

    def percent(self, value: float) -> str:
        """A part of a whole, from 0 to 1, in per cent with one decimal at most."""
        return self._digits(format_percent(round(value, 3), locale=self.locale, decimal_quantization=False))

    def size(self, byte_count: int) -> str:
        """A file size in the largest decimal unit that leaves at least one."""
        power = min((len(str(byte_count)) - 1) // 3, len(_BYTE_UNITS) - 1)
        value = byte_count / 1000**power
        form = "#,##0.#" if power and len(str(int(value))) == 1 else "#,##0"
        return self._digits(format_unit(value, f"digital-{_BYTE_UNITS[power]}", "short", format=form, locale=self.locale))

    def date(self, moment: Moment) -> str:
        """A date in long form, no more precise than it was given."""
        skeleton = _SKELETONS.get(moment.precision)
        if skeleton:
            return self._digits(format_skeleton(skeleton, moment.at, locale=self.locale))
        return self._digits(format_date(moment.at, "long", locale=self.locale))

    def short_date(self, moment: Moment) -> str:
        """The day in a short form, for the axis of a chart."""
        return self._digits(format_date(moment.at, "medium", locale=self.locale))

    def clock(self, moment: Moment) -> str:
        """Hours and minutes in UTC."""
        return self._digits(format_time(moment.at, "short", locale=self.locale))

    def state(self, code: str) -> str:
        """The name of a state by its ISO 3166-1 code; the code where CLDR has no name."""
        return self.locale.territories.get(code) or code

    def language_name(self, tag: str) -> str:
        """The name of a language by its BCP 47 tag; the tag where CLDR has no name."""
        if tag == UNDETERMINED:
            return self.gettext("language not stated")
        try:
            return Locale.parse(tag, sep="-").get_display_name(self.locale) or tag
        except (UnknownLocaleError, ValueError):
            return self.locale.languages.get(tag.split("-", maxsplit=1)[0]) or tag

    def _digits(self, text: str) -> str:
        digits = _DIGITS.get(self.locale.language)
        return text.translate(digits) if digits else text


def load_languages(folder: Traversable | None = None) -> Mapping[str, Language]:
    """The languages whose catalogues are complete, by code, English first. Without a folder they are those of Serai."""
    return _shipped() if folder is None else _read_all(folder)


@cache
def _shipped() -> Mapping[str, Language]:
    return _read_all(resources.files(__package__).joinpath("locale"))


def _read_all(folder: Traversable) -> Mapping[str, Language]:
    offered = {SOURCE: _language(SOURCE, NullTranslations())}
    template = _read(folder.joinpath(f"{DOMAIN}.pot"))
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        file = entry.joinpath("LC_MESSAGES", f"{DOMAIN}.po")
        if file.is_file():
            code = entry.name.replace("_", "-")
            catalogue = _read(file, locale=entry.name)
            if not missing(template, catalogue):
                offered[code] = _language(code, _translations(catalogue))
    return offered


def missing(template: Catalog, catalogue: Catalog) -> list[str]:
    """The messages of the template that a catalogue leaves untranslated or marks as fuzzy."""
    return [_first(message.id) for message in template if message.id and not _translated(catalogue, message.id)]


def _translated(catalogue: Catalog, identifier: str | list[str] | tuple[str, ...]) -> bool:
    found = catalogue.get(_first(identifier))
    if found is None or found.fuzzy:
        return False
    return all([found.string] if isinstance(found.string, str) else found.string or [""])


def _first(identifier: str | list[str] | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def _read(file: Traversable, *, locale: str | None = None) -> Catalog:
    return read_po(BytesIO(file.read_bytes()), locale=locale, domain=DOMAIN)


def _translations(catalogue: Catalog) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _language(code: str, messages: NullTranslations) -> Language:
    return Language(code=code, locale=Locale.parse(_FORMS.get(code, code.replace("-", "_"))), messages=messages)


def preferred(languages: Mapping[str, Language], *, cookie: str | None, accept: str | None) -> Language:
    """The language of a first page: the one chosen before, else the first offered one that the browser wants, else English."""
    for wish in (cookie or "", *wishes(accept or "")):
        for code in (wish, wish.split("-", maxsplit=1)[0]):
            if code in languages:
                return languages[code]
    return languages[SOURCE]


def wishes(accept: str) -> list[str]:
    """The tags of an `Accept-Language` header (RFC 9110, 12.5.4), most wanted first."""
    weighted = []
    for part in accept.split(","):
        tag, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=").strip() or "1"
        if tag and quality.replace(".", "", 1).isdecimal() and float(quality) > 0:
            weighted.append((-float(quality), tag.strip().lower()))
    return [tag for _, tag in sorted(weighted, key=lambda item: item[0])]
