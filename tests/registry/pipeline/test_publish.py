"""Publishing the trail: stopped anywhere it goes on, what is lost is made again, and another past is never signed."""

import shutil
import sqlite3
import threading
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.operation.trail_key import FILE, InvalidTrailKey, new_key, signers, write
from registry.pipeline import trail_keys
from registry.pipeline.publish import Forked, KeyUnknown, check, publish
from registry.pipeline.trail import CHECKPOINT, place_of, proof_of, signed, tree, verifiers
from registry.pipeline.trail_check import TrailFault
from registry.pipeline.verify import verify
from registry.proof.checkpoint import Checkpoint
from registry.proof.entries import leaf
from registry.proof.growing import Growing
from registry.proof.keys import Signer
from registry.proof.notes import opened, unverified_text
from registry.proof.tile_files import WIDTH
from registry.proof.tree import leaf_hash
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.audit_rows import Event
from registry.store.errors import NotArchived, StoreUnavailable
from registry.store.file_archive import FileArchive
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action

from .conftest import Clock

BY = Actor.person("Aizada Bekova")


def deeds(services: Services, count: int = 1) -> None:
    """Entries of the trail, of no meaning."""
    for at in range(count):
        event = Event(CATALOGUE, Action.CONFIRM_RULE, BY, services.clock(), {"rule": f"R-{at}"})
        services.store.audit.add(event)


def is_whole(services: Services) -> bool:
    """Whether the newest checkpoint is shown, is signed, and is the one over the entries of the store."""
    last = signed(services)
    if last is None:
        return False
    growing = Growing()
    for content in services.store.audit.leaves(after=0, until=last.size):
        growing.add(leaf_hash(content))
    root = Checkpoint.parse(opened(last.note, *verifiers(services)).text).root
    shown = services.archive.published(place_of(last.origin, CHECKPOINT)).decode()
    published = tree(services, last)
    contents = list(published.contents(0, last.size))
    ours = [leaf(entry) for entry in services.store.audit.entries(until=last.size)]
    return shown == last.note and root == growing.root() == published.root() and contents == ours


def files(services: Services) -> list[Path]:
    """The published files."""
    folder = services.settings.home / "archive"
    return sorted(file for file in folder.rglob("*") if file.is_file() and "trail" in file.parts)


def at(home: Path, clock: Clock, *, key: str | None = None) -> AbstractContextManager[Services]:
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None, trail_key=key)
    return open_services(settings, clock=clock)


def copied(services: Services, home: Path) -> Path:
    """A backup of database and key, without the archive."""
    home.mkdir()
    with (
        closing(sqlite3.connect(services.settings.home / "serai.db")) as database,
        closing(sqlite3.connect(home / "serai.db")) as backup,
    ):
        database.backup(backup)
    shutil.copy(services.settings.home / FILE, home / FILE)
    return home


@pytest.fixture
def published(services: Services) -> Services:
    deeds(services, 20)
    publish(services)
    return services


def test_what_is_new_is_signed_once(services: Services, clock: Clock) -> None:
    deeds(services, 5)
    first = publish(services)
    assert first is not None
    assert (first.size, first.at) == (services.store.audit.end(), clock.time)
    clock.forward(hours=1)
    assert publish(services) == first
    deeds(services)
    second = publish(services)
    assert second is not None
    assert (second.size, second.at) == (first.size + 1, first.at + timedelta(hours=1))
    assert is_whole(services)
    assert proof_of(services, 3).index == 2


def test_partial_files_of_full_ones_are_removed(services: Services) -> None:
    for _ in range(4):
        deeds(services, 90)
        publish(services)
    assert services.store.audit.end() > WIDTH
    assert is_whole(services)
    assert [file for file in files(services) if "000.p" in str(file) and "/1/" not in str(file)] == []
    assert verify(services).trail.found == ()


class Stopped(BaseException):
    """The process ends here, whatever it was about to do."""


