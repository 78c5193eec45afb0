"""What a portal says outright of a dataset, in the words and flags that portals write, and what says nothing of the kind."""

import pytest

from harvesters.reading.outright import said_outright


@pytest.mark.parametrize("private", [True, 1, 1.0, "True", "true ", " TRUE", "1", "yes", "да", "иә", "是", "private", "Private"])
def test_private(private: object) -> None:
    found = said_outright("a", private=private)
    assert found is not None
    assert (found.code, found.identifier, found.kind.removes) == ("record-private", "a", True)


@pytest.mark.parametrize(
    "private", [None, False, 0, 0.0, "False", "false ", "0", "no", "", " ", "нет", "Published", "public", [], {}]
)
@pytest.mark.parametrize("state", [None, "", "active", "Active", " ACTIVE ", "published", "опубликовано", "已发布"])
def test_public(private: object, state: object) -> None:
    assert said_outright("a", private=private, state=state) is None


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("deleted", "record-deleted"),
        (" DELETED\n", "record-deleted"),
        ("Удалён", "record-deleted"),
        ("已删除", "record-deleted"),
        ("trash", "record-deleted"),
        ("draft", "record-draft"),
        ("draft-complete", "record-draft"),
        ("inactive", "record-draft"),
        ("Unpublished", "record-draft"),
        ("pending", "record-draft"),
        ("черновик", "record-draft"),
        ("پیش‌نویس", "record-draft"),
        ("private", "record-private"),
        ("қоралама", "record-draft"),
    ],
)
def test_states(state: str, code: str) -> None:
    found = said_outright("a", state=state)
    assert found is not None
    assert found.code == code


def test_dkan_writes_the_state_as_the_flag() -> None:
    found = said_outright("a", private="Unpublished", state="Active")
    assert found is not None
    assert found.code == "record-draft"


@pytest.mark.parametrize(
    "fields", [{"state": "zzz"}, {"state": 7}, {"state": ["deleted"]}, {"private": "perhaps"}, {"private": ["x"]}]
)
def test_what_is_not_understood_is_no_removal_and_is_reported(fields: dict[str, object]) -> None:
    found = said_outright("a", **fields)
    assert found is not None
    assert (found.code, found.kind.removes) == ("state-not-understood", False)


def test_what_is_said_counts_although_the_other_field_is_not_understood() -> None:
    found = said_outright("a", private="perhaps", state="deleted")
    assert found is not None
    assert found.code == "record-deleted"


def test_long_texts_are_no_words() -> None:
    found = said_outright("a", state="deleted " * 20_000, private="x" * 100_000)
    assert found is not None
    assert (found.code, len(found.value)) == ("state-not-understood", 200)
