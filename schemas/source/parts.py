"""The parts of a declaration that have their own keys (see also `expectation.py`)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ..model import Model
from .values import IsoDate, OneLine, PortalUrl


class DefaultStatement(Model):
    """What the portal states for all its datasets, of their licence or of who may have them.

    It holds where a dataset says nothing. `statement` is the portal's words, `url` the page they are on, `seen` when somebody
    read them (ISO date).
    """

    statement: str
    url: PortalUrl | None = None
    seen: str | None = None


class ProofLevel(StrEnum):
    """How sure it is that a declaration reads its portal, the surest first.

    `answered`: this portal has answered a request of this declaration. `recorded`: a request to this very portal, or an answer of
    it, is on record. `described`: other portals of the same product are on record. `standard`: a standard prescribes how the
    portal answers; nobody has seen it.
    """

    ANSWERED = "answered"
    RECORDED = "recorded"
    DESCRIBED = "described"
    STANDARD = "standard"


class Proof(Model):
    """What shows that a declaration reads its portal, and the day (ISO) on which somebody saw that."""

    level: ProofLevel
    on: IsoDate


class Contacts(StrEnum):
    """Which contacts of a portal's records are kept.

    `omit`: none. `office`: the landline and the mail address of an office; no name, no mobile number, no private mail address.
    """

    OMIT = "omit"
    OFFICE = "office"


class Tls(StrEnum):
    """An exception for a server with old TLS.

    `legacy`: TLS 1.0 and 1.1, old ciphers, short keys, and no secure renegotiation are accepted. The certificate and the name of
    the host are verified as ever.
    """

    LEGACY = "legacy"


class LicenseCodes(Model):
    """The licence codes of a portal. In `field`, each key of `code` means a licence (its id), any other value `otherwise`."""

    field: Annotated[str, Field(min_length=1)]
    code: dict[str, str]
    otherwise: str | None = None


class Retired(Model):
    """The day (ISO) from which a portal is no longer harvested, and why. Its records are kept as they are."""

    on: IsoDate
    why: OneLine
