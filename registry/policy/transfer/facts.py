"""What an answer depends on, of a record and of a request: small, so that it can be asked again with one thing changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass
from schemas.grounds import Grounds
from schemas.jurisdictions import states
from schemas.usage import UsageRequest

from .errors import InvalidUsage
from .rules import TransferRule, TransferRules

NO_OPEN_LICENSE = "no_open_licence"
PROVENANCE_UNKNOWN = "provenance_unknown"
"""The subclasses that follow from other facts."""


@dataclass(frozen=True, slots=True)
class License:
    """What is known of the licence: `terms` are its attributes by name."""

    identified: bool
    confidence: Confidence
    terms: Mapping[str, Permission]

    @property
    def has_terms(self) -> bool:
        return any(each.effect is not Effect.UNCLEAR for each in self.terms.values())


@dataclass(frozen=True, slots=True)
class Facts:
    """What an answer depends on.

    `persons` are the states of the persons and of the places of collection. `stated` and `denied` are subclasses, without those
    that follow from other facts. `access` is the most restrictive EU access right that the portal states, `access_words` are the
    conditions that an officer recorded. `unseen` is what the data were made from and the catalogue does not have.
    """

    state: str
    purpose: str
    holder: str | None
    holder_confidence: Confidence
    persons: tuple[str, ...]
    privacy_class: PrivacyClass
    class_confidence: Confidence
    license: License
    stated: frozenset[str]
    denied: frozenset[str]
    publisher: bool
    access: str | None
    access_words: str | None
    embargo: date | None
    unseen: tuple[str, ...]

    @property
    def concerned(self) -> tuple[str, ...]:
        """The states whose law is asked, each once, the holder's first."""
        return tuple(dict.fromkeys((*((self.holder,) if self.holder else ()), *self.persons)))

    @property
    def home(self) -> bool:
        """Whether the data come from nowhere but the user's own state."""
        return self.holder == self.state and all(state == self.state for state in self.persons)

    def has(self, subclass: str) -> bool:
        """Whether the data are of a subclass, as far as is stated or follows."""
        if subclass == NO_OPEN_LICENSE:
            return self.license.terms["ai_training"].effect is not Effect.YES
        if subclass == PROVENANCE_UNKNOWN:
            return not self.publisher
        return subclass in self.stated

    def fires(self, rule: TransferRule) -> bool:
        """Whether a rule that matches is used: a base rule always, another one on its subclass."""
        return rule.subclass is None or self.has(rule.subclass)

    def open_about(self, subclass: str) -> bool:
        """Whether nothing tells if the data are of a subclass."""
        follows = subclass in {NO_OPEN_LICENSE, PROVENANCE_UNKNOWN}
        return not follows and subclass not in self.stated and subclass not in self.denied


def facts_of(grounds: Grounds, request: UsageRequest, rules: TransferRules) -> Facts:
    """The facts of a record and a request. Raises `InvalidUsage` if the request names what is not there or contradicts itself."""
    check_request(request, rules)
    stated = {*grounds.stated, *request.subclass, *_reached(grounds, request, rules)}
    return Facts(
        state=request.state,
        purpose=request.purpose,
        holder=grounds.holder,
        holder_confidence=grounds.holder_confidence,
        persons=grounds.persons,
        privacy_class=grounds.privacy_class,
        class_confidence=grounds.class_confidence,
        license=License(identified=grounds.identified, confidence=grounds.license_confidence, terms=grounds.terms),
        stated=frozenset(stated),
        denied=frozenset({*grounds.denied, *request.denied_subclass, *_below(request, rules)} - stated),
        publisher=grounds.publisher,
        access=grounds.access,
        access_words=grounds.access_words,
        embargo=grounds.embargo,
        unseen=grounds.unseen,
    )


def check_request(request: UsageRequest, rules: TransferRules) -> None:
    """Raises `InvalidUsage` at the first thing that is not there."""
    if request.state not in states():
        raise InvalidUsage("state", "state-unknown", value=request.state, choices=states())
    if request.purpose not in rules.purposes:
        raise InvalidUsage("purpose", "purpose-unknown", value=request.purpose, choices=rules.purposes)
    for parameter in ("subclass", "denied_subclass"):
        for id_ in getattr(request, parameter):
            if id_ not in rules.subclasses:
                raise InvalidUsage(parameter, "subclass-unknown", value=id_, choices=rules.subclasses)
    for id_ in request.denied_subclass:
        if id_ in request.subclass:
            raise InvalidUsage("denied_subclass", "said-twice", value=id_)


def _reached(grounds: Grounds, request: UsageRequest, rules: TransferRules) -> list[str]:
    """The counted subclasses whose limit is reached, by the exporter or by the dataset alone."""
    lowest = max(request.exporter_count or 0, grounds.people)
    return [id_ for id_, limit in rules.counted.items() if request.critical_operator or lowest >= limit]


def _below(request: UsageRequest, rules: TransferRules) -> list[str]:
    """The counted subclasses whose limit is not reached: told by the exporter's count, if it is no critical operator."""
    if request.exporter_count is None or request.critical_operator is not False:
        return []
    return [id_ for id_, limit in rules.counted.items() if request.exporter_count < limit]
