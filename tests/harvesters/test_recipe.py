"""The recipe "add a kind of portal", followed for a small kind: it needs its own file and one line in the table of kinds.

The kind `listing` stands here as it would stand in `harvesters/kinds/listing.py`: portals that answer with a JSON list of
entries, a page at a time. It has an option of its own: the name of the parameter that tells where a page begins.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.answers import read_json
from harvesters.base import Fetched, Normalised, RawRecord, normalised
from harvesters.declaration import Choices, load_source
from harvesters.errors import BadAnswer, InvalidSource, SkipRecord
from harvesters.limits import Limits
from harvesters.paging import Page, by_number, page_key
from harvesters.reading.fields import Fields
from harvesters.reading.identifiers import identifier_of
from harvesters.reading.records import json_bytes, read_object
from harvesters.reading.remarks import Remarks
from harvesters.wire.session import Session
from harvesters.wire.transport import with_query
from registry.pipeline.harvest import harvest as carry_out
from registry.services import open_services
from registry.settings import Settings
from schemas.dataset import Dataset, LangString
from schemas.issues import Issue, issue
from schemas.model import Model
from schemas.runs import RunState
from schemas.source import Source
from tests.contracts.harvester import HarvesterContract, Serve, harvest
from tests.portal import Answer, Asked, Portal, Trouble

# --- harvesters/kinds/listing.py --------------------------------------------------------------------------------------------


class Options(Model):
    """What a declaration of this kind can say beside the keys of every source."""

    start_parameter: str = "start"


class ListingHarvester:
    """Reads a portal that answers with a JSON list."""

    options = Options

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        yield from by_number(_Entries(source, session), size=source.page_size, since=None, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        remarks = Remarks(raw.identifier)
        fields = Fields(read_object(raw.content, identifier=raw.identifier), remarks, source)
        title = fields.text("title")
        if not title:
            raise SkipRecord(issue("title-missing", identifier=raw.identifier, pointer="/title"))
        fields.close(housekeeping={"id"})
        text = LangString(value=title, language=source.text_language)
        return normalised(Dataset(identifier=raw.identifier, title=(text,)), source, remarks)


class _Entries:
    """The list. All portals of this kind are asked alike."""

    question = None

    def __init__(self, source: Source, session: Session) -> None:
        self.base, self.session = str(source.url), session
        self.start_parameter = Options.model_validate(source.options).start_parameter

    def read(self, start: int, rows: int) -> Page:
        entries = read_json(self.session.get(with_query(self.base, **{self.start_parameter: str(start), "rows": str(rows)})))
        if not isinstance(entries, list):
            raise BadAnswer(f"{self.base} answers without a list")
        return Page(found=tuple(map(self._found, entries)), length=len(entries), key=page_key(entries))

    def _found(self, entry: Any) -> RawRecord | Issue:
        identifier = identifier_of(entry.get("id")) if isinstance(entry, dict) else None
        if identifier is None:
            return issue("identifier-missing", value=entry)
        return RawRecord(identifier, json_bytes(entry), "application/json", with_query(self.base, id=identifier))


# --- the one line in `harvesters/__init__.py` -------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HARVESTERS, "listing", ListingHarvester())


# --- tests/harvesters/kinds/test_listing.py ---------------------------------------------------------------------------------


class ListingPortal(Portal):
    """A list on loopback HTTP, whose pages begin at `offset`."""

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "listing", "url": f"{self.url}/entries", "start_parameter": "offset", **fields})

    def answer(self, asked: Asked) -> Answer:
        """Troubles find the place of a page in `start`, as at other portals."""
        return super().answer(replace(asked, params=asked.params | {"start": asked.params.get("offset", "0")}))

    def healthy(self, asked: Asked) -> Answer:
        return Answer(json.dumps(self.packages[asked.start : asked.start + asked.rows]).encode())


class TestListing(HarvesterContract):
    @pytest.fixture
    def serve(self) -> Iterator[Serve]:
        running: list[Portal] = []

        def start(count: int, *, trouble: list[Trouble] | None = None) -> Portal:
            entries = [{"id": number, "title": f"Суу {number}", "colour": "blue"} for number in range(count)]
            running.append(ListingPortal(entries, trouble=trouble or []).__enter__())
            return running[-1]

        yield start
        for portal in running:
            portal.__exit__(None, None, None)


# --- and that is all: it is declared, checked and harvested as any other ----------------------------------------------------

DECLARATION = """\
id: kg_example
title: {{ky: Тизме}}
kind: listing
url: {url}/entries
jurisdiction: KG
start_parameter: offset
page_size: 10
allow_private_addresses: true
"""


def test_it_is_declared_with_its_option_and_harvested_into_the_store(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None, samples=False)
    with ListingPortal([{"id": number, "title": f"Суу {number}"} for number in range(25)]) as portal:
        (tmp_path / "kg_example.yml").write_text(DECLARATION.format(url=portal.url), encoding="utf-8")
        source = load_source(tmp_path / "kg_example.yml", Choices(HARVESTERS))
        with open_services(settings, samples={source.id: source}) as services:
            run = carry_out(services, source)
            assert (run.state, run.counts.new) == (RunState.DONE, 25)
            assert services.store.records.counts() == {"kg_example": 25}
    assert [asked.params["offset"] for asked in portal.asked] == ["0", "10", "20", "25"]


def test_a_wrong_option_of_it_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "kg_example.yml").write_text(DECLARATION.format(url="https://a.example").replace("start_p", "first_p"))
    with pytest.raises(InvalidSource, match=r":6: unknown key 'first_parameter'; the choices are: .*, start_parameter, "):
        load_source(tmp_path / "kg_example.yml", Choices(HARVESTERS))


def test_what_is_no_entry_is_an_issue(limits: Limits) -> None:
    with ListingPortal([{"id": 1, "title": "Суу"}, {"title": "Суу"}, None]) as portal:
        outcome = harvest(portal, limits)
    assert (outcome.identifiers, outcome.codes) == (["1"], ["identifier-missing", "identifier-missing"])
