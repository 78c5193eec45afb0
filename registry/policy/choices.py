"""What a person can decide for, and the check of a decision before it is recorded."""

from collections.abc import Iterable

from schemas.assessment import PrivacyClass
from schemas.record import CuratedJurisdiction, JurisdictionDecision, LicenseDecision, PrivacyDecision

from .rules import Rules


class InvalidDecision(ValueError):
    """A decision names something that is not among the choices. `message` is for people, `choices` has what there is."""

    def __init__(self, message: str, choices: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.choices = tuple(choices)


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


def check_decision(decision: LicenseDecision | JurisdictionDecision | PrivacyDecision, rules: Rules) -> None:
    """Raises `InvalidDecision` if the decision names a licence, state or subclass that does not exist, or decides nothing."""
    match decision:
        case LicenseDecision():
            _check("licence", [decision.value], license_choices(rules))
        case JurisdictionDecision():
            _check("state", _states(decision.value, rules), jurisdiction_choices(rules))
        case PrivacyDecision():
            _check("subclass", decision.subclass, subclass_choices(rules))


def _states(value: CuratedJurisdiction, rules: Rules) -> list[str]:
    lists = (value.storage_state, value.collection_state, value.data_subject_state)
    if value.holder_state is None and all(states is None for states in lists):
        raise InvalidDecision("The decision names no state.", jurisdiction_choices(rules))
    holder = [] if value.holder_state is None else [value.holder_state]
    return holder + [code for states in lists for code in states or ()]


def _check(what: str, values: Iterable[str], choices: Iterable[str]) -> None:
    known = set(choices)
    for value in values:
        if value not in known:
            raise InvalidDecision(f"{value!r} is no {what} that can be recorded.", choices)
