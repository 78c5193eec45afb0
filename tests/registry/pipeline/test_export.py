"""The trail is given out as it was signed, with or without what it only commits to, and the trail says who took it."""

import sqlite3
from contextlib import closing

import pytest

from registry.operation.trail_key import FILE
from registry.pipeline.export import APART, NothingSigned, export
from registry.pipeline.publish import publish
from registry.pipeline.trail import verifiers
from registry.proof.export import Part
from registry.proof.export_check import check
from registry.services import Services
from registry.store.audit_rows import Event
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action

BY = Actor.person("Aizada Bekova")


def deeds(services: Services, count: int = 1) -> None:
    for at in range(count):
        event = Event(CATALOGUE, Action.CONFIRM_RULE, BY, services.clock(), {"rule": f"R-{at}", "reason": "a secret letter"})
        services.store.audit.add(event)


def parts(services: Services, *, private: bool = False) -> list[Part]:
    return [Part.parse(line) for line in export(services, private=private, by=BY).lines]


def test_all_that_is_signed_is_given_out_and_the_trail_says_to_whom(services: Services) -> None:
    deeds(services, 5)
    found = parts(services)
    end = services.store.audit.end()
    assert [part.value["leaf"]["id"] for part in found if part.name == "entry"] == list(range(1, end))
    told = services.store.audit.get(end)
    assert (told.action, told.actor, told.details) == (Action.EXPORT, BY, {"size": end - 1})
    assert found[0].value["size"] == end - 1
    assert [part.name for part in found[-3:]] == ["rules", "rules", "end"]


def test_private_parts_are_given_out_where_they_are_asked_for(services: Services) -> None:
    deeds(services, 3)
    lines = list(export(services, private=True, by=BY).lines)
    assert b"a secret letter" in b"".join(lines)
    assert b"Aizada" in b"".join(lines)
    bare = b"".join(export(services, private=False, by=BY).lines)
    assert b"a secret letter" not in bare
    assert b"Aizada" not in bare
    assert check(lines, verifiers=verifiers(services)).whole


def test_earlier_checkpoints_go_along_far_from_each_other(services: Services) -> None:
    for _ in range(6):
        deeds(services, APART // 2)
        publish(services)
    earlier = [part for part in parts(services) if part.name == "checkpoint"]
    assert 2 <= len(earlier) <= 3
    assert check(export(services, private=True, by=BY).lines, verifiers=verifiers(services)).whole


def test_without_the_key_what_was_signed_is_given_out(services: Services) -> None:
    deeds(services, 3)
    publish(services)
    size, keys = services.store.audit.end(), verifiers(services)
    (services.settings.home / FILE).unlink()
    deeds(services, 3)
    made = export(services, private=True, by=BY)
    assert made.not_signed is not None
    assert made.not_signed.startswith("trail-key-unknown")
    report = check(made.lines, verifiers=keys)
    assert (report.whole, report.size, report.entries) == (True, size, size)


def test_before_anything_is_signed_there_is_nothing_to_give_out(services: Services) -> None:
    (services.settings.home / FILE).write_text("nonsense")
    with pytest.raises(NothingSigned):
        export(services, private=False, by=BY)


def test_an_entry_that_cannot_be_read_ends_the_export(services: Services) -> None:
    deeds(services, 3)
    publish(services)
    at = services.store.audit.end()
    with closing(sqlite3.connect(services.settings.home / "serai.db")) as intruder, intruder:
        intruder.execute("DROP TRIGGER audit_no_update")
        intruder.execute(f"UPDATE audit SET details = 'nonsense' WHERE id = {at}")
    with pytest.raises(Exception, match=f"audit entry {at} cannot be read"):
        list(export(services, private=False, by=BY).lines)
