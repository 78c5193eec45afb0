"""Where evidence stands, in a reader's terms."""

import pytest

from registry.ui.languages import SOURCE, load_languages
from registry.ui.places import field_words, is_pointer, place

ENGLISH = load_languages()[SOURCE]


@pytest.mark.parametrize(
    ("where", "column", "words"),
    [
        ("/title/0/value", None, "in the title"),
        ("/description/1/value", None, "in the description"),
        ("/description/0/value", 3, "in the name of column 3"),
        ("/keyword/4/value", None, "in the keywords"),
        ("/distribution/0/title/0/value", None, "in the name of file 1"),
        ("/resources/2/license", None, "in the licence of file 3"),
        ("/distribution/0/url", None, "in what is said of file 1"),
        ("/license_id", None, "in the licence"),
        ("/extras/rights", None, "in the licence"),
        ("/access_rights/0/verbatim", None, "in the access rights"),
        ("/extras/7", None, "in another field of the portal"),
        ("source", None, "in the declaration of the portal"),
        ("curation", None, "in a person's decision"),
        ("", None, "in the whole record"),
    ],
)
def test_a_place_has_words(where: str, column: int | None, words: str) -> None:
    assert place(ENGLISH, where, column) == words


def test_only_pointers_are_shown_behind_a_click() -> None:
    assert [where for where in ("/title/0/value", "source", "curation", "") if is_pointer(where)] == ["/title/0/value"]


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("", "whole record"),
        ("/notes", "description"),
        ("/resources", "files"),
        ("/description/0/value", "description, value 1"),
        ("/extras/2/value", "additional field 3"),
        ("/resources/1", "file 2"),
        ("/resources/0/size", "file 1, size"),
        ("/distribution/4/downloadURL", "file 5, address"),
        ("/metadata/title", "title"),
        ("/odd~1name", "field “odd/name” of the portal"),
    ],
)
def test_the_field_of_an_issue_has_words(pointer: str, words: str) -> None:
    assert field_words(ENGLISH, pointer) == words
