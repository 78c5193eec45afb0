"""What a user of a dataset rests on: its licence, privacy class, law, access, the facts that people recorded; in English.

Two states of a record are compared by these words. What is not settled is `unclear` in both, so nothing is told of weak signs.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.access_rights import access_rights
from schemas.assessment import Confidence, JurisdictionAssessment, LicenseAssessment, LicenseStatus, PrivacyAssessment
from schemas.formats.odrl import is_settled
from schemas.jurisdictions import states
from schemas.record import Aspect, CatalogRecord, Curation

from ...policy.choices import ENTRIES
from ...policy.rules import Rules

UNCLEAR = "unclear"
UNSTATED = "not stated"
NONE = "none"

LONGEST = 300
"""The most characters of a portal's words in one fact."""

TERMS = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")
"""What a licence permits or asks for, by the names of the fields."""

PLACES = {
    "holder_state": "holder",
    "storage_state": "storage",
    "collection_state": "collection",
    "data_subject_state": "people",
}
"""What the states of a jurisdiction are of, by the names of the fields."""

RECORDED = {
    Aspect.PERSONAL_CATEGORIES: "Categories of personal data",
    Aspect.SUBJECT_COUNT: "Number of people",
    Aspect.MINORS: "Minors among them",
    Aspect.DEIDENTIFICATION: "De-identification",
    Aspect.LEGAL_BASIS: "Legal bases",
    Aspect.MECHANISMS: "Mechanisms for transfers",
    Aspect.ACCESS_CONDITIONS: "Not available before",
}
"""The facts that people record, as far as they are words of a vocabulary, a day or a number: free text is left out."""


def legal_facts(record: CatalogRecord, rules: Rules) -> dict[str, str]:
    """Each fact by its name, in the words of the rules that are given."""
    found = record.assessment
    facts = {
        "Licence": _license(found.license, rules),
        "Licence terms": _terms(found.license),
        "Licence as stated": _listed(each.verbatim for each in record.dataset.license) or UNSTATED,
        "Privacy class": _privacy(found.privacy, rules),
        "States concerned": _states(found.jurisdiction),
        "Law": _law(found.jurisdiction),
        "Access": _listed(_access(each.code) or each.verbatim for each in record.dataset.access_rights) or UNSTATED,
    }
    return facts | {name: _recorded(record.curation, aspect) for aspect, name in RECORDED.items()}


def outline(content: Mapping[str, Any]) -> list[Any]:
    """All of a stored state that the facts can hang on. Two states with the same outline have the same facts."""
    concluded = [content["assessment"][name] for name in ("license", "jurisdiction", "privacy")]
    stated = [content["dataset"].get(name) for name in ("license", "access_rights")]
    told = [{name: value for name, value in each.items() if name != "finding"} for each in concluded]
    return [content["status"], *stated, *told, {name: each.get("value") for name, each in content["curation"].items()}]


def differences(before: CatalogRecord, after: CatalogRecord, rules: Rules) -> dict[str, tuple[str, str]]:
    """The facts that differ between two states of a record, each as it was and as it is."""
    was, now = legal_facts(before, rules), legal_facts(after, rules)
    return {name: (was[name], now[name]) for name in now if was[name] != now[name]}


def _license(found: LicenseAssessment, rules: Rules) -> str:
    if not is_settled(found):
        return UNSTATED if found.status is LicenseStatus.NOT_STATED else UNCLEAR
    known = rules.licenses.find(found.id)
    return f"{known.title} ({found.id})" if known and known.title != found.id else found.id


def _terms(found: LicenseAssessment) -> str:
    if not is_settled(found):
        return UNCLEAR
    return "; ".join(f"{term.replace('_', ' ')}: {getattr(found, term).effect.value}" for term in TERMS)


def _privacy(found: PrivacyAssessment, rules: Rules) -> str:
    if found.confidence is Confidence.LOW:
        return UNCLEAR
    label = rules.privacy_classes[found.privacy_class].label
    meanings = {id_: each.meaning for id_, each in rules.subclasses.items()}
    told = [meanings.get(id_, id_) for id_ in found.subclass]
    told += [f"not: {meanings.get(id_, id_)}" for id_ in found.denied_subclass]
    return f"{label} ({'; '.join(told)})" if told else label


def _states(found: JurisdictionAssessment) -> str:
    if found.confidence is Confidence.LOW:
        return UNCLEAR
    named = ((name, getattr(found, field)) for field, name in PLACES.items())
    told = ((name, (codes,) if isinstance(codes, str) else codes or ()) for name, codes in named)
    return "; ".join(f"{name}: {', '.join(states().get(code, code) for code in codes)}" for name, codes in told if codes) or NONE


def _law(found: JurisdictionAssessment) -> str:
    return UNCLEAR if found.confidence is Confidence.LOW else _listed(found.governing_law) or NONE


def _access(code: str | None) -> str | None:
    known = access_rights().get(code) if code else None
    return known.label if known else code


def _recorded(curation: Curation, aspect: Aspect) -> str:
    known = ENTRIES[aspect]() if aspect in ENTRIES else {}
    return _listed(known[code].label if code in known else code for code in _codes(curation, aspect)) or NONE


def _codes(curation: Curation, aspect: Aspect) -> Iterator[str]:
    """What a decision names: codes of the vocabulary of the aspect, or a day."""
    value = decision.value if (decision := getattr(curation, aspect.value)) else None
    if value is None:
        return
    if aspect in (Aspect.SUBJECT_COUNT, Aspect.MINORS):
        yield str(value)
    elif aspect is Aspect.DEIDENTIFICATION:
        yield from value.method
    elif aspect is Aspect.ACCESS_CONDITIONS:
        yield from [value.embargo_until.isoformat()] if value.embargo_until else []
    else:
        names = {Aspect.LEGAL_BASIS: "basis", Aspect.MECHANISMS: "condition"}
        yield from (getattr(each, names[aspect]) if aspect in names else each for each in value)


def _listed(words: Iterable[str]) -> str:
    """Words in a line, each once, as much as a line takes."""
    line = "; ".join(dict.fromkeys(" ".join(each.split()) for each in words if each.strip()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
