"""Filling a store again from an archive in a folder."""

from pathlib import Path

import pytest

from registry.pipeline import manifest
from registry.pipeline.harvest import harvest
from registry.pipeline.restore import Restoration, restore
from registry.store.errors import Corrupt
from registry.store.file_archive import FileArchive
from tests.contracts.restore import Open, RestoreContract, layers, packages
from tests.portal import Portal

from .conftest import refuse


class TestRestoreFromFolder(RestoreContract):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> dict[str, str]:
        return {"archive_url": (tmp_path / "archive").as_uri()}

    def test_where_a_raw_record_is_lost_the_one_before_is_taken(self, installation: Open) -> None:
        with Portal(packages(3)) as portal, installation("first") as first, installation("second") as second:
            harvest(first, portal.source())
            before = layers(first)
            portal.packages[1] |= {"title": "Башка аталыш"}
            harvest(first, portal.source(), full=True)
            (changed,) = [item for item in first.store.records.stream() if item.version == 2]
            assert isinstance(first.archive, FileArchive)
            lost = changed.provenance.raw_hash
            (first.archive.folder / lost[:2] / lost[2:]).unlink()
            assert restore(second, portal.source()) == Restoration(source="kg_example", restored=3, unreadable=1)
            assert layers(second) == before

    def test_what_is_read_no_more_is_refused_and_the_others_come(self, installation: Open) -> None:
        with Portal(packages(3)) as portal, installation("first") as first, installation("second") as second:
            harvest(first, portal.source())
            (name,) = first.archive.notes()
            entries = [line for notes in manifest.read(first.archive, "kg_example") for line in notes]
            no_record = entries[0].provenance.model_copy(update={"raw_hash": first.archive.put(b"no record")})
            bad = entries[0].model_copy(update={"provenance": no_record})
            line = bad.model_dump_json() + "\n"
            second.archive.add_note("kg_example/9-later.jsonl", line.encode())
            assert restore(second, portal.source()) == Restoration(source="kg_example", restored=3, refused=1)
            assert name.startswith("kg_example/2026")

    def test_what_the_store_refuses_is_left_out_and_the_others_come(self, installation: Open) -> None:
        with Portal(packages(3)) as portal, installation("first") as first, installation("second") as second:
            harvest(first, portal.source())
            refuse(second, packages(3)[1]["id"])
            assert restore(second, portal.source()) == Restoration(source="kg_example", restored=2, refused=1)

    def test_a_damaged_note_is_told(self, installation: Open) -> None:
        with Portal(packages(1)) as portal, installation("first") as first:
            first.archive.add_note("kg_example/1.jsonl", b"{")
            with pytest.raises(Corrupt, match=r"kg_example/1\.jsonl"):
                restore(first, portal.source())
