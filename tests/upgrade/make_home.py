"""Makes the home of version 0.1 that `test_home_of_0_1.py` opens, and writes down what is in it.

It runs with version 0.1, not with today's code. In a checkout of commit 4a55bac with its environment:

    PYTHONPATH=. .venv/bin/python make_home.py FOLDER

FOLDER then has `home-0.1.tar.gz`, the home, and `home-0.1.json`, what version 0.1 says of it. All data are invented. The token in
both was made for this test and belongs to nobody.
"""

import json
import os
import socket
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harvesters.source import Source
from registry.pipeline.curate import curate, take_back
from registry.pipeline.harvest import harvest, queue, stop
from registry.pipeline.index import refresh
from registry.pipeline.rescue import renormalise
from registry.pipeline.rescue import restore as put_back
from registry.pipeline.restore import restore as restore_from_archive
from registry.pipeline.schedule import decide
from registry.pipeline.withdraw import drop, release
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.record import Aspect, CuratedJurisdiction, JurisdictionDecision, LicenseDecision, PrivacyDecision, record_id
from schemas.runs import Run
from tests.portal import Portal, package

NAMESAKE = "run 1"
"""A person who is called as a run is."""

OTHER = "Айсулуу Исакова"


class Maker:
    """An installation of version 0.1 with three portals. `told` has who did what, by the ids of the audit entries."""

    def __init__(self, home: Path, portals: dict[str, Portal]) -> None:
        self.settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None, batch_size=4)
        self.portals = portals
        self.time = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
        self.told: list[dict[str, Any]] = []

    def clock(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time

    def source(self, name: str, **fields: Any) -> Source:
        return self.portals[name].source(id=name, page_size=4, grace={"sweeps": 1, "days": 0}, **fields)

    @contextmanager
    def open(self, **settings: Any) -> Iterator[Services]:
        """The services, an hour later than the last time."""
        self.time = self.time.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        with open_services(self.settings.model_copy(update=settings), clock=self.clock) as services:
            yield replace(services, sources={name: self.source(name) for name in self.portals})

    def do(self, kind: str, name: str, work: Callable[[Services], Any]) -> Any:
        """Do something as somebody, and note which entries of the trail that made."""
        with self.open() as services:
            start = services.store.audit.end()
            done = work(services)
            entries = range(start + 1, services.store.audit.end() + 1)
        self.told += [{"entry": entry, "kind": kind, "name": name} for entry in entries]
        return done

    def sweep(self, name: str, *, full: bool = True) -> Run:
        """A harvest, which has the next number of all runs."""
        with self.open() as services:
            number = max((run.id for run in services.store.runs.list(limit=1)), default=0) + 1
        run: Run = self.do("run", str(number), lambda services: harvest(services, self.source(name), full=full))
        assert run.id == number
        return run


def make(maker: Maker) -> None:
    """Everything that may happen to an installation, in the order of a small story."""
    kg, kz = maker.portals["kg_example"], maker.portals["kz_example"]
    first = maker.sweep("kg_example")
    maker.sweep("kz_example")
    _decide(maker)
    kg.packages[3] |= {"title": "Көлдөр", "metadata_modified": "2026-11-20T05:00:00.000001"}
    maker.sweep("kg_example", full=False)
    gone = kg.packages.pop(11)
    maker.sweep("kg_example")
    kg.packages.append(gone)
    del kg.packages[10]
    maker.sweep("kg_example")
    _hold(maker, kz)
    maker.do("person", NAMESAKE, lambda services: put_back(services, maker.source("kg_example"), first, apply=True, by=NAMESAKE))
    russian = maker.source("kz_example", language=("ru",))
    maker.do("person", OTHER, lambda services: renormalise(services, russian, apply=True, by=OTHER))
    _restore(maker)
    with maker.open() as services:
        refresh(services)
    _ask(maker)
    _interrupt(maker)


def _decide(maker: Maker) -> None:
    def decided(services: Services) -> None:
        of = [record_id("kg_example", package(number)["id"]) for number in range(3)]
        reason = "asked the ministry"
        curate(services, of[0], LicenseDecision(value="CC0-1.0", reason=reason, by=NAMESAKE, at=services.clock()))
        state = CuratedJurisdiction(holder_state="KG", storage_state=("KZ",))
        curate(services, of[1], JurisdictionDecision(value=state, reason=reason, by=NAMESAKE, at=services.clock()))
        take_back(services, of[1], Aspect.JURISDICTION, reason="asked again", by=NAMESAKE)

    def decided_too(services: Services) -> None:
        about = record_id("kg_example", package(2)["id"])
        curate(services, about, PrivacyDecision(value="personal", reason="it has names", by=OTHER, at=services.clock()))

    maker.do("person", NAMESAKE, decided)
    maker.do("person", OTHER, decided_too)
    with maker.open() as services:
        decide(services, services.sources["kg_example"], "1d", by=OTHER)
        decide(services, services.sources["kz_example"], "off", by=NAMESAKE)


def _hold(maker: Maker, portal: Portal) -> None:
    """Three holds: one is dropped, one released, one waits."""
    everything = list(portal.packages)
    for settle in (drop, release):
        portal.packages[:] = everything[:3]
        run = maker.sweep("kz_example")
        maker.do("person", NAMESAKE, lambda services, run=run, settle=settle: _settle(services, run, settle))
    portal.packages[:] = everything[:5]
    maker.sweep("kz_example")
    portal.packages[:] = everything[:1]
    maker.sweep("kz_example")


def _settle(services: Services, run: Run, settle: Callable[..., object]) -> None:
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    settle(services, hold.id, by=NAMESAKE, reason="the ministry answered")


def _restore(maker: Maker) -> None:
    """A third portal was harvested into a database that is lost; its archive is left."""
    with TemporaryDirectory() as lost, maker.open(database_url=f"sqlite:///{lost}/lost.db") as services:
        harvest(services, maker.source("tj_example"))
    maker.do("system", "restore", lambda services: restore_from_archive(services, maker.source("tj_example")))


def _ask(maker: Maker) -> None:
    """Runs that people asked for: one is stopped, one is done."""
    maker.portals["tj_example"].packages[0] |= {"title": "Об"}
    with maker.open() as services:
        stop(services, queue(services, maker.source("tj_example"), by=OTHER), by=NAMESAKE)
        queue(services, maker.source("tj_example"), full=True, by=NAMESAKE)
    maker.do("run", "11", lambda services: harvest(services, maker.source("tj_example"), full=True))


def _interrupt(maker: Maker) -> None:
    """Two runs that do not come to their end: one is told to end, of the other the process ends."""

    def leave(_: Run) -> None:
        raise KeyboardInterrupt

    def die(_: Run) -> None:
        os._exit(0)

    portal = maker.portals["kg_example"]
    for number in range(3):
        portal.packages[number] |= {"notes": "Дарыялар"}
    for end in (leave, die):
        with maker.open() as services:
            start = services.store.audit.end()
        child = os.fork()
        if child == 0:
            with maker.open() as services, suppress(KeyboardInterrupt):
                harvest(services, maker.source("kg_example"), full=True, progress=end)
            os._exit(0)
        os.waitpid(child, 0)
        with maker.open() as services:
            run = services.store.runs.last("kg_example")
            assert run is not None
            entries = range(start + 1, services.store.audit.end() + 1)
        maker.told += [{"entry": entry, "kind": "run", "name": str(run.id)} for entry in entries]
        portal.packages[3] |= {"notes": "Дарыялар"}


def written_down(maker: Maker, token: str) -> dict[str, Any]:
    """What version 0.1 says of the home."""
    with maker.open() as services:
        store = services.store
        runs = sorted(store.runs.list(limit=1000), key=lambda run: run.id)
        records = list(store.records.stream())
        entries = sorted((entry for record in records for entry in store.audit.history(record.id)), key=lambda entry: entry.id)
        assert store.audit.verify() is None
        assert [entry.id for entry in entries] == [told["entry"] for told in maker.told]
        return {
            "at": maker.time.isoformat(),
            "token": token,
            "portals": {name: portal.packages for name, portal in maker.portals.items()},
            "records": [record.model_dump(mode="json", exclude_defaults=True) for record in records],
            "trail": [entry.model_dump(mode="json") for entry in entries],
            "who": [{"kind": told["kind"], "name": told["name"]} for told in maker.told],
            "runs": [run.model_dump(mode="json") for run in runs],
            "cursors": {run.id: store.runs.cursor(run.id) for run in runs},
            "issues": {run.id: [group.model_dump(mode="json") for group in store.runs.issue_groups(run.id)] for run in runs},
            "holds": [hold.model_dump(mode="json") for hold in store.holds.list(limit=1000)],
            "held": {hold.id: [str(record.id) for record in store.holds.records(hold.id)] for hold in store.holds.list()},
            "schedules": {
                name: [each.schedule, each.by, each.at.isoformat()] for name, each in store.schedules.decided().items()
            },
            "tokens": [[each.name, each.created.isoformat(), each.expires.isoformat()] for each in store.tokens.list()],
            "waiting": [str(pending.id) for pending in store.outbox.pending(1000)],
        }


def main(folder: Path) -> None:
    socket.gethostname = lambda: "maker.example"  # a run notes where its process is
    with TemporaryDirectory() as work:
        home = Path(work) / "home"
        with (
            Portal(map(package, range(12))) as kg,
            Portal([*map(package, range(20, 26)), package(26, title="")]) as kz,
            Portal(map(package, range(30, 32))) as tj,
        ):
            maker = Maker(home, {"kg_example": kg, "kz_example": kz, "tj_example": tj})
            make(maker)
            with maker.open() as services:
                at = services.clock()
                token = services.store.tokens.add(NAMESAKE, expires=at + timedelta(days=3650), at=at)
            told = written_down(maker, token)
        (folder / "home-0.1.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        with tarfile.open(folder / "home-0.1.tar.gz", "w:gz") as archive:
            archive.add(home, arcname="home", filter=_anonymous)


def _anonymous(file: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of the user who made the home."""
    file.uid = file.gid = file.mtime = 0
    file.uname = file.gname = ""
    return file


if __name__ == "__main__":
    main(Path(sys.argv[1]))
