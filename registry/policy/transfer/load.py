"""Read the files of rules. Whatever is wrong is told with file, line and choices, all of it at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from schemas.assessment import PrivacyClass
from schemas.jurisdictions import Jurisdiction, ScoStatus, states
from schemas.lined_yaml import Lined, UnreadableYaml, Where, read_lined
from schemas.privacy import Subclass
from schemas.terms import PREFIXES
from schemas.usage import RuleSource

from .errors import InvalidRules, RuleFlaw
from .files import PARTS, CommonFile, ExportRow, PurposeEntry, PurposeRow, RecordRow, Row, RulesFile, StateFile
from .rules import ANY, ConditionWords, Part, Purpose, Said, TransferRule, TransferRules

COMMON = "common"
"""The name of the file of what all states have in common."""


@dataclass(frozen=True)
class Read:
    """A file that could be read: its content, and the line of each place in it."""

    name: str
    file: RulesFile
    lined: Lined

    def flaw(self, where: Where, code: str, value: object, choices: Iterable[str] = ()) -> RuleFlaw:
        return RuleFlaw(file_name(self.name), self.lined.line(where), code, str(value), tuple(choices))


@dataclass(frozen=True)
class Placed:
    """A row, and where it stands."""

    read: Read
    part: Part
    number: int
    row: Row

    @property
    def where(self) -> Where:
        return (self.part.value, self.number)

    @property
    def state(self) -> str | None:
        return getattr(self.read.file, "state", None)

    @property
    def from_state(self) -> tuple[str, ...]:
        stated: tuple[str, ...] = getattr(self.row, "from_state", ())
        own = (self.state,) if self.part is Part.EXPORT and self.state else ()
        return stated or own

    def flaw(self, field: str, code: str, value: object, choices: Iterable[str] = ()) -> RuleFlaw:
        return self.read.flaw((*self.where, field), code, value, choices)


def load_transfer_rules(
    contents: Mapping[str, str], *, version: str, subclasses: Mapping[str, Subclass], jurisdictions: Mapping[str, Jurisdiction]
) -> TransferRules:
    """The rules in the contents of the files, by name (`common`, `cn`). Raises `InvalidRules`."""
    flaws: list[RuleFlaw] = []
    reads = {name: read for name, content in contents.items() if (read := _read(name, content, flaws))}
    if COMMON not in contents:
        flaws.append(RuleFlaw(file_name(COMMON), 1, "file-missing", COMMON))
    if flaws:
        raise InvalidRules(flaws)
    placed = [each for read in reads.values() for each in _placed(read)]
    common = reads[COMMON].file
    assert isinstance(common, CommonFile)  # noqa: S101  for the type checker: `_read` made it
    if found := [*_wrong(placed, reads, common, subclasses), *_wrong_ids(placed, reads[COMMON])]:
        raise InvalidRules(found)
    return TransferRules(
        version=version,
        rules=tuple(_rule(each, common) for each in placed),
        members=frozenset(code for code, state in jurisdictions.items() if state.sco_status is ScoStatus.MEMBER),
        subclasses={id_: row.meaning for id_, row in subclasses.items() if not row.derived},
        purposes={id_: _purpose(id_, row) for id_, row in common.purposes.items()},
        conditions={code: ConditionWords(code, row.words, row.met_by) for code, row in common.conditions.items()},
        counted={id_: limit.minimum for id_, limit in common.counted.items()},
        questions=common.questions,
    )


def file_name(name: str) -> str:
    return f"{name}.yml"


def _read(name: str, content: str, flaws: list[RuleFlaw]) -> Read | None:
    """A file, or None and what is wrong with it."""
    kind = CommonFile if name == COMMON else StateFile
    try:
        lined = read_lined(content)
        return Read(name, kind.model_validate(lined.value), lined)
    except UnreadableYaml as error:
        flaws.append(RuleFlaw(file_name(name), error.line, "unreadable", str(error)))
    except ValidationError as error:
        flaws += (_flaw(name, item, lined) for item in error.errors())
    return None


CODES = {"missing": "field-missing", "extra_forbidden": "field-unknown", "value_error": "validity-reversed"}
"""pydantic's kinds of errors that are flaws of their own."""


