"""Notes are signed and opened as Go's package `note` does it, and nothing that was changed is taken for signed."""

import traceback
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.proof.notes import (
    Cosigner,
    Kind,
    NoteInvalid,
    NotSigned,
    Signature,
    SignatureWrong,
    Signer,
    Verifier,
    cosignature,
    opened,
    signed,
    unverified_text,
    with_signatures,
)

# The key, the text and the signature with which the documentation of Go's package golang.org/x/mod/sumdb/note shows its use.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

TEXT = "log.example/trail\n1\nAAAA\n"
AT = datetime(2026, 11, 29, 12, 30, 15, tzinfo=UTC)

LOG = Signer("log.example/trail", bytes(range(32)))
OTHER = Signer("log.example/trail", bytes(range(1, 33)))
WITNESS = Cosigner("witness.example/w", bytes(range(2, 34)))

NOTE = signed(TEXT, LOG)
COSIGNED = with_signatures(NOTE, cosignature(TEXT, WITNESS, at=AT))


# keys


def test_the_note_that_go_signs() -> None:
    signer = Signer.parse(GO_SIGNER)
    assert str(signer) == GO_SIGNER
    assert str(signer.verifier) == GO_VERIFIER
    assert signed(GO_TEXT, signer) == f"{GO_TEXT}\n{GO_LINE}\n"
    found = opened(f"{GO_TEXT}\n{GO_LINE}\n", Verifier.parse(GO_VERIFIER))
    assert (found.text, found.by, found.unknown) == (GO_TEXT, (Signature(signer.verifier),), ())


def test_keys_are_read_as_they_are_written() -> None:
    for private in (Signer.generate("log.example"), Cosigner.generate("żródło.example/1")):
        assert type(private).parse(str(private)) == private
        assert Verifier.parse(str(private.verifier)) == private.verifier
    assert WITNESS.verifier.kind is Kind.COSIGNATURE
    assert Signer.generate("a").seed != Signer.generate("a").seed


def test_one_key_has_another_number_for_each_kind_and_name() -> None:
    numbers = {each.verifier.number for each in (LOG, Cosigner(LOG.name, LOG.seed), Signer("other", LOG.seed), OTHER)}
    assert len(numbers) == 4


def test_a_private_key_is_not_shown_by_accident() -> None:
    for private in (LOG, WITNESS):
        secret = str(private).rpartition("+")[2]
        assert secret not in repr(private)
        assert repr(private.seed) not in repr(private)
        for wrong in (str(private)[:-2], str(private).replace("PRIVATE+KEY+", "PRIVATE KEY "), str(private)[:-1] + "A"):
            with pytest.raises(ValueError, match="key") as caught:
                type(private).parse(wrong)
            assert secret[:12] not in "".join(traceback.format_exception(caught.value, limit=0))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003", "a\nb", "a\x01"])
def test_names_that_no_key_has(name: str) -> None:
    with pytest.raises(ValueError, match="no key is named"):
        Signer.generate(name)
    with pytest.raises(ValueError, match="no key is named"):
        Verifier(name, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        GO_VERIFIER.replace("c74f20a3", "c74f20a4"),
        GO_VERIFIER.replace("c74f20a3", "C74F20A3"),
        GO_VERIFIER.replace("c74f20a3", "74f20a3"),
        GO_VERIFIER.replace("PeterNeumann", "Peter"),
        GO_VERIFIER.replace("+ARpc", "+AhpC"),
        GO_VERIFIER[:-4],
        GO_VERIFIER + "=",
        GO_VERIFIER + "\n",
        GO_SIGNER,
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+",
    ],
)
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match=r"key|name|bytes"):
        Verifier.parse(text)


def test_a_key_of_one_kind_is_not_one_of_the_other() -> None:
    with pytest.raises(ValueError, match="kind of signature"):
        Signer.parse(str(WITNESS))
    with pytest.raises(ValueError, match="kind of signature"):
        Cosigner.parse(str(LOG))


def test_keys_have_32_bytes() -> None:
    with pytest.raises(ValueError, match="bytes"):
        Signer("name", bytes(31))
    with pytest.raises(ValueError, match="bytes"):
        Verifier("name", bytes(33))


# signatures


def test_who_signed_is_told_and_who_is_not_known() -> None:
    assert opened(COSIGNED, LOG.verifier).by == (Signature(LOG.verifier),)
    assert opened(COSIGNED, LOG.verifier).unknown == (cosignature(TEXT, WITNESS, at=AT),)
    assert opened(COSIGNED, WITNESS.verifier).by == (Signature(WITNESS.verifier, AT),)
    both = opened(COSIGNED, WITNESS.verifier, OTHER.verifier, LOG.verifier)
    assert both.by == (Signature(LOG.verifier), Signature(WITNESS.verifier, AT))
    assert both.unknown == ()
    assert both.text == TEXT == unverified_text(COSIGNED)


def test_two_keys_sign_while_one_takes_over_from_the_other() -> None:
    note = signed(TEXT, LOG, OTHER)
    assert opened(note, LOG.verifier).by == (Signature(LOG.verifier),)
    assert opened(note, OTHER.verifier).by == (Signature(OTHER.verifier),)


def test_a_note_that_no_known_key_signed() -> None:
    for verifiers in ((), (OTHER.verifier,), (WITNESS.verifier,), (Signer("x", LOG.seed).verifier,)):
        with pytest.raises(NotSigned):
            opened(NOTE, *verifiers)


