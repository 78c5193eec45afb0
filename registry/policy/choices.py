"""What a person can decide for, and the check of a decision before it is recorded."""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from uuid import UUID

from schemas.assessment import PrivacyClass
from schemas.deidentification import techniques
from schemas.dpv import legal_bases, personal_data
from schemas.entries import Entry
from schemas.origins import origins
from schemas.record import (
    AccessConditions,
    AccessConditionsDecision,
    Aspect,
    CatalogRecord,
    CuratedJurisdiction,
    Decision,
    Deidentification,
    DeidentificationDecision,
    DerivedFrom,
    DerivedFromDecision,
    JurisdictionDecision,
    LegalBasisDecision,
    LicenseDecision,
    Mechanism,
    MechanismsDecision,
    Origin,
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
    "given-twice": "“%(value)s” is given twice.",
    "not-a-dataset": "There is no dataset with the id %(value)s.",
    "itself": "%(value)s is the dataset itself: it cannot be made from itself.",
    "dataset-missing": "It is not said which dataset of this catalogue is meant.",
    "words-missing": "It is not said which words of the portal are meant.",
    "dataset-not-meant": "%(value)s is named, but the words are said to mean no dataset of this catalogue.",
    "terms-not-meant": "Purposes are given of a dataset that is not in this catalogue, and of nothing else.",
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
            states = {(*VALUE, number, "jurisdiction"): each.jurisdiction for number, each in enumerate(decision.value)}
            _check({place: state for place, state in states.items() if state is not None}, jurisdiction_choices(rules))
        case MechanismsDecision():
            _check_mechanisms(decision.value)
        case AccessConditionsDecision():
            if decision.value == AccessConditions():
                raise InvalidDecision("nothing-decided")
        case DerivedFromDecision():
            _check_origins(decision.value, rules)


def check_origins_of(decision: DerivedFromDecision, record: CatalogRecord, there: Container[UUID]) -> None:
    """Raises `InvalidDecision` if a record would be made from itself, or from a record that is not `there`."""
    for number, each in enumerate(decision.value):
        place = (*VALUE, number, "record")
        if each.record == record.id:
            raise InvalidDecision("itself", value=str(each.record), place=place)
        if each.record and each.record not in there:
            raise InvalidDecision("not-a-dataset", value=str(each.record), place=place)


def check_said(decision: Decision, record: CatalogRecord) -> None:
    """Raises `InvalidDecision` if a decision is about words that a record does not say. The choices are those that it says."""
    if isinstance(decision, DerivedFromDecision):
        said = {(*VALUE, number, "said"): each.said for number, each in enumerate(decision.value) if each.said is not None}
        _check(said, origins(record.dataset))


def applies(decision: Decision, record: CatalogRecord) -> bool:
    """Whether a decision says anything of a record: one about words does so if the record says some of them."""
    if not isinstance(decision, DerivedFromDecision):
        return True
    said = {None, *origins(record.dataset)}
    return any(each.said in said for each in decision.value)


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


def _check_origins(value: tuple[DerivedFrom, ...], rules: Rules) -> None:
    if not value:
        raise InvalidDecision("nothing-decided")
    for number, each in enumerate(value):
        place = (*VALUE, number)
        _check_origin(each, place)
        _check(_listed((*place, "permits"), each.permits), rules.transfer.purposes_of_ancestors)
        if any(_same(each, other) for other in value[:number]):
            raise InvalidDecision("given-twice", value=each.said or str(each.record), place=place)


def _check_origin(origin: DerivedFrom, place: Place) -> None:
    in_catalogue = origin.origin is Origin.DATASET
    if in_catalogue and origin.record is None:
        raise InvalidDecision("dataset-missing", place=(*place, "record"))
    if not in_catalogue and origin.record is not None:
        raise InvalidDecision("dataset-not-meant", value=str(origin.record), place=(*place, "record"))
    if not in_catalogue and origin.said is None:
        raise InvalidDecision("words-missing", place=(*place, "said"))
    if origin.permits and origin.origin is not Origin.ELSEWHERE:
        raise InvalidDecision("terms-not-meant", place=(*place, "permits"))


def _same(one: DerivedFrom, other: DerivedFrom) -> bool:
    """Whether two parts of a decision say the same or contradict each other. Words that mean datasets are there once for each."""
    if one.said is None or other.said is None:
        return one.record is not None and one.record == other.record
    both = one.origin is other.origin is Origin.DATASET
    return one.said == other.said and not (both and one.record != other.record)


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
