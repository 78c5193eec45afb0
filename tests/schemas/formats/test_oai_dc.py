"""A record as Dublin Core."""

from typing import Any, ClassVar

from lxml import etree

from tests.contracts.format import FormatContract
from tests.entries import CATALOG, GONE, STRANGE, WHOLE, entry

DC = "{http://purl.org/dc/elements/1.1/}"


class TestOaiDc(FormatContract):
    file: ClassVar[str] = "oai_dc.xml"

    def read(self, content: bytes) -> Any:
        return etree.fromstring(content)

    def values(self, of: Any, name: str) -> list[str | None]:
        return [each.text for each in self.read(self.dump(entry(of))).iterfind(f"{DC}{name}")]

    def test_each_text_has_its_language(self) -> None:
        titles = self.read(self.dump(entry(WHOLE))).findall(f"{DC}title")
        tags = [title.get("{http://www.w3.org/XML/1998/namespace}lang") for title in titles]
        assert tags == ["en", "ru", "fa"]
        assert titles[1].text == "Водопользование по районам"

    def test_what_a_portal_states_is_in_the_element_for_it(self) -> None:
        assert self.values(WHOLE, "identifier") == [CATALOG.dataset(WHOLE.id), "water / use?#1"]
        assert self.values(WHOLE, "source") == ["https://data.example.kg/dataset/water%20use"]
        assert self.values(WHOLE, "subject") == [
            "water",
            "district",
            "вода",
            "Environment",
            "Agriculture, fisheries, forestry and food",
        ]
        assert self.values(WHOLE, "coverage") == ["Bishkek", "Кыргызстан", "2010/2026-05-31"]
        assert self.values(WHOLE, "type") == ["Dataset"]
        assert "cc-by" in self.values(WHOLE, "rights")
        assert "https://data.example.kg/api?q=%5Ba%20b%5D%7Cc" in self.values(WHOLE, "relation")

    def test_only_the_elements_of_the_set_are_there(self) -> None:
        names = {each.tag.removeprefix(DC) for each in self.read(self.dump(entry(STRANGE)))}
        assert names <= {"title", "subject", "description", "publisher", "date", "type", "format", "identifier", "source"} | {
            "language",
            "relation",
            "coverage",
            "rights",
        }

    def test_what_xml_forbids_is_seen_to_be_lost(self) -> None:
        (title,) = self.values(STRANGE, "title")
        assert title == STRANGE.dataset.title[0].value.replace("\x0b", "\ufffd").replace("\x1f", "\ufffd").replace(
            "\ufffe", "\ufffd"
        )

    def test_a_withdrawn_record_can_still_be_read(self) -> None:
        assert self.values(GONE, "title") == ["Withdrawn"]
