"""The rules of transfer from their files. Whatever is wrong is told with file, line and choices, all of it at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from schemas.assessment import Confidence
from schemas.jurisdictions import Jurisdiction, ScoStatus
from schemas.privacy import Subclass
from schemas.terms import PREFIXES
from schemas.usage import Confirmation, RuleSource

from .checks import wrong_ids, wrong_names
from .confirmed import confirmations
from .errors import InvalidRules, RuleFlaw
from .files import (
    COMMON,
    CONFIRMATIONS,
    PARTS,
    CommonFile,
    ConfirmationsFile,
    Head,
    PurposeEntry,
    PurposeRow,
    RecordRow,
    StateFile,
)
from .reading import Placed, Read, file_name, placed, read
from .rules import ConditionWords, Purpose, TransferRule, TransferRules


def load_transfer_rules(
    contents: Mapping[str, str], *, version: str, subclasses: Mapping[str, Subclass], jurisdictions: Mapping[str, Jurisdiction]
) -> TransferRules:
    """The rules in the contents of the files, by name (`common`, `cn`, `confirmations`). Raises `InvalidRules`."""
    reads, rows = read_rules(contents)
    common: CommonFile = reads[COMMON].file
    confirmed = confirmations(reads.get(CONFIRMATIONS), rows)
    found = [*wrong_names(rows, reads.values(), common, subclasses), *wrong_ids(rows, reads[COMMON]), *confirmed.flaws]
    if found:
        raise InvalidRules(found)
    return TransferRules(
        version=version,
        rules=tuple(rule for row in rows for rule in _versions(_rule(row, common), confirmed.by_mark.get(row.row.mark))),
        members=frozenset(code for code, state in jurisdictions.items() if state.sco_status is ScoStatus.MEMBER),
        subclasses={id_: row.meaning for id_, row in subclasses.items() if not row.derived},
        purposes={id_: _purpose(id_, row) for id_, row in common.purposes.items()},
        conditions={code: ConditionWords(code, row.words, row.met_by) for code, row in common.conditions.items()},
        counted={id_: limit.minimum for id_, limit in common.counted.items()},
        questions=common.questions,
        lapsed=confirmed.lapsed,
    )


def read_rules(contents: Mapping[str, str]) -> tuple[dict[str, Read[Any]], list[Placed]]:
    """The files by name, and all of their rows as they are written. Raises `InvalidRules` for files that cannot be read."""
    flaws: list[RuleFlaw] = []
    reads = read(contents, {name: KINDS.get(name, StateFile) for name in contents}, flaws)
    if COMMON not in contents:
        flaws.append(RuleFlaw(file_name(COMMON), 1, "file-missing", COMMON))
    if flaws:
        raise InvalidRules(flaws)
    return reads, [row for each in reads.values() for row in placed(each)]


KINDS: dict[str, type[Head]] = {COMMON: CommonFile, CONFIRMATIONS: ConfirmationsFile}
"""The kinds of the files that are not of a state."""


def _purpose(id_: str, row: PurposeEntry) -> Purpose:
    return Purpose(id_, row.label, f"{PREFIXES['dpv']}{row.dpv}" if row.dpv else None, row.permissions, row.of_ancestor)


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
        citation=row.citation,
        source=tuple(RuleSource(id=id_, source=common.sources[id_]) for id_ in row.sources),
        confidence=row.confidence,
        valid_from=row.in_force.first,
        valid_until=row.in_force.until,
        used_from=row.in_force.first,
        used_until=row.in_force.until,
        known_since=row.known_since,
        asks=row.asks if isinstance(row, RecordRow) else None,
        own=row.own is not None,
    )


def _versions(rule: TransferRule, confirmation: Confirmation | None) -> Iterator[TransferRule]:
    """The rule; before and from the day on which a person confirmed it, if one did and it is used on such days."""
    if confirmation is None:
        yield rule
        return
    day = confirmation.day
    if rule.used_from is None or rule.used_from < day:
        yield replace(rule, used_until=min(rule.used_until or date.max, day - timedelta(days=1)))
    if rule.used_until is None or day <= rule.used_until:
        begin = max(rule.used_from or date.min, day)
        yield replace(rule, used_from=begin, confidence=Confidence.MEDIUM, confirmation=confirmation)