class Stopping:
    """An archive that stops the process before or after it has published so many files."""

    def __init__(self, archive: FileArchive, calls: int, *, after: bool) -> None:
        self._archive, self._left, self._after = archive, calls, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._archive, name)

    def put(self, content: bytes) -> str:
        self._step()
        return self._archive.put(content)

    def publish(self, name: str, content: bytes) -> None:
        if not self._after:
            self._step()
        self._archive.publish(name, content)
        if self._after:
            self._step()

    def _step(self) -> None:
        if self._left == 0:
            raise Stopped
        self._left -= 1


@pytest.mark.parametrize("after", [True, False], ids=["after", "before"])
def test_stopped_at_any_step_it_goes_on(services: Services, *, after: bool) -> None:
    """Between any two steps the process is killed; the next one finds all as it was promised, and goes on."""
    assert isinstance(services.archive, FileArchive)
    deeds(services, 250)
    publish(services)
    stops = 0
    while True:
        before = signed(services)
        deeds(services, WIDTH + 3)
        stopping = replace(services, archive=Stopping(services.archive, stops, after=after))  # type: ignore[arg-type]
        try:
            publish(stopping)
        except Stopped:
            stops += 1
        else:
            break
        assert before is not None
        last = signed(services)
        assert last is not None
        assert last.size >= before.size
        shown = services.archive.published(place_of(last.origin, CHECKPOINT)).decode()
        assert tree(services, last).root() == Checkpoint.parse(unverified_text(last.note)).root
        assert Checkpoint.parse(unverified_text(shown)).size <= last.size
        if stops % 2:
            publish(services)
            assert is_whole(services)
    assert stops > 5
    assert is_whole(services)
    assert verify(services).trail.found == ()


@pytest.mark.parametrize("damage", ["removed", "flipped", "cut"])
def test_files_that_are_lost_or_damaged_are_made_again(published: Services, damage: str) -> None:
    assert len(files(published)) >= 3
    for file in files(published):
        content = file.read_bytes()
        if damage == "removed":
            file.unlink()
        else:
            file.write_bytes(content[:-1] if damage == "cut" else bytes([content[0] ^ 1]) + content[1:])
        found = verify(published).trail.found
        expected = TrailFault.FILE_MISSING if damage == "removed" else TrailFault.FILE_DAMAGED
        assert [(each.fault, each.count) for each in found] == [(expected, 1)]
        assert verify(published, repair=True).repaired
        assert file.read_bytes() == content
        assert verify(published).trail.found == ()
    deeds(published)
    for file in files(published):
        file.unlink()
    publish(published)
    assert is_whole(published)


def test_archived_rules_are_put_back(published: Services) -> None:
    rules = next(published.store.audit.entries(action=Action.PUT_IN_FORCE))
    archived = published.settings.home / "archive" / rules.details["hash"][:2] / rules.details["hash"][2:]
    archived.unlink()
    assert [each.fault for each in verify(published).trail.found] == [TrailFault.RULES_NOT_ARCHIVED]
    verify(published, repair=True)
    assert verify(published).trail.found == ()
    archived.write_bytes(b"{}")
    assert [each.fault for each in verify(published).trail.found] == [TrailFault.RULES_DAMAGED]
    verify(published, repair=True)
    assert archived.exists()
    assert verify(published).trail.found == ()


def test_an_older_backup_with_the_same_past_goes_on(published: Services, clock: Clock, tmp_path: Path) -> None:
    """The archive has a checkpoint that the database does not know: all that it covers is in the database."""
    deeds(published, 3)
    backup = copied(published, tmp_path / "backup")
    last = publish(published)
    shutil.copytree(published.settings.home / "archive", backup / "archive")
    with at(backup, clock) as restored:
        assert publish(restored) == last
        deeds(restored)
        publish(restored)
        assert is_whole(restored)


