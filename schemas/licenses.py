"""The licences that Serai knows: what each permits, and how it is written.

Facts and their sources are in `vocab/licenses.yml`; `schemas.license_match` reads a portal's words as one of these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import regex

from .assessment import UNCLEAR, Confidence, Effect, Permission

UNKNOWN_LICENSE = "LicenseRef-unknown"
"""The id of a licence that is not known. Nobody can rely on what it permits."""


class LicenseClass(StrEnum):
    """The strictest thing that a licence asks for. It decides what the licence can be combined with."""

    PUBLIC_DOMAIN = "pd"
    ATTRIBUTION = "attr"
    SHARE_ALIKE = "sa"
    NON_COMMERCIAL = "nc"
    NO_DERIVATIVES = "nd"
    RESTRICTED = "restricted"
    UNKNOWN = "unknown"


class OpenDefinition(StrEnum):
    """What the Open Definition's reviewers said (okfn/licenses). No national licence of an SCO state was ever reviewed."""

    APPROVED = "approved"
    REJECTED = "rejected"
    NOT_REVIEWED = "not_reviewed"


@dataclass(frozen=True)
class Terms:
    """What a licence permits and asks for. Rules on personal data apply in addition."""

    commercial: Permission = UNCLEAR
    derivatives: Permission = UNCLEAR
    attribution: Permission = UNCLEAR
    share_alike: Permission = UNCLEAR
    ai_training: Permission = UNCLEAR


NO_TERMS = Terms()
"""The terms of a licence of which we know nothing: everything unclear."""


@dataclass(frozen=True)
class License:
    """A licence. `id` is an SPDX id, or a `LicenseRef-` where SPDX has none; `confidence` is that of the row's facts.

    `state` has the states that issued it (alpha-2 codes). The first `url` is the one to show to people. `access_rights` is the EU
    access right, for words that state access and licence at once.
    """

    id: str
    title: str
    license_class: LicenseClass
    open_definition: OpenDefinition
    terms: Terms
    confidence: Confidence
    url: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    access_rights: str | None = None
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anybody may use and change the data for any purpose, as far as the licence goes."""
        return self.terms.commercial.effect is Effect.YES and self.terms.derivatives.effect is Effect.YES

    @property
    def has_terms(self) -> bool:
        """Whether any terms are known. Names such as `other-open` claim something but state no terms."""
        return self.terms != NO_TERMS


_PORT = regex.compile(r"^(?:LicenseRef-(?:scancode-)?)?(cc-[a-z-]+-\d\.\d)-[a-z]+$", regex.IGNORECASE)


def base_id(id_: str) -> str:
    """The id without a national or IGO port, for ids of Creative Commons: CC-BY-3.0 for CC-BY-3.0-AT."""
    port = _PORT.match(id_)
    return port[1].upper() if port else id_


@dataclass(frozen=True)
class LicenseByLaw:
    """The terms under which the authorities of a state are to publish, by `act`. A silent portal has not granted them.

    `ids` are the rows of the table: several if the law leaves the choice to the publisher.
    """

    ids: tuple[str, ...]
    act: str


@dataclass(frozen=True, eq=False)
class Licenses:
    """The table of licences: every row by its id; and by the code of a state, what its law says of open data."""

    by_id: Mapping[str, License]
    by_law: Mapping[str, LicenseByLaw]

    def find(self, id_: str) -> License | None:
        """The row of an id; for a port without a row of its own, the row of its base. None if there is no such licence."""
        return self.by_id.get(id_) or self.by_id.get(base_id(id_))

    def of_openness(self, code: str | None, state: str) -> License | None:
        """The row for an openness class of a state's rules, by the code of its access right; None if there is none."""
        return next((row for row in self.by_id.values() if row.access_rights == code and state in row.state), None)

    def agreed_terms(self, candidates: Iterable[str]) -> Terms:
        """The terms on which all candidates agree. Where two differ, or one is not in the table, the term is unclear."""
        rows = [self.by_id[id_].terms if id_ in self.by_id else NO_TERMS for id_ in candidates]
        if not rows:
            return NO_TERMS
        first, *others = rows
        names = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")
        return Terms(
            **{name: getattr(first, name) for name in names if all(getattr(row, name) == getattr(first, name) for row in others)}
        )


def read_licenses(data: Mapping[str, Any]) -> Licenses:
    """Build the table from the content of the file. Raises `KeyError` and `ValueError` for a row that is not valid."""
    rows = {id_: _license(id_, row) for id_, row in data["licenses"].items()}
    return Licenses(MappingProxyType(rows), {state: _by_law(row) for state, row in data["by_law"].items()})


def _by_law(row: Mapping[str, Any]) -> LicenseByLaw:
    """Files before 1.3.0, which are kept with the days on which they were in force, name one `id`."""
    return LicenseByLaw(tuple(row["ids"]) if "ids" in row else (row["id"],), row["act"])


def _license(id_: str, row: dict[str, Any]) -> License:
    return License(
        id=id_,
        title=row["title"],
        license_class=LicenseClass(row["class"]),
        open_definition=OpenDefinition(row["open_definition"]),
        terms=Terms(**{name: _permission(value) for name, value in row["terms"].items()}),
        confidence=Confidence(row["confidence"]),
        url=tuple(row.get("url", ())),
        alias=tuple(row.get("alias", ())),
        state=tuple(row.get("states", ())),
        access_rights=row.get("access_rights"),
        note=row.get("note", ""),
    )


def _permission(value: str | dict[str, str]) -> Permission:
    if isinstance(value, dict):
        return Permission(effect=Effect.CONDITIONAL, condition=value["conditional"])
    return UNCLEAR if value == Effect.UNCLEAR else Permission(effect=Effect(value))
