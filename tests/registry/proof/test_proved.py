"""A proof is read offline: which entry it proves, and why one that was changed does not hold."""

import zlib
from dataclasses import replace

import pytest

from registry.proof.checkpoint import Checkpoint, Fault, Proof, ProofInvalid
from registry.proof.entries import leaf
from registry.proof.keys import Cosigner, Signer
from registry.proof.notes import signed
from registry.proof.opening import Opening
from registry.proof.proved import MOST_CHARACTERS, read
from schemas.canonical import canonical
from tests.registry.proof.exports import BEGIN, LOG, NEXT, ORIGIN, entries_of, told
from tests.registry.proof.published import Published

ENTRIES = entries_of((*BEGIN, *told(10)))


@pytest.fixture(scope="module")
def tree() -> Published:
    made = Published()
    made.grow(leaf(entry) for entry in ENTRIES)
    return made


def proof_of(tree: Published, number: int, *signers: Signer) -> Proof:
    tiles = tree.tiles()
    note = signed(Checkpoint(ORIGIN, tiles.size, tiles.root()).text, *(signers or (LOG,)))
    return Proof(number - 1, tiles.inclusion(number - 1), note, Opening.of(ENTRIES[number - 1]).extra)


def why(text: str, *keys: Signer | Cosigner) -> Fault:
    with pytest.raises(ProofInvalid) as error:
        read(text).check(*(key.verifier for key in keys))
    return error.value.code


def test_what_an_entry_says_and_commits_to(tree: Published) -> None:
    found = read(proof_of(tree, 5).text)
    assert [each.verifier for each in found.check(LOG.verifier).by] == [LOG.verifier]
    assert (found.checkpoint.origin, found.checkpoint.size, found.number) == (ORIGIN, 12, 5)
    assert (found.opening.entry["action"], found.opening.entry["id"]) == ("curate", 5)
    assert found.opening.private == {"actor": "Aizada Bekova", "details": {"reason": "letter 2"}}


@pytest.mark.parametrize("number", range(1, 13))
def test_each_entry_is_proved_to_who_knows_one_of_the_keys(tree: Published, number: int) -> None:
    for key in (LOG, NEXT):
        found = read(proof_of(tree, number, NEXT, LOG).text)
        assert found.check(key.verifier).by[0].verifier == key.verifier
        assert found.number == number


def test_who_did_not_sign(tree: Published) -> None:
    text = proof_of(tree, 5).text
    assert why(text) is Fault.OTHER_LOG
    assert why(text, Signer("other.example/trail", bytes(32))) is Fault.OTHER_LOG
    assert why(text, Cosigner(ORIGIN, bytes(32))) is Fault.OTHER_LOG
    assert why(text, NEXT) is Fault.NOT_SIGNED


def test_an_entry_at_another_place_or_with_other_content(tree: Published) -> None:
    proof = proof_of(tree, 5)
    assert why(replace(proof, index=5).text, LOG) is Fault.NOT_INCLUDED
    assert why(replace(proof, extra=Opening.of(ENTRIES[5]).extra).text, LOG) is Fault.NOT_INCLUDED
    renamed = ENTRIES[4].model_copy(update={"details": {"aspect": "license", "reason": "rumour"}})
    assert why(replace(proof, extra=Opening.of(renamed).extra).text, LOG) is Fault.MALFORMED
    lying = Published()
    lying.grow(leaf(ENTRIES[at]) for at in (1, 0))
    tiles = lying.tiles()
    note = signed(Checkpoint(ORIGIN, tiles.size, tiles.root()).text, LOG)
    swapped = Proof(0, tiles.inclusion(0), note, Opening.of(ENTRIES[1]).extra)
    assert why(swapped.text, LOG) is Fault.NOT_INCLUDED


@pytest.mark.parametrize(
    "extra",
    [
        None,
        b"",
        b"x",
        zlib.compress(b""),
        zlib.compress(b"5"),
        zlib.compress(b"{}"),
        zlib.compress(canonical({"leaf": 5})),
        zlib.compress(canonical({"leaf": {}, "more": 1})),
        zlib.compress(canonical({"leaf": {}, "salt": 5, "private": {}})),
        zlib.compress(b'{"leaf":{"id":1180591620717411303424}}'),
        zlib.compress(b'{"leaf":{"id":"\\ud800"}}'),
        zlib.compress(b'{"leaf":' + b'{"a":' * 300 + b"1" + b"}" * 301),
        zlib.compress(b"[" * 90_000),
        zlib.compress(b" " * 50_000_000),
        zlib.compress(b"{}") + b"more",
    ],
    ids=range(15),
)
def test_a_hostile_opening_is_told(tree: Published, extra: bytes | None) -> None:
    assert why(replace(proof_of(tree, 5), extra=extra).text, LOG) in {Fault.MALFORMED, Fault.NOT_INCLUDED}


@pytest.mark.parametrize("text", ["", "\n\n", "c2sp.org/tlog-proof@v1\n\n", "\x00", "\ud800", "x" * (MOST_CHARACTERS + 1)])
def test_a_hostile_text_is_told(text: str) -> None:
    assert why(text, LOG) is Fault.MALFORMED
