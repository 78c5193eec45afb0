"""What the privacy classes mean, and the closed list of subclasses.

Facts and their sources are in `vocab/privacy_classes.yml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .assessment import PrivacyClass

PROTECTION = tuple(cls for cls in PrivacyClass if cls is not PrivacyClass.UNKNOWN)
"""The six classes from least to most protected. `unknown` is not one of them."""


@dataclass(frozen=True)
class PrivacyClassInfo:
    """A class: its name and meaning in English, its terms in the Data Privacy Vocabulary, the usual EU access right.

    `needs` are the facts that the record of such data has to hold: aspects that a person decides about.
    """

    privacy_class: PrivacyClass
    label: str
    meaning: str
    dpv: tuple[str, ...]
    access_rights: str | None
    needs: tuple[str, ...] = ()

    @property
    def dpv_iris(self) -> tuple[str, ...]:
        return tuple(f"https://w3id.org/dpv#{term}" for term in self.dpv)


@dataclass(frozen=True)
class Subclass:
    """A finer class that transfer rules of `state` ask for. A derived one follows from other facts and is not recorded."""

    id: str
    meaning: str
    state: tuple[str, ...]
    derived: bool = False


def read_privacy_classes(data: Mapping[str, Any]) -> Mapping[PrivacyClass, PrivacyClassInfo]:
    """Every class with its meaning, least protected first, `unknown` last, from the content of the file."""
    return MappingProxyType({PrivacyClass(name): _class(PrivacyClass(name), row) for name, row in data["classes"].items()})


def read_subclasses(data: Mapping[str, Any]) -> Mapping[str, Subclass]:
    """Every subclass by its id, from the content of the file."""
    return MappingProxyType({id_: _subclass(id_, row) for id_, row in data["subclasses"].items()})


def strictest(classes: list[PrivacyClass]) -> PrivacyClass:
    """The most protected of several classes; `unknown` if there is none."""
    return max(classes, key=PROTECTION.index, default=PrivacyClass.UNKNOWN)


def _class(privacy_class: PrivacyClass, row: Mapping[str, Any]) -> PrivacyClassInfo:
    return PrivacyClassInfo(
        privacy_class=privacy_class,
        label=row["label"],
        meaning=row["meaning"],
        dpv=tuple(row["dpv"]),
        access_rights=row["access_rights"],
        needs=tuple(row.get("needs", ())),
    )


def _subclass(id_: str, row: Mapping[str, Any]) -> Subclass:
    return Subclass(id=id_, meaning=row["meaning"], state=tuple(row["states"]), derived=row.get("derived", False))
