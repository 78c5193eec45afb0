"""Marking what was found in the texts of a result list. The places are those of the analysis, so every engine marks the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .analysis.matches import matches
from .analysis.tokens import Token
from .asking.wanted import Asked
from .concepts.recognition import Found, among
from .query import Highlight, LocalText, Summary, Through
from .streams import Stream

MARKED = (Stream.TERM, Stream.STEM, Stream.KEY)
"""The streams whose tokens are words of a text."""

Span = tuple[int, int]


class _Places(NamedTuple):
    """Where a text has words that are asked for, and where concepts in other words."""

    words: list[Span]
    concepts: list[Found]


@dataclass(frozen=True)
class Marker:
    """Marks what a question asks for: the tokens of its words, and its concepts, each with what the person wrote."""

    sought: Mapping[Stream, frozenset[str]]
    concepts: Mapping[str, str]
    _known: dict[LocalText, _Places] = field(default_factory=dict, compare=False)
    """What was found in the texts so far: hits share their keywords."""

    def highlight(self, summary: Summary) -> dict[str, Highlight]:
        """By field, the text in which most was found, with what was found marked; a field without any is left out."""
        texts = {"title": summary.title, "description": summary.description, "keyword": summary.keyword}
        best = {name: self._best(variants) for name, variants in texts.items()}
        return {name: found for name, found in best.items() if found}

    def through(self, summary: Summary) -> tuple[Through, ...]:
        """The concepts of the question that the record names in other words, each once."""
        found: dict[str, Through] = {}
        for text in (*summary.title, *summary.keyword, *summary.description):
            for concept, start, end in self._places(text).concepts:
                if concept not in found:
                    found[concept] = Through(
                        concept=concept, asked=self.concepts[concept], found=text.value[start:end], language=text.language
                    )
        return tuple(found.values())

    def _best(self, variants: Sequence[LocalText]) -> Highlight | None:
        """The variant with the most found in it, the portal's first among equals."""
        spans = [_joined(self._spans(text)) for text in variants]
        best = max(range(len(variants)), key=lambda at: len(spans[at]), default=None)
        if best is None or not spans[best]:
            return None
        text = variants[best]
        return Highlight.model_validate({"language": text.language, "fragment": _fragments(text.value, spans[best])})

    def _spans(self, text: LocalText) -> list[Span]:
        words, concepts = self._places(text)
        return [*words, *((start, end) for _, start, end in concepts)]

    def _places(self, text: LocalText) -> _Places:
        if text not in self._known:
            words = [(token.start, token.end) for token in self._matches(text)]
            self._known[text] = _Places(words, self._concepts(text, but=words))
        return self._known[text]

    def _matches(self, text: LocalText) -> Iterable[Token]:
        terms, stems, keys = (self.sought[stream] for stream in MARKED)
        return matches(text.value, _base(text), terms=terms, stems=stems, keys=keys)

    def _concepts(self, text: LocalText, *, but: Sequence[Span]) -> list[Found]:
        """The concepts that are asked for, where the text names them in other words than those that are marked already."""
        if not self.concepts:
            return []
        found = among(self.concepts.keys(), text.value, _base(text))
        return [each for each in found if not any(start < each.end and each.start < end for start, end in but)]


def marker(asked: Asked, concepts: Mapping[str, str]) -> Marker:
    """What marks a question: the words that count, and its concepts."""
    forms = [form for item in (*asked.words, *asked.must) if not item.optional for form in item.forms()]
    return Marker({stream: frozenset(form.term for form in forms if form.stream is stream) for stream in MARKED}, concepts)


def _base(text: LocalText) -> str:
    return text.language.partition("-")[0]


def _joined(found: Iterable[Span]) -> list[Span]:
    """The places in order. Those that overlap or touch, as Chinese pairs do, are joined."""
    spans: list[Span] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _fragments(text: str, spans: Collection[Span]) -> list[dict[str, str | bool]]:
    """The whole text, cut at the spans."""
    pieces: list[dict[str, str | bool]] = []
    at = 0
    for start, end in spans:
        pieces += [{"text": text[at:start]}, {"text": text[start:end], "match": True}]
        at = end
    pieces.append({"text": text[at:]})
    return [piece for piece in pieces if piece["text"]]
