"""`serai usage`: may a dataset be used from a state, for a purpose."""

import json

from .conftest import Serai


def test_an_answer_is_printed_with_conditions_articles_and_questions(serai: Serai) -> None:
    serai("harvest", "kg_example")
    [record] = json.loads(serai("search", "--limit", "1", "--json").out)["items"]
    done = serai("usage", record["id"], "--state", "KZ", "--purpose", "research")
    assert done.code == 0
    first, *lines = done.out.splitlines()
    assert first.startswith(("conditional (confidence ", "unclear"))
    assert any(line.startswith("  rule KG-OPEN: conditional, confidence medium. Digital Code No 178") for line in lines)
    assert "  condition OFFICER_REVIEW: compliance officer decides and records the reasons" in lines
    assert lines[-1].endswith("this is information, not legal advice")
    whole = json.loads(serai("usage", record["id"], "--state", "KZ", "--purpose", "research", "--json").out)
    assert whole["effect"] == first.split()[0].strip(",")
    assert whole["record"] == f"/api/v1/datasets/{record['id']}"


def test_a_wrong_question_ends_with_the_choices(serai: Serai) -> None:
    serai("harvest", "kg_example")
    [record] = json.loads(serai("search", "--limit", "1", "--json").out)["items"]
    for wrong, told in (
        (("--state", "KZ", "--purpose", "resale"), "There is no purpose “resale”. The choices: research, commercial"),
        (("--state", "XX", "--purpose", "research"), "“XX” is no state"),
        (("--state", "KZ", "--purpose", "research", "--at", "tomorrow"), "“tomorrow” is no day"),
    ):
        done = serai("usage", record["id"], *wrong)
        assert done.code == 2
        assert told in done.err
    missing = serai("usage", "00000000-0000-0000-0000-000000000001", "--state", "KZ", "--purpose", "research")
    assert (missing.code, "There is no record" in missing.err) == (1, True)
