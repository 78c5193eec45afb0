"""Held withdrawals and the difference of a run at the command line."""

import json

import pytest

from tests.portal import Portal, package

from .conftest import Serai


def test_a_person_looks_and_releases(serai: Serai, portal: Portal) -> None:
    assert serai("harvest", "kg_example").code == 0
    assert serai("held").out == ""
    del portal.packages[:6]
    held = serai("harvest", "kg_example", "--full")
    assert held.code == 1
    assert "held" in held.out
    assert "6 of 10 datasets are missing" in held.out
    assert "too-many" in serai("held").out
    [listed] = json.loads(serai("held", "--json").out)["items"]
    shown = serai("held", str(listed["id"]))
    assert all(package(number)["id"] in shown.out for number in range(6))
    assert json.loads(serai("held", str(listed["id"]), "--limit", "4", "--json").out)["next"]
    number = str(listed["id"])
    assert serai("release", number, "--by", "Bolat").code == 2
    released = json.loads(serai("release", number, "--by", "Bolat", "--reason", "they moved", "--json").out)
    assert (released["state"], released["by"], released["reason"]) == (
        "released",
        {"kind": "person", "name": "Bolat"},
        "they moved",
    )
    assert serai("held").out == ""
    told = "released by Bolat on "
    assert all(told in serai("runs", *which).out for which in ((), ("2",)))
    assert "6 of 6 datasets are withdrawn now" in serai("runs").out
    late = serai("drop", number, "--by", "Aisuluu", "--reason", "they did not")
    assert (late.code, late.out) == (1, "")
    assert "released already" in late.err
    assert json.loads(serai("sources", "--json").out)["total"] > 1
    assert serai("held", "99").code == serai("release", "99", "--by", "B", "--reason", "there is none of it").code == 1


def test_a_person_drops(serai: Serai, portal: Portal) -> None:
    serai("harvest", "kg_example")
    portal.packages.clear()
    serai("harvest", "kg_example", "--full")
    assert "dropped by Bolat" in serai("drop", "1", "--by", "Bolat", "--reason", "the portal is being repaired").out


def test_what_a_run_changed(serai: Serai, portal: Portal) -> None:
    serai("harvest", "kg_example")
    portal.packages[3] |= {"title": "Башка"}
    portal.packages.append(package(20))
    serai("harvest", "kg_example", "--full")
    shown = serai("runs", "2", "--changes")
    assert "1 added, 1 changed, 9 unchanged" in shown.out or "1 changed, 1 added, 9 unchanged" in shown.out
    assert any(package(3)["id"] in line and "title" in line for line in shown.out.splitlines())
    answer = json.loads(serai("runs", "2", "--changes", "--limit", "1", "--json").out)
    assert (answer["counts"], answer["total"], len(answer["items"])) == ({"create": 1, "change": 1}, 2, 1)
    assert serai("runs", "99", "--changes").code == 1


def test_a_person_moves_and_undoes(serai: Serai, portal: Portal) -> None:
    serai("harvest", "kg_example")
    portal.packages[:] = [package(number + 100, name=f"dataset-{number}") for number in range(10)]
    assert "10 of 10 missing datasets are listed again under new identifiers" in serai("harvest", "kg_example", "--full").out
    shown = serai("held", "1")
    assert all(package(number)["id"] in shown.out for number in [*range(10), *range(100, 110)])
    assert "same page" in shown.out
    listed = json.loads(serai("held", "1", "--json").out)["items"]
    kept = listed[0]["twins"][0]["id"]
    moved = serai("move", "1", "--by", "Bolat", "--reason", "all is new each night", "--leave", kept)
    assert "moved by Bolat" in moved.out
    assert "9 datasets moved." in moved.out
    twin = listed[1]["twins"][0]["id"]
    assert f"The dataset has another record now: {listed[1]['id']}" in serai("show", twin).out
    undone = json.loads(serai("undo-move", "1", "--by", "Bolat", "--reason", "it was wrong", "--json").out)
    assert (undone["state"], undone["moved"], undone["left"]) == ("move-undone", 9, [])
    assert "another record" not in serai("show", twin).out
    late = serai("move", "1", "--by", "Bolat", "--reason", "once more, please")
    assert (late.code, "move-undone already" in late.err) == (1, True)


def test_a_conflict_is_told(serai: Serai, portal: Portal) -> None:
    serai("harvest", "kg_example")
    portal.packages[:] = [package(number + 100, name=f"dataset-{number}") for number in range(10)]
    serai("harvest", "kg_example", "--full")
    pairs = json.loads(serai("held", "1", "--json").out)["items"]
    portal.packages.append(package(3, metadata_modified="2027-01-01T00:00:00"))
    serai("harvest", "kg_example")
    moved = serai("move", "1", "--by", "Bolat", "--reason", "all is new each night")
    [pair] = [each for each in pairs if each["identifier"] == package(3)["id"]]
    assert f"Left as it was: {pair['id']} and {pair['twins'][0]['id']}: one of them has changed since." in moved.out


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--reason", "so", "at least 10 characters"),
        ("--reason", " " * 20, "at least 10 characters"),
        ("--reason", "a" * 2001, "at most 2000 characters"),
        ("--by", "  ", "a name is one line of visible characters"),
        ("--by", "a\nb", "a name is one line of visible characters"),
    ],
)
def test_names_and_reasons_are_as_the_api_wants_them(serai: Serai, option: str, value: str, told: str) -> None:
    given = {"--by": "Bolat", "--reason": "The portal has a new database."} | {option: value}
    refused = serai("release", "1", *(each for pair in given.items() for each in pair))
    assert (refused.code, refused.out) == (2, "")
    assert told in " ".join(refused.err.split())
