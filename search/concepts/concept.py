"""One thing that data can be about, with its names in all our languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.alphabets import LANGUAGES


class ConceptInvalid(ValueError):
    """A concept that breaks the rules of the thesaurus; the message names the file, the concept and the field."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that data can be about.

    `id` is unique in the thesaurus and never changes: `hotel`, `place:KZ`. `theme` has codes of the EU's data themes, `broader`
    the ids of wider concepts. `label` has the names in each of the eleven languages, the usual one first. `origin` says who
    wrote them.
    """

    id: str
    theme: tuple[str, ...]
    broader: tuple[str, ...]
    label: Mapping[str, tuple[str, ...]]
    origin: str


def checked(concept: Concept, *, source: str) -> Concept:
    """The concept, if it has an id without white space and a label in every language; else raises `ConceptInvalid`."""
    if not concept.id or concept.id.split() != [concept.id]:
        raise ConceptInvalid(f"{source}, {concept.id!r}, id: a word without white space is expected")
    for language in LANGUAGES:
        if not concept.label.get(language):
            raise ConceptInvalid(f"{source}, {concept.id}, {language}: a label is missing")
    for language, labels in concept.label.items():
        if language not in LANGUAGES:
            raise ConceptInvalid(f"{source}, {concept.id}, {language}: not one of our languages")
        if not all(isinstance(label, str) and label.strip() for label in labels):
            raise ConceptInvalid(f"{source}, {concept.id}, {language}: a label is not text; write it in quotation marks")
    return concept