def test_a_signature_that_does_not_hold_spoils_the_note() -> None:
    wrong = with_signatures(signed(TEXT, OTHER), LOG.line("something else\n"))
    assert opened(wrong, OTHER.verifier).unknown
    with pytest.raises(SignatureWrong):
        opened(wrong, OTHER.verifier, LOG.verifier)


@pytest.mark.parametrize("note", [NOTE, COSIGNED])
def test_one_changed_bit_and_the_note_is_refused(note: str) -> None:
    content = note.encode()
    for at in range(len(content)):
        for bit in range(8):
            changed = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
            try:
                found = opened(changed.decode(), *(each.verifier for each in (LOG, WITNESS)))
            except (NoteInvalid, NotSigned, UnicodeDecodeError):
                continue
            # only a name or a number was changed: the signature is of a key that nobody knows, and the other one holds
            assert found.text == TEXT
            assert len(found.by) == len(found.unknown) == 1
            assert note is COSIGNED


def test_a_cosignature_is_of_a_time() -> None:
    line = cosignature(TEXT, WITNESS, at=AT)
    later = cosignature(TEXT, WITNESS, at=AT.replace(second=16))
    assert line != later
    assert not line.endswith("\n")
    assert opened(f"{TEXT}\n{later}\n", WITNESS.verifier).by[0].time == AT.replace(second=16)
    for wrong in (AT.replace(tzinfo=None), datetime(1969, 12, 31, tzinfo=UTC)):
        with pytest.raises(ValueError, match="no time"):
            cosignature(TEXT, WITNESS, at=wrong)


def test_a_signature_of_the_text_is_no_cosignature_of_it() -> None:
    as_log = Signer(WITNESS.name, WITNESS.seed)
    with pytest.raises(NotSigned):
        opened(signed(TEXT, as_log), WITNESS.verifier)
    with pytest.raises(NotSigned):
        opened(COSIGNED, as_log.verifier)


def test_a_line_that_is_there_is_not_added_again() -> None:
    line = cosignature(TEXT, WITNESS, at=AT)
    assert with_signatures(COSIGNED, line, f"{line}\n") == COSIGNED
    assert with_signatures(NOTE, line, line) == COSIGNED
    assert with_signatures(NOTE) == NOTE


def test_only_the_first_signature_of_a_key_counts() -> None:
    twice = with_signatures(COSIGNED, cosignature(TEXT, WITNESS, at=AT.replace(year=2027)))
    assert opened(twice, WITNESS.verifier).by == (Signature(WITNESS.verifier, AT),)


def test_keys_that_a_signature_cannot_tell_apart() -> None:
    class Twin(Verifier):
        @property
        def number(self) -> int:
            return LOG.verifier.number

    with pytest.raises(ValueError, match="same name and number"):
        opened(NOTE, LOG.verifier, Twin(LOG.name, bytes(32)))
    assert opened(NOTE, LOG.verifier, LOG.verifier).by == (Signature(LOG.verifier),)


# the form of notes


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.removesuffix("\n"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—  "),
        NOTE.replace("— ", "—\u00a0"),
        NOTE + "\n",
        NOTE + "more\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("trail", "tra\til"),
        NOTE.replace("AAAA", "AA\ud800A"),
        NOTE + "— name AAAA\n",
        NOTE + "— name AAAAAA==\n",
        NOTE + "— name AAAAAAA\n",
        NOTE + "— name AAAAAAB=\n",
        NOTE + "— na+me AAAAAAA=\n",
        NOTE + "— name AAAAAAA= \n",
        NOTE + "— name AAAA_AA=\n",
        NOTE + "— name AAAAAAA=\n" * 100,
    ],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(NoteInvalid):
        opened(note, LOG.verifier)
    with pytest.raises(NoteInvalid):
        unverified_text(note)


def test_many_signatures_of_unknown_keys_are_taken() -> None:
    note = NOTE + "".join(f"— name{number} AAAAAAA=\n" for number in range(99))
    assert len(opened(note, LOG.verifier).unknown) == 99


@pytest.mark.parametrize("line", ["", "name AAAAAAA=", "— name AAAAAAA=\n— name AAAAAAA=", "— name\n", "\n— name AAAAAAA="])
def test_what_is_no_signature_line(line: str) -> None:
    with pytest.raises(NoteInvalid):
        with_signatures(NOTE, line)


@pytest.mark.parametrize("text", ["", "no end", "a\x00\n", "a\r\n", "\ud800\n"])
def test_texts_that_no_note_has(text: str) -> None:
    with pytest.raises(NoteInvalid):
        signed(text, LOG)


def test_a_note_has_a_signature() -> None:
    with pytest.raises(NoteInvalid):
        signed(TEXT)


@given(st.lists(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]))))
def test_every_text_of_whole_lines_can_be_signed(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in ["first", *lines])
    assert opened(signed(text, LOG), LOG.verifier).text == text


@given(st.text())
def test_no_text_breaks_what_opens_notes(text: str) -> None:
    with pytest.raises((NoteInvalid, NotSigned)):
        opened(text, LOG.verifier)
    with pytest.raises((NoteInvalid, NotSigned)):
        opened(f"text\n\n— {text}\n", LOG.verifier)
