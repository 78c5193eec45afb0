"""Tokens of named people, as the operator gives them out and takes them back."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from registry.services import open_services
from registry.settings import Settings
from schemas.actor import COMMAND, Actor
from schemas.audit import CATALOGUE, Action

from .conftest import Serai


def test_a_token_is_given_out_listed_and_taken_back(serai: Serai) -> None:
    assert serai("token", "add", " Aizada  Bekova ").out.startswith("serai.")
    assert serai("token", "list").out.startswith("Aizada Bekova  until ")
    assert serai("token", "revoke", "Aizada Bekova").code == 0
    assert serai("token", "list").out == ""
    with open_services(Settings()) as services:
        told = [entry for entry in services.store.audit.history(CATALOGUE) if entry.actor == COMMAND]
    assert [(entry.action, entry.details["name"]) for entry in told] == [
        (Action.GRANT, "Aizada Bekova"),
        (Action.REVOKE, "Aizada Bekova"),
    ]


def test_one_of_two_tokens_of_a_name_is_revoked(serai: Serai) -> None:
    made = [json.loads(serai("token", "add", "Bolat", "--role", role, "--json").out) for role in ("officer", "reader")]
    first, second = (each["token"].split(".")[1] for each in made)
    unclear = serai("token", "revoke", "Bolat")
    assert (unclear.code, unclear.out) == (1, "")
    assert all(each in unclear.err for each in (first, second, "--all"))
    assert [each["id"] for each in json.loads(serai("token", "revoke", first, "--json").out)["items"]] == [first]
    [left] = json.loads(serai("token", "list", "--json").out)["items"]
    assert (left["id"], left["role"], left["used"]) == (second, "reader", None)
    assert "Did you mean Bolat?" in serai("token", "revoke", "Bollat").err
    assert serai("token", "add", "Bolat").code == 0
    assert len(serai("token", "revoke", "Bolat", "--all").out.splitlines()) == 2
    assert serai("token", "list").out == ""


def test_a_token_has_the_role_that_it_is_given_out_with(serai: Serai) -> None:
    for name, options in {"Aizada": (), "Bolat": ("--role", "reader"), "Chynara": ("--role", "admin")}.items():
        assert serai("token", "add", name, *options).code == 0
    roles = [line.rpartition("  ")[2] for line in serai("token", "list").out.splitlines()]
    assert roles == ["officer", "reader", "admin"]
    wrong = serai("token", "add", "Dilshod", "--role", "king")
    assert wrong.code == 2
    assert "curator" in wrong.err


def test_refusals_are_listed(serai: Serai) -> None:
    assert serai("token", "refusals").out == ""
    at, wish = datetime(2026, 11, 25, 10, 30, tzinfo=UTC), {"needed": "officer", "had": "reader"}
    with open_services(Settings()) as services:
        keep = services.store.refusals.keep
        keep(Actor.person("Bolat"), {"deed": "decide", **wish}, record=UUID(int=5), at=at)
        keep(Actor.person("Bolat"), {"deed": "decide", **wish}, record=UUID(int=5), at=at)
        keep(Actor.person("Bolat"), {"deed": "stop", "run": 12, **wish}, at=at)
    assert serai("token", "refusals").out.splitlines() == [
        "2026-11-25 10:30  Bolat  stop  run 12  (takes officer, had reader, and 1 more before)",
        f"2026-11-25 10:30  Bolat  decide  {UUID(int=5)}  (takes officer, had reader)",
    ]
    assert len(json.loads(serai("token", "refusals", "--limit", "1", "--json").out)["items"]) == 1


def test_to_revoke_the_token_of_nobody_is_an_error(serai: Serai) -> None:
    done = serai("token", "revoke", "Aizada")
    assert (done.code, done.out) == (1, "")
    assert "Aizada has no token" in done.err


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "run\u202e21", "Bol\u200bat", "12", "\x1b[2J", "a" * 101])
def test_a_name_is_one_line_of_visible_letters(serai: Serai, name: str) -> None:
    done = serai("token", "add", name)
    assert (done.code, done.out) == (2, "")
