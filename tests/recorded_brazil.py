"""The recorded catalogue of Brazil as entries: 800 packages with 8,006 resources, by the real harvester and the real rules."""

import gzip
import json
from collections.abc import Iterator

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from registry.pipeline.judge import Judge
from registry.policy.rules import shipped_rules
from schemas.formats import Entry
from schemas.record import Provenance
from schemas.source import Source
from tests.entries import MODIFIED
from tests.factories import NOON, TODAY
from tests.shared_material import shared

BRAZIL = Source.model_validate(
    {
        "id": "br_dados",
        "title": {"pt": "Portal Brasileiro de Dados Abertos"},
        "kind": "ckan",
        "url": "https://dados.gov.br",
        "jurisdiction": "KG",  # Brazil has no row in the table of jurisdictions
        "language": ["pt"],
    }
)


def brazilian() -> Iterator[Entry]:
    """Skips the test if the recording is absent."""
    recorded = shared("fixtures/br-ckan-dadosgovbr/package_search_rows800.json.gz").read_bytes()
    judge = Judge(BRAZIL, shipped_rules(), TODAY)
    for package in json.loads(gzip.decompress(recorded))["result"]["results"]:
        url = f"{BRAZIL.url}dataset/{package['name']}"
        raw = RawRecord(package["id"], json.dumps(package).encode(), "application/json", url)
        origin = Provenance(url=url, raw_hash="0" * 64, media_type=raw.media_type, run=1, first_harvested=NOON, changed=NOON)
        dataset = HARVESTERS[BRAZIL.kind].normalise(raw, BRAZIL).dataset
        yield Entry(judge.record(dataset, provenance=origin), BRAZIL, MODIFIED)
