"""Privacy, jurisdiction and what a person recorded of them, in the terms of the W3C Data Privacy Vocabulary 2.3.

A conclusion of low confidence is unclear to people, so it is not stated to programs. Of a decision only its value is here: not
who decided, when, and why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode, Triple

from ..assessment import Assessment, Confidence, PrivacyClass
from ..deidentification import techniques
from ..dpv import legal_bases, personal_data
from ..entries import Entry
from ..model import Model
from ..record import Curation, Deidentification, LegalBasis
from ..transfer_facts import subject_counts
from . import rdf
from .objects import Made, fields_of, labelled, said
from .rdf import part
from .shipped import privacy_classes

PLACES = "https://w3id.org/dpv/loc#"
"""What the addresses of states begin with: the code of ISO 3166-1 follows."""


def concluded(dataset: NamedNode, assessment: Assessment) -> Iterator[Triple]:
    """Privacy class, jurisdiction and applicable law, as far as they are clear."""
    for each in (assessment.privacy, assessment.jurisdiction):
        if each.confidence is not Confidence.LOW:
            yield from _stated(dataset, each)


def recorded(dataset: NamedNode, curation: Curation) -> Iterator[Triple]:
    """What a person recorded: categories of personal data, legal bases, how many people, technical measures."""
    yield from _stated(dataset, curation)


def _stated(dataset: NamedNode, model: Model) -> Iterator[Triple]:
    """The fields whose terms are of this vocabulary; of a decision, its value."""
    for name, of in fields_of(type(model)).items():
        field = getattr(model, name)
        if field is not None and of.curie in _OBJECTS:
            value = field.value if isinstance(model, Curation) else field
            for found in _OBJECTS[of.curie](value, part(dataset, name)):
                yield from said(dataset, rdf.predicate(of), found)


def _class(value: PrivacyClass, _: NamedNode) -> Iterable[Made]:
    return [(NamedNode(iri), ()) for iri in privacy_classes()[value].dpv_iris]


def _state(code: str, _: NamedNode) -> Iterable[Made]:
    return [(NamedNode(f"{PLACES}{code}"), ())] if code.isalpha() and code.isascii() else []


def _laws(names: tuple[str, ...], node: NamedNode) -> Iterable[Made]:
    return _labelled(node, "dpv:Law", names)


def _categories(ids: tuple[str, ...], _: NamedNode) -> Iterable[Made]:
    return _fields_of(personal_data(), ids)


def _bases(values: tuple[LegalBasis, ...], _: NamedNode) -> Iterable[Made]:
    return _fields_of(legal_bases(), dict.fromkeys(each.basis for each in values))


def _scale(band: str, node: NamedNode) -> Iterable[Made]:
    return _labelled(node, "dpv:DataSubjectScale", [subject_counts()[band].label] if band in subject_counts() else [])


def _measures(value: Deidentification, node: NamedNode) -> Iterable[Made]:
    return _labelled(node, "dpv:TechnicalMeasure", [techniques()[id_].label for id_ in value.method if id_ in techniques()])


def _fields_of(vocabulary: Mapping[str, Entry], ids: Iterable[str]) -> Iterable[Made]:
    """The terms with these ids; what is no longer in the vocabulary is left out."""
    return [(NamedNode(iri), ()) for id_ in ids if id_ in vocabulary and (iri := vocabulary[id_].iri)]


def _labelled(node: NamedNode, class_: str, labels: Iterable[str]) -> Iterable[Made]:
    """A node for each label: the vocabulary has no terms for these."""
    found = (labelled(part(node, str(number + 1)), class_, label) for number, label in enumerate(labels))
    return [each for each in found if each]


_OBJECTS: Mapping[str, Callable[[Any, NamedNode], Iterable[Made]]] = MappingProxyType(
    {
        "dpv:hasApplicableLaw": _laws,
        "dpv:hasData": _class,
        "dpv:hasDataSubjectScale": _scale,
        "dpv:hasJurisdiction": _state,
        "dpv:hasLegalBasis": _bases,
        "dpv:hasPersonalData": _categories,
        "dpv:hasTechnicalMeasure": _measures,
    }
)
"""The objects of each term, from a value and the node that its parts are named after."""