def _flaw(name: str, item: Any, lined: Lined) -> RuleFlaw:
    """One of pydantic's errors as a flaw."""
    where: Where = tuple(item["loc"])
    field = next((part for part in reversed(where) if isinstance(part, str) and part != "[key]"), "")
    line, kind = lined.line(where), item["type"]
    if kind in CODES:
        return RuleFlaw(file_name(name), line, CODES[kind], field)
    if kind in {"enum", "literal_error"}:
        named = {"permissions": "permission", "effects": "effect"}.get(field, field)
        choices = item["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return RuleFlaw(file_name(name), line, f"{named}-unknown", str(item["input"]), tuple(choices))
    if kind.startswith("date"):
        return RuleFlaw(file_name(name), line, "day-unreadable", str(item["input"]))
    return RuleFlaw(file_name(name), line, "value-unreadable", f"{field}: {item['msg']}")


def _placed(read: Read) -> Iterator[Placed]:
    for part in Part:
        for number, row in enumerate(getattr(read.file, part.value, ())):
            yield Placed(read, part, number, row)


def _wrong(
    placed: Iterable[Placed], reads: Mapping[str, Read], common: CommonFile, subclasses: Mapping[str, Subclass]
) -> Iterator[RuleFlaw]:
    """What names something that is not there."""
    choices = {
        "conditions": ("condition-unknown", common.conditions),
        "data_class": ("class-unknown", [*PrivacyClass, ANY]),
        "sources": ("source-unknown", common.sources),
        "purpose": ("purpose-unknown", common.purposes),
        "from": ("state-unknown", states()),
        "to": ("state-unknown", [*states(), ANY]),
    }
    for each in placed:
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
    for read in reads.values():
        if isinstance(read.file, StateFile) and read.file.state not in states():
            yield read.flaw(("state",), "state-unknown", read.file.state, states())
    for id_ in common.counted:
        if id_ not in subclasses:
            yield reads[COMMON].flaw(("counted", id_), "subclass-unknown", id_, subclasses)


def _wrong_ids(placed: Iterable[Placed], common: Read) -> Iterator[RuleFlaw]:
    """Ids that stand twice, and what overrides nothing or itself."""
    versions: dict[str, list[Placed]] = defaultdict(list)
    for each in placed:
        versions[each.row.id].append(each)
    for id_, rows in versions.items():
        for earlier, later in combinations(rows, 2):
            if (earlier.read.name, earlier.part) != (later.read.name, later.part):
                yield later.flaw("id", "id-twice", id_)
            elif earlier.row.in_force.overlaps(later.row.in_force):
                yield later.flaw("id", "validity-overlaps", id_)
    for id_ in (said.value for said in Said if said.value not in versions):
        yield common.flaw(("record",), "rule-missing", id_)
    over = {id_: {other for each in rows for other in each.row.overrides} for id_, rows in versions.items()}
    for each in (each for rows in versions.values() for each in rows):
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


def _purpose(id_: str, row: PurposeEntry) -> Purpose:
    return Purpose(id_, row.label, f"{PREFIXES['dpv']}{row.dpv}" if row.dpv else None, row.permissions)


def _rule(each: Placed, common: CommonFile) -> TransferRule:
    row = each.row
    return TransferRule(
        id=row.id,
        part=each.part,
        ground=row.ground if isinstance(row, RecordRow) else PARTS[each.part],
        state=each.state,
        from_state=frozenset(each.from_state),
        to=frozenset(getattr(row, "to", ())),
        purpose=frozenset(row.purpose) if isinstance(row, PurposeRow) else frozenset(),
        data_class=frozenset(row.data_class),
        subclass=row.subclass,
        overrides=row.overrides,
        effect=row.effect,
        conditions=row.conditions,
        citation=row.citation.strip(),
        source=tuple(RuleSource(id=id_, source=common.sources[id_]) for id_ in row.sources),
        confidence=row.confidence,
        valid_from=row.in_force.first,
        valid_until=row.in_force.until,
        known_since=row.known_since,
        asks=row.asks if isinstance(row, RecordRow) else None,
    )
