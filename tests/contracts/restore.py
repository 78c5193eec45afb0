"""What must hold when the store is lost and the archive is not. A backend subclasses `RestoreContract` and gives an archive."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from harvesters.limits import Limits
from registry.pipeline import index, manifest
from registry.pipeline.harvest import harvest
from registry.pipeline.moving import move, undo
from registry.pipeline.restore import Restoration, restore
from registry.pipeline.verify import verify
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.errors import DatabaseVanished
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import CatalogRecord
from schemas.runs import RunCounts, RunState
from search.ask import ask
from search.query import Query
from tests.portal import Portal, package

Open = Callable[[str], AbstractContextManager[Services]]

NASTY = ("суу/вода", "../../etc/passwd", "b 'c\" %00 \\", "🌊" * 60, "..", "con")


def packages(count: int) -> list[dict[str, Any]]:
    return [package(number) for number in range(count)]


def layers(services: Services) -> dict[UUID, CatalogRecord]:
    """All records, without what a restored one cannot have."""
    return {
        item.id: item.model_copy(update={"version": 0, "provenance": item.provenance.model_copy(update={"run": 0})})
        for item in services.store.records.stream()
    }


class RestoreContract:
    """The subclass gives `archive`: the settings of an empty one."""

    @pytest.fixture
    def archive(self) -> dict[str, str]:
        raise pytest.UsageError("give archive_url, and what else the settings of the archive need")

    @pytest.fixture
    def installation(self, archive: dict[str, str], tmp_path: Path) -> Iterator[Open]:
        """Opens an installation by its name: each has a store and an index of its own, and all have the archive."""
        moments = iter(range(10**6))
        start = datetime(2026, 11, 25, 12, tzinfo=UTC)

        def opened(name: str) -> AbstractContextManager[Services]:
            settings = Settings(home=tmp_path / name, database_url=None, search_url=None, batch_size=10, **archive)
            limits = Limits(first_wait=0.01, longest_wait=0.05)
            return open_services(settings, limits=limits, clock=lambda: start + timedelta(seconds=next(moments)))

        return opened

    def test_an_empty_store_has_the_records_again(self, installation: Open) -> None:
        with Portal(packages(25)) as portal, installation("first") as first, installation("second") as second:
            source = portal.source(page_size=10)
            harvest(first, source)
            portal.packages[3] |= {"title": "Башка аталыш", "metadata_modified": "2026-11-25T13:30:00.000001"}
            harvest(first, source, full=True)
            assert manifest.sources(second.archive) == (source.id,)
            assert restore(second, source) == Restoration(source=source.id, restored=25, kept=1)
            assert layers(second) == layers(first)
            index.refresh(second)
            assert verify(second).whole
            assert ask(second.engine, Query(text="аталыш")).total == 1
            for item in second.store.records.stream():
                (entry,) = second.store.audit.history(item.id)
                assert (entry.action, entry.actor, entry.details["from"]) == (Action.CREATE, Actor.system("restore"), "archive")

    def test_an_empty_database_beside_an_archive_with_records_is_refused(self, installation: Open) -> None:
        with Portal(packages(3)) as portal, installation("first") as first:
            harvest(first, portal.source())
        with pytest.raises(DatabaseVanished, match="the archive has records"), installation("second"):
            pass
        with installation("first") as first:
            assert first.store.records.count() == 3

    def test_the_next_harvest_finds_nothing_changed(self, installation: Open) -> None:
        with Portal(packages(12)) as portal, installation("first") as first, installation("second") as second:
            harvest(first, portal.source())
            restore(second, portal.source())
            run = harvest(second, portal.source())
            assert (run.state, run.since, run.counts) == (RunState.DONE, None, RunCounts(read=12, unchanged=12))

    def test_what_the_store_has_is_left_as_it_is(self, installation: Open) -> None:
        with Portal(packages(12)) as portal, installation("first") as first:
            harvest(first, portal.source())
            before = list(first.store.records.stream())
            assert restore(first, portal.source()) == Restoration(source="kg_example", kept=12)
            assert list(first.store.records.stream()) == before

    def test_any_identifier_comes_back(self, installation: Open) -> None:
        odd = [package(number, id=identifier) for number, identifier in enumerate(NASTY)]
        with Portal(odd) as portal, installation("first") as first, installation("second") as second:
            harvest(first, portal.source())
            restore(second, portal.source())
            assert {item.dataset.identifier for item in second.store.records.stream()} == set(NASTY)
            assert layers(second) == layers(first)

    def test_an_identity_that_was_moved_comes_back(self, installation: Open) -> None:
        with Portal(packages(12)) as portal, installation("first") as opened, installation("second") as second:
            source = portal.source()
            first = replace(opened, sources={source.id: source})
            harvest(first, source)
            ids = {item.id for item in first.store.records.stream()}
            for night in (1, 2):
                portal.packages = [package(100 * night + each, name=f"dataset-{each}") for each in range(12)]
                hold = first.store.holds.of_run(harvest(first, source, full=True).id)
                assert hold is not None
                assert move(first, hold.id, by=Actor.person("Bolat"), reason="all is new each night").moved == 12
            assert restore(second, source).restored == 12
            assert {item.id for item in second.store.records.stream()} == ids
            assert {item.dataset.identifier for item in second.store.records.stream()} == {each["id"] for each in portal.packages}
            run = harvest(second, source, full=True)
            assert run.counts == RunCounts(read=12, unchanged=12)
            portal.packages += packages(12)
            assert harvest(second, source, full=True).counts.repeated == 12
            assert second.store.records.count() == 12

    def test_an_undone_move_comes_back_as_undone(self, installation: Open) -> None:
        with Portal(packages(12)) as portal, installation("first") as opened, installation("second") as second:
            source = portal.source()
            first = replace(opened, sources={source.id: source})
            harvest(first, source)
            portal.packages = [package(100 + each, name=f"dataset-{each}") for each in range(12)]
            hold = first.store.holds.of_run(harvest(first, source, full=True).id)
            assert hold is not None
            move(first, hold.id, by=Actor.person("Bolat"), reason="all is new each night")
            undo(first, hold.id, by=Actor.person("Bolat"), reason="they differ")
            assert restore(second, source).restored == 24
            assert layers(second) == layers(first)

    def test_a_source_that_was_never_harvested(self, installation: Open) -> None:
        with Portal(packages(1)) as portal, installation("first") as first:
            assert restore(first, portal.source()) == Restoration(source="kg_example")
            assert manifest.sources(first.archive) == ()
