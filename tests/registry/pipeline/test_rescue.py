"""Rescue from the archive: the portal is not asked, the difference is told before, and what people decided stays."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.pipeline.rescue import RunNotEnded, renormalise, revert
from registry.services import Services
from registry.store.errors import RunActive
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import CatalogRecord, LicenseDecision, Status, record_id
from schemas.rescue import RescueReport
from schemas.runs import Run, RunCounts
from tests.faults.answers import with_body
from tests.portal import Portal, package

from .conftest import Clock, refuse


def sweep(services: Services, clock: Clock, portal: Portal, **declared: Any) -> Run:
    clock.forward(days=1)
    return harvest(services, portal.source(grace={"sweeps": 1}, **declared), full=True)


def of(number: int) -> UUID:
    return record_id("kg_example", package(number)["id"])


def everything(services: Services) -> dict[UUID, CatalogRecord]:
    return {record.id: record for record in services.store.records.stream()}


def said(record: CatalogRecord) -> tuple[Any, ...]:
    """What a record says, without how often and when it was written and judged."""
    return record.dataset, record.curation, record.status, record.provenance.raw_hash


def actions(services: Services, number: int) -> list[Action]:
    return [entry.action for entry in services.store.audit.history(of(number))]


def test_a_record_that_was_read_wrongly_as_a_whole_is_put_right(services: Services, clock: Clock) -> None:
    """As version 0.1 archived it if a header named a wrong charset, or as a portal keeps it."""
    sent = json.loads(json.dumps(package(1, title="Список школ Бишкека"), ensure_ascii=False).encode().decode("latin-1"))
    with Portal([sent]) as portal:
        run = sweep(services, clock, portal)
    [kept] = everything(services).values()
    assert [text.value for text in kept.dataset.title] == ["Список школ Бишкека"]
    assert [issue.code for issue in services.store.runs.issues(run.id) if issue.code == "text-garbled"] == ["text-garbled"]
    assert "Ð" in services.archive.get(kept.provenance.raw_hash).decode()


def test_normalising_anew_shows_the_difference_and_then_applies_it(services: Services, clock: Clock) -> None:
    with Portal(package(number) for number in range(25)) as portal:
        sweep(services, clock, portal)
        old = portal.source()
        source = portal.source(language=("ru",))
        asked = len(portal.asked)
        decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=clock())
        decided = curate(replace(services, sources={source.id: source}), of(7), decision).curation.license
        before = everything(services)
        assert renormalise(services, old, apply=False, by=Actor.person("Bolat")) == RescueReport(
            source=old.id, applied=False, unchanged=25
        )
        shown = renormalise(services, source, apply=False, by=Actor.person("Bolat"))
        assert everything(services) == before
        assert (shown.changed, shown.unchanged) == (25, 0)
        assert shown.fields["title"] == shown.fields["description"] == 25
        assert len(shown.examples) == 10
        applied = renormalise(services, source, apply=True, by=Actor.person("Bolat"))
        assert applied == shown.model_copy(update={"applied": True})
        assert len(portal.asked) == asked
        after = everything(services)
        assert {record.dataset.title[0].language for record in after.values()} == {"ru"}
        assert {record.provenance for record in after.values()} == {record.provenance for record in before.values()}
        assert after[of(7)].curation.license == decided
        assert after[of(7)].assessment.license.id == "CC0-1.0"
        assert actions(services, 7) == [Action.CREATE, Action.CURATE, Action.RENORMALISE]
        [entry] = services.store.audit.history(of(8))[1:]
        assert (entry.actor, entry.details["changed"]) == (Actor.person("Bolat"), list(shown.examples[0].changed))
        assert renormalise(services, source, apply=True, by=Actor.person("Bolat")).unchanged == 25
        run = sweep(services, clock, portal, language=("ru",))
        assert run.counts == RunCounts(read=25, unchanged=25)
    assert services.store.audit.verify() is None


def test_keys_that_come_again_are_read_alike_from_the_archive(services: Services, clock: Clock) -> None:
    twice = with_body(lambda body: body.replace(b'"@"', '"Суу", "title": "Жер", "title": ""'.encode()))
    with Portal([package(1, title="@")], trouble=[twice]) as portal:
        sweep(services, clock, portal)
        [kept] = everything(services).values()
        assert [text.value for text in kept.dataset.title] == ["Жер"]
        assert '"title":"Суу","title":"Жер","title":""'.encode() in services.archive.get(kept.provenance.raw_hash)
        assert renormalise(services, portal.source(), apply=True, by=Actor.person("Bolat")).unchanged == 1
        assert sweep(services, clock, portal).counts == RunCounts(read=1, unchanged=1)


def test_what_the_archive_lost_stays_as_it_is(services: Services, clock: Clock) -> None:
    with Portal(package(number) for number in range(3)) as portal:
        sweep(services, clock, portal)
        record = everything(services)[of(1)]
        for file in (services.settings.home / "archive").rglob(record.provenance.raw_hash[2:]):
            file.write_bytes(b"damaged")
        report = renormalise(services, portal.source(language=("ru",)), apply=True, by=Actor.person("Bolat"))
    assert (report.changed, report.unreadable) == (2, 1)
    assert everything(services)[of(1)] == record


def test_what_the_store_refuses_stays_as_it_is(services: Services, clock: Clock) -> None:
    with Portal(package(number) for number in range(3)) as portal:
        sweep(services, clock, portal)
        record = everything(services)[of(1)]
        refuse(services, record.dataset.identifier)
        report = renormalise(services, portal.source(language=("ru",)), apply=True, by=Actor.person("Bolat"))
    assert (report.changed, report.rejected) == (2, 1)
    assert everything(services)[of(1)] == record


def test_a_source_is_put_back_to_an_earlier_run(services: Services, clock: Clock) -> None:
    with Portal(package(number, tracking_summary={"total": 1}) for number in range(10)) as portal:
        source = portal.source(grace={"sweeps": 1})
        good = sweep(services, clock, portal)
        before = everything(services)
        portal.packages[0] |= {"title": "Бузулган"}
        portal.packages[1] |= {"tracking_summary": {"total": 2}}
        gone = portal.packages.pop(2)
        portal.packages.append(package(20))
        sweep(services, clock, portal)
        clock.forward(hours=1)
        decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=clock())
        decided = curate(replace(services, sources={source.id: source}), of(0), decision).curation.license
        broken, asked = everything(services), len(portal.asked)

        shown = revert(services, source, good, apply=False, by=Actor.person("Bolat"))
        assert everything(services) == broken
        assert (shown.changed, shown.withdrawn, shown.restored, shown.unchanged) == (1, 1, 1, 8)
        assert shown.fields == {"title": 1}
        assert revert(services, source, good, apply=True, by=Actor.person("Bolat")).applied
        assert len(portal.asked) == asked
        after = everything(services)
        assert after[of(20)].status is Status.WITHDRAWN
        assert after[of(0)].curation.license == decided
        assert after[of(0)].dataset == before[of(0)].dataset
        for number in range(2, 10):
            assert said(after[of(number)]) == said(before[of(number)])
        assert actions(services, 0) == [Action.CREATE, Action.CHANGE, Action.CURATE, Action.REVERT]
        assert actions(services, 2) == [Action.CREATE, Action.WITHDRAW, Action.RESTORE]
        assert services.store.audit.history(of(0))[-1].details["run"] == good.id
        again = revert(services, source, good, apply=True, by=Actor.person("Bolat"))
        assert (again.changed, again.withdrawn, again.restored, again.unchanged) == (0, 0, 0, 11)

        portal.packages.append(gone)
        run = sweep(services, clock, portal)
        assert run.counts == RunCounts(read=11, changed=1, restored=1, unchanged=9)
    assert services.store.audit.verify() is None


def test_what_is_active_again_has_its_whole_grace(services: Services, clock: Clock) -> None:
    with Portal(package(number) for number in range(5)) as portal:
        source = portal.source()
        clock.forward(days=1)
        good = harvest(services, source, full=True)
        portal.packages.pop()
        for _ in range(2):
            clock.forward(days=1)
            harvest(services, source, full=True)
        revert(services, source, good, apply=True, by=Actor.person("Bolat"))
        withdrawn = []
        for _ in range(2):
            clock.forward(days=1)
            withdrawn.append(harvest(services, source, full=True).counts.withdrawn)
    assert withdrawn == [0, 1]


def test_nothing_is_put_back_while_a_source_is_harvested(services: Services, clock: Clock) -> None:
    def meanwhile(run: Run) -> None:
        with pytest.raises(RunActive):
            renormalise(services, source, apply=True, by=Actor.person("Bolat"))
        with pytest.raises(RunActive):
            revert(services, source, first, apply=True, by=Actor.person("Bolat"))
        with pytest.raises(RunNotEnded):
            revert(services, source, run, apply=True, by=Actor.person("Bolat"))

    with Portal([package(1)]) as portal:
        source = portal.source()
        first = harvest(services, source)
        with pytest.raises(RunNotEnded):
            revert(services, portal.source(id="kg_other"), first, apply=False, by=Actor.person("Bolat"))
        clock.forward(days=1)
        harvest(services, source, full=True, on_step=meanwhile)
