"""Records as schema.org describes datasets, with what Google asks for."""

import json
from typing import Any

import pytest

from schemas.dataset import Location
from schemas.formats.entry import Entry
from schemas.formats.schema_org import LONGEST, SHORTEST, description
from tests.contracts.format import FormatContract
from tests.entries import BARE, CATALOG, ENTRIES, GONE, STRANGE, WHOLE, entry
from tests.factories import text


class TestSchemaOrg(FormatContract):
    file = "schema.jsonld"

    def read(self, content: bytes) -> Any:
        node = json.loads(content)
        assert (node["@context"], node["@type"]) == ("https://schema.org/", "Dataset")
        return node

    @pytest.fixture
    def whole(self) -> Any:
        return self.read(self.dump(entry(WHOLE)))

    def test_what_google_asks_for(self, whole: Any) -> None:
        assert whole["name"] == "Water use by district"
        assert whole["url"] == CATALOG.dataset(WHOLE.id)
        assert whole["identifier"] == [CATALOG.dataset(WHOLE.id), "water / use?#1"]
        assert whole["creator"] == {"@type": "Organization", "name": "Министерство водного хозяйства"}
        assert whole["license"] == "https://spdx.org/licenses/CC-BY-4.0"
        assert whole["spatialCoverage"][0]["geo"] == {"@type": "GeoShape", "box": "42.7 74.4 43 74.8"}
        assert whole["temporalCoverage"] == ["2010/2026-05-31"]
        assert whole["isAccessibleForFree"] is True
        assert [each["name"] for each in whole["includedInDataCatalog"]] == ["Serai", "Open data of Kyrgyzstan"]

    def test_dates_are_as_precise_as_the_portals(self, whole: Any) -> None:
        assert (whole["datePublished"], whole["sdDatePublished"]) == ("2020", "2026-11-25T12:30:05Z")

    def test_files_with_an_address(self, whole: Any) -> None:
        first, second = whole["distribution"]
        assert first["contentUrl"] == "https://data.example.kg/files/water.csv"
        assert (first["encodingFormat"], first["contentSize"]) == ("text/csv", "1234 B")
        assert second["contentUrl"] == "https://data.example.kg/api?q=%5Ba%20b%5D%7Cc"

    @pytest.mark.parametrize("of", ENTRIES, ids=lambda of: of.record.dataset.identifier[:8])
    def test_a_description_has_the_length_that_is_taken(self, of: Entry) -> None:
        assert SHORTEST <= len(description(of)) <= LONGEST

    def test_a_missing_description_is_made_of_what_the_record_tells(self) -> None:
        assert description(entry(BARE)) == (
            "Dataset “Su”. Portal: Open data of Kyrgyzstan. Files: 0. Described in the catalogue Serai."
        )

    @pytest.mark.parametrize("words", ["вода " * 2000, "水" * 9000])
    def test_a_long_description_is_cut_at_a_word_if_there_is_one(self, words: str) -> None:
        dataset = WHOLE.dataset.model_copy(update={"description": text(words)})
        cut = description(entry(WHOLE.model_copy(update={"dataset": dataset})))
        assert cut[-2:] in {"а…", "水…"}
        assert LONGEST - 10 < len(cut) <= LONGEST

    def test_only_true_addresses_are_passed_on(self) -> None:
        strange = self.read(self.dump(entry(STRANGE)))
        assert "sameAs" not in strange
        assert strange["isAccessibleForFree"] is False
        assert [each["contentUrl"] for each in strange["distribution"]] == [
            "https://example.kg/%3Ca%3E?b=%22c%22",
            "ftp://example.kg/данные.csv",
        ]

    def test_a_withdrawn_record_says_so(self) -> None:
        assert self.read(self.dump(entry(GONE)))["creativeWorkStatus"] == "Withdrawn"

    def test_a_geometry_is_no_name_of_a_place(self) -> None:
        place = Location(verbatim='{"type":"Point","coordinates":[74,42]}', bbox=(74.0, 42.0, 74.0, 42.0))
        dataset = WHOLE.dataset.model_copy(update={"spatial": (place,)})
        found = self.read(self.dump(entry(WHOLE.model_copy(update={"dataset": dataset}))))["spatialCoverage"]
        assert found == [{"@type": "Place", "geo": {"@type": "GeoShape", "box": "42 74 42 74"}}]
