"""The answers of such a portal: a list, or a passport, as XML, JSON or a table. What an answer is, its text tells.

A passport becomes an object of JSON with every value unchanged: XML by the local names of its elements (an attribute is
`element@attribute`), a table by the names of its properties. What comes several times becomes a list.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import Any, TypeVar

from schemas.issues import Issue, issue

from ...answers import check_status, json_of, read_text, read_xml
from ...errors import BadAnswer
from ...reading.broken import Broken
from ...reading.identifiers import identifier_of
from ...reading.xml import Element, UnreadableXml, children, local_name, parse, text_of
from ...wire.transport import Response, redacted
from .properties import column_of, property_of
from .tables import NoTable, Table, named, table_of

ENTRY = "item"
"""The element of a dataset in a list of XML."""

LISTS = frozenset({"meta", "list", "item", "items", "dataset", "datasets", "data", "result", "results", "opendata"})
"""The keys under which lists of JSON have their entries."""

COLUMNS = ("property", "title", "value", "format")
"""The columns of a list that is a table, by the standard. With fewer than three there are a name and a value."""

FEW, MANY = 2, 4
"""From so many known properties on, a text is a passport, or the heads of one that is a table lie in one row."""

REFERENCE_OR_ADDRESS = re.compile(r"\S*/\S+|\S+\.(?:csv|xml|json)", re.IGNORECASE)

FIRST_TAG = re.compile(r"<(?:[\w.-]{1,64}:)?([A-Za-z_][\w.-]{0,64})")

WHOLE_ENTRY = re.compile(rf"<{ENTRY}\b[^<>]{{0,2000}}>(?:(?!<{ENTRY}\b).)*?</{ENTRY}\s*+>", re.DOTALL)

IDENTIFIER = re.compile(r"<identifier\b[^<>]{0,200}>([^<>]{1,500})<")

REFERENCE = re.compile(r"&(?!#\d|#x|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,40};))?")
"""A bare `&`, or an entity that XML does not know."""


@dataclass
class Listed:
    """What a list has: its entries, each an object of JSON or `Broken`; and what is wrong with it."""

    entries: list[dict[str, Any] | Broken] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_list(response: Response) -> Listed:
    """The list in an answer. Raises `BadAnswer`."""
    return _by_form(response, xml=_xml_list, json=_json_list, table=_table_list)


def read_passport(response: Response) -> dict[str, Any]:
    """The passport in an answer. Raises `BadAnswer`, also if fewer than two properties of a passport are in it."""
    found = _by_form(response, xml=_xml_passport, json=_json_passport, table=_table_passport)
    if sum(property_of(name) is not None for name in found) < FEW:
        raise BadAnswer(f"{redacted(response.url)} answers with something that is no passport")
    return found


Read = TypeVar("Read")


def _by_form(
    response: Response,
    *,
    xml: Callable[[Response, str], Read],
    json: Callable[[Response, str], Read],
    table: Callable[[Response, str], Read],
) -> Read:
    check_status(response)
    text = read_text(response).lstrip("\ufeff \t\r\n")
    if not text:
        raise BadAnswer(f"{redacted(response.url)} answers with nothing")
    return {"<": xml, "{": json, "[": json}.get(text[0], table)(response, text)


def _xml_root(response: Response, text: str) -> Element:
    first = FIRST_TAG.search(text)
    return read_xml(response, root=first[1] if first else "").root


def _xml_list(response: Response, text: str) -> Listed:
    try:
        root = _xml_root(response, text)
    except BadAnswer:
        found = _cut_list(text)
        if found is None:
            raise
        return found
    entries = [value for each in _entries(root) if isinstance(value := value_of(each), dict)]
    if not entries and (local_name(root).casefold() not in LISTS or _says_more(root)):
        raise BadAnswer(f"{redacted(response.url)} answers with XML that is no list")
    return Listed([*entries])


def _says_more(root: Element) -> bool:
    """Whether a list without entries has any text but the version of the standard: then its entries are not understood."""
    leaves = (each for each in root.iter() if isinstance(each.tag, str) and (each.text or "").strip())
    return any(property_of(local_name(each)) != "standardversion" for each in leaves)


def _is_passport(value: Any) -> bool:
    return isinstance(value, dict) and any(property_of(name) == "identifier" for name in value)


def _entries(root: Element) -> list[Element]:
    """The entries, wherever they are: below `meta`, below `standardversion`, or in the list itself."""
    inner = [each for each in root.iterdescendants() if isinstance(each.tag, str)]
    return [each for each in inner if local_name(each).casefold() == ENTRY] or [each for each in inner if _is_entry(each)]


def _is_entry(element: Element) -> bool:
    """Whether an element of another name is an entry: it names a dataset and its address."""
    named = {property_of(local_name(each)) for each in children(element)}
    return "link" in named and not named.isdisjoint({"identifier", "title"})


def _cut_list(text: str) -> Listed | None:
    """A list that is not well-formed, entry by entry. None if it is broken off: then it is not sure to be whole."""
    if not re.search(r"</(?:[\w.-]{1,64}:)?list\s*+>\s*+\Z", text):
        return None
    found = Listed()
    for whole in WHOLE_ENTRY.findall(text):
        put_right = REFERENCE.sub(_character, whole)
        identifier = IDENTIFIER.search(whole)
        named = identifier_of(identifier[1]) if identifier else None
        try:
            value = value_of(parse(put_right))
        except UnreadableXml:
            value = None
        if isinstance(value, dict):
            found.entries.append(value)
            if put_right != whole:
                found.issues.append(issue("entity-undeclared", identifier=named))
        else:
            found.entries.append(Broken(whole.encode("utf-8", "surrogateescape"), named))
    return found


def _character(reference: re.Match[str]) -> str:
    return escape(html5[reference[1]]) if reference[1] in html5 else f"&amp;{reference[1] or ''}"


def value_of(element: Element) -> Any:
    """An element as a value of JSON: its text, or its elements by name."""
    inner = [*children(element)]
    if not inner:
        return text_of(element)
    found: dict[str, Any] = {}
    for each in inner:
        _add(found, local_name(each), value_of(each))
        for name, value in each.attrib.items():
            if "}" not in name:
                _add(found, f"{local_name(each)}@{name}", value)
    if text := (element.text or "").strip():
        _add(found, "#text", text)
    return found


def _add(found: dict[str, Any], name: str, value: Any) -> None:
    """Put a value under a name. A second one makes a list of both."""
    if name not in found:
        found[name] = value
    elif isinstance(found[name], list):
        found[name].append(value)
    else:
        found[name] = [found[name], value]


def _xml_passport(response: Response, text: str) -> dict[str, Any]:
    value = value_of(_xml_root(response, text))
    return value if isinstance(value, dict) else {}


def _json_list(response: Response, _text: str) -> Listed:
    value = json_of(response, entries="meta")
    entries = None if _is_passport(value) else _listed(value)
    if entries is None:
        raise BadAnswer(f"{redacted(response.url)} answers with JSON that is no list")
    found = Listed()
    for each in entries:
        if isinstance(each, dict | Broken):
            found.entries.append(each)
        else:
            found.issues.append(issue("record-not-object", value=type(each).__name__))
    return found


def _listed(value: Any) -> list[Any] | None:
    """The list in a value of JSON: the value, or what is under one of the keys of lists, however deep."""
    waiting = [value]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, list):
            return each
        if isinstance(each, dict):
            inner = [item for key, item in each.items() if key.casefold() in LISTS]
            if not inner and _is_passport(each):
                return [each]
            waiting += inner
    return None


def _json_passport(response: Response, _text: str) -> dict[str, Any]:
    value = json_of(response)
    while isinstance(value, dict) and len(value) == 1:
        inner = next(iter(value.values()))
        if not isinstance(inner, dict):
            break
        value = inner
    return value if isinstance(value, dict) else {}


def _table(response: Response, text: str) -> Table:
    try:
        return table_of(text)
    except NoTable as error:
        raise BadAnswer(f"{redacted(response.url)} answers with {error}") from None


def _table_list(response: Response, text: str) -> Listed:
    rows = [row for row in _table(response, text).rows if property_of(row[0]) != "standardversion"]
    if rows and sum(property_of(cell) is not None for cell in rows[0]) >= FEW:
        heads = rows.pop(0)
    elif any(_has_address(row) for row in rows):
        heads = list(COLUMNS if max(map(len, rows)) > FEW else (COLUMNS[0], COLUMNS[2]))
    else:
        raise BadAnswer(f"{redacted(response.url)} answers with text that is no list")
    found = Listed()
    if len(rows) > 1 and len(rows[-1]) < len(heads) and _has_address(rows[-2]) and not _has_address(rows[-1]):
        found.issues.append(issue("page-failed", value=f"the last row breaks off: it has {len(rows.pop())} cells"))
    found.entries += [named(heads, row) for row in rows]
    return found


def _has_address(row: list[str]) -> bool:
    return any(REFERENCE_OR_ADDRESS.fullmatch(cell.strip()) for cell in row[1:])


def _table_passport(response: Response, text: str) -> dict[str, Any]:
    rows, divider = _table(response, text)
    if len(rows) == FEW and sum(property_of(cell) is not None for cell in rows[0]) >= MANY:
        return {**named(*rows)}
    name, value, heads = 0, 1, ["", ""]
    if rows and column_of(rows[0][0]) == "name":
        heads = rows.pop(0)
        value = next((number for number, head in enumerate(heads) if number and column_of(head) == "value"), 1)
    found: dict[str, Any] = {}
    for row in rows:
        for number, cell in enumerate(_cells(row, len(heads), divider)):
            if number != name and cell.strip() and row[name].strip():
                head = heads[number].strip() if number < len(heads) else ""
                _add(found, row[name].strip() if number == value else f"{row[name].strip()}@{head or number + 1}", cell)
    return found


def _cells(row: list[str], width: int, divider: str) -> list[str]:
    """The cells of a row. In a table of two columns, a value that is not quoted may have the dividing sign in it."""
    return [row[0], divider.join(row[1:]).rstrip(divider)] if width == FEW < len(row) else row
