"""Records in Croissant. The validator of its makers reads them in `tests/live/test_croissant.py`."""

import json
from typing import Any

import pytest

from schemas.assessment import Confidence
from schemas.dataset import Checksum
from schemas.formats.croissant import checksum_of
from schemas.formats.entry import Entry
from schemas.record import distribution_ids
from tests.contracts.format import FormatContract
from tests.entries import BARE, CATALOG, GONE, STRANGE, WHOLE, entry
from tests.schemas.formats.test_odrl import licensed


class TestCroissant(FormatContract):
    file = "croissant.json"

    def read(self, content: bytes) -> Any:
        node = json.loads(content)
        assert (node["@type"], node["conformsTo"]) == ("sc:Dataset", "http://mlcommons.org/croissant/1.1")
        ids = [each["@id"] for each in node.get("distribution", ())]
        assert len(set(ids)) == len(ids)
        return node

    def node(self, of: Entry) -> Any:
        return self.read(self.dump(of))

    def test_only_a_file_with_a_checksum_is_a_file_object(self) -> None:
        first, second = self.node(entry(WHOLE))["distribution"]
        assert first["@type"] == "cr:FileObject"
        assert (first["@id"], len(first["sha256"])) == (str(distribution_ids(WHOLE)[0]), 64)
        assert second["@type"] == "cr:FileSet"
        assert (second["includes"], second["url"]) == ("api", "https://data.example.kg/api?q=%5Ba%20b%5D%7Cc")

    def test_texts_are_in_the_language_of_the_title(self) -> None:
        assert self.node(entry(WHOLE))["@context"]["@language"] == "en"
        assert self.node(entry(BARE))["@context"]["@language"] == "und"

    def test_the_offer_has_what_the_licence_says(self) -> None:
        term, offer = self.node(licensed("CC-BY-4.0"))["usageInfo"]
        assert (term["name"], term["url"]) == ("general research use", "duo:0000042")
        assert offer["@type"] == ["CreativeWork", "odrl:Offer"]
        assert offer["odrl:permission"][0]["odrl:action"] == {"@id": "odrl:use"}
        assert offer["odrl:permission"][0]["odrl:duty"] == [{"@type": "odrl:Duty", "odrl:action": {"@id": "odrl:attribute"}}]
        assert offer["@id"] == f"{CATALOG.dataset(WHOLE.id)}#offer"
        assert offer["odrl:assigner"]["name"] == "Министерство водного хозяйства"

    def test_a_limit_to_non_commercial_use_is_a_term_too(self) -> None:
        *terms, offer = self.node(licensed("CC-BY-NC-4.0"))["usageInfo"]
        assert [each["termCode"] for each in terms] == ["DUO_0000042", "DUO_0000046"]
        assert offer["odrl:prohibition"][0]["odrl:action"] == {"@id": "cc:CommercialUse"}

    @pytest.mark.parametrize("of", [entry(BARE), entry(STRANGE), licensed("CC-BY-4.0", confidence=Confidence.LOW)])
    def test_nothing_is_offered_if_the_licence_is_unclear(self, of: Entry) -> None:
        assert "usageInfo" not in self.node(of)

    def test_responsible_ai(self) -> None:
        assert self.node(entry(STRANGE))["rai:personalSensitiveInformation"] == ["Personal data: ordinary personal data"]
        assert "monthly" in self.node(entry(WHOLE))["rai:dataReleaseMaintenancePlan"]
        assert "rai:dataReleaseMaintenancePlan" not in self.node(entry(GONE))


@pytest.mark.parametrize(
    ("value", "algorithm", "found"),
    [
        ("A" * 64, "SHA-256", {"sha256": "a" * 64}),
        ("b" * 32, "http://spdx.org/rdf/terms#checksumAlgorithm_md5", {"md5": "b" * 32}),
        ("b" * 32, None, {}),
        ("b" * 31, "md5", {}),
        ("b" * 40, "sha1", {}),
    ],
)
def test_checksums(value: str, algorithm: str | None, found: dict[str, str]) -> None:
    assert checksum_of(Checksum(value=value, algorithm=algorithm)) == found
