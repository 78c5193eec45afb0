"""Texts by language, in every shape that portals give them: an object, a list of objects, and either of them written as text.

{"ru": "Вода", "ky": "Суу"}    [{"lang": "ru", "value": "Вода"}]    "{\\"ru\\": \\"Вода\\"}"    "{'ru': 'Вода'}"
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from schemas.languages import base_of, languages_in_names

from .portal_languages import PortalLanguages
from .repeated_keys import object_of

LANGUAGE_KEYS = ("@language", "language", "lang", "locale", "xml:lang", "@xml:lang", "@lang", "language_code", "languageCode")
SURE_KEYS = ("@value", "value", "text", "content", "#text", "_")
TEXT_KEYS = (*SURE_KEYS, "label", "title", "name", "description")

UNSTATED = frozenset({"", "und", "mul", "zxx", "none", "default", "x-default", "@none", "other"})
"""Keys of a map that state no language (`@none` is JSON-LD's)."""

MAX_PACKED = 3
"""How often a text is unpacked: JSON, JSON in JSON, and once more."""

MAX_LOOKED_AT = 100
"""The most entries of a list or an object in a text that are looked at to tell what it is."""

OPENING = re.compile(r"\s*+[\[{\"]")
PYTHON = re.compile(r"\s*+(?:\[\s*+)?\{\s*+u?'")
"""What Python writes when it prints an object: the keys are in single quotes."""

_SCALAR = str | int | float | None


@dataclass(frozen=True)
class Entry:
    """A text of a map: its key (None for none), the value of any type, and its place within the map (a part of a JSON pointer).

    It is not `used` if it stands beside a text and its language and is neither.
    """

    key: str | None
    value: Any
    place: str = ""
    used: bool = True


def entries_in(value: Any, languages: PortalLanguages, *, expected: bool = False) -> list[Entry] | None:
    """The texts of an object or a list of objects, in a place where a text is expected. None if it holds no texts by language.

    Where a map by language is `expected`, as the field's name says, any object is one.
    """
    if isinstance(value, dict):
        return list(_of_object(value)) if value and (expected or _has_text(value, languages)) else None
    if isinstance(value, list) and any(_is_part(each, languages) for each in islice(value, MAX_LOOKED_AT)):
        return list(_of_list(value))
    return None


def entries_in_text(text: str, languages: PortalLanguages) -> list[Entry] | None:
    """The texts of a map that is written as text. None if it is no map by language: then it is a text like any other."""
    if not OPENING.match(text):
        return None
    value: Any = text
    for _ in range(MAX_PACKED):
        if not isinstance(value, str):
            break
        value = _unpacked(value)
    if isinstance(value, dict) and not _is_part(value, languages):
        return None
    return entries_in(value, languages) if isinstance(value, dict | list) else None


def _unpacked(text: str) -> Any:
    """What a text holds as JSON, also with line ends in texts; or as Python prints it. None if it is neither."""
    try:
        return json.loads(_as_json(text) if PYTHON.match(text) else text, strict=False, object_pairs_hook=object_of)
    except (ValueError, RecursionError):
        return None


_TOKEN = re.compile(r"u?'((?:[^'\\]++|\\.)*+)'|u?\"((?:[^\"\\]++|\\.)*+)\"|\bNone\b|\bTrue\b|\bFalse\b", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}
_CONSTANTS = {"None": "null", "True": "true", "False": "false"}


def _as_json(text: str) -> str:
    """The text of an object as Python prints it, as JSON."""
    return _TOKEN.sub(_quoted, text)


def _quoted(token: re.Match[str]) -> str:
    inner = token[1] if token[1] is not None else token[2]
    return _CONSTANTS[token[0]] if inner is None else json.dumps(_ESCAPE.sub(_sign, inner), ensure_ascii=False)


def _sign(escape: re.Match[str]) -> str:
    """The character that an escape stands for; U+FFFD for a number beyond Unicode."""
    if escape[4]:
        return _SIGNS.get(escape[4], escape[4])
    number = int(escape[1] or escape[2] or escape[3], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 - the end of Unicode


def _of_object(value: Mapping[str, Any], place: str = "", *, listed: bool = False) -> Iterator[Entry]:
    """The texts of a map, or the one text of an object that has it beside its language; in a list also without a language."""
    text_key, language_key = _text_key(value), _language_key(value)
    is_one = text_key is not None and (language_key is not None or listed or text_key in SURE_KEYS)
    for key, each in value.items():
        inner = f"{place}/{key.replace('~', '~0').replace('/', '~1')}"
        if not is_one:
            yield Entry(_stated(key), each, inner)
        elif key == text_key:
            yield Entry(_stated(value.get(language_key or "")), each, inner)
        elif key != language_key:
            yield Entry(None, each, inner, used=False)


def _of_list(values: Iterable[Any]) -> Iterator[Entry]:
    for index, each in enumerate(values):
        if isinstance(each, dict):
            yield from _of_object(each, f"/{index}", listed=True)
        else:
            yield Entry(None, each, f"/{index}")


def _stated(key: object) -> str | None:
    return None if not isinstance(key, str) or key.strip().casefold() in UNSTATED else key


def _is_part(value: Any, languages: PortalLanguages) -> bool:
    """Whether a value is an object with a text and its language, or a map."""
    return isinstance(value, dict) and (_is_one(value, languages) or _is_map(value, languages))


def _has_text(value: Mapping[str, Any], languages: PortalLanguages) -> bool:
    """Whether an object has a text: under a key that says so, or under that of a language."""
    usual = languages.among | languages_in_names()
    keys = islice(value, MAX_LOOKED_AT)
    return any(key in SURE_KEYS or _stated(key) is None or base_of(languages.tag(key) or "") in usual for key in keys)


def _is_one(value: Mapping[str, Any], languages: PortalLanguages) -> bool:
    """Whether an object is one text with its language: `{"@language": "ru", "@value": "Вода"}`."""
    language_key, text_key = _language_key(value), _text_key(value)
    stated = value[language_key] if language_key else None
    return bool(text_key) and isinstance(stated, str) and (_stated(stated) is None or languages.tag(stated) is not None)


def _is_map(value: Mapping[str, Any], languages: PortalLanguages) -> bool:
    """Whether an object holds texts by language: most of its keys are languages, and one of them is a usual one."""
    keys = list(islice(value, MAX_LOOKED_AT))
    if not keys or not all(_is_text(value[key]) for key in keys):
        return False
    tags = [tag for key in keys if _stated(key) and (tag := languages.tag(key))]
    usual = languages.among | languages_in_names()
    named = sum(_stated(key) is not None for key in keys)
    return 2 * len(tags) >= named and any(base_of(tag) in usual for tag in tags)


def _is_text(value: Any) -> bool:
    """Whether a value can be that of a language: a text, a number, nothing, or a list of these."""
    return isinstance(value, _SCALAR) or (isinstance(value, list) and all(isinstance(each, _SCALAR) for each in value))


def _language_key(value: Mapping[str, Any]) -> str | None:
    return next((key for key in LANGUAGE_KEYS if key in value), None)


def _text_key(value: Mapping[str, Any]) -> str | None:
    return next((key for key in TEXT_KEYS if key in value), None)
