"""What every archive must do. A backend subclasses `ArchiveContract` and gives an empty archive."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from registry.store.archive import Archive
from registry.store.errors import Corrupt, NotArchived

CONTENTS = [b"", b"\0", b"x", '{"title": "вода"}'.encode(), bytes(range(256)) * 40_000]


class ArchiveContract:
    """The subclass gives `archive`, and how its content is damaged behind its back."""

    @pytest.fixture
    def archive(self) -> Archive:
        raise pytest.UsageError("give an empty archive")

    def damage(self, archive: Archive, content_hash: str) -> None:
        raise pytest.UsageError("change what is kept under this hash, leaving its size")

    @pytest.mark.parametrize("content", CONTENTS, ids=len)
    def test_a_content_comes_back_by_its_hash(self, archive: Archive, content: bytes) -> None:
        assert archive.put(content) == sha256(content).hexdigest()
        assert archive.get(sha256(content).hexdigest()) == content
        assert archive.has(sha256(content).hexdigest())

    def test_what_was_never_put(self, archive: Archive) -> None:
        missing = sha256(b"missing").hexdigest()
        assert not archive.has(missing)
        with pytest.raises(NotArchived, match=missing):
            archive.get(missing)

    @pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "nul\0", "\ud800"])
    def test_what_is_no_hash_is_not_looked_for(self, archive: Archive, name: str) -> None:
        assert not archive.has(name)
        with pytest.raises(NotArchived):
            archive.get(name)

    def test_damage_is_noticed(self, archive: Archive) -> None:
        content_hash = archive.put(b"the raw record")
        self.damage(archive, content_hash)
        with pytest.raises(Corrupt, match=content_hash):
            archive.get(content_hash)

    @pytest.mark.parametrize("content", [b"raw record", bytes(17 * 1024 * 1024)])
    def test_what_is_missing_or_damaged_is_mended(self, archive: Archive, content: bytes) -> None:
        assert archive.mend(content)
        assert not archive.mend(content)
        content_hash = sha256(content).hexdigest()
        assert archive.get(content_hash) == content
        if any(content):
            self.damage(archive, content_hash)
            assert archive.mend(content)
            assert archive.get(content_hash) == content

    def test_a_published_file_is_replaced_and_removed(self, archive: Archive) -> None:
        archive.publish("trail/ab12/checkpoint", b"one")
        assert archive.published("trail/ab12/checkpoint") == b"one"
        archive.publish("trail/ab12/checkpoint", b"two")
        assert archive.published("trail/ab12/checkpoint") == b"two"
        archive.unpublish("trail/ab12/checkpoint")
        with pytest.raises(NotArchived):
            archive.published("trail/ab12/checkpoint")
        archive.unpublish("trail/ab12/checkpoint")

    def test_published_files_do_not_meet_each_other_or_anything_else(self, archive: Archive) -> None:
        names = ["tile/0/x001/067", "tile/0/x001/067.p/12", "tile/0/x001/067.p/13", "tile/entries/000", "checkpoint"]
        for name in names:
            archive.publish(name, name.encode())
        archive.unpublish("tile/0/x001/067.p/12")
        assert [archive.published(name) for name in names if not name.endswith("12")] == [
            name.encode() for name in names if not name.endswith("12")
        ]
        assert list(archive.notes()) == []
        assert not archive.has(sha256(b"checkpoint").hexdigest())

    @pytest.mark.parametrize(
        "name", ["", "..", "../checkpoint", "/checkpoint", "a//b", "a/../b", "A", "a b", "a\0", "\ud800", "a/"]
    )
    def test_what_no_published_file_is_named(self, archive: Archive, name: str) -> None:
        for step in (lambda: archive.publish(name, b""), lambda: archive.published(name), lambda: archive.unpublish(name)):
            with pytest.raises(ValueError, match="is not the name of a published file"):
                step()

    def test_what_was_never_published(self, archive: Archive) -> None:
        archive.publish("tile/0/000", b"")
        assert archive.published("tile/0/000") == b""
        for name in ("tile/0", "tile/0/000/0", "tile/0/001"):
            with pytest.raises(NotArchived):
                archive.published(name)

    def test_many_who_put_the_same_and_others(self, archive: Archive) -> None:
        contents = [b"%d" % (number % 50) for number in range(400)]
        with ThreadPoolExecutor(8) as pool:
            hashes = list(pool.map(archive.put, contents))
        assert [archive.get(content_hash) for content_hash in hashes] == contents

    # notes

    def test_notes_come_back_in_the_order_of_their_names(self, archive: Archive) -> None:
        assert list(archive.notes()) == []
        names = ["kz_egov/20260101T000000.000000Z-1-0001.jsonl", "kg_gov/2-b", "kg_gov/10", "kg/z", "kg/A"]
        for name in names:
            archive.add_note(name, name.encode() + "вода".encode())
        assert list(archive.notes()) == sorted(names)
        assert list(archive.notes("kg")) == ["kg/A", "kg/z"]
        assert list(archive.notes("none")) == []
        assert [archive.note(name) for name in names] == [name.encode() + "вода".encode() for name in names]

    def test_a_note_that_was_never_kept(self, archive: Archive) -> None:
        with pytest.raises(NotArchived, match="kg_gov/1"):
            archive.note("kg_gov/1")

    @pytest.mark.parametrize("name", ["", "kg", "kg/", "/kg", "../kg", "kg/..", "kg/a/b", "kg/вода", "Kg/a", "kg/a\n"])
    def test_a_note_has_a_name_that_every_archive_can_hold(self, archive: Archive, name: str) -> None:
        with pytest.raises(ValueError, match="name of a note"):
            archive.add_note(name, b"content")

    def test_notes_are_no_contents(self, archive: Archive) -> None:
        content_hash = archive.put(b"content")
        archive.add_note("kg/a", b"content")
        assert list(archive.notes()) == ["kg/a"]
        assert archive.get(content_hash) == b"content"

    def test_there_is_no_link_to_what_is_not_there(self, archive: Archive) -> None:
        with pytest.raises(NotArchived):
            archive.link(sha256(b"missing").hexdigest(), seconds=60)

    def test_an_archive_that_answers(self, archive: Archive) -> None:
        archive.check()
