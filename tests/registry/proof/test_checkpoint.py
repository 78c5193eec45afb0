"""A proof holds for its content, its log and its key, and for nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.proof.checkpoint import Checkpoint, Fault, Proof, ProofInvalid
from registry.proof.notes import Cosigner, Signer, cosignature, opened, signed, unverified_text, with_signatures
from tests.registry.proof import naive
from tests.registry.proof.published import Published

ORIGIN = "log.example/trail"
LOG = Signer(ORIGIN, bytes(range(32)))
OTHER = Signer(ORIGIN, bytes(range(1, 33)))
WITNESS = Cosigner("witness.example/w", bytes(range(2, 34)))

# The example of C2SP tlog-checkpoint.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""


def proof_of(index: int, size: int, *, origin: str = ORIGIN, signer: Signer = LOG) -> Proof:
    tree = Published()
    tree.grow(naive.content(each) for each in range(size))
    checkpoint = Checkpoint(origin, size, tree.tiles().root())
    return Proof(index, tree.tiles().inclusion(index), signed(checkpoint.text, signer))


def fault_of(proof: Proof, content: bytes) -> Fault:
    with pytest.raises(ProofInvalid) as caught:
        proof.check(content, LOG.verifier, origin=ORIGIN)
    return caught.value.code


# checkpoints


def test_the_checkpoint_of_the_specification() -> None:
    checkpoint = Checkpoint.parse(unverified_text(EXAMPLE))
    assert (checkpoint.origin, checkpoint.size, checkpoint.extension) == ("example.com/behind-the-sofa", 20852163, ())
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert checkpoint.text == unverified_text(EXAMPLE)


@given(
    st.lists(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1), min_size=1),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_a_checkpoint_is_read_as_it_is_written(lines: list[str], size: int, root: bytes) -> None:
    checkpoint = Checkpoint(lines[0], size, root, tuple(lines[1:]))
    assert Checkpoint.parse(checkpoint.text) == checkpoint


@given(st.text(st.sampled_from("a0 1=\n"), max_size=20))
def test_a_text_is_read_in_one_way_or_not_at_all(more: str) -> None:
    root = naive.root(0, 1)
    head = Checkpoint("a", 1, root).text
    for text in (more, head + more, head[:-1] + more, more + head):
        try:
            checkpoint = Checkpoint.parse(text)
        except ValueError:
            continue
        assert checkpoint.text == text


@pytest.mark.parametrize("size", ["", "01", "-1", "+1", "1 ", "1_0", "١", "9223372036854775808", "1e3", "0x1"])
def test_what_is_no_size(size: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        Checkpoint.parse(f"a\n{size}\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")


@pytest.mark.parametrize(
    "root", ["", "CsUY", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=", "CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I="]
)
def test_what_is_no_root(root: str) -> None:
    with pytest.raises(ValueError, match=r"not (base64|a hash)"):
        Checkpoint.parse(f"a\n1\n{root}\n")


def test_what_no_checkpoint_has() -> None:
    root = naive.root(0, 1)
    for origin, size, extension in [
        ("", 1, ()),
        ("a\nb", 1, ()),
        ("a", -1, ()),
        ("a", 2**63, ()),
        ("a", 1, ("",)),
        ("a", 1, ("b\n",)),
    ]:
        with pytest.raises(ValueError, match="checkpoint"):
            Checkpoint(origin, size, root, extension)
    with pytest.raises(ValueError, match="32 bytes"):
        Checkpoint("a", 1, root[1:])


# proofs


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (6, 7), (300, 700), (699, 700)])
def test_a_proof_holds_without_the_log(index: int, size: int) -> None:
    text = proof_of(index, size).text
    proof = Proof.parse(text)
    assert proof.text == text
    assert proof.check(naive.content(index), LOG.verifier, origin=ORIGIN) == Checkpoint(ORIGIN, size, naive.root(0, size))


def test_what_the_log_adds_is_kept() -> None:
    proof = proof_of(1, 3)
    for extra in (None, b"", b"\x00\xffmore"):
        told = Proof(proof.index, proof.path, proof.checkpoint_note, extra)
        assert Proof.parse(told.text) == told
    assert "\nextra AP9tb3Jl\nindex 1\n" in Proof(1, (), proof.checkpoint_note, b"\x00\xffmore").text


def test_a_proof_keeps_the_signatures_of_witnesses() -> None:
    proof = proof_of(1, 3)
    line = cosignature(unverified_text(proof.checkpoint_note), WITNESS, at=datetime(2026, 11, 29, tzinfo=UTC))
    told = Proof.parse(Proof(1, proof.path, with_signatures(proof.checkpoint_note, line)).text)
    told.check(naive.content(1), LOG.verifier, origin=ORIGIN)
    assert opened(told.checkpoint_note, WITNESS.verifier).by[0].time == datetime(2026, 11, 29, tzinfo=UTC)


def test_why_a_proof_does_not_hold() -> None:
    proof, content = proof_of(4, 9), naive.content(4)
    assert fault_of(proof, content + b"!") is Fault.NOT_INCLUDED
    assert fault_of(Proof(5, proof.path, proof.checkpoint_note), content) is Fault.NOT_INCLUDED
    assert fault_of(Proof(4, proof.path[1:], proof.checkpoint_note), content) is Fault.NOT_INCLUDED
    assert fault_of(proof_of(4, 9, origin="other.example"), content) is Fault.OTHER_LOG
    assert fault_of(proof_of(4, 9, signer=OTHER), content) is Fault.NOT_SIGNED
    assert fault_of(Proof(4, proof.path, proof.checkpoint_note.replace("\n9\n", "\n8\n")), content) is Fault.NOT_SIGNED
    assert fault_of(Proof(4, proof.path, "no note"), content) is Fault.MALFORMED
    assert fault_of(Proof(4, proof.path, signed("no checkpoint\n", LOG)), content) is Fault.MALFORMED
    assert [str(fault) for fault in Fault] == ["malformed", "other-log", "not-signed", "not-included"]


def test_the_path_of_another_tree_does_not_hold() -> None:
    proof, other = proof_of(4, 9), proof_of(4, 10)
    assert fault_of(Proof(4, other.path, proof.checkpoint_note), naive.content(4)) is Fault.NOT_INCLUDED


def test_one_changed_bit_and_a_proof_is_refused() -> None:
    proof, content = proof_of(4, 9), naive.content(4)
    whole = proof.text.encode()
    for at in range(len(whole)):
        for bit in range(8):
            changed = whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]
            with pytest.raises((ValueError, ProofInvalid)):
                Proof.parse(changed.decode()).check(content, LOG.verifier, origin=ORIGIN)


TEXT = proof_of(1, 3).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        TEXT.replace("@v1", "@v2"),
        TEXT.replace("index 1", "index 01"),
        TEXT.replace("index 1", "index -1"),
        TEXT.replace("index 1", "index  1"),
        TEXT.replace("index 1\n", ""),
        TEXT.replace("index 1\n", "index 1\nextra AAAA\n"),
        TEXT.replace("index 1\n", "extra AAA\nindex 1\n"),
        TEXT.replace("index 1\n", "extra AAAA\nextra AAAA\nindex 1\n"),
        TEXT.replace("index 1\n", "index 1\n\n"),
        TEXT.replace("index 1\n", "index 1\nAAAA\n"),
        TEXT.replace("index 1\n", "index 1\n" + "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" * 64),
        TEXT.replace("\n", "\r\n"),
        TEXT.partition("\n\n")[0] + "\n\n",
        TEXT.partition("\n\n")[0] + "\n\nno note\n",
        TEXT + "more\n",
        " " + TEXT,
    ],
)
def test_what_is_no_proof(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Proof.parse(text)


@given(st.text())
def test_no_text_breaks_what_reads_proofs(text: str) -> None:
    for each in (text, f"c2sp.org/tlog-proof@v1\n{text}", TEXT + text[:1] * 2):
        try:
            proof = Proof.parse(each)
        except ValueError:
            continue
        assert proof.text == each
