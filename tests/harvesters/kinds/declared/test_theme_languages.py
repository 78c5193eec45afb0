"""A theme whose name a portal states in several languages."""

import json
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.declaration import source_of
from tests.harvesters.kinds.declared.plain import CHOICES, declaration

THEME = {"theme": {"lang": {"ru": "sphere.ru", "uz-Latn": "sphere.uz", "en": "sphere.en"}}}


@pytest.mark.parametrize(
    ("sphere", "themes"),
    [
        ({"ru": "Экология", "uz": "Ekologiya", "en": "Ecology"}, [("ENVI", "Экология")]),
        ({"ru": "Прочее", "uz": "Boshqa", "en": "Ecology"}, [("ENVI", "Ecology")]),
        ({"ru": "Прочее", "uz": "Boshqa"}, [(None, "Прочее")]),
    ],
)
def test_it_counts_once(sphere: dict[str, Any], themes: list[tuple[str | None, str]]) -> None:
    source = source_of(declaration(fields=THEME) | {"language": ["ru", "uz-Latn", "en"]}, CHOICES)
    content = json.dumps({"list": "all", "item": {"name": "Wells", "sphere": sphere}}).encode()
    raw = RawRecord("d-1", content, "application/json", "https://data.example.in/list")
    found = HARVESTERS["declared"].normalise(raw, source).dataset.theme
    assert [(each.code, each.verbatim) for each in found] == themes
