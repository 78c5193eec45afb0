"""An export is checked with nothing but the public key: what was changed is found, and told with its place."""

import json
import random
import tracemalloc
from collections.abc import Iterator

import pytest

from registry.proof.comparing import Relation, compare, compare_checkpoint
from registry.proof.export import MAX_LINE, Part, end_part, entry_part, rules_part
from registry.proof.export import Counts as Told
from registry.proof.export_check import check
from registry.proof.export_faults import MOST_FOUND, ExportFault, Report
from registry.proof.growing import Growing
from registry.proof.keys import Cosigner, Signer
from registry.proof.notes import NotSigned, cosignature, unverified_text, with_signatures
from registry.proof.tree import EMPTY_ROOT, leaf_hash, node_hash, split
from schemas.audit import Action, AuditEntry
from schemas.canonical import digest
from tests.registry.proof.exports import (
    AT,
    BEGIN,
    LOG,
    NEXT,
    ORIGIN,
    RULES,
    RULES_HASH,
    SYSTEM,
    Made,
    entries_of,
    export_of,
    note_of,
    told,
)

ENTRIES = entries_of((*BEGIN, *told(10)))
WHOLE = export_of(ENTRIES)


def checked(export: Made | list[bytes], *signers: Signer) -> Report:
    lines = export.lines if isinstance(export, Made) else export
    return check(iter(lines), verifiers=[each.verifier for each in signers or (LOG,)])


def faults(export: Made | list[bytes], *signers: Signer) -> list[tuple[ExportFault, int, int | None]]:
    return [(each.fault, each.line, each.entry) for each in checked(export, *signers).found]


def first(export: Made | list[bytes]) -> tuple[ExportFault, int, int | None]:
    return faults(export)[0]


