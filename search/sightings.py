"""Where the texts of a record have what a question looks for, and how. Each text is read once, whatever the number of words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.record import CatalogRecord

from .analysis.grams import grams
from .analysis.matches import matches
from .analysis.tokens import MAX_TEXT, Token, analyse
from .asking.wanted import Form, Wanted, Wording
from .concepts.recognition import MAX_TAGGED, WIDER, concepts_in
from .concepts.table import concepts, wider
from .explanation import How, Seen
from .fields import FIELDS, SEARCHED
from .languages import base_language, meant_languages, tag
from .ranking import WORTH
from .streams import Stream

HOW = {Stream.TERM: How.WRITTEN, Stream.STEM: How.STEM, Stream.KEY: How.KEY}
"""How a word of a text is what was asked for, by the stream in which it is found, the closest first."""


Sought = Mapping[str, Sequence[tuple[Wanted, Form]]]
"""By token of a stream, the words that look for it."""


@dataclass(frozen=True)
class Passage:
    """A text of a field, with its language as compared (`base`) and as shown."""

    field: str
    value: str
    base: str
    language: str


def passages(record: CatalogRecord) -> list[Passage]:
    """The texts of a record that are searched."""
    meant = meant_languages(record.dataset)
    return [
        Passage(name, item.value[:MAX_TEXT], base_language(item, meant), tag(item, meant))
        for name in SEARCHED
        for item in (FIELDS[name].text or _nothing)(record)
    ]


def sightings(texts: Sequence[Passage], words: Sequence[Wanted], named: Mapping[str, str]) -> dict[Wanted, list[Seen]]:
    """Where the texts have each word: in each field what weighs most. `named` has by token of a concept what the person wrote."""
    sought = _sought(words)
    found: defaultdict[Wanted, dict[Seen, None]] = defaultdict(dict)
    for text in texts:
        for word, seen in (*_as_words(text, sought), *_by_concept(text, words, named), *_by_spelling(text, words)):
            found[word][seen] = None
    for word in words:
        if phrase := next((each for each in word.wordings if each.phrase), None):
            found[word] = dict.fromkeys(seen for text in texts for seen in _phrase(text, phrase))
    return {word: _heaviest(seen) for word, seen in found.items()}


def _heaviest(found: Iterable[Seen]) -> list[Seen]:
    """In each field the words that weigh most, the heaviest first."""
    fields: dict[str, Seen] = {}
    for seen in sorted(found, key=lambda each: -each.weight):
        fields.setdefault(seen.field, seen)
    return list(fields.values())


def has_title(texts: Sequence[Passage], question: str) -> bool:
    """Whether the question is one of the titles, word by word as folded."""
    asked = [token.term for token in analyse(question, None) if token.term]
    titles = (text for text in texts if text.field == "title")
    return bool(asked) and any([token.term for token in analyse(text.value, text.base) if token.term] == asked for text in titles)


def _nothing(_: CatalogRecord) -> tuple[()]:
    return ()


def _sought(words: Sequence[Wanted]) -> dict[Stream, Sought]:
    sought: dict[Stream, defaultdict[str, list[tuple[Wanted, Form]]]] = {stream: defaultdict(list) for stream in HOW}
    for word in words:
        for form in word.forms():
            if form.stream in sought:
                sought[form.stream][form.term].append((word, form))
    return {stream: dict(tokens) for stream, tokens in sought.items()}


def _as_words(text: Passage, sought: Mapping[Stream, Sought]) -> Iterator[tuple[Wanted, Seen]]:
    """The words of a text that are, or share a stem or a key with, one that is asked for; each by its closest likeness."""
    terms, stems, keys = (sought[stream].keys() for stream in HOW)
    for token in matches(text.value, text.base, terms=terms, stems=stems, keys=keys):
        closest: dict[Wanted, Seen] = {}
        for stream, how in HOW.items():
            if stream in FIELDS[text.field].streams:
                for word, form in _asking(token, stream, sought[stream]):
                    closest.setdefault(word, _seen(text, token.start, token.end, how, form.worth))
        yield from closest.items()


def _asking(token: Token, stream: Stream, sought: Sought) -> Iterator[tuple[Wanted, Form]]:
    of_token = {Stream.TERM: (token.term,), Stream.STEM: token.stems, Stream.KEY: token.keys}[stream]
    return (each for content in of_token for each in sought.get(content, ()))


def _by_concept(text: Passage, words: Sequence[Wanted], named: Mapping[str, str]) -> Iterator[tuple[Wanted, Seen]]:
    """The places that name a concept of the question, or one that the index has below it."""
    if not named:
        return
    for found in concepts_in(text.value[:MAX_TAGGED], text.base):
        tokens = {found.concept, *(f"{WIDER}{each}" for each in wider(found.concept, concepts()))}
        asked = [named[token] for token in tokens & named.keys()]
        for word in words:
            if word.text and any(word.text in each for each in asked):
                yield word, _seen(text, found.start, found.end, How.CONCEPT, WORTH[Stream.CONCEPT])


def _by_spelling(text: Passage, words: Sequence[Wanted]) -> Iterator[tuple[Wanted, Seen]]:
    """For each word that is looked for by its trigrams, the word of the text that shares most of them."""
    alike = [word for word in words if any(form.stream is Stream.GRAM for form in word.forms())]
    if not alike or Stream.GRAM not in FIELDS[text.field].streams:
        return
    tokens = [(token, set(grams(token.term))) for token in analyse(text.value, text.base) if token.term]
    for word in alike:
        asked = {form.term for form in word.forms() if form.stream is Stream.GRAM}
        shared, token = max(((len(asked & found), token) for token, found in tokens), default=(0, None), key=lambda item: item[0])
        if token and shared * 2 >= len(asked):
            yield word, _seen(text, token.start, token.end, How.SPELLING, next(word.forms()).worth)


def _phrase(text: Passage, phrase: Wording) -> Iterator[Seen]:
    """The first place where the words of a phrase are side by side."""
    asked = tuple(word[0].term for word in phrase.words)
    tokens = [token for token in analyse(text.value, text.base) if token.term]
    terms = [token.term for token in tokens]
    for at, term in enumerate(terms):
        if term == asked[0] and tuple(terms[at : at + len(asked)]) == asked:
            yield _seen(text, tokens[at].start, tokens[at + len(asked) - 1].end, How.WRITTEN, 1.0)
            return


def _seen(text: Passage, start: int, end: int, how: How, worth: float) -> Seen:
    weight = round(FIELDS[text.field].weight * worth, 3)
    return Seen(field=text.field, how=how, found=text.value[start:end], language=text.language, weight=weight)
