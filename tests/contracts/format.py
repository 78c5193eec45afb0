"""What every representation of a record must do. A format subclasses `FormatContract` and tells how its bytes are read."""

from typing import Any, ClassVar

import pytest

from schemas.formats import FORMATS
from schemas.formats.entry import Entry, Format
from tests.entries import CATALOG, ENTRIES, WHOLE, entry


class FormatContract:
    """`file` names the format; `read` parses what it wrote, by a reader that is not ours, and raises if it is not well-formed."""

    file: ClassVar[str]

    def read(self, content: bytes) -> Any:
        raise NotImplementedError

    @property
    def format(self) -> Format:
        return FORMATS[self.file]

    def dump(self, of: Entry) -> bytes:
        return self.format.dump(of, CATALOG)

    @pytest.mark.parametrize("of", ENTRIES, ids=lambda of: of.record.dataset.identifier[:8])
    def test_every_record_is_well_formed(self, of: Entry) -> None:
        content = self.dump(of)
        content.decode("utf-8")
        self.read(content)

    def test_it_names_the_record_for_good(self) -> None:
        assert CATALOG.dataset(WHOLE.id) in self.dump(entry(WHOLE)).decode()

    def test_it_has_the_title_in_the_portals_words(self) -> None:
        content = self.dump(entry(WHOLE)).decode()
        assert WHOLE.dataset.title[0].value in content

    def test_the_same_record_gives_the_same_bytes(self) -> None:
        assert self.dump(entry(WHOLE)) == self.dump(entry(WHOLE))