def naive(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    middle = split(len(leaves))
    return node_hash(naive(leaves[:middle]), naive(leaves[middle:]))


# what holds


def test_a_tree_that_grows_has_the_roots_of_the_formula() -> None:
    tree, leaves = Growing(), list[bytes]()
    for size in range(130):
        assert (tree.size, tree.root()) == (size, naive(leaves))
        leaves.append(leaf_hash(b"%d" % size))
        tree.add(leaves[-1])


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("old", [0, 5])
def test_what_was_signed_is_whole(private: bool, old: int) -> None:
    deeds = (*told(5), *BEGIN, *told(5))
    report = checked(export_of(entries_of(deeds, old=old), private=private, earlier=7))
    assert report == Report(
        origin=ORIGIN, size=12, signed_by=(str(LOG.verifier),), private=private, entries=12, rules=1, found=(), more=0
    )


def test_without_private_parts_an_export_holds_no_name() -> None:
    assert "Aizada" in b"".join(WHOLE.lines).decode()
    assert "Aizada" not in b"".join(export_of(ENTRIES, private=False).lines).decode()
    assert "letter" not in b"".join(export_of(ENTRIES, private=False).lines).decode()


def test_erased_parts_are_said_to_be_erased() -> None:
    entries = entries_of((*BEGIN, *told(3), (Action.ERASE, SYSTEM, {"entries": [4]})))
    bare = entries[3].model_copy(update={"salt": None, "details": {"aspect": "license"}})
    assert checked(export_of([*entries[:3], bare, *entries[4:]])).whole
    entries = entries_of((*BEGIN, *told(3)))
    bare = entries[3].model_copy(update={"salt": None, "details": {"aspect": "license"}})
    assert faults(export_of([*entries[:3], bare, *entries[4:]])) == [(ExportFault.PRIVATE_MISSING, 5, 4)]


def test_a_key_that_follows_another_is_announced() -> None:
    follows = (Action.SIGN, SYSTEM, {"key": str(NEXT.verifier), "replaces": str(LOG.verifier)})
    entries, keys = entries_of((*BEGIN, follows)), (str(NEXT.verifier), str(LOG.verifier))
    export = export_of(entries, note=note_of(entries, NEXT, LOG), keys=keys)
    assert checked(export, NEXT).whole
    assert checked(export, LOG).whole
    broken = entries_of((*BEGIN, (Action.SIGN, SYSTEM, {"key": str(NEXT.verifier), "replaces": None})))
    assert faults(export_of(broken, note=note_of(broken, NEXT, LOG), keys=keys)) == [(ExportFault.KEY_CHANGE_BROKEN, 4, 3)]
    assert [each[0] for each in faults(export_of(broken, note=note_of(broken), keys=keys[1:]))] == [
        ExportFault.KEY_CHANGE_BROKEN,
        ExportFault.KEYS_DIFFER,
    ]
    unsaid = export_of(ENTRIES, note=note_of(ENTRIES, NEXT))
    assert [each[0] for each in faults(unsaid, NEXT)] == [ExportFault.KEY_NOT_ANNOUNCED]


# what does not


def test_one_flipped_bit_anywhere_is_found() -> None:
    chosen, lines = random.Random(6962), WHOLE.lines
    for number, line in enumerate(lines):
        for at in {0, len(line) - 1, *(chosen.randrange(len(line)) for _ in range(25))}:
            changed = line[:at] + bytes([line[at] ^ 1 << chosen.randrange(8)]) + line[at + 1 :]
            pieces = changed.splitlines(keepends=True) if b"\n" in changed[:-1] else [changed]
            report = checked([*lines[:number], *pieces, *lines[number + 1 :]])
            header_of_nothing = number == 0 and b'"at":' in line and not report.found
            assert report.found or header_of_nothing, (number, at)
            if report.found and number:
                assert report.found[0].line >= number


@pytest.mark.parametrize("at", [1, 6, 12])
def test_a_missing_entry(at: int) -> None:
    found = faults(WHOLE.without(at))
    assert found[0] == ((ExportFault.ENTRY_MISSING, at + 1, at) if at < 12 else (ExportFault.COUNTS_DIFFER, 14, None))
    assert ExportFault.COUNTS_DIFFER in {fault for fault, _, _ in found}


def test_swapped_and_repeated_entries() -> None:
    parts = list(WHOLE.parts)
    parts[5], parts[6] = parts[6], parts[5]
    assert faults(Made(tuple(parts)))[:2] == [(ExportFault.ENTRY_MISSING, 6, 5), (ExportFault.ENTRY_OUT_OF_ORDER, 7, 5)]
    repeated = Made((*WHOLE.parts[:6], WHOLE.parts[5], *WHOLE.parts[6:]))
    assert first(repeated) == (ExportFault.ENTRY_OUT_OF_ORDER, 7, 5)


def test_a_cut_file_and_a_cut_trail() -> None:
    assert [fault for fault, _, _ in faults(WHOLE.lines[:-1])] == [ExportFault.CUT]
    assert (ExportFault.CUT, 8, 8) in faults(WHOLE.lines[:8])
    shorter = export_of(ENTRIES[:-2], note=note_of(ENTRIES)).with_value(0, size=len(ENTRIES))
    assert faults(shorter) == [(ExportFault.CUT, 13, 11)]


def test_entries_that_nobody_signed() -> None:
    longer = export_of(ENTRIES, note=note_of(ENTRIES[:-2]))
    assert faults(longer) == [(ExportFault.SIZE_DIFFERS, 1, None), (ExportFault.SURPLUS, len(WHOLE.parts), 11)]


def test_a_changed_entry_and_the_chain() -> None:
    at = 6
    leaf = {**WHOLE.parts[at].value["leaf"], "action": "withdraw"}
    assert faults(WHOLE.with_value(at, leaf=leaf))[:2] == [(ExportFault.ENTRY_CHANGED, 7, 6), (ExportFault.CHAIN_BROKEN, 8, 7)]
    assert first(WHOLE.with_value(at, hash="0" * 64)) == (ExportFault.ENTRY_CHANGED, 7, 6)
    other = {**WHOLE.parts[at].value["leaf"], "previous_hash": "0" * 64}
    assert (ExportFault.CHAIN_BROKEN, 7, 6) in faults(WHOLE.with_value(at, leaf=other))


def test_a_changed_private_part() -> None:
    for change in ({"private": {"actor": "Bolat"}}, {"salt": "0" * 32}, {"salt": 5}, {"private": None}):
        assert faults(WHOLE.with_value(6, **change)) == [(ExportFault.PRIVATE_CHANGED, 7, 6)]


def test_an_old_entry_that_was_changed() -> None:
    export = export_of(entries_of((*told(3), *BEGIN), old=3))
    whole = export.parts[2].value["whole"]
    for changed in (
        {**whole, "actor": {"kind": "person", "name": "Bolat"}},
        {**whole, "more": 1},
        {},
        None,
        {**whole, "at": "x"},
    ):
        assert faults(export.with_value(2, whole=changed)) == [(ExportFault.PRIVATE_CHANGED, 3, 2)]


@pytest.mark.parametrize(("earlier", "from_"), [(0, 1), (3, 4), (8, 1)])
def test_a_chain_that_was_computed_anew(earlier: int, from_: int) -> None:
    """Each entry fits the one before; an earlier checkpoint tells up to where the past is the one that was signed."""
    other = entries_of((*BEGIN, *told(3), *told(7, about="rumour")))
    genuine = export_of(ENTRIES, earlier=earlier)
    parts = tuple(each for each in genuine.parts if each.name == "checkpoint")
    made = export_of(other, note=note_of(ENTRIES)).parts
    forged = Made((*made[: earlier + 1], *parts, *made[earlier + 1 :]))
    assert [(fault, entry) for fault, _, entry in faults(forged)] == [(ExportFault.OTHER_PAST, from_)]


def test_rules_that_are_changed_missing_or_of_nobody() -> None:
    at = len(WHOLE.parts) - 2
    assert faults(WHOLE.with_value(at, contents={**RULES, "kz": "x"})) == [(ExportFault.RULES_CHANGED, at + 1, None)]
    missing = Made((*WHOLE.parts[:at], end_part(Told(entries=len(ENTRIES), rules=0))))
    assert faults(missing) == [(ExportFault.RULES_MISSING, at + 1, 2)]
    unknown = Made((*WHOLE.parts[: at + 1], rules_part(digest(b"{}"), {}), end_part(Told(entries=len(ENTRIES), rules=2))))
    assert faults(unknown) == [(ExportFault.RULES_UNKNOWN, at + 2, None)]
    late = Made((*WHOLE.parts[: at + 1], WHOLE.parts[3], *WHOLE.parts[at + 1 :]))
    assert faults(late) == [(ExportFault.UNEXPECTED_LINE, at + 2, None)]
    twice = Made((*WHOLE.parts[: at + 1], *WHOLE.parts[at:]))
    assert faults(twice) == [(ExportFault.UNEXPECTED_LINE, at + 2, None)]


def test_who_did_not_sign() -> None:
    other = Signer("other.example/trail", bytes(32))
    assert faults(WHOLE, other) == [(ExportFault.NOT_SIGNED, 1, None)]
    assert [each.fault for each in check(WHOLE.lines, verifiers=[]).found] == [ExportFault.NOT_SIGNED]
    assert [each.fault for each in check(WHOLE.lines, verifiers=[LOG.verifier], origin="x.example").found] == [
        ExportFault.OTHER_LOG
    ]
    assert first(WHOLE.with_value(0, origin="x.example"))[0] is ExportFault.OTHER_LOG
    note = note_of(ENTRIES)
    assert first(WHOLE.with_value(0, checkpoint=note.replace("12\n", "13\n"))) == (ExportFault.SIGNATURE_WRONG, 1, None)
    witness = Cosigner("witness.example/w", bytes(range(2, 34)))
    cosigned = with_signatures(note, cosignature(unverified_text(note), witness, at=AT))
    report = check(WHOLE.with_value(0, checkpoint=cosigned).lines, verifiers=[LOG.verifier, witness.verifier])
    assert (report.whole, len(report.signed_by)) == (True, 2)
    report = check(WHOLE.with_value(0, checkpoint=cosigned).lines, verifiers=[witness.verifier])
    assert [each.fault for each in report.found] == [ExportFault.NOT_SIGNED]


# hostile files

HOSTILE = [
    b"",
    b"\n",
    b"null\n",
    b"{}\n",
    b"[]\n",
    b'{"entry":5}\n',
    b'{"entry":{}}\n',
    b'{"entry":{"hash":"x","leaf":{}}}\n',
    b'{"entry":{"hash":"x","leaf":{"form":3,"id":1e400}}}\n',
    b'{"entry":{"hash":"x","leaf":{"form":2,"hash":"x","id":1180591620717411303424,"previous_hash":"x"}}}\n',
    b'{"entry":{"hash":"x","leaf":{"form":2,"hash":"x","id":true,"previous_hash":"x"}}}\n',
    b'{"entry":{"hash":"\\ud800","leaf":{}}}\n',
    b'{"entry":{"hash":"\x00","leaf":{}}}\n',
    b'{"entry":{"hash":"\\u0000","leaf":{}}}\n',
    b'{"checkpoint":{}}\n',
    b'{"checkpoint":{"note":"x"}}\n',
    b'{"rules":{"contents":5,"hash":"x"}}\n',
    b'{"end":{"entries":-1,"rules":0}}\n',
    b'{"end":{"entries":true,"rules":0}}\n',
    b'{"other":{}}\n',
    b'{"entry":{},"rules":{}}\n',
    b"\xff\xfe\n",
    b"[" * 200_000 + b"\n",
    b'{"entry":' + b'{"a":' * 300 + b"1" + b"}" * 301 + b"\n",
    b'{"entry":{"hash":"x","leaf":{}}}\r\n',
    b'{"entry": {"hash":"x","leaf":{}}}\n',
    b'{"entry":{"hash":NaN,"leaf":{}}}\n',
    b"x" * (MAX_LINE + 1),
]


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: repr(line[:40]))
def test_a_hostile_line_is_a_fault_and_no_more(line: bytes) -> None:
    assert faults([line]) == [(ExportFault.NOT_AN_EXPORT, 1, None)]
    for at in (1, 5, len(WHOLE.lines) - 1, len(WHOLE.lines)):
        found = faults([*WHOLE.lines[:at], line, *WHOLE.lines[at:]])
        assert found[0][1] == at + 1


