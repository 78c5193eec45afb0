"""Declared portals over real HTTP: each platform, and each portal with requests of its own, in its recorded shape.

The samples are written by hand. The first portal of a sample gives exactly the dataset that it states; of all of them every
dataset of every list arrives.
"""

from pathlib import Path
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.limits import Limits
from tests.contracts.harvester import harvest
from tests.declared_portal import DeclaredPortal, read_sample, shipped, told

SAMPLES = {file.stem: read_sample(file) for file in sorted((Path(__file__).parent / "samples").rglob("*.yml"))}
SHIPPED = shipped()
PORTALS = [(name, source) for name, sample in SAMPLES.items() for source in sample["sources"]]


@pytest.mark.parametrize(("name", "source"), PORTALS, ids=[source for _, source in PORTALS])
def test_every_dataset_of_every_list_arrives(name: str, source: str, limits: Limits) -> None:
    with DeclaredPortal(SAMPLES[name], SHIPPED[source]) as portal:
        outcome = harvest(portal, limits)
        assert (outcome.error, outcome.issues) == (None, [])
        assert sorted(outcome.identifiers) == sorted(portal.identifiers)


@pytest.mark.parametrize("name", SAMPLES)
def test_its_fields_come_out_right(name: str, limits: Limits) -> None:
    sample = SAMPLES[name]
    with DeclaredPortal(sample, SHIPPED[sample["sources"][0]], contacts="office") as portal:
        outcome = harvest(portal, limits)
        first = next(each for each in outcome.records if each.identifier == portal.identifier(1))
        found = HARVESTERS["declared"].normalise(first, outcome.source)
        assert told(found.dataset) == _here(sample["dataset"], portal.url)
        assert sorted(each.code for each in found.issues) == sorted(sample.get("issues", ["license-not-stated"]))


def _here(value: Any, url: str) -> Any:
    """The expected values, with the address of the portal for {url}."""
    if isinstance(value, dict):
        return {name: _here(each, url) for name, each in value.items()}
    if isinstance(value, list):
        return [_here(each, url) for each in value]
    return value.replace("{url}", url) if isinstance(value, str) else value
