"""How words for persons stand in a text: in a list or a row, counted, as whom something is for, as firms, or merely named.

"List of lawyers" and "lawyer, telephone" are entries, "number of lawyers" is a count, "aids for veterans" are for them. What
stands nearer decides, and of two that are as near, the list. Words reach a few words far, so the work grows only with the length
of the text.
"""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from .phrases import Hit
from .privacy_rules import PEOPLE, Document, Entries, Firm, Owner, PrivacyRule, Purpose, Role

AnyHit = Hit[Owner]

COUNT_REACH = 4
"""How many words may stand between a count and what it counts, within a clause."""

LIST_REACH = {Role.PERSONS: 3, Role.GROUP: 2, Role.TOPIC: 2}
"""How many words may stand between a list and its entries, within a clause. A list beside a group of people is often of
something for them (services, places), so it must stand close.
"""

FIELD_REACH = {Role.PERSONS: 12, Role.GROUP: 3, Role.TOPIC: 3}
"""How many words may stand between words for a person and another field of the row, within a sentence."""

PURPOSE_REACH = 3
"""How many words may stand between persons and the word that something is for them, within a clause."""

FIRM_REACH = 2
"""How many words may stand between persons and the firms that the next clause says they are."""

DOCUMENT_REACH = 6
"""How many words may stand between the last persons of a title and a word for a document behind them."""

JOINED = 1
"""How many words may stand between persons who are joined: "and", or nothing behind a comma."""

FAR = max(COUNT_REACH, PURPOSE_REACH, *FIELD_REACH.values(), *LIST_REACH.values())


_OPENS = (" of", " de", " do", " da", " dos", " das")
"""A count that ends so counts what stands behind it: "heads and number of schools" counts no heads."""


class Standing(Enum):
    """How a word for persons stands in its text."""

    LISTED = "listed"
    IN_A_ROW = "in a row"
    COUNTED = "counted"
    SERVED = "served"
    FIRM = "firm"
    NAMED = "named"


_SHARED = {Standing.SERVED, Standing.FIRM}
"""What persons share who are joined to others."""


class Stands(NamedTuple):
    """The standing of a word, and the hit that gives it: the list, the field or the count."""

    standing: Standing
    beside: AnyHit | None = None


def has_role(hit: AnyHit, *roles: Role) -> bool:
    """Whether a rule of one of these roles owns the words."""
    return any(isinstance(owner, PrivacyRule) and owner.role in roles for owner in hit.owners)


def stands(hits: Sequence[AnyHit], n: int, role: Role) -> Stands:
    """How hit `n`, words of this role (one of `PEOPLE`), stands among the hits of its text."""
    if _are_firms(hits, n):
        return Stands(Standing.FIRM)
    near = sorted((*_beside(hits, n, -1), *_beside(hits, n, 1)), key=lambda found: found[0])
    listed = next(((gap, hit) for gap, hit, direct in near if direct and _lists(hits[n], hit, gap, role)), None)
    counted = next(((gap, hit) for gap, hit, _ in near if _counts(hits[n], hit, gap)), None)
    if listed and (counted is None or listed[0] <= counted[0]):
        return Stands(Standing.LISTED, listed[1])
    if counted:
        return Stands(Standing.COUNTED, counted[1])
    if any(_serves(hits[n], hit, gap) for gap, hit, _ in near):
        return Stands(Standing.SERVED)
    field = next((hit for gap, hit, _ in near if gap <= FIELD_REACH[role] and has_role(hit, Role.FIELD)), None)
    return Stands(Standing.IN_A_ROW, field) if field else Stands(Standing.NAMED)


def standings(hits: Sequence[AnyHit]) -> dict[tuple[int, Role], Stands]:
    """How words for persons stand, by the number of the hit and the role of the words.

    Persons who are joined stand alike, if something is for them all or all are firms: "for pupils and teachers".
    """
    people = [(n, role) for n, hit in enumerate(hits) for role in PEOPLE if has_role(hit, role)]
    found = {(n, role): stands(hits, n, role) for n, role in people}
    for way in (people, people[::-1]):
        for before, each in pairwise(way):
            if found[each].standing is Standing.NAMED and found[before].standing in _SHARED and _joined(hits, before[0], each[0]):
                found[each] = found[before]
    return found


