"""The archive in a folder."""

import os
import subprocess
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path

import pytest

from registry.store.archive import Archive, open_archive
from registry.store.errors import InvalidAddress, StoreUnavailable
from registry.store.file_archive import FileArchive
from tests.contracts.archive import ArchiveContract

PUT_FOR_EVER = """
import sys
from pathlib import Path
from registry.store.file_archive import FileArchive
archive = FileArchive(Path(sys.argv[1]))
for number in range(10**9):
    archive.put(b"%d" % number * 100_000)
    if number == 3:
        print("putting", flush=True)
"""


def file_of(folder: Path, content_hash: str) -> Path:
    return folder / content_hash[:2] / content_hash[2:]


class TestFileArchive(ArchiveContract):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        return FileArchive(tmp_path / "archive")

    def damage(self, archive: Archive, content_hash: str) -> None:
        assert isinstance(archive, FileArchive)
        file = file_of(archive.folder, content_hash)
        file.write_bytes(bytes(len(file.read_bytes())))


def test_an_archive_opens_while_somebody_writes_to_it(tmp_path: Path) -> None:
    archive, stop = FileArchive(tmp_path), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            archive.put(b"%d" % (number := number + 1))

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(300):
            FileArchive(tmp_path).check()
    finally:
        stop.set()
        for writer in writers:
            writer.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_the_same_content_is_written_once(folder: Path) -> None:
    archive = FileArchive(folder)
    file = file_of(folder, archive.put(b"once"))
    os.utime(file, (1, 1))
    archive.put(b"once")
    assert file.stat().st_mtime == 1


def test_a_file_that_a_power_cut_emptied_is_written_again(folder: Path) -> None:
    archive = FileArchive(folder)
    content_hash = archive.put(b"content")
    file_of(folder, content_hash).write_bytes(b"")
    archive.put(b"content")
    assert archive.get(content_hash) == b"content"


def test_a_killed_writer_leaves_no_half_file(folder: Path) -> None:
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", PUT_FOR_EVER, folder], stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "putting\n"
            time.sleep(0.02)
            writer.kill()
    archive = FileArchive(folder)
    names = [file.parent.name + file.name for file in folder.glob("[0-9a-f][0-9a-f]/*")]
    assert len(names) >= 4
    assert all(sha256(archive.get(name)).hexdigest() == name for name in names)


def test_leftovers_are_removed_when_nobody_can_be_writing_them(folder: Path) -> None:
    FileArchive(folder)
    old, young = folder / "incoming" / "old", folder / "incoming" / "young"
    for leftover in (old, young):
        leftover.write_bytes(b"half")
    os.utime(old, (1, 1))
    FileArchive(folder)
    assert not old.exists()
    assert young.exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable):
        FileArchive(tmp_path / "file")
    archive = FileArchive(tmp_path / "archive")
    (tmp_path / "archive" / "incoming").rmdir()
    with pytest.raises(StoreUnavailable):
        archive.put(b"content")


def test_addresses_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / "with space, % and вода"
    for address in (
        odd.as_uri(),
        str(odd),
        f"file:{odd.as_posix().replace('%', '%25')}",
        odd.as_uri().replace("///", "//localhost/"),
    ):
        archive = open_archive(address)
        assert isinstance(archive, FileArchive)
        assert archive.folder == odd
    monkeypatch.chdir(tmp_path)
    for address in ("some/where", "file:some/where"):
        archive = open_archive(address)
        assert isinstance(archive, FileArchive)
        assert archive.folder == tmp_path / "some/where"


@pytest.mark.parametrize("address", ["ftp://host/x", "file://host/x", "file:", "http://127.0.0.1/", "a:b"])
def test_addresses_that_are_none_of_ours(address: str) -> None:
    with pytest.raises(InvalidAddress, match="write"):
        open_archive(address)
