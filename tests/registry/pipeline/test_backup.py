"""A backup on SQLite: what is in the file, what is refused, and what is left when the process is killed."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from registry.pipeline import backup_file
from registry.pipeline.backup import check_home, make
from registry.pipeline.backup_errors import (
    BackupDamaged,
    BackupError,
    BackupExists,
    BackupNewer,
    BackupNotWritten,
    HomeInUse,
    NotABackup,
    NothingToBackUp,
    TrailBroken,
)
from registry.pipeline.backup_trail import check_trail
from registry.pipeline.bring_back import bring_back
from registry.pipeline.publish import publish
from registry.services import UNFINISHED, Services
from registry.store.errors import RestoreUnfinished
from registry.store.occupied import look
from schemas.actor import Actor
from schemas.audit import Action
from tests.contracts.backup import BY, BackupContract, Home, home_at, manifest, old_home, parts
from tests.contracts.store.samples import AT, new
from tests.factories import record
from tests.harvest_processes import Place, Processes
from tests.homes import new_home


class TestSqliteBackup(BackupContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        (tmp_path / "elsewhere").mkdir()
        return f"sqlite:///{tmp_path / 'elsewhere' / 'serai 100%.db'}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a signed home, with its archive and keys."""
    folder = tmp_path_factory.mktemp("whole")
    home = old_home(folder)
    with home.open() as services:
        publish(services)
    return home.backup(folder / "whole.zip")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A small home with one record, whose raw record is not archived."""
    made = home_at(new_home(_folder(tmp_path / "home")))
    with made.open() as services:
        services.store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
    return made


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_the_file_is_its_owner_s_alone_and_nothing_is_left_beside_it(whole: Path) -> None:
    assert whole.stat().st_mode & 0o777 == 0o600
    assert not list(whole.parent.glob("*.part"))
    with ZipFile(whole) as opened:
        assert opened.testzip() is None


def test_keys_and_archive_are_in_it_only_if_asked_for(home: Home, whole: Path, tmp_path: Path) -> None:
    with home.open() as services:
        publish(services)
    small = home.backup(tmp_path / "small.zip", archive=False, keys=False)
    assert {"keys", "archive"}.isdisjoint(parts(small))
    assert {"keys", "archive"} <= set(parts(whole))
    assert (home.settings.home / "trail.key").read_bytes().strip() not in small.read_bytes()
    assert manifest(small)["key"] == [str(key) for key in manifest(small)["key"] if "trail" in key]


def test_the_trail_tells_who_made_it(home: Home, tmp_path: Path) -> None:
    with home.open() as services:
        made = make(services, tmp_path / "backup.zip", archive=True, keys=False, version="0.1.0", by=BY)
        told = services.store.audit.last(Action.EXPORT)
        assert told is not None
        assert (told.id, told.actor, told.details) == (made.told_by, BY, {"size": made.head.entry, "kind": "backup"})
        assert (made.records, made.contents, made.absent) == (1, 1, 1)


def test_a_file_that_is_there_is_replaced_only_if_asked_for(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(b"mine")
    with pytest.raises(BackupExists, match="backup-exists"):
        home.backup(file, replace=False)
    assert file.read_bytes() == b"mine"
    home.backup(file)
    assert parts(file)


def test_a_home_with_nothing_in_it_is_not_backed_up_and_not_made(tmp_path: Path) -> None:
    nowhere = home_at(tmp_path / "nowhere")
    with pytest.raises(NothingToBackUp, match="backup-nothing-here"):
        check_home(nowhere.settings)
    assert not nowhere.settings.home.exists()
    with nowhere.open():
        pass
    with pytest.raises(NothingToBackUp, match="only started"):
        check_home(nowhere.settings)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 10_000, 50_000])
def test_a_full_disk_leaves_nothing(home: Home, tmp_path: Path, size: int) -> None:
    file = tmp_path / "backup.zip"
    with home.open() as services, full_disk(size), pytest.raises(BackupNotWritten, match="backup-not-written"):
        make(services, file, archive=True, keys=True, version="0.1.0", by=BY)
    assert not list(tmp_path.glob("backup*"))


def test_each_changed_byte_is_found_before_anything_is_written(whole: Path, tmp_path: Path) -> None:
    content, empty = bytearray(whole.read_bytes()), home_at(tmp_path / "empty")
    damaged, size = tmp_path / "damaged.zip", whole.stat().st_size
    for at in sorted({*range(0, 60, 7), *range(0, size, size // 40), *range(size - 130, size, 7), size - 1}):
        content[at] ^= 1
        damaged.write_bytes(content)
        content[at] ^= 1
        with pytest.raises(BackupDamaged, match="backup-damaged"):
            bring_back(empty.settings, damaged, dry_run=False)
    assert not empty.settings.home.exists()


def test_a_cut_file_and_another_file_are_refused(whole: Path, tmp_path: Path) -> None:
    empty, file = home_at(tmp_path / "empty"), tmp_path / "file"
    kinds: list[tuple[bytes, type[BackupError]]] = [
        (whole.read_bytes()[:-1], BackupDamaged),
        (whole.read_bytes()[:5000], BackupDamaged),
        (b"", NotABackup),
        (b"PK\x03\x04 another zip", NotABackup),
    ]
    for content, error in kinds:
        file.write_bytes(content)
        with pytest.raises(error):
            bring_back(empty.settings, file, dry_run=True)
    assert not empty.settings.home.exists()


@pytest.mark.parametrize("change", [{"format": backup_file.FORMAT + 1}, {"revision": "r9999"}])
def test_what_a_newer_version_wrote_is_refused(whole: Path, tmp_path: Path, change: dict[str, object]) -> None:
    empty = home_at(tmp_path / "empty")
    with pytest.raises(BackupNewer, match=r"backup-newer: Serai 0\.1\.0"):
        bring_back(empty.settings, rewritten(whole, tmp_path / "newer.zip", change), dry_run=False)
    assert not empty.settings.home.exists()


def test_a_trail_that_was_changed_before_the_digests_were_made_is_found(whole: Path, tmp_path: Path) -> None:
    head = backup_file.Head(entry=manifest(whole)["head"]["entry"], hash="0" * 64)
    forged = rewritten(whole, tmp_path / "forged.zip", {"head": head})
    with backup_file.opened(forged, known=lambda _: True) as backup, pytest.raises(TrailBroken, match="backup-trail-broken"):
        check_trail(backup)


def rewritten(file: Path, target: Path, change: dict[str, object]) -> Path:
    """The same parts with another manifest."""
    with backup_file.opened(file, known=lambda _: True) as backup, target.open("w+b") as out, backup_file.Writer(out) as writer:
        with ZipFile(file) as old:
            for part in backup.manifest.part:
                writer.add(part.name, [old.read(part.name)])
        writer.close(backup.manifest.model_copy(update=change))
    return target


def test_a_look_changes_nothing(whole: Path, tmp_path: Path) -> None:
    empty = home_at(tmp_path / "empty")
    back = bring_back(empty.settings, whole, dry_run=True)
    assert (back.dry_run, back.records, back.indexed) == (True, manifest_count(whole, "record"), None)
    assert not empty.settings.home.exists()


def manifest_count(file: Path, table: str) -> int:
    return parts(file)[f"tables/{table}.jsonl"][0]


def test_a_key_or_a_declaration_of_the_home_is_never_replaced(whole: Path, tmp_path: Path) -> None:
    there = home_at(_folder(tmp_path / "there"))
    (there.settings.home / "trail.key").write_text("another key\n")
    with pytest.raises(HomeInUse, match=r"restore-home-in-use.*trail\.key"):
        bring_back(there.settings, whole, dry_run=False)
    assert [each.name for each in there.settings.home.iterdir()] == ["trail.key"]


def test_the_published_trail_is_there_again(whole: Path, tmp_path: Path) -> None:
    there = home_at(tmp_path / "there")
    there.restore(whole)
    with there.open() as services:
        signed = publish(services)
        assert signed is not None
        assert signed.size == manifest(whole)["log"]["size"]


# killed


def back_up(services: Services, *, home: str, file: str) -> None:
    Home(home_at(Path(home)).settings).backup(Path(file))


def restore_it(services: Services, *, home: str, file: str) -> None:
    bring_back(home_at(Path(home)).settings, Path(file), dry_run=False)


def load() -> None:
    """Everything that is imported late."""
    import registry.store.loading  # noqa: F401, PLC0415


SHARES = [(0.5, 0.95), pytest.param((0.02, 0.3, 0.7, 0.9, 0.98, 0.998), marks=pytest.mark.proof)]
"""After which shares of its function calls the work is killed."""


def moments(calls: int | None, shares: tuple[float, ...]) -> list[int]:
    assert calls
    return [int(calls * share) for share in shares]


@pytest.mark.parametrize("shares", SHARES)
def test_a_backup_that_is_killed_leaves_the_old_file(home: Home, tmp_path: Path, shares: tuple[float, ...]) -> None:
    file = home.backup(tmp_path / "backup.zip")
    place = Place(new_home(_folder(tmp_path / "worker")), f"sqlite:///{tmp_path}/worker/serai.db")
    given = {"home": str(home.settings.home), "file": str(file)}
    with Processes(f"{__name__}:back_up", first=f"{__name__}:load") as processes:
        for moment in moments(processes.do(place, **given), shares):
            processes.do(place, kill_at=moment, **given)
            with backup_file.opened(file, known=lambda _: True) as backup:
                check_trail(backup)
            assert {each.name for each in tmp_path.iterdir()} <= {"backup.zip", "backup.zip.part", "home", "worker"}
        assert processes.do(place, **given)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("shares", SHARES)
def test_a_restore_that_is_killed_is_seen_and_called_again(whole: Path, tmp_path: Path, shares: tuple[float, ...]) -> None:
    place = Place(new_home(_folder(tmp_path / "worker")), f"sqlite:///{tmp_path}/worker/serai.db")
    with Processes(f"{__name__}:restore_it", first=f"{__name__}:load") as processes:
        calls = processes.do(place, home=str(tmp_path / "whole"), file=str(whole))
        for number, moment in enumerate(moments(calls, shares)):
            there = home_at(tmp_path / f"home {number}")
            processes.do(place, kill_at=moment, home=str(there.settings.home), file=str(whole))
            begun = (there.settings.home / UNFINISHED).exists()
            if begun:
                with pytest.raises(RestoreUnfinished, match="restore-unfinished"), there.open():
                    pass
            if begun or look(there.settings.database) is None:
                there.restore(whole)
            assert parts(there.backup(tmp_path / "again.zip")) == parts(whole)