@pytest.mark.parametrize(
    "change",
    [
        {"size": 2**70},
        {"size": "12"},
        {"size": -1},
        {"format": 2},
        {"keys": None},
        {"at": "never"},
        {"private": 1},
        {"more": 1},
        {"origin": None},
        {"checkpoint": 5},
    ],
)
def test_a_hostile_first_line(change: dict[str, object]) -> None:
    line = json.dumps({"export": {**WHOLE.parts[0].value, **change}}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert first([line.encode() + b"\n", *WHOLE.lines[1:]]) == (ExportFault.NOT_AN_EXPORT, 1, None)


@pytest.mark.parametrize("note", ["", "x", "\n\n", "a\n1\nx\n\n— a b\n", "\x00", "x" * 100_000])
def test_a_hostile_checkpoint(note: str) -> None:
    assert first(WHOLE.with_value(0, checkpoint=note)) == (ExportFault.NOT_SIGNED, 1, None)


def test_only_so_many_faults_are_named() -> None:
    report = checked([WHOLE.lines[0], *[b"{}\n"] * 5000])
    assert len(report.found) == MOST_FOUND
    assert report.more > 4000


def test_memory_does_not_grow_with_the_export() -> None:
    entry = ENTRIES[2]

    def lines(count: int) -> Iterator[bytes]:
        yield WHOLE.lines[0]
        for number in range(1, count):
            yield entry_part(entry.model_copy(update={"id": number}), private=True).line

    def peak(count: int) -> int:
        tracemalloc.start()
        check(lines(count), verifiers=[LOG.verifier])
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(200)
    assert peak(4000) < peak(400) + 100_000


# two histories


def forked(at: int) -> list[AuditEntry]:
    """A history that goes another way after so many entries."""
    return entries_of((*BEGIN, *told(at - 2), *told(12 - at, about="rumour")))


def test_two_exports_of_one_history() -> None:
    shorter = export_of(ENTRIES[:7])
    keys = [LOG.verifier]
    assert compare(WHOLE.lines, WHOLE.lines, verifiers=keys).relation is Relation.SAME
    assert compare(shorter.lines, WHOLE.lines, verifiers=keys).relation is Relation.FIRST_BEGINS
    assert compare(WHOLE.lines, shorter.lines, verifiers=keys).relation is Relation.SECOND_BEGINS
    assert compare(WHOLE.lines, export_of(ENTRIES, private=False).lines, verifiers=keys).relation is Relation.SAME
    assert compare(WHOLE.lines, WHOLE.without(5).lines, verifiers=keys).relation is Relation.UNKNOWN
    assert compare(WHOLE.lines, [b"{}\n"], verifiers=keys).relation is Relation.UNKNOWN
    assert compare([], [], verifiers=keys).relation is Relation.UNKNOWN
    assert compare(WHOLE.lines, WHOLE.with_value(0, origin="x.example").lines, verifiers=keys).relation is Relation.OTHER_LOG


@pytest.mark.parametrize("at", [2, 5, 11])
def test_two_histories_are_told_with_the_first_entry_that_differs(at: int) -> None:
    other = export_of(forked(at))
    found = compare(WHOLE.lines, other.lines, verifiers=[LOG.verifier])
    assert (found.relation, found.entry, found.proven) == (Relation.FORKED, at + 1, True)
    unsigned = export_of(forked(at), note=note_of(ENTRIES))
    found = compare(WHOLE.lines, unsigned.lines, verifiers=[LOG.verifier])
    assert (found.relation, found.entry, found.proven) == (Relation.FORKED, at + 1, False)


def test_an_export_and_a_checkpoint() -> None:
    keys = [LOG.verifier]
    assert compare_checkpoint(WHOLE.lines, note_of(ENTRIES), verifiers=keys).relation is Relation.SAME
    assert compare_checkpoint(WHOLE.lines, note_of(ENTRIES[:5]), verifiers=keys).relation is Relation.SECOND_BEGINS
    assert compare_checkpoint(WHOLE.lines, note_of([]), verifiers=keys).relation is Relation.SECOND_BEGINS
    assert compare_checkpoint(export_of(ENTRIES[:5]).lines, note_of(ENTRIES), verifiers=keys).relation is Relation.UNKNOWN
    found = compare_checkpoint(WHOLE.lines, note_of(forked(5)[:8]), verifiers=keys)
    assert (found.relation, found.entry, found.proven) == (Relation.FORKED, 8, True)
    other = Signer("other.example/trail", bytes(32))
    foreign = note_of(ENTRIES, other, origin=other.name)
    assert compare_checkpoint(WHOLE.lines, foreign, verifiers=[*keys, other.verifier]).relation is Relation.OTHER_LOG
    with pytest.raises(NotSigned):
        compare_checkpoint(WHOLE.lines, foreign, verifiers=keys)


def test_a_line_is_read_as_it_was_written() -> None:
    assert all(Part.parse(part.line) == part for part in WHOLE.parts)
    assert RULES_HASH in WHOLE.lines[-2].decode()
