"""What the words of a dataset say about persons: every rule that was met, and where.

Only the words that are found are quoted, never those around them, so no value of an identifier gets into a finding.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.assessment import Evidence, PrivacyClass
from schemas.dataset import Dataset, Text

from .privacy_rules import PEOPLE, SAYS_NOTHING_ALONE, Denial, PrivacyRule, PrivacyRules, Role
from .standing import AnyHit, Standing, Stands, document_word, has_role, lists_the_unknown, standings

REACH = 3
"""How many words a denying word reaches; after each word that it denies, it reaches as many again."""

MAX_EVIDENCE = 3
"""How many places are quoted for one rule."""

TITLE = "/title"

_YEAR = r"(?:19|20)\d\d(?:[-/]?(?:19|20)\d\d)?(?!\d)[^\W\d_]{0,20}"
_YEARS = re.compile(rf"\b{_YEAR}(?:\W{{1,3}}{_YEAR}){{2}}")
"""Three years in a row, as the names of columns: 2019, 2020Y, 2021yil, 20212022."""

_FIELD_ENDS = re.compile(r"[,;،、，؛|\n]")

COLUMNS = 3
"""So many short parts between commas, and nothing else, are a list of the names of columns."""

LONGEST_NAME = 60
"""Longer parts are no names of columns."""


class Seen(NamedTuple):
    """Words as they were compared, the JSON pointer of their text, and the number of the column in a list of columns."""

    words: str
    where: str
    column: int | None = None


@dataclass(slots=True)
class Occurrence:
    """A rule that was met, its first places, and whether any of its places is a title.

    Of words for persons: whether they are counted anywhere, and whether they are merely named.
    """

    rule: PrivacyRule
    seen: list[Seen] = field(default_factory=list)
    in_title: bool = False
    counted: bool = False
    named: bool = False
    in_columns: bool = False
    opens_title: bool = False

    def add(self, seen: Seen, *, in_title: bool) -> None:
        self.in_title = self.in_title or in_title
        if len(self.seen) < MAX_EVIDENCE and seen not in self.seen:
            self.seen.append(seen)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return as_evidence(self.seen)


@dataclass
class Words:
    """What was met in a dataset.

    `denied` are words about persons whose presence the text denies; `listed` words for persons as entries of a list or a row,
    with those of the list, by standing and class; `unknown_lists` lists in a title whose entries no word tells; `traits` names of
    columns for what one person has, `fields` for how a person is reached; `named` words that name single persons, and `topics`
    words about health or crime, each with its sentence. `document` is the word by which a title says that it is a form, a rule or
    a price list: no row is about the persons that it names.
    """

    occurrences: dict[str, Occurrence] = field(default_factory=dict)
    denied: list[Seen] = field(default_factory=list)
    listed: dict[tuple[Standing, PrivacyClass], list[Seen]] = field(default_factory=dict)
    unknown_lists: list[Seen] = field(default_factory=list)
    traits: list[Seen] = field(default_factory=list)
    fields: list[Seen] = field(default_factory=list)
    named: list[tuple[Seen, int]] = field(default_factory=list)
    topics: list[tuple[Seen, int]] = field(default_factory=list)
    document: Seen | None = None

    def occurrence(self, rule: PrivacyRule) -> Occurrence:
        """The occurrence of a rule, a new one if the rule was not met before."""
        return self.occurrences.setdefault(rule.id, Occurrence(rule))

    def of(self, *roles: Role) -> list[Occurrence]:
        """The occurrences of rules that have one of these roles."""
        return [occurrence for occurrence in self.occurrences.values() if occurrence.rule.role in roles]

    def counts_in_title(self) -> bool:
        """Whether a title counts something."""
        return any(each.in_title for each in self.of(Role.COUNT))

    def measures_in_title(self) -> bool:
        """Whether a title counts something, or is of measures."""
        return any(each.in_title for each in self.of(Role.COUNT, Role.FIGURES))

    def named_in_title(self) -> list[Occurrence]:
        """Words for single persons that a title names; not if they, or anything in a title, are counted.

        A group of persons counts only if there are no figures, and no thing in a title.
        """
        if self.counts_in_title():
            return []
        alone = not self.of(Role.COUNT, Role.FIGURES) and not any(each.in_title for each in self.of(Role.THING))
        named = self.of(Role.PERSONS, Role.GROUP) if alone else self.of(Role.PERSONS)
        return [each for each in named if each.in_title and not each.counted]

    def rows_of_topic(self) -> tuple[Seen, ...]:
        """Columns for what one person has, and words about health or crime in a title, beside no figures.

        Where the title names a thing too, such as a hospital, it takes two such columns.
        """
        topic = next((seen for seen, _ in self.topics if seen.where.startswith(TITLE)), None)
        needed = 2 if any(each.in_title for each in self.of(Role.THING)) else 1
        few = len({seen.column for seen in self.traits}) < needed
        return () if self.of(Role.COUNT, Role.FIGURES) or topic is None or few else (topic, *self.traits)

    def rows_of_group(self) -> tuple[Seen, ...]:
        """A group of persons that a title names, and columns for their telephone, position, address or name.

        The title is of the group if it names no thing, or begins with the group ("Staff of the museum"). Then columns for what
        one person has do as well, if nothing is counted.
        """
        thing = any(each.in_title for each in self.of(Role.THING))
        groups = [each for each in self.of(Role.GROUP) if each.in_title and not each.counted and (each.opens_title or not thing)]
        columns = [*self.fields, *([] if self.of(Role.COUNT, Role.FIGURES) else self.traits)]
        return (groups[0].seen[0], *columns) if groups and columns and not self.measures_in_title() else ()

    def named_with_topic(self) -> tuple[Seen, ...]:
        """Words that name persons, and words about health or crime in the same sentence or in a title: they may be linked."""
        first: dict[tuple[str, int], int] = {}
        for number, (topic, sentence) in enumerate(self.topics):
            first.setdefault((topic.where, sentence), number)
        in_title = next((number for number, (topic, _) in enumerate(self.topics) if topic.where.startswith(TITLE)), None)
        for name, sentence in self.named:
            linked = [number for number in (in_title, first.get((name.where, sentence))) if number is not None]
            if linked:
                return name, self.topics[min(linked)][0]
        return ()


def as_evidence(places: Iterable[Seen]) -> tuple[Evidence, ...]:
    """Each place once, at most `MAX_EVIDENCE`."""
    return tuple(
        Evidence(seen=seen.words, where=seen.where, column=seen.column) for seen in list(dict.fromkeys(places))[:MAX_EVIDENCE]
    )


def read_words(dataset: Dataset, *, state: str, rules: PrivacyRules) -> Words:
    """Look through title, description, keywords and file titles. `state` is the holder's."""
    words = Words()
    for pointer, text in _texts(dataset):
        hits = rules.phrases.find(text)
        if hits:
            _take(words, hits, pointer, state, columns=not pointer.startswith(TITLE) and _lists_columns(text))
        years = _YEARS.search(text)
        if years:
            words.occurrence(rules.years).add(Seen(years[0], pointer), in_title=pointer.startswith(TITLE))
    for verdict, rows in ((PrivacyClass.SPECIAL, words.rows_of_topic()), (PrivacyClass.PERSONAL, words.rows_of_group())):
        if rows:
            words.listed.setdefault((Standing.IN_A_ROW, verdict), []).extend(rows)
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


