"""The parts of a declaration that have their own keys (see also `expectation.py`)."""

from typing import Annotated

from pydantic import Field

from ..model import Model
from .values import IsoDate, OneLine, PortalUrl


class DefaultLicense(Model):
    """The licence that the portal states for all its datasets. It is used where a dataset states none.

    `statement` is the portal's words, `url` the page they are on, `seen` when somebody read them (ISO date).
    """

    statement: str
    url: PortalUrl | None = None
    seen: str | None = None


class LicenseCodes(Model):
    """The licence codes of a portal. In `field`, each key of `code` means a licence (its id), any other value `otherwise`."""

    field: Annotated[str, Field(min_length=1)]
    code: dict[str, str]
    otherwise: str | None = None


class Retired(Model):
    """The day (ISO) from which a portal is no longer harvested, and why. Its records are kept as they are."""

    on: IsoDate
    why: OneLine
