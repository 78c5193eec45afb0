"""`serai combine`: what becomes of datasets that are combined."""

import json

from .conftest import Serai

ASKED = ("--state", "RU", "--purpose", "adaptation")


def test_an_answer_is_printed_with_licences_and_duties(serai: Serai) -> None:
    serai("harvest", "kg_example")
    ids = [each["id"] for each in json.loads(serai("search", "--limit", "2", "--json").out)["items"]]
    done = serai("combine", *ids, *ASKED)
    assert done.code == 0
    first, *lines = done.out.splitlines()
    whole = json.loads(serai("combine", *ids, *ASKED, "--json").out)
    assert first.startswith(f"{whole['effect']}")
    assert "  You publish the result as one dataset. All that the licences ask for binds you." in lines
    assert sum(line.startswith("  dataset ") for line in lines) == len(ids)
    assert any(line.startswith("  licences together: ") for line in lines)
    assert lines[-1].endswith("this is information, not legal advice")
    assert whole["links"]["datasets"]


def test_what_cannot_be_combined_is_told(serai: Serai) -> None:
    serai("harvest", "kg_example")
    [record] = json.loads(serai("search", "--limit", "1", "--json").out)["items"]
    absent = "00000000-0000-0000-0000-000000000001"
    missing = serai("combine", record["id"], absent, *ASKED)
    assert (missing.code, f"There is no record {absent}." in missing.err) == (1, True)
    wrong = serai("combine", record["id"], "--state", "XX", "--purpose", "research")
    assert (wrong.code, "“XX” is no state" in wrong.err) == (2, True)
    many = serai("combine", *[record["id"]] * 51, *ASKED)
    assert (many.code, "At most 50" in many.err) == (2, True)
