"""The values and fields that answers and filters use: the shapes of their lists."""

from schemas.entries import Entry
from schemas.jurisdictions import Jurisdiction
from schemas.licenses import License
from schemas.model import Model
from schemas.privacy import PrivacyClassInfo, Subclass

from ..policy.transfer.rules import Purpose


class FieldAnswer(Model):
    """A field of the search, and its uses: full-text search, filter, facet counts, range of days."""

    name: str
    label: str
    description: str
    term: str | None
    searched: bool
    filter: bool
    facet: bool
    range: bool


class FieldsAnswer(Model):
    items: tuple[FieldAnswer, ...]


class LicensesAnswer(Model):
    items: tuple[License, ...]


class JurisdictionsAnswer(Model):
    items: tuple[Jurisdiction, ...]


class PrivacyClassesAnswer(Model):
    """The classes, least protected first, `unknown` last; and the closed list of subclasses."""

    items: tuple[PrivacyClassInfo, ...]
    subclasses: tuple[Subclass, ...]


class PurposesAnswer(Model):
    """What data can be wanted for. `permission` names the attributes of a licence that have to allow it."""

    items: tuple[Purpose, ...]


class EntriesAnswer(Model):
    """What can be recorded about one aspect: terms, bands or codes, each with its English label."""

    items: tuple[Entry, ...]