def _joined(hits: Sequence[AnyHit], one: int, other: int) -> bool:
    """Whether at most one word stands between two hits of a sentence that are neighbours."""
    first, second = hits[min(one, other)], hits[max(one, other)]
    return abs(one - other) <= 1 and first.sentence == second.sentence and second.start - first.end <= JOINED


def _are_firms(hits: Sequence[AnyHit], n: int) -> bool:
    """Whether a word for firms stands directly beside hit `n`, or opens the clause behind: "winners of tenders (companies)"."""
    persons = hits[n]
    before, behind = hits[n - 1] if n else None, hits[n + 1] if n + 1 < len(hits) else None
    if before and before.clause == persons.clause and before.end == persons.start and Firm.BEHIND in before.owners:
        return True
    if behind and behind.clause == persons.clause and behind.start == persons.end and Firm.BEFORE in behind.owners:
        return True
    opens = next((hit for hit in hits[n + 1 : n + 1 + FIRM_REACH] if hit.clause > persons.clause), None)
    return (
        opens is not None
        and opens.sentence == persons.sentence
        and opens.start - persons.end <= FIRM_REACH
        and any(isinstance(owner, Firm) for owner in opens.owners)
    )


def document_word(hits: Sequence[AnyHit]) -> AnyHit | None:
    """The word by which a title says that it is of a document, if there is one: before all persons, or close behind the last."""
    if any(has_role(hit, Role.LIST) for hit in hits):
        return None
    persons = [hit for hit in hits if has_role(hit, *PEOPLE)]
    for hit in hits:
        if Document.AT_THE_FRONT in hit.owners and (not persons or hit.end <= persons[0].start):
            return hit
        if Document.AT_THE_BACK in hit.owners and (not persons or 0 <= hit.start - persons[-1].end <= DOCUMENT_REACH):
            return hit
    return None


def lists_the_unknown(hits: Sequence[AnyHit], n: int) -> bool:
    """Whether hit `n` is a list whose language puts the entries directly beside it, and no word that is known stands there."""
    if Entries.BEFORE in hits[n].owners:
        return n == 0 or hits[n].start > hits[n - 1].end
    if Entries.BEHIND in hits[n].owners:
        return n + 1 == len(hits) or hits[n + 1].start > hits[n].end
    return False


def _beside(hits: Sequence[AnyHit], n: int, step: int) -> list[tuple[int, AnyHit, bool]]:
    """The hits on one side within reach, the nearest first: the number of words between, the hit, and whether they are direct
    neighbours, with no thing, count or purpose between.
    """
    found: list[tuple[int, AnyHit, bool]] = []
    direct = True
    at = n + step
    while 0 <= at < len(hits) and hits[at].sentence == hits[n].sentence:
        gap = hits[at].start - hits[n].end if step > 0 else hits[n].start - hits[at].end
        if gap > FAR:
            break
        found.append((gap, hits[at], direct))
        direct = direct and not (has_role(hits[at], Role.THING, Role.COUNT) or isinstance(hits[at].owners[0], Purpose))
        at += step
    return found


def _lists(persons: AnyHit, hit: AnyHit, gap: int, role: Role) -> bool:
    return hit.clause == persons.clause and gap <= LIST_REACH[role] and has_role(hit, Role.LIST)


def _counts(persons: AnyHit, hit: AnyHit, gap: int) -> bool:
    counts_behind = hit.start > persons.start and hit.words.endswith(_OPENS)
    return hit.clause == persons.clause and gap <= COUNT_REACH and has_role(hit, Role.COUNT) and not counts_behind


def _serves(persons: AnyHit, hit: AnyHit, gap: int) -> bool:
    side = Purpose.BEHIND if hit.start < persons.start else Purpose.BEFORE
    return hit.clause == persons.clause and gap <= PURPOSE_REACH and side in hit.owners
