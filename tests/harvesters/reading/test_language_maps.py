"""Texts by language in every shape, and what only looks like one."""

import json
from typing import Any

import pytest

from harvesters.limits import MAX_TEXT
from harvesters.reading.language_maps import entries_in, entries_in_text
from harvesters.reading.portal_languages import PortalLanguages

KG = PortalLanguages(("ky", "ru"), "KG")
BOTH = {"ru": "Вода", "ky": "Суу"}
JSON = json.dumps(BOTH, ensure_ascii=False)


def texts(entries: Any) -> list[tuple[str | None, Any]] | None:
    return None if entries is None else [(each.key, each.value) for each in entries if each.used]


@pytest.mark.parametrize(
    "text",
    [
        JSON,
        json.dumps(BOTH),
        f"  {JSON}\n",
        json.dumps(JSON),
        json.dumps(json.dumps(JSON)),
        str(BOTH),
        "{u'ru': u'\\u0412ода', u'ky': \"Суу\"}",
        json.dumps([{"lang": tag, "value": text} for tag, text in BOTH.items()]),
        json.dumps([{"@language": tag, "@value": text} for tag, text in BOTH.items()]),
        json.dumps([{"language": tag, "text": text} for tag, text in BOTH.items()]),
        json.dumps([{tag: text} for tag, text in BOTH.items()]),
        str([{"lang": tag, "value": text} for tag, text in BOTH.items()]),
    ],
)
def test_a_text_that_is_a_map(text: str) -> None:
    assert texts(entries_in_text(text, KG)) == list(BOTH.items())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"ru": "", "ky": "Суу"}', [("ru", ""), ("ky", "Суу")]),
        ('{"ru": null, "ky": "Суу"}', [("ru", None), ("ky", "Суу")]),
        ('{"ru": ["вода", "река"]}', [("ru", ["вода", "река"])]),
        ('{"ru": "а\nб"}', [("ru", "а\nб")]),
        ('{"default": "Вода", "ky": "Суу"}', [(None, "Вода"), ("ky", "Суу")]),
        ('{"ru": "Вода", "ky": "Суу", "xx": "?"}', [("ru", "Вода"), ("ky", "Суу"), ("xx", "?")]),
        ('{"@language": "ru", "@value": "Вода"}', [("ru", "Вода")]),
        ("{'ru': None, 'ky': 'Жаңы \\'Суу\\''}", [("ru", None), ("ky", "Жаңы 'Суу'")]),
    ],
)
def test_what_a_map_in_a_text_holds(text: str, found: Any) -> None:
    assert texts(entries_in_text(text, KG)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Вода",
        '"Ромашка"',
        "[1] Вода",
        "{Вода}",
        "[]",
        "{}",
        "[1, 2]",
        '["Вода", "Суу"]',
        '{"a": 1}',
        '{"id": "7", "no": "12"}',
        '{"type": "Point", "coordinates": [74.6, 42.9]}',
        '{"type": "x", "name": "y", "ru": "z"}',
        '{"ru": {"a": "b"}}',
        '{"name": "Вода"}',
        '{"ru": "Вода"',
        "{'ru': 'Вода'",
        '[{"id": 1}, {"id": 2}]',
        '{"ru": "\\ud800"' * 2,
    ],
)
def test_a_text_that_is_no_map(text: str) -> None:
    assert entries_in_text(text, KG) is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (BOTH, list(BOTH.items())),
        ({"kg": "Суу"}, [("kg", "Суу")]),
        ([{"lang": "ru", "value": "Вода"}, {"value": "?"}], [("ru", "Вода"), (None, "?")]),
        ([{"@language": "ru", "@value": "Вода"}, "Суу"], [("ru", "Вода"), (None, "Суу")]),
        ({"value": "Вода", "format": "html"}, [(None, "Вода")]),
        ({"frobnic": "bIQ"}, None),
        ({"name": "x"}, None),
        (["Вода", "Суу"], None),
        ([{"url": "x"}], None),
        ("Вода", None),
        (None, None),
        ({}, None),
    ],
)
def test_values_where_a_text_is_expected(value: Any, found: Any) -> None:
    assert texts(entries_in(value, KG)) == found


def test_what_stands_beside_a_text_and_its_language_is_not_lost() -> None:
    [text, other] = entries_in([{"lang": "ru", "value": "Вода", "status": "draft"}], KG) or []
    assert (text.place, other.place, other.used) == ("/0/value", "/0/status", False)


def test_where_a_map_is_expected_any_object_is_one() -> None:
    assert texts(entries_in({"frobnic": "bIQ"}, KG, expected=True)) == [("frobnic", "bIQ")]


@pytest.mark.parametrize(
    "text", ["[" * MAX_TEXT, "{'ru': '" + "\\" * MAX_TEXT, '"' * MAX_TEXT, "{u'" * (MAX_TEXT // 3), " " * MAX_TEXT]
)
def test_long_and_deep_texts_are_no_maps_and_cost_little(text: str) -> None:
    assert entries_in_text(text, KG) is None
