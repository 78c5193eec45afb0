"""Answers damaged on the way, a hundred and more for each kind, the same each time: no crash, and every loss is told."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.errors import SkipRecord
from harvesters.limits import Limits
from tests.contracts.harvester import harvest
from tests.dcat_portal import DkanPortal, DocumentPortal, OldDkanPortal, dataset, old_package
from tests.portal import Answer, Asked, Portal

COUNT = 6
SEEDS = range(15)
WRONG: tuple[Any, ...] = (None, True, 7, -1.5, "", "x" * 2000, [], {}, [[]], {"@id": 1}, ["a", 1], {"ru": None}, "\ud800")


def cut(body: bytes, chance: Random) -> bytes:
    return body[: chance.randrange(len(body))]


def bytes_changed(body: bytes, chance: Random) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.randint(1, 5)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def bytes_lost(body: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + body[at + chance.randint(1, 40) :]


def wrong_types(body: bytes, chance: Random) -> bytes:
    """Some values of the entries are of another type."""
    answer = json.loads(body)
    for _ in range(chance.randint(1, 6)):
        around, key = chance.choice([*_places(answer)])
        around[key] = chance.choice(WRONG)
    return json.dumps(answer).encode()


def other_charset(body: bytes, chance: Random) -> bytes:
    return body.decode().encode(chance.choice(["gbk", "cp1251", "utf-16", "utf-32-be", "koi8-r"]), "replace")


def brackets(body: bytes, chance: Random) -> bytes:
    """5,000 brackets in place of a text."""
    texts = [at for at in range(len(body)) if body[at : at + 3] == b': "']
    at = chance.choice(texts)
    return body[: at + 2] + b"[" * 5000 + b"]" * 5000 + b"," + body[at + 2 :]


def page_instead(body: bytes, chance: Random) -> bytes:
    pages = (
        b"<!DOCTYPE html><title>Login</title>",
        b"",
        b"null",
        b"\0" * 100,
        b'{"code": 500}',
        b"<html>" + body,
        b"Warning: " + body,
    )
    return chance.choice(pages)


def _places(value: Any) -> Any:
    """Every value of a JSON value below its list, as what holds it and its key."""
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(each, dict | list):
            yield from _places(each)
        if isinstance(value, dict) and {"title", "downloadURL", "url", "name", "fn"} & value.keys():
            yield value, key


DAMAGE = (cut, bytes_changed, bytes_lost, wrong_types, other_charset, brackets, page_instead)
PORTALS: dict[str, Callable[[], Portal]] = {
    "data_json": lambda: DocumentPortal([dataset(number) for number in range(COUNT)]),
    "dkan": lambda: DkanPortal([dataset(number) for number in range(COUNT)]),
    "dkan 1": lambda: OldDkanPortal([old_package(number) for number in range(COUNT)]),
    "dkan 1 by name": lambda: OldDkanPortal([old_package(number) for number in range(COUNT)], lists=False),
}


@pytest.mark.parametrize("name", PORTALS)
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_answer_is_no_crash_and_its_losses_are_told(name: str, damage: Any, limits: Limits) -> None:
    with PORTALS[name]() as portal:
        for seed in SEEDS:
            chance = Random(f"{name} {damage.__name__} {seed}")

            def answer(asked: Asked, portal: Portal, chance: Random = chance) -> Answer | None:
                healthy = portal.healthy(asked)
                bare = asked.path.endswith("/package_list")  # a list of names alone that is shorter is as good as another
                return Answer(damage(healthy.body, chance)) if healthy.status == 200 and not bare else None

            portal.trouble = [answer]
            outcome = harvest(portal, limits)
            skipped = 0
            for record in outcome.records:
                try:
                    HARVESTERS[outcome.source.kind].normalise(record, outcome.source)
                except SkipRecord:
                    skipped += 1
            read = len(outcome.records) - skipped
            assert read >= COUNT or outcome.error or outcome.issues or skipped, (
                f"seed {seed}: {read} of {COUNT}, and nothing is told"
            )
