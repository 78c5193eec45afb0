"""A record as a reference, read back by programs that keep references."""

import json
from typing import Any, ClassVar

import bibtexparser
import rispy

from tests.contracts.format import FormatContract
from tests.entries import BARE, CATALOG, STRANGE, WHOLE, entry

AUTHOR = "Министерство водного хозяйства"


class TestBibTex(FormatContract):
    file: ClassVar[str] = "citation.bib"

    def read(self, content: bytes) -> Any:
        library = bibtexparser.parse_string(content.decode())
        assert library.failed_blocks == []
        (found,) = library.entries
        return {"type": found.entry_type} | {field.key: field.value for field in found.fields}

    def test_the_reference_has_author_title_and_year(self) -> None:
        found = self.read(self.dump(entry(WHOLE)))
        assert found["type"] == "misc"
        assert found["title"] == "{Water use by district}"
        assert found["author"] == f"{{{AUTHOR}}}"
        assert (found["year"], found["url"]) == ("2020", CATALOG.dataset(WHOLE.id))

    def test_no_text_leaves_its_field(self) -> None:
        content = self.dump(entry(STRANGE)).decode()
        found = self.read(content.encode())
        assert set(found) <= {"type", "title", "author", "publisher", "year", "version", "keywords", "abstract", "url"}
        assert content.count("{") == content.count("}")
        assert "\\textbackslash{}" in found["title"]
        assert "\\$\\textbraceleft{}y\\textbraceright{}" in found["title"]


class TestRis(FormatContract):
    file: ClassVar[str] = "citation.ris"

    def read(self, content: bytes) -> Any:
        (found,) = rispy.loads(content.decode())
        return found

    def test_the_reference_has_author_title_and_year(self) -> None:
        found = self.read(self.dump(entry(WHOLE)))
        assert (found["type_of_reference"], found["title"]) == ("DATA", "Water use by district")
        assert (found["authors"], found["year"]) == ([AUTHOR], "2020")
        assert found["keywords"] == ["water", "district", "вода"]
        assert found["urls"] == [CATALOG.dataset(WHOLE.id)]

    def test_no_text_becomes_a_line_of_its_own(self) -> None:
        hostile = "Water\r\nER  - \r\nTY  - JOUR\u2028AU  - Nobody\x0bAU  - Nobody"
        title = (WHOLE.dataset.title[0].model_copy(update={"value": hostile}),)
        record = WHOLE.model_copy(update={"dataset": WHOLE.dataset.model_copy(update={"title": title})})
        found = self.read(self.dump(entry(record)))
        assert (found["type_of_reference"], found["authors"]) == ("DATA", [AUTHOR])


class TestCslJson(FormatContract):
    file: ClassVar[str] = "citation.csl.json"

    def read(self, content: bytes) -> Any:
        (found,) = json.loads(content)
        return found

    def test_the_reference_has_author_title_and_year(self) -> None:
        found = self.read(self.dump(entry(WHOLE)))
        assert (found["type"], found["title"]) == ("dataset", "Water use by district")
        assert found["author"] == [{"literal": AUTHOR}]
        assert found["issued"] == {"date-parts": [[2020]]}

    def test_what_nobody_states_is_left_out(self) -> None:
        found = self.read(self.dump(entry(BARE)))
        assert "issued" not in found
        assert found["author"] == [{"literal": "Open data of Kyrgyzstan"}], "without a publisher it is the portal"
