"""A witness signs what follows from what it signed last, and answers everything else as C2SP tlog-witness says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.proof.checkpoint import Checkpoint
from registry.proof.notes import Cosigner, Signer, cosignature, opened, signed, with_signatures
from registry.proof.tree import EMPTY_ROOT
from registry.proof.witnessing import Answer, Submission, accepted, answer
from tests.registry.proof import naive
from tests.registry.proof.memory import Memory

ORIGIN = "log.example/trail"
LOG = Signer(ORIGIN, bytes(range(32)))
OTHER = Signer(ORIGIN, bytes(range(1, 33)))
WITNESS = Cosigner("witness.example/w", bytes(range(2, 34)))
STRANGER = Cosigner("witness.example/w", bytes(range(3, 35)))
AT = datetime(2026, 11, 29, 12, 30, 15, tzinfo=UTC)


class Overtaken(Memory):
    """What a witness remembers if another request comes between its look and its note."""

    def keep(self, origin: str, *, before: int, checkpoint: Checkpoint, note: str) -> bool:
        super().keep(origin, before=before, checkpoint=Checkpoint(origin, 77, naive.root(0, 77)), note="")
        return super().keep(origin, before=before, checkpoint=checkpoint, note=note)


def checkpoint_of(size: int, *, first: int = 0) -> Checkpoint:
    """Of the tree with the contents from `first`: with another number, another log under the same name."""
    return Checkpoint(ORIGIN, size, naive.root(first, first + size))


def submission(before: int, after: int, *, signer: Signer = LOG) -> Submission:
    path = tuple(naive.proof(before, after)) if 0 < before < after else ()
    return Submission(before, path, signed(checkpoint_of(after).text, signer))


def answered(asked: Submission | str, seen: Memory, *, at: datetime = AT) -> Answer:
    body = asked if isinstance(asked, str) else asked.text
    return answer(body, logs={ORIGIN: [LOG.verifier]}, cosigner=WITNESS, seen=seen, at=at)


def size_of(found: Answer) -> int:
    """The size that a witness says it signed last."""
    assert (found.status, found.media_type) == (409, "text/x.tlog.size")
    return int(found.body.removesuffix("\n"))


@pytest.fixture
def seen() -> Memory:
    return Memory()


def test_a_growing_log_is_signed(seen: Memory) -> None:
    for before, after in [(0, 5), (5, 9), (9, 9), (9, 300)]:
        asked = submission(before, after)
        found = answered(asked, seen)
        text = checkpoint_of(after).text
        assert (found.status, found.body) == (200, cosignature(text, WITNESS, at=AT) + "\n")
        line = accepted(found.body, text, WITNESS.verifier)
        assert line is not None
        assert opened(with_signatures(asked.note, line), WITNESS.verifier).by[0].time == AT
        assert seen.notes[ORIGIN] == (checkpoint_of(after), asked.note)


def test_the_same_checkpoint_is_signed_again_with_a_new_time(seen: Memory) -> None:
    answered(submission(0, 5), seen)
    again = answered(submission(5, 5), seen, at=AT + timedelta(hours=1))
    assert again.body == cosignature(checkpoint_of(5).text, WITNESS, at=AT + timedelta(hours=1)) + "\n"


def test_an_empty_log_is_signed(seen: Memory) -> None:
    assert answered(submission(0, 0), seen).status == 200
    assert answered(submission(0, 0), seen).status == 200
    assert answered(submission(0, 4), seen).status == 200


def test_a_log_is_asked_to_begin_where_the_witness_is(seen: Memory) -> None:
    answered(submission(0, 5), seen)
    assert size_of(answered(submission(3, 9), seen)) == 5
    assert size_of(answered(submission(0, 9), seen)) == 5
    assert size_of(answered(submission(7, 9), seen)) == 5
    assert size_of(answered(submission(3, 9), Memory())) == 0
    assert seen.latest(ORIGIN) == checkpoint_of(5)


def test_a_log_that_went_back_is_not_signed(seen: Memory) -> None:
    answered(submission(0, 9), seen)
    assert size_of(answered(submission(0, 5), seen)) == 9
    assert size_of(answered(submission(5, 5), seen)) == 9
    assert answered(submission(9, 5), seen).status == 400
    assert seen.latest(ORIGIN) == checkpoint_of(9)


def test_a_log_that_was_written_anew_is_not_signed(seen: Memory) -> None:
    answered(submission(0, 5), seen)
    other = signed(checkpoint_of(5, first=100).text, LOG)
    assert size_of(answered(Submission(5, (), other), seen)) == 5
    longer = signed(checkpoint_of(9, first=100).text, LOG)
    assert answered(Submission(5, tuple(naive.proof(5, 9)), longer), seen).status == 422
    assert answered(Submission(5, (), longer), seen).status == 422
    assert seen.latest(ORIGIN) == checkpoint_of(5)


def test_a_path_that_should_be_empty(seen: Memory) -> None:
    note = submission(0, 5).note
    assert answered(Submission(0, (EMPTY_ROOT,), note), seen).status == 422
    answered(submission(0, 5), seen)
    assert answered(Submission(5, (EMPTY_ROOT,), note), seen).status == 422
    liar = signed(Checkpoint(ORIGIN, 0, naive.root(0, 1)).text, LOG)
    assert answered(Submission(0, (), liar), Memory()).status == 422


def test_only_what_a_known_log_signed_is_looked_at(seen: Memory) -> None:
    assert answered(submission(0, 5, signer=OTHER), seen).status == 403
    forged = submission(0, 5).note.replace("\n5\n", "\n6\n")
    assert answered(Submission(0, (), forged), seen).status == 403
    assert answered(Submission(9, (), forged), seen).status == 403
    stranger = signed(Checkpoint("other.example", 1, naive.root(0, 1)).text, LOG)
    assert answered(Submission(0, (), stranger), seen).status == 404
    assert seen.notes == {}


def test_who_comes_second_is_told_the_new_size() -> None:
    seen = Overtaken()
    assert size_of(answered(submission(0, 5), seen)) == 77
    assert seen.latest(ORIGIN) == checkpoint_of(77)


def test_many_at_once_and_one_is_signed(seen: Memory) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda size: answered(submission(0, size), seen), range(1, 40)))
    assert sorted({each.status for each in found}) == [200, 409]
    (done,) = [each for each in found if each.status == 200]
    last = seen.latest(ORIGIN)
    assert last is not None
    assert accepted(done.body, last.text, WITNESS.verifier)


# the form


BODY = submission(3, 7).text


def test_the_body_of_a_submission() -> None:
    asked = submission(3, 7)
    assert BODY.startswith("old 3\n")
    assert BODY.endswith(f"\n\n{asked.note}")
    assert Submission.parse(BODY) == asked
    assert Submission.parse(submission(0, 7).text) == submission(0, 7)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n\n",
        BODY.replace("old 3", "old 03"),
        BODY.replace("old 3", "old -3"),
        BODY.replace("old 3", "Old 3"),
        BODY.replace("old 3", "old  3"),
        BODY.replace("old 3\n", ""),
        BODY.replace("old 3\n", "old 3\n\n"),
        BODY.replace("old 3\n", "old 3\nAAAA\n"),
        BODY.replace("old 3\n", "old 3\n" + "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" * 64),
        BODY.replace("\n", "\r\n"),
        BODY.removesuffix("\n"),
        BODY.partition("\n\n")[0] + "\n\n",
        BODY + "\n",
        BODY.replace("\n7\n", "\n07\n"),
        BODY.replace(f"\n{ORIGIN}\n", f"\n{ORIGIN}\n\n", 1),
        BODY + "— a AAAAAAA=\n" * 20_000,
    ],
)
def test_what_is_no_submission(body: str, seen: Memory) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Submission.parse(body)
    assert answered(body, seen).status == 400
    assert seen.notes == {}


def test_a_long_path_is_read() -> None:
    long = Submission(1, tuple(bytes([number]) * 32 for number in range(63)), submission(3, 7).note)
    assert Submission.parse(long.text) == long


@given(st.text())
def test_every_text_is_answered(text: str) -> None:
    seen = Memory()
    for body in (text, f"old {text}", f"old 0\n\n{text}", BODY + text):
        assert answered(body, seen).status in {400, 409}


# what the log takes from an answer


def test_only_a_cosignature_of_this_text_and_witness_is_accepted() -> None:
    text = checkpoint_of(5).text
    line, stranger = cosignature(text, WITNESS, at=AT), cosignature(text, STRANGER, at=AT)
    other = cosignature(checkpoint_of(6).text, WITNESS, at=AT)
    as_log = Signer(WITNESS.name, WITNESS.seed)
    assert accepted(f"{line}\n", text, WITNESS.verifier) == line
    assert accepted(f"{stranger}\n{line}\n", text, WITNESS.verifier) == line
    assert accepted(f"{other}\n{line}\n", text, WITNESS.verifier) == line
    assert accepted(f"{stranger}\n", text, WITNESS.verifier) is None
    assert accepted(f"{other}\n", text, WITNESS.verifier) is None
    assert accepted(f"{as_log.line(text)}\n", text, as_log.verifier) is None
    assert accepted("", text, WITNESS.verifier) is None
    assert accepted("\n" * 300_000 + line, text, WITNESS.verifier) is None
    assert accepted(f"{stranger}\n" * 99 + line, text, WITNESS.verifier) == line
    assert accepted(f"{stranger}\n" * 100 + line, text, WITNESS.verifier) is None


@given(st.text())
def test_no_answer_breaks_the_log(body: str) -> None:
    assert accepted(body, checkpoint_of(5).text, WITNESS.verifier) is None
