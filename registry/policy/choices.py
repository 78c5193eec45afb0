"""What a person can decide for, and the check of a decision before it is recorded."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from schemas.assessment import PrivacyClass
from schemas.deidentification import techniques
from schemas.dpv import legal_bases, personal_data
from schemas.entries import Entry
from schemas.record import (
    AccessConditions,
    AccessConditionsDecision,
    Aspect,
    CuratedJurisdiction,
    Decision,
    Deidentification,
    DeidentificationDecision,
    JurisdictionDecision,
    LegalBasisDecision,
    LicenseDecision,
    Mechanism,
    MechanismsDecision,
    PersonalCategoriesDecision,
    PrivacyDecision,
    SubjectCountDecision,
)
from schemas.transfer_facts import subject_counts

from .rules import Rules, load_rules

Place = tuple[str | int, ...]
"""Where something stands in a decision: `("value", 0, "condition")`."""

VALUE: Place = ("value",)


class InvalidDecision(ValueError):
    """A decision cannot be recorded as it is.

    `reason` is one of `REASONS`, `value` what it is about, `place` where that stands, and `choices` has what there is.
    """

    def __init__(self, reason: str, *, value: str = "", place: Place = VALUE, choices: Iterable[str] = ()) -> None:
        self.message = REASONS[reason] % {"value": value}
        super().__init__(self.message)
        self.reason, self.value, self.place = reason, value, place
        self.choices = tuple(choices)


REASONS = {
    "not-a-choice": "“%(value)s” is not one of the choices.",
    "nothing-decided": "The decision says nothing: at least one value is needed.",
    "said-twice": "“%(value)s” is said to be there and not to be there.",
    "ends-before-it-begins": "The last day of “%(value)s” is before its first day.",
    "in-the-future": "The day is after the day of the decision.",
}
"""Why a decision cannot be recorded, as sentences."""


@cache
def mechanisms() -> Mapping[str, Entry]:
    """The conditions of the shipped transfer rules that a holder can have in place, by their codes. The label has the words."""
    return load_rules().transfer.mechanisms


ENTRIES: Mapping[Aspect, Callable[[], Mapping[str, Entry]]] = {
    Aspect.PERSONAL_CATEGORIES: personal_data,
    Aspect.SUBJECT_COUNT: subject_counts,
    Aspect.DEIDENTIFICATION: techniques,
    Aspect.LEGAL_BASIS: legal_bases,
    Aspect.MECHANISMS: mechanisms,
}
"""The vocabulary of each aspect that has one of its own."""


def license_choices(rules: Rules) -> dict[str, str]:
    """Licence ids with their titles."""
    return {id_: row.title for id_, row in rules.licenses.by_id.items()}


def jurisdiction_choices(rules: Rules) -> dict[str, str]:
    """Codes of states with their English names."""
    return {code: state.name for code, state in rules.jurisdictions.items()}


def privacy_choices(rules: Rules) -> dict[PrivacyClass, str]:
    """Privacy classes with their labels, least protected first."""
    return {name: info.label for name, info in rules.privacy_classes.items()}


def subclass_choices(rules: Rules) -> dict[str, str]:
    """Subclasses that a person can record, with their meaning. Derived ones follow from other facts and are left out."""
    return {id_: row.meaning for id_, row in rules.subclasses.items() if not row.derived}


def check_decision(decision: Decision, rules: Rules) -> None:
    """Raises `InvalidDecision` if the decision names what does not exist, contradicts itself, or decides nothing."""
    match decision:
        case LicenseDecision():
            _check({VALUE: decision.value}, license_choices(rules))
        case JurisdictionDecision():
            _check_jurisdiction(decision.value, jurisdiction_choices(rules))
        case PrivacyDecision():
            _check_privacy(decision, subclass_choices(rules))
        case PersonalCategoriesDecision():
            _check(_listed(VALUE, decision.value), personal_data(), some=True)
        case SubjectCountDecision():
            _check({VALUE: decision.value}, subject_counts())
        case DeidentificationDecision():
            _check_deidentification(decision.value, decision)
        case LegalBasisDecision():
            named = {(*VALUE, number, "basis"): each.basis for number, each in enumerate(decision.value)}
            _check(named, legal_bases(), some=True)
        case MechanismsDecision():
            _check_mechanisms(decision.value)
        case AccessConditionsDecision():
            if decision.value == AccessConditions():
                raise InvalidDecision("nothing-decided")


def _check_jurisdiction(value: CuratedJurisdiction, choices: Mapping[str, str]) -> None:
    if value == CuratedJurisdiction():
        raise InvalidDecision("nothing-decided", choices=choices)
    if value.holder_state is not None:
        _check({(*VALUE, "holder_state"): value.holder_state}, choices)
    for name in ("storage_state", "collection_state", "data_subject_state"):
        _check(_listed((*VALUE, name), getattr(value, name) or ()), choices)


def _check_privacy(decision: PrivacyDecision, choices: Mapping[str, str]) -> None:
    if decision.value is None and not decision.subclass and not decision.denied_subclass:
        raise InvalidDecision("nothing-decided", choices=PrivacyClass)
    _check(_listed(("subclass",), decision.subclass), choices)
    _check(_listed(("denied_subclass",), decision.denied_subclass), choices)
    for id_ in decision.denied_subclass:
        if id_ in decision.subclass:
            raise InvalidDecision("said-twice", value=id_, place=("denied_subclass", decision.denied_subclass.index(id_)))


def _check_deidentification(value: Deidentification, decision: Decision) -> None:
    _check(_listed((*VALUE, "method"), value.method), techniques(), some=True)
    if value.on is not None and value.on > decision.at.date():
        raise InvalidDecision("in-the-future", place=(*VALUE, "on"))


def _check_mechanisms(value: tuple[Mechanism, ...]) -> None:
    _check({(*VALUE, number, "condition"): each.condition for number, each in enumerate(value)}, mechanisms(), some=True)
    for number, each in enumerate(value):
        if each.valid_from and each.valid_to and each.valid_to < each.valid_from:
            raise InvalidDecision("ends-before-it-begins", value=each.condition, place=(*VALUE, number, "valid_to"))


def _listed(place: Place, values: Iterable[str]) -> dict[Place, str]:
    return {(*place, number): value for number, value in enumerate(values)}


def _check(values: Mapping[Place, str], choices: Iterable[str], *, some: bool = False) -> None:
    """Raises `InvalidDecision` at the first value that is not a choice, and if there must be `some` and there is none."""
    known = dict.fromkeys(choices)
    if some and not values:
        raise InvalidDecision("nothing-decided", choices=known)
    for place, value in values.items():
        if value not in known:
            raise InvalidDecision("not-a-choice", value=value, place=place, choices=known)
