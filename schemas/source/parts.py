"""The parts of a declaration that have keys of their own (see also `expectation.py`)."""

from typing import Annotated

from pydantic import Field, HttpUrl

from ..model import Model
from .values import IsoDate, OneLine


class DefaultLicense(Model):
    """What the portal says of the licence of all its datasets, where a dataset itself says nothing.

    `statement` is the portal's words, `url` the page where they stand, `seen` when somebody read them (ISO date).
    """

    statement: str
    url: HttpUrl | None = None
    seen: str | None = None


class LicenseCodes(Model):
    """The licence codes of a portal: in `field`, each of `code` means a licence (its id), anything else means `otherwise`."""

    field: Annotated[str, Field(min_length=1)]
    code: dict[str, str]
    otherwise: str | None = None


class Retired(Model):
    """The end of a portal: the day (ISO) from which on it is harvested no more, and why. What it held is kept as it is."""

    on: IsoDate
    why: OneLine