def _lists_columns(text: str) -> bool:
    """Whether a text is a list of the names of columns."""
    parts = _FIELD_ENDS.split(text.strip(" .,;"))
    return len(parts) >= COLUMNS and all(0 < len(part.strip()) <= LONGEST_NAME for part in parts)


def _take(words: Words, hits: Sequence[AnyHit], pointer: str, state: str, *, columns: bool) -> None:
    """Enter the hits of one text. In a list of columns each clause is one."""

    def at(hit: AnyHit) -> Seen:
        return Seen(hit.words, pointer, hit.clause + 1 if columns else None)

    denied = _denied(hits)
    in_title = pointer.startswith(TITLE)
    if in_title:
        document = document_word(hits)
        words.document = words.document or (at(document) if document else None)
        words.unknown_lists += [at(hit) for n, hit in enumerate(hits) if lists_the_unknown(hits, n)]
    if columns:
        words.traits += [at(hit) for hit in hits if has_role(hit, Role.TRAIT)]
        words.fields += [at(hit) for hit in hits if has_role(hit, Role.FIELD)]
    how = {} if words.document else standings(hits)
    for n, hit in enumerate(hits):
        seen = at(hit)
        for rule in _rules(hit, state):
            if n in denied and _deniable(rule):
                if rule.verdict in {PrivacyClass.PERSONAL, PrivacyClass.SPECIAL}:
                    words.denied.append(seen)
                continue
            occurrence = words.occurrence(rule)
            if rule.role in PEOPLE:
                standing, beside = how.get((n, rule.role), Stands(Standing.SERVED))
                if columns and standing is Standing.NAMED and rule.role is Role.PERSONS and not words.measures_in_title():
                    standing, beside = Standing.IN_A_ROW, hit
                if beside and rule.verdict and standing in {Standing.LISTED, Standing.IN_A_ROW}:
                    words.listed.setdefault((standing, rule.verdict), []).extend([at(beside), seen])
                occurrence.counted = occurrence.counted or standing is Standing.COUNTED
                occurrence.named = occurrence.named or standing in {Standing.NAMED, Standing.FIRM}
                occurrence.in_columns = occurrence.in_columns or (columns and not in_title and standing is Standing.NAMED)
                occurrence.opens_title = occurrence.opens_title or (in_title and n == 0 and hit.start == 0)
                occurrence.add(seen, in_title=in_title and standing is Standing.NAMED)
            else:
                occurrence.add(seen, in_title=in_title)
            if rule.role is Role.HOLDS and rule.verdict is PrivacyClass.PERSONAL:
                words.named.append((seen, hit.sentence))
            elif rule.role is Role.TOPIC and rule.verdict is PrivacyClass.SPECIAL:
                words.topics.append((seen, hit.sentence))


def _rules(hit: AnyHit, state: str) -> Iterable[PrivacyRule]:
    """The rules of a hit that count in a state, without those that say nothing alone."""
    for owner in hit.owners:
        if (
            isinstance(owner, PrivacyRule)
            and owner.role not in SAYS_NOTHING_ALONE
            and (not owner.states or state in owner.states)
        ):
            yield owner


def _deniable(rule: PrivacyRule) -> bool:
    return rule.role in {Role.HOLDS, Role.SUGGESTS, Role.PERSONS, Role.CLAIM} and rule.verdict is not PrivacyClass.OPEN


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
