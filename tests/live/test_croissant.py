"""Our Croissant, read by the validator of its makers: no error on any dataset of the samples and of recorded portals.

What the makers say must fail still fails, so the validator is awake.
"""

import gzip
import json
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from registry.answers.entries import stream_entries
from registry.policy.assess import assess
from registry.policy.rules import shipped_rules
from schemas.formats import FORMATS
from schemas.formats.entry import Entry
from schemas.record import CatalogRecord, Curation, Provenance, record_id
from schemas.source import Source
from tests.entries import CATALOG, ENTRIES
from tests.live.processes import INSTALLED
from tests.samples import harvested_samples
from tests.shared_material import shared

PYTHON = INSTALLED / "croissant-1.1.1" / "bin" / "python"
VALIDATE = Path(__file__).parent / "croissant" / "validate.py"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)

RECORDED = Source(
    id="recorded",
    title={"en": "A recorded portal"},
    kind="ckan",
    url="https://data.example/",
    jurisdiction="KG",
    language=("pt",),
)
"""As if the recorded portal were one of a state that Serai has rules for."""


def wrong(folder: Path) -> dict[str, str]:
    """What the validator finds in the files of a folder, by their names."""
    ran = subprocess.run([PYTHON, VALIDATE, folder], check=True, capture_output=True, text=True, timeout=600)
    found: dict[str, str] = json.loads(ran.stdout)
    return found


def written(folder: Path, entries: Iterable[Entry]) -> int:
    """Write the entries as Croissant. Returns how many there are."""
    count = 0
    for count, each in enumerate(entries, start=1):
        (folder / f"{count:05}.json").write_bytes(FORMATS["croissant.json"].dump(each, CATALOG))
    return count


def recorded_packages() -> Iterator[Entry]:
    """The packages of a recorded CKAN, as a harvest reads and judges them."""
    content = gzip.decompress(shared("fixtures/br-ckan-dadosgovbr/package_search_rows800.json.gz").read_bytes())
    rules, normalise = shipped_rules(), HARVESTERS["ckan"].normalise
    for package in json.loads(content)["result"]["results"]:
        raw = RawRecord(package["id"], json.dumps(package).encode(), "application/json", str(RECORDED.url))
        dataset = normalise(raw, RECORDED).dataset
        assessment = assess(dataset, Curation(), source=RECORDED, rules=rules, today=NOON.date())
        provenance = Provenance(
            url=str(RECORDED.url), raw_hash="0" * 64, media_type="application/json", run=1, first_harvested=NOON, changed=NOON
        )
        id_ = record_id(RECORDED.id, dataset.identifier)
        record = CatalogRecord(id=id_, source=RECORDED.id, dataset=dataset, assessment=assessment, provenance=provenance)
        yield Entry(record, RECORDED, NOON)


def test_records_that_break_what_is_careless(tmp_path: Path) -> None:
    assert written(tmp_path, ENTRIES) == len(ENTRIES)
    assert wrong(tmp_path) == {}


def test_every_dataset_of_the_samples(tmp_path: Path) -> None:
    (files := tmp_path / "files").mkdir()
    with harvested_samples(tmp_path / "home") as services:
        assert written(files, stream_entries(services)) > 50
    assert wrong(files) == {}


def test_every_dataset_of_a_recorded_portal(tmp_path: Path) -> None:
    assert written(tmp_path, recorded_packages()) == 800
    assert wrong(tmp_path) == {}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_what_must_fail_fails(tmp_path: Path, version: str) -> None:
    graphs = shared(f"conformance/croissant/graphs/{version}")
    bad = {folder.name for folder in graphs.iterdir() if "error" in (folder / "output.txt").read_text(encoding="utf-8")}
    for name in bad:
        (tmp_path / f"{name}.json").write_bytes((graphs / name / "metadata.json").read_bytes())
    assert bad
    assert set(wrong(tmp_path)) == {f"{name}.json" for name in bad}
