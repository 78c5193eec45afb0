"""A portal of the Russian standard on loopback HTTP: lists, and a passport for each dataset, each in the form that is wanted.

    with PassportsPortal([passport(1), passport(2)], lists="csv", passports="xml") as portal:
        source = portal.source()

It misbehaves by the troubles of `tests/portal.py`. The `start` of a list is the number of its first dataset, that of a passport
the number of its dataset.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

from schemas.source import Source

from .portal import Answer, Asked, Portal, Trouble

INN = "7700000000"
STANDARD = "http://opendata.gosmonitor.ru/standard/3.0"
KINDS = {"xml": "application/xml", "csv": "text/csv", "json": "application/json"}

Passport = dict[str, Any]
"""Properties by name; `data` and `structure` are lists of versions, as in JSON."""


def passport(number: int, **properties: Any) -> Passport:
    """A healthy passport with two versions of its data. Its addresses begin with `{portal}`."""
    identifier = f"{INN}-lakes{number}"
    folder = f"{{portal}}/opendata/{identifier}"
    return {
        "standardversion": STANDARD,
        "identifier": identifier,
        "title": f"Озёра и пруды, участок {number}",
        "description": "Площадь и глубина водоёмов",
        "creator": "Комитет водного хозяйства",
        "created": "20240115",
        "modified": "20250220",
        "subject": "озёра, пруды",
        "format": "csv",
        "publisher": {"name": "Ольга Примерова", "phone": "+70000000000", "mbox": "o.primerova@example.invalid"},
        "data": [
            version(f"{folder}/data-2024-01-15-structure-2024-01-15.csv", "20240115"),
            version(f"{folder}/data-2025-02-20-structure-2024-01-15.csv", "20250220"),
        ],
        "structure": [{"source": f"{folder}/structure-2024-01-15.csv", "created": "20240115"}],
    } | properties


def version(source: Any, created: str, **more: Any) -> dict[str, Any]:
    return {"source": source, "created": created, "structure": "20240115", **more}


class PassportsPortal(Portal):
    """Serves passports. `lists` and `passports` are the forms: xml, csv or json.

    With a `size` the list names lists of so many datasets each, else it has all of them. `more` are further columns of the list.
    """

    packages: list[Passport]

    def __init__(
        self,
        held: Iterable[Passport],
        *,
        trouble: Iterable[Trouble] = (),
        lists: str = "xml",
        passports: str = "csv",
        size: int | None = None,
        more: Iterable[str] = (),
    ) -> None:
        super().__init__(held, trouble=trouble)
        self.lists, self.passports, self.size, self.more = lists, passports, size, tuple(more)

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "passports", **fields})

    def answer(self, asked: Asked) -> Answer:
        """Troubles find the place of a page in `start` and `rows`, as at other portals."""
        found = re.search(r"list-(\d+)\.|-lakes(\d+)/meta\.", asked.path)
        start = next((each for each in found.groups() if each), "0") if found else "0"
        return super().answer(replace(asked, params=asked.params | {"start": start, "rows": str(self.size or 1000)}))

    def healthy(self, asked: Asked) -> Answer:
        """What a portal that keeps to the standard answers."""
        if "/meta." in asked.path:
            held = {each["identifier"]: each for each in self.packages}
            identifier = asked.path.split("/")[-2]
            known = identifier in held and asked.path.endswith(self.passports)
            return self.sent(self.passports, FORMS[self.passports](held[identifier])) if known else Answer(b"Not found", 404)
        if not asked.path.endswith(f".{self.lists}"):
            return Answer(b"Not found", 404)
        if self.size and "list-" not in asked.path:
            starts = range(0, len(self.packages), self.size)
            return self.listing_of(
                [{"title": "Список", "link": f"{{portal}}/opendata/list-{each}.{self.lists}"} for each in starts]
            )
        held = self.packages[asked.start : asked.start + (self.size or len(self.packages))]
        return self.listing_of([self.entry(each) for each in held])

    def entry(self, held: Passport) -> dict[str, str]:
        """The entry of the list for a dataset."""
        address = f"{{portal}}/opendata/{held['identifier']}/meta.{self.passports}"
        names = ("identifier", "title", *self.more)
        return {**{name: held[name] for name in names}, "link": address, "format": self.passports}

    def listing_of(self, entries: list[dict[str, str]]) -> Answer:
        return self.sent(self.lists, LISTS[self.lists](entries))

    def sent(self, form: str, text: str) -> Answer:
        return Answer(text.replace("{portal}", self.url).encode(), 200, {"Content-Type": KINDS[form]})


def xml_list(entries: list[dict[str, str]]) -> str:
    items = "".join(f"<item>{''.join(map(_element, each.items()))}</item>" for each in entries)
    return f'<?xml version="1.0" encoding="utf-8"?><list><standardversion>{STANDARD}</standardversion><meta>{items}</meta></list>'


def json_list(entries: list[dict[str, str]]) -> str:
    return json.dumps({"standardversion": STANDARD, "meta": entries}, ensure_ascii=False)


def csv_list(entries: list[dict[str, str]]) -> str:
    heads = {"identifier": "property", "title": "title", "link": "value", "format": "format"}
    heads |= {name: name for each in entries[:1] for name in each if name not in heads}
    rows = [[each.get(name, "") for name in heads] for each in entries]
    return table([[*heads.values()], ["standardversion", "Версия методических рекомендаций", STANDARD], *rows])


def xml_passport(held: Passport) -> str:
    return f'<?xml version="1.0"?><meta>{"".join(map(_element, held.items()))}</meta>'


def _element(item: tuple[str, Any]) -> str:
    name, value = item
    if isinstance(value, list):
        return f"<{name}>{''.join(_element((f'{name}version', each)) for each in value)}</{name}>"
    inner = "".join(map(_element, value.items())) if isinstance(value, dict) else escape(str(value))
    return f"<{name}>{inner}</{name}>"


def json_passport(held: Passport) -> str:
    return json.dumps(held, ensure_ascii=False)


def csv_passport(held: Passport) -> str:
    """The versions are properties named like their files, the responsible person three properties."""
    rows = [["property", "value"]]
    for name, value in held.items():
        if isinstance(value, dict):
            rows += [[f"{name}{part}", each] for part, each in value.items()]
        elif isinstance(value, list):
            rows += [[each["source"].rpartition("/")[2].rpartition(".")[0], each["source"]] for each in value]
        else:
            rows.append([name, str(value)])
    return table(rows)


def table(rows: list[list[str]], *, divider: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=divider).writerows(rows)
    return text.getvalue()


LISTS: dict[str, Callable[[list[dict[str, str]]], str]] = {"xml": xml_list, "json": json_list, "csv": csv_list}
FORMS: dict[str, Callable[[Passport], str]] = {"xml": xml_passport, "json": json_passport, "csv": csv_passport}


def rewritten(change: Callable[[str], str], *, part: str = "") -> Trouble:
    """The healthy answer with another text, where the path of the request has a `part`."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if part not in asked.path:
            return None
        healthy = portal.healthy(asked)
        return replace(healthy, body=change(healthy.body.decode()).encode()) if healthy.status == 200 else healthy

    return answer


def only(trouble: Trouble, part: str) -> Trouble:
    """A trouble where the path of the request has a `part`."""
    return lambda asked, portal: trouble(asked, portal) if part in asked.path else None
