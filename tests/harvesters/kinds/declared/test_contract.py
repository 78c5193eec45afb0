"""What every kind of portal must do, for declared ones: by page, by offset and by token, of JSON and of HTML, with details."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from harvesters.base import RawRecord
from schemas.source import Source
from tests.contracts.harvester import HarvesterContract, Serve
from tests.list_portal import FIELDS, LISTS, DetailPortal, HtmlPortal, ListPortal, row
from tests.portal import Answer, Asked


class OffsetPortal(ListPortal):
    """The same list by the number of its first entry."""

    def source(self, **fields: Any) -> Source:
        listed = LISTS["all"] | {
            "request": {"get": "/list", "query": {"start": "{offset}", "rows": "{size}"}},
            "paging": {"by": "offset"},
        }
        return super().source(**{"lists": {"all": listed}, **fields})


class TokenPortal(ListPortal):
    """The same list by tokens."""

    def source(self, **fields: Any) -> Source:
        listed = LISTS["all"] | {
            "request": {"get": "/list", "query": {"start": "{token}", "rows": "{size}"}},
            "paging": {"by": "token", "next": "next"},
        }
        return super().source(**{"lists": {"all": listed}, **fields})

    def answer(self, asked: Asked) -> Answer:
        return super().answer(Asked(asked.path, asked.params | {"start": asked.params.get("start") or "0"}, asked.headers))

    def healthy(self, asked: Asked) -> Answer:
        end = asked.start + asked.rows
        content = json.loads(super().healthy(asked).body) | {"next": str(end) if end < len(self.packages) else None}
        return Answer(json.dumps(content, ensure_ascii=False).encode())


class _Declared(HarvesterContract):
    portal: type[ListPortal] = ListPortal
    housekeeping = r"/list|/(item|detail)/id"

    @pytest.fixture
    def serve(self) -> Iterator[Serve]:
        with ExitStack() as stack:

            def start(count: int, **how: Any) -> ListPortal:
                return stack.enter_context(self.portal([row(number) for number in range(count)], **how))

            yield start


class TestByPage(_Declared):
    pass


class TestByOffset(_Declared):
    portal = OffsetPortal


class TestByToken(_Declared):
    portal = TokenPortal


class TestWithDetails(_Declared):
    portal = DetailPortal
    requests = 2


class TestOfHtml(_Declared):
    portal = HtmlPortal
    housekeeping = r"/list|/item/href"
    requests = 2


RICH = {
    "titles": {"ky": "Суу", "ru": "Вода"},
    "about": "Көлдөр",
    "tags": ["суу", "көл"],
    "topics": [{"name": "Экология"}],
    "agency": {"name": "Комитет", "code": "7", "site": "https://agency.example"},
    "made": "2023-06-01",
    "changed": "2023-07-01",
    "period": "ай сайын",
    "open": "ачык",
    "rights": "CC BY 4.0",
    "place": "Чүй облусу",
    "edition": "2",
    "origin": "Эсеп",
    "files": [{"name": "a.csv", "link": "https://agency.example/a.csv", "kind": "CSV", "size": 12, "note": "бир"}],
    "views": 3,
}

RICH_FIELDS = {
    "title": "titles",
    "description": "about",
    "keyword": "tags",
    "theme": "topics[].name",
    "publisher": "agency.name",
    "publisher_identifier": "agency.code",
    "publisher_homepage": "agency.site",
    "issued": "made",
    "modified": "changed",
    "accrual_periodicity": "period",
    "access_rights": "open",
    "license": "rights",
    "spatial": "place",
    "version": "edition",
    "source": "origin",
    "distribution": {"at": "files", "title": "name", "download_url": "link", "format": "kind", "byte_size": "size"},
}


class RichPortal(ListPortal):
    def source(self, **fields: Any) -> Source:
        return super().source(**{"fields": RICH_FIELDS, **fields})


class TestWithManyFields(_Declared):
    portal = RichPortal

    @pytest.fixture
    def serve(self) -> Iterator[Serve]:
        with ExitStack() as stack:

            def start(count: int, **how: Any) -> ListPortal:
                return stack.enter_context(self.portal([{"id": f"d-{number}", **RICH} for number in range(count)], **how))

            yield start

    @pytest.fixture
    def rich(self) -> RawRecord:
        content = json.dumps({"list": "all", "item": {"id": "d-1", **RICH}}, ensure_ascii=False).encode()
        return RawRecord("d-1", content, "application/json", "https://portal.example/list")


def test_the_fields_are_those_of_the_declaration() -> None:
    assert FIELDS.keys() <= RICH_FIELDS.keys()
