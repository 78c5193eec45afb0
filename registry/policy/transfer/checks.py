"""What can be wrong with rules that are readable: names of what is not there, ids that stand twice, circles."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from schemas.assessment import PrivacyClass
from schemas.jurisdictions import states

from .errors import RuleFlaw
from .files import CommonFile, ExportRow, RecordRow
from .reading import Placed, Read
from .rules import ANY, Said


def wrong_names(
    rows: Iterable[Placed], reads: Iterable[Read[Any]], common: CommonFile, subclasses: Collection[str]
) -> Iterator[RuleFlaw]:
    """What names something that is not there. `common` has everything that can be named."""
    choices = {
        "conditions": ("condition-unknown", common.conditions),
        "data_class": ("class-unknown", [*PrivacyClass, ANY]),
        "sources": ("source-unknown", common.sources),
        "purpose": ("purpose-unknown", common.purposes),
        "from": ("state-unknown", states()),
        "to": ("state-unknown", [*states(), ANY]),
    }
    for each in rows:
        for field, (code, there) in choices.items():
            values = getattr(each.row, "from_state" if field == "from" else field, ())
            for number, value in enumerate(values):
                if value not in there:
                    yield each.read.flaw((*each.where, field, number), code, value, there)
        if each.row.subclass is not None and each.row.subclass not in subclasses:
            yield each.flaw("subclass", "subclass-unknown", each.row.subclass, subclasses)
        if isinstance(each.row, RecordRow) and each.row.asks is not None and each.row.asks not in common.questions:
            yield each.flaw("asks", "question-unknown", each.row.asks, common.questions)
        if isinstance(each.row, ExportRow) and not each.from_state:
            yield each.flaw("id", "state-missing", each.row.id)
    for read in reads:
        if (state := getattr(read.file, "state", None)) and state not in states():
            yield read.flaw(("state",), "state-unknown", state, states())
        yield from _wrong_purposes(read)
        for id_ in getattr(read.file, "counted", ()):
            if id_ not in subclasses:
                yield read.flaw(("counted", id_), "subclass-unknown", id_, subclasses)


def _wrong_purposes(read: Read[Any]) -> Iterator[RuleFlaw]:
    purposes = getattr(read.file, "purposes", {})
    for id_, purpose in purposes.items():
        if purpose.of_ancestor is not None and purpose.of_ancestor not in purposes:
            yield read.flaw(("purposes", id_, "of_ancestor"), "purpose-unknown", purpose.of_ancestor, purposes)


def wrong_ids(
    rows: Collection[Placed], common: Read[Any], *, told: Callable[[Placed], bool] = lambda _: True
) -> Iterator[RuleFlaw]:
    """Ids that stand twice, and what overrides nothing or itself: at the rows of which `told` is true.

    The later one of two rows is told.
    """
    versions: dict[str, list[Placed]] = defaultdict(list)
    for each in rows:
        versions[each.row.id].append(each)
    for id_, several in versions.items():
        for earlier, later in combinations(several, 2):
            if earlier.list != later.list:
                yield later.flaw("id", "id-twice", id_)
            elif earlier.row.in_force.overlaps(later.row.in_force):
                yield later.flaw("id", "validity-overlaps", id_)
    for id_ in (said.value for said in Said if said.value not in versions):
        yield common.flaw(("record",), "rule-missing", id_)
    over = {id_: {other for each in several for other in each.row.overrides} for id_, several in versions.items()}
    for each in filter(told, rows):
        for other in each.row.overrides:
            if other not in versions:
                yield each.flaw("overrides", "overrides-nothing", other)
        if circle := _circle(each.row.id, over):
            yield each.flaw("overrides", "overrides-cycle", " → ".join(circle))


def _circle(start: str, over: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The shortest way along overrides from a rule back to itself; empty if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    reached: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in sorted(over.get(way[-1], ())):
            if other == start:
                return (*way, start)
            if other not in reached:
                reached.add(other)
                ways.append((*way, other))
    return ()
