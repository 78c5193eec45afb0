"""A record as DataCite."""

import re
from typing import Any, ClassVar

import pytest
from lxml import etree

from schemas.formats.entry import Entry
from tests.contracts.format import FormatContract
from tests.entries import BARE, CATALOG, ENTRIES, STRANGE, WHOLE, entry

NAMESPACE = "{http://datacite.org/schema/kernel-4}"

DEMANDED = ("identifier", "creators", "titles", "publisher", "publicationYear", "resourceType")


class TestDataCite(FormatContract):
    file: ClassVar[str] = "datacite.xml"

    def read(self, content: bytes) -> Any:
        return etree.fromstring(content)

    def found(self, of: Any, path: str) -> list[Any]:
        steps = "/".join(f"{NAMESPACE}{step}" for step in path.split("/"))
        return list(self.read(self.dump(entry(of))).iterfind(steps))

    def texts(self, of: Any, path: str) -> list[str]:
        return [each.text for each in self.found(of, path)]

    @pytest.mark.parametrize("of", ENTRIES, ids=lambda of: of.record.dataset.identifier[:8])
    def test_what_the_kernel_demands_is_there_once_and_not_empty(self, of: Entry) -> None:
        root = self.read(self.dump(of))
        names = [each.tag.removeprefix(NAMESPACE) for each in root]
        assert len(set(names)) == len(names), "each is there at most once"
        assert set(DEMANDED) <= set(names)
        assert all("".join(each.itertext()).strip() for each in root)
        assert re.fullmatch(r"\d{4}", root.findtext(f"{NAMESPACE}publicationYear"))

    def test_what_a_portal_states_is_in_the_property_for_it(self) -> None:
        (identifier,) = self.found(WHOLE, "identifier")
        assert (identifier.text, identifier.get("identifierType")) == (CATALOG.dataset(WHOLE.id), "URL")
        assert self.texts(WHOLE, "creators/creator/creatorName") == ["Министерство водного хозяйства"]
        assert self.texts(WHOLE, "publicationYear") == ["2020"]
        assert [(each.get("dateType"), each.text) for each in self.found(WHOLE, "dates/date")][-1] == (
            "Coverage",
            "2010/2026-05-31",
        )
        assert self.texts(WHOLE, "version") == ["2.1"]
        assert self.texts(WHOLE, "sizes/size") == ["1234 bytes"]
        assert self.texts(WHOLE, "language") == ["ky"]
        assert self.texts(WHOLE, "geoLocations/geoLocation/geoLocationBox/westBoundLongitude") == ["74.4"]

    def test_a_licence_has_its_spdx_id(self) -> None:
        first = self.found(WHOLE, "rightsList/rights")[0]
        assert (first.get("rightsIdentifier"), first.get("rightsIdentifierScheme")) == ("CC-BY-4.0", "SPDX")

    def test_what_is_not_known_is_said_to_be_unavailable(self) -> None:
        without = BARE.model_copy(update={"dataset": BARE.dataset.model_copy(update={"publisher": None})})
        assert self.texts(without, "creators/creator/creatorName") == [":unav"]
        assert self.texts(without, "publisher") == ["Open data of Kyrgyzstan"], "the portal distributes it"
        undeclared = STRANGE.model_copy(update={"dataset": without.dataset})
        assert self.texts(undeclared, "publisher") == [":unav"]
