"""What the words of a dataset say about persons: every rule that was met, and where.

Only the words that are found are quoted, never those around them, so no value of an identifier gets into a finding.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from schemas.assessment import Evidence, PrivacyClass
from schemas.dataset import Dataset, Text

from .phrases import Hit
from .privacy_rules import Denial, PrivacyRule, PrivacyRules, Role

REACH = 3
"""How many words a denying word reaches; after each word that it denies, it reaches as many again."""

MAX_EVIDENCE = 3
"""How many places are quoted for one rule."""

TITLE = "/title"

AnyHit = Hit[PrivacyRule | Denial]

Seen = tuple[str, str]
"""Words as they were compared, and the JSON pointer of their text."""


@dataclass(slots=True)
class Occurrence:
    """A rule that was met, its first places, and whether any of its places is a title."""

    rule: PrivacyRule
    seen: list[Seen] = field(default_factory=list)
    in_title: bool = False

    def add(self, seen: Seen, *, in_title: bool) -> None:
        self.in_title = self.in_title or in_title
        if len(self.seen) < MAX_EVIDENCE and seen not in self.seen:
            self.seen.append(seen)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return as_evidence(self.seen)


@dataclass
class Words:
    """What was met in a dataset. `denied` are words about persons whose presence the text denies; `named` words that name
    single persons, and `topics` words about health or crime, each with its sentence.
    """

    occurrences: dict[str, Occurrence] = field(default_factory=dict)
    denied: list[Seen] = field(default_factory=list)
    named: list[tuple[Seen, int]] = field(default_factory=list)
    topics: list[tuple[Seen, int]] = field(default_factory=list)

    def of(self, *roles: Role) -> list[Occurrence]:
        """The occurrences of rules that have one of these roles."""
        return [occurrence for occurrence in self.occurrences.values() if occurrence.rule.role in roles]

    def named_with_topic(self) -> tuple[Seen, ...]:
        """Words that name persons, and words about health or crime in the same sentence or in a title: they may be linked."""
        first: dict[tuple[str, int], int] = {}
        for number, ((_, there), sentence) in enumerate(self.topics):
            first.setdefault((there, sentence), number)
        in_title = next((number for number, ((_, there), _) in enumerate(self.topics) if there.startswith(TITLE)), None)
        for name, sentence in self.named:
            linked = [number for number in (in_title, first.get((name[1], sentence))) if number is not None]
            if linked:
                return name, self.topics[min(linked)][0]
        return ()


def as_evidence(places: Iterable[Seen]) -> tuple[Evidence, ...]:
    """Each place once, at most `MAX_EVIDENCE`."""
    return tuple(Evidence(seen=seen, where=where) for seen, where in list(dict.fromkeys(places))[:MAX_EVIDENCE])


def read_words(dataset: Dataset, *, state: str, rules: PrivacyRules) -> Words:
    """Look through title, description, keywords and file titles. `state` is the holder's."""
    words = Words()
    for pointer, text in _texts(dataset):
        hits = rules.phrases.find(text)
        if hits:
            _take(words, hits, pointer, state)
    return words


def _texts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    yield from _values(TITLE, dataset.title)
    yield from _values("/description", dataset.description)
    yield from _values("/keyword", dataset.keyword)
    for n, distribution in enumerate(dataset.distribution):
        yield from _values(f"/distribution/{n}/title", distribution.title)


def _values(pointer: str, text: Text) -> Iterator[tuple[str, str]]:
    for n, value in enumerate(text):
        yield f"{pointer}/{n}/value", value.value


def _take(words: Words, hits: Sequence[AnyHit], pointer: str, state: str) -> None:
    """Enter the hits of one text."""
    denied = _denied(hits)
    in_title = pointer.startswith(TITLE)
    for n, hit in enumerate(hits):
        seen = (hit.words, pointer)
        for rule in _rules(hit, state):
            if n in denied and _deniable(rule):
                if rule.verdict in {PrivacyClass.PERSONAL, PrivacyClass.SPECIAL}:
                    words.denied.append(seen)
                continue
            occurrence = words.occurrences.get(rule.id) or words.occurrences.setdefault(rule.id, Occurrence(rule))
            occurrence.add(seen, in_title=in_title)
            if rule.role is Role.HOLDS and rule.verdict is PrivacyClass.PERSONAL:
                words.named.append((seen, hit.sentence))
            elif rule.role is Role.TOPIC and rule.verdict is PrivacyClass.SPECIAL:
                words.topics.append((seen, hit.sentence))


def _rules(hit: AnyHit, state: str) -> Iterable[PrivacyRule]:
    """The rules of a hit that count in a state, guards left out."""
    for owner in hit.owners:
        if isinstance(owner, PrivacyRule) and owner.role is not Role.GUARD and (not owner.states or state in owner.states):
            yield owner


def _deniable(rule: PrivacyRule) -> bool:
    return rule.role in {Role.HOLDS, Role.SUGGESTS, Role.CLAIM} and rule.verdict is not PrivacyClass.OPEN


def _denied(hits: Sequence[AnyHit]) -> set[int]:
    """The numbers of the hits that a denying word near them negates."""
    if not any(isinstance(hit.owners[0], Denial) for hit in hits):
        return set()
    return _behind(hits) | _before(hits)


def _behind(hits: Sequence[AnyHit]) -> set[int]:
    found: set[int] = set()
    sentence = reach = -1
    for n, hit in enumerate(hits):
        if Denial.BEHIND in hit.owners:
            sentence, reach = hit.sentence, hit.end + REACH
        elif hit.sentence == sentence and hit.start < reach and _says_something(hit):
            found.add(n)
            reach = hit.end + REACH
    return found


def _before(hits: Sequence[AnyHit]) -> set[int]:
    found: set[int] = set()
    sentence = reach = -1
    for n in range(len(hits) - 1, -1, -1):
        hit = hits[n]
        if Denial.BEFORE in hit.owners:
            sentence, reach = hit.sentence, hit.start - REACH
        elif hit.sentence == sentence and hit.end > reach and _says_something(hit):
            found.add(n)
            reach = hit.start - REACH
    return found


def _says_something(hit: AnyHit) -> bool:
    return any(isinstance(owner, PrivacyRule) and _deniable(owner) for owner in hit.owners)
