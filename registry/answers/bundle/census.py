"""Counting which licences the datasets of a bundle have, in all, by state and by portal."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schemas.assessment import Confidence, LicenseStatus
from schemas.formats.entry import Entry
from schemas.formats.odrl import is_settled
from schemas.formats.shipped import licenses
from schemas.licenses import NO_TERMS
from schemas.record import CatalogRecord

from .parts import BundledLicense

UNCLEAR = {
    LicenseStatus.IDENTIFIED: "Not clear: a licence is only suggested",
    LicenseStatus.AMBIGUOUS: "Not clear: several licences have the stated name",
    LicenseStatus.CONFLICT: "Not clear: statements differ",
    LicenseStatus.UNKNOWN: "Not clear: the words fit no licence that Serai knows",
    LicenseStatus.NOT_STATED: "Not stated",
}
"""Why it is not clear which licence a dataset has."""

NO_STATE = "not clear"
"""The state of whoever holds the data, where that is not clear."""

_TERMS = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")


@dataclass(frozen=True)
class Counted:
    """What is counted of a dataset. `license` is None where it is not clear, and `why` says why."""

    source: str
    state: str
    license: str | None
    why: LicenseStatus


@dataclass(frozen=True)
class Share:
    """How many datasets there are of a state or a portal, and of how many the licence is clear."""

    name: str
    datasets: int
    clear: int


class Census:
    """Counts records as they pass by. It grows with the portals and licences, not with the records."""

    def __init__(self) -> None:
        self._counts: Counter[Counted] = Counter()
        self.changed: datetime | None = None

    def add(self, entry: Entry) -> None:
        """Count a record. `changed` is the moment of the last change of any that was counted."""
        record, found = entry.record, entry.record.assessment.license
        self.changed = max(self.changed or entry.modified, entry.modified)
        self._counts[Counted(record.source, _state(record), found.id if is_settled(found) else None, found.status)] += 1

    @property
    def records(self) -> int:
        """How many there were."""
        return self._counts.total()

    def licenses(self) -> tuple[BundledLicense, ...]:
        """Every licence with its datasets, the most frequent first; behind them why it is not clear."""
        found: Counter[tuple[bool, str]] = Counter()
        for each, count in self._counts.items():
            found[each.license is None, each.license or UNCLEAR[each.why]] += count
        ordered = sorted(found.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
        return tuple(_unclear(name, count) if unclear else _license(name, count) for (unclear, name), count in ordered)

    def portals(self) -> tuple[Share, ...]:
        """The portals by their ids."""
        return self._shares(lambda counted: counted.source)

    def states(self) -> tuple[Share, ...]:
        """The states of whoever holds the data, by their codes."""
        return self._shares(lambda counted: counted.state)

    def _shares(self, name: Callable[[Counted], str]) -> tuple[Share, ...]:
        all_, clear = Counter[str](), Counter[str]()
        for each, count in self._counts.items():
            all_[name(each)] += count
            clear[name(each)] += count if each.license else 0
        return tuple(Share(each, all_[each], clear[each]) for each in sorted(all_))


def _state(record: CatalogRecord) -> str:
    found = record.assessment.jurisdiction
    return NO_STATE if found.holder_state is None or found.confidence is Confidence.LOW else found.holder_state


def _license(id_: str, datasets: int) -> BundledLicense:
    known = licenses().find(id_)
    terms = known.terms if known else NO_TERMS
    told = {name: getattr(terms, name).effect.value for name in _TERMS}
    address = known.url[0] if known and known.url else None
    return BundledLicense(id=id_, name=known.title if known else id_, address=address, datasets=datasets, **told)


def _unclear(why: str, datasets: int) -> BundledLicense:
    return BundledLicense(name=why, datasets=datasets, **dict.fromkeys(_TERMS, "unclear"))
