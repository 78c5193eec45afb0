"""The states whose law can touch a dataset: the members and partners of the SCO, with Hong Kong and Macao apart from China.

Facts and their sources are in `vocab/jurisdictions.yml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from babel import Locale

from .vocab import load


class ScoStatus(StrEnum):
    """The role of a state in the Shanghai Cooperation Organisation."""

    MEMBER = "member"
    PARTNER = "partner"
    PART_OF_MEMBER = "part_of_member"


class LawStatus(StrEnum):
    """How far the general act on personal data of a state is in force."""

    IN_FORCE = "in_force"
    PHASED = "phased"
    NOT_COMMENCED = "not_commenced"
    SECTOR_ONLY = "sector_only"
    DRAFT = "draft"
    NONE = "none"


@dataclass(frozen=True)
class Law:
    """An act, by the name people use for it; `detail` has its date and what changed it."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class Jurisdiction:
    """A state. `code` is ISO 3166-1 alpha-2, `m49` the UN's three digits, `name` the short English name.

    `member` is the state that a part belongs to (HK and MO: CN).
    """

    code: str
    alpha3: str
    m49: str
    name: str
    sco_status: ScoStatus
    law: tuple[Law, ...]
    law_status: LawStatus
    regulator: str
    sco_since: date | None = None
    sco_until: date | None = None
    before: str = ""
    member: str | None = None
    note: str = ""

    @property
    def eu_uri(self) -> str:
        """The state in the country table of the EU Publications Office."""
        return f"http://publications.europa.eu/resource/authority/country/{self.alpha3}"

    @property
    def governing_law(self) -> tuple[str, ...]:
        """The names of the acts, most important first."""
        return tuple(law.name for law in self.law)


NOT_ISO = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Codes of two letters that CLDR has and ISO 3166-1 has not assigned: reserved ones, groups of states, and codes for tests."""


@cache
def states() -> Mapping[str, str]:
    """Every code of ISO 3166-1 alpha-2 with the English name that CLDR has for it, in the order of the codes."""
    names: Mapping[str, str] = Locale("en").territories
    codes = (code for code in sorted(names) if len(code) == len("CN") and code.isalpha() and code not in NOT_ISO)
    return MappingProxyType({code: names[code] for code in codes})


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """The shipped table, for checking declarations. Conclusions use the table of `registry.policy.rules`."""
    return read_jurisdictions(load("jurisdictions.yml"))


def read_jurisdictions(data: Mapping[str, Any]) -> Mapping[str, Jurisdiction]:
    """Every state by its alpha-2 code, members first, from the content of the file. Raises `KeyError` and `ValueError`."""
    return MappingProxyType({code: _jurisdiction(code, entry) for code, entry in data["jurisdictions"].items()})


def _jurisdiction(code: str, entry: dict[str, Any]) -> Jurisdiction:
    sco = entry["sco"]
    return Jurisdiction(
        code=code,
        alpha3=entry["alpha3"],
        m49=entry["m49"],
        name=entry["name"],
        sco_status=ScoStatus(sco["status"]),
        sco_since=sco.get("since"),
        sco_until=sco.get("until"),
        before=sco.get("before", ""),
        member=sco.get("member"),
        law=tuple(Law(**law) for law in entry["law"]),
        law_status=LawStatus(entry["law_status"]),
        regulator=entry["regulator"],
        note=entry.get("note", ""),
    )
