"""A question in other words: each word or group of words that names a concept is looked for by the concept, in any language.

What names none, such as a name or a number, is looked for as typed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from schemas.han import HAN

from ..analysis.segmentation import WORD
from ..concepts.recognition import WIDER, every_concept_in
from ..concepts.table import concepts, wider
from ..ranking import INNER, NARROWER, OWN_WORDS, WIDER_CONCEPT, WORTH
from ..streams import Stream
from .idle import CONTENT, idle
from .question import Question, Said
from .scope import place_forms
from .wanted import Asked, Form, Wanted, Wording

TURNED = 3
"""How many neighbouring words may name a concept together in another order: "emissions greenhouse gas"."""

FEW = 6
"""A question of more words is a sentence, and has its words in their order."""

Place = tuple[int, int]
"""From where to where, in characters."""


@dataclass(frozen=True)
class Meant:
    """A question by its concepts; `concepts` has what the person wrote for each of them, and for each wider one."""

    asked: Asked
    concepts: Mapping[str, str]


def meant(question: Question, literal: Collection[str] = ()) -> Meant | None:
    """The question by its concepts; None if it names none. What is in `literal` names none."""
    named = _named(question, {each.strip().casefold() for each in literal})
    if not named:
        return None
    outer = _longest(named)
    units = {_unit(question, place, named): None for place in outer}
    for said in question.words:
        if all(said.end <= start or end <= said.start for start, end in outer):
            units[said.wanted] = None
    if all(unit.optional for unit in units):
        return None
    asked = Asked(tuple(units), must=question.must, never=question.never).with_least(1)
    written = {concept: question.text[start:end] for (start, end), ids in named.items() for concept in ids}
    above = {each: text for concept, text in written.items() for each in wider(concept, concepts())}
    return Meant(asked, above | written)


def _named(question: Question, literal: Collection[str]) -> dict[Place, tuple[str, ...]]:
    """The places that name concepts. Words that say nothing in a question name none, nor do those that are taken literally."""
    places: defaultdict[Place, list[str]] = defaultdict(list)
    for found in every_concept_in(question.text, None):
        places[found.start, found.end].append(found.concept)
    for place, concept in _turned(question.text):
        if concept not in places[place]:
            places[place].append(concept)
    return {place: tuple(ids) for place, ids in places.items() if ids and _counts(question, place, literal)}


def _counts(question: Question, place: Place, literal: Collection[str]) -> bool:
    start, end = place
    is_said = any(start <= said.start and said.end <= end for said in question.words)
    return is_said and question.text[start:end].casefold() not in literal


def _turned(text: str) -> Iterator[tuple[Place, str]]:
    """The concepts that neighbouring words of a short question name in another order than theirs."""
    words = list(WORD.finditer(text))
    if len(words) > FEW:
        return
    for size in range(2, TURNED + 1):
        for at in range(len(words) - size + 1):
            here = words[at : at + size]
            if any(idle(edge[0], None) < CONTENT for edge in (here[0], here[-1])):
                continue  # "oil production of" is no more than "oil production"
            for order in list(permutations(here))[1:]:
                said = _joined([each[0] for each in order])
                for found in every_concept_in(said, None):
                    if (found.start, found.end) == (0, len(said)):
                        yield (here[0].start(), here[-1].end()), found.concept


def _joined(words: Sequence[str]) -> str:
    """Words side by side, Chinese ones without a space."""
    return ("" if all(map(HAN.match, words)) else " ").join(words)


def _longest(places: Iterable[Place]) -> list[Place]:
    """The longest places that do not overlap."""
    chosen: list[Place] = []
    for start, end in sorted(places, key=lambda place: (place[0] - place[1], place)):
        if all(end <= first or last <= start for first, last in chosen):
            chosen.append((start, end))
    return sorted(chosen)


def _unit(question: Question, place: Place, named: Mapping[Place, tuple[str, ...]]) -> Wanted:
    """One part of the question: its concepts and narrower ones, its own words, and those that are partly it."""
    concepts = named[place]
    forms = [Form(concept, WORTH[Stream.CONCEPT], Stream.CONCEPT) for concept in concepts]
    forms += [Form(f"{WIDER}{concept}", NARROWER, Stream.CONCEPT) for concept in concepts]
    forms += place_forms(concepts)
    partly = tuple(dict.fromkeys(_partly(place, named)))
    said = [each for each in question.words if place[0] <= each.start and each.end <= place[1]]
    wordings = (Wording((tuple(forms),)), *_own(said), *((Wording((partly,), partial=True),) if partly else ()))
    optional = bool(said) and all(each.wanted.worth < CONTENT for each in said)  # a word that no record has may be a concept
    worth = max((each.wanted.worth for each in said), default=CONTENT)
    return Wanted(wordings, worth=worth, optional=optional, text=question.text[place[0] : place[1]])


def _partly(place: Place, named: Mapping[Place, tuple[str, ...]]) -> Iterator[Form]:
    """The concepts that only a part of the words names, and those that are wider."""
    start, end = place
    for (first, last), ids in named.items():
        if start <= first and last <= end and (first, last) != place:
            yield from (Form(concept, INNER, Stream.CONCEPT) for concept in ids if concept not in named[place])
    above = dict.fromkeys(each for concept in named[place] for each in wider(concept, concepts()))
    yield from (Form(each, WIDER_CONCEPT, Stream.CONCEPT) for each in above if each not in named[place])


def _own(said: list[Said]) -> tuple[Wording, ...]:
    """The words themselves, all of them."""
    words = tuple(word for each in said for wording in each.wanted.wordings[:1] for word in wording.words)
    return (Wording(words, least=len(words), worth=OWN_WORDS),) if words and len(words) == len(said) else ()