def test_an_older_backup_is_not_signed(published: Services, clock: Clock, tmp_path: Path) -> None:
    backup = copied(published, tmp_path / "backup")
    end = published.store.audit.end()
    deeds(published, 3)
    publish(published)
    shutil.copytree(published.settings.home / "archive", backup / "archive")
    with at(backup, clock) as restored:
        for sign in (check, publish):
            with pytest.raises(Forked) as forked:
                sign(restored)
            assert forked.value.entry == end + 1
        deeds(restored, 5)
        with pytest.raises(Forked):
            publish(restored)
        made = trail_keys.restart(restored, reason="the newer backup is lost", by=BY)
        last = publish(restored)
        assert last is not None
        assert last.origin == made.name != verifiers(published)[0].name
        assert is_whole(restored)
        told = restored.store.audit.last(Action.SIGN)
        assert told is not None
        assert (told.details["replaces"], told.details["reason"]) == (str(verifiers(published)[0]), "the newer backup is lost")
        old = restored.archive.published(place_of(verifiers(published)[0].name, CHECKPOINT)).decode()
        assert Checkpoint.parse(unverified_text(old)).size == end + 3
        assert verify(restored).trail.found == ()


def test_several_publish_at_once(services: Services, clock: Clock) -> None:
    deeds(services, 30)
    failed = list[BaseException]()

    def work() -> None:
        with at(services.settings.home, clock) as other:
            for _ in range(5):
                deeds(other, 2)
                try:
                    publish(other)
                except Forked as error:
                    failed.append(error)

    publish(services)
    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert failed == []
    publish(services)
    assert is_whole(services)
    assert verify(services).trail.found == ()


def test_a_key_is_followed_by_another(published: Services) -> None:
    before = verifiers(published)
    made = trail_keys.rotate(published)
    last = publish(published)
    assert last is not None
    assert verifiers(published) == (made.verifier, *before)
    for key in (made.verifier, *before):
        assert opened(last.note, key)
    write(published.settings.home / FILE, made)
    deeds(published)
    publish(published)
    assert is_whole(published)


def test_a_key_that_nobody_announced_signs_nothing(published: Services) -> None:
    before = signed(published)
    write(published.settings.home / FILE, new_key(published.settings, name=verifiers(published)[0].name))
    deeds(published)
    with pytest.raises(KeyUnknown):
        publish(published)
    assert signed(published) == before
    assert [each.fault for each in verify(published).trail.found] == [TrailFault.KEY_DIFFERS]
    (published.settings.home / FILE).write_text("nonsense")
    with pytest.raises(InvalidTrailKey):
        publish(published)


def test_without_a_key_nothing_is_signed(services: Services) -> None:
    far = services.settings.model_copy(update={"database_url": "postgresql://db.example/serai"})
    assert publish(replace(services, settings=far)) is None
    assert signed(services) is None
    assert not (services.settings.home / FILE).exists()
    assert verify(services).trail.size == 0


def test_of_several_that_make_the_first_key_one_wins(services: Services) -> None:
    """Else a key that has signed already would be lost."""
    start, found = threading.Barrier(8), list[tuple[Signer, ...]]()

    def work() -> None:
        start.wait()
        found.append(signers(services.settings))

    workers = [threading.Thread(target=work) for _ in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [file.name for file in services.settings.home.glob("trail.key*")] == [FILE]


def test_the_key_is_of_its_owner_alone(published: Services) -> None:
    file = published.settings.home / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(signers(published.settings)) == 1


def test_an_archive_that_does_not_answer(published: Services) -> None:
    assert isinstance(published.archive, FileArchive)
    before, away = signed(published), published.archive.folder.with_name("away")
    deeds(published)
    published.archive.folder.rename(away)
    published.archive.folder.write_text("a file")
    with pytest.raises((StoreUnavailable, NotArchived)):
        publish(published)
    published.archive.folder.unlink()
    away.rename(published.archive.folder)
    publish(published)
    assert is_whole(published)
    assert signed(published) != before


@pytest.fixture
def read_only(published: Services) -> Services:
    with closing(sqlite3.connect(published.settings.home / "serai.db")) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
        database.commit()
    return published


def test_a_database_that_cannot_keep_the_checkpoint_shows_none(read_only: Services) -> None:
    before = signed(read_only)
    deeds(read_only)
    with pytest.raises(Exception, match="full"):
        publish(read_only)
    assert before is not None
    assert read_only.archive.published(place_of(before.origin, CHECKPOINT)).decode() == before.note
    with closing(sqlite3.connect(read_only.settings.home / "serai.db")) as database:
        database.execute("DROP TRIGGER full")
        database.commit()
    publish(read_only)
    assert is_whole(read_only)
