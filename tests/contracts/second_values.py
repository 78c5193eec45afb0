"""Records in which a second value stands next to one of the first, in every shape that portals give it."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

MARKER = "Экинчи маани"
ADDRESS = "https://second.example/second.csv"
DAY = "2011-12-13"
NUMBER = 918273645


@dataclass(frozen=True)
class Second:
    """A raw record with a second value: `marker`, which is at `pointer` (JSON pointer), put there as `how` says."""

    content: bytes
    marker: str
    pointer: str
    how: str


def second_values(content: bytes, *, language: str = "ky") -> Iterator[Second]:
    """Every such record that can be made of one. `language` is that of its texts."""
    yield from _in_xml(content, language) if content.lstrip().startswith(b"<") else _in_json(json.loads(content), language)


def marker_for(value: object) -> str:
    """A second value of the same kind as the first."""
    text = str(value)
    if text.isdecimal():
        return str(NUMBER)
    if re.match(r"\d{4}-\d\d", text):
        return DAY
    return ADDRESS if re.match(r"https?://", text) else MARKER


def _leaves(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to all texts and numbers."""
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(each, (*at, key))
    elif isinstance(value, str | int) and not isinstance(value, bool) and value != "":
        yield at


def _in_json(record: dict[str, Any], language: str) -> Iterator[Second]:
    for way in _leaves(record):
        *path, last = way
        marker = marker_for(_at(record, way))
        for how, change in CHANGES.items():
            changed = copy.deepcopy(record)
            around = _at(changed, path)
            if change(around, last, marker, language):
                pointer = "".join(f"/{part}" for part in way)
                yield Second(json.dumps(changed, ensure_ascii=False).encode(), marker, pointer, how)
        if len(way) == 1 and "extras" in record:
            changed = copy.deepcopy(record)
            changed["extras"].append({"key": last, "value": marker})
            yield Second(json.dumps(changed, ensure_ascii=False).encode(), marker, f"/{last}", "an extra of the same name")


def _at(value: Any, way: Any) -> Any:
    for part in way:
        value = value[part]
    return value


def _field(ending: str) -> Any:
    def change(around: Any, key: str | int, marker: str, language: str) -> bool:
        if isinstance(key, int) or f"{key}{ending}" in around:
            return False
        around[f"{key}{ending}"] = marker
        return True

    return change


def _entry(around: Any, key: str | int, marker: str, language: str) -> bool:
    if isinstance(key, str):
        return False
    around.append(marker)
    return True


def _instead(make: Any) -> Any:
    """The value is replaced by one that holds it and the marker."""

    def change(around: Any, key: str | int, marker: str, language: str) -> bool:
        around[key] = make(around[key], marker, language)
        return True

    return change


def _map(old: object, marker: str, language: str) -> dict[str, object]:
    return {language: old, "ru": marker}


def _objects(old: object, marker: str, language: str) -> list[dict[str, object]]:
    return [{"lang": language, "value": old}, {"lang": language, "value": marker}]


CHANGES: dict[str, Any] = {
    "a field with a language": _field("_ru"),
    "a field with a language in capitals": _field("Ru"),
    "a field for translations": lambda around, key, marker, language: (
        isinstance(key, str) and f"{key}_translated" not in around and not around.update({f"{key}_translated": {"ru": marker}})
    ),
    "one more entry": _entry,
    "a list": _instead(lambda old, marker, language: [old, marker]),
    "a map by language": _instead(_map),
    "a map with a region": _instead(lambda old, marker, language: {language: old, f"{language}-KG": marker}),
    "a map in a text": _instead(lambda *values: json.dumps(_map(*values), ensure_ascii=False)),
    "a list of objects": _instead(_objects),
    "a list of objects in a text": _instead(lambda *values: json.dumps(_objects(*values), ensure_ascii=False)),
}
"""How the second value is put beside the first."""


def _in_xml(content: bytes, language: str) -> Iterator[Second]:
    root = etree.fromstring(content)
    elements = [each for each in root.iter(etree.Element) if not len(each) and (each.text or "").strip()]
    for number, first in enumerate(elements):
        if not any(etree.QName(each).localname == "metadata" for each in first.iterancestors()):
            continue  # the header has each value once
        marker, name = marker_for(first.text), etree.QName(first).localname
        for how in ("one more element", "one more element in the language", "a map in a text"):
            changed = copy.deepcopy(root)
            place = [each for each in changed.iter(etree.Element) if not len(each) and (each.text or "").strip()][number]
            if how == "a map in a text":
                place.text = json.dumps(_map(place.text, marker, language), ensure_ascii=False)
            else:
                second = copy.deepcopy(place)
                second.text = marker
                if how != "one more element":
                    second.set("{http://www.w3.org/XML/1998/namespace}lang", language)
                place.addnext(second)
            yield Second(etree.tostring(changed, encoding="utf-8"), marker, f"/metadata/{name}", how)
