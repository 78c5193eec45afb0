"""What every kind of portal must do. A kind subclasses `HarvesterContract` and gives a portal of its shape."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, Normalised, RawRecord, Removed, Total
from harvesters.errors import HarvestError, RetryLater, SkipRecord, StopHarvest
from harvesters.limits import Limits
from harvesters.reading.contacts import WITHHELD
from harvesters.wire.session import Session
from schemas.contacts import is_contact_field
from schemas.issues import Issue, Severity
from schemas.source import Source
from tests.contracts.second_values import Second, second_values
from tests.portal import Portal, answers, cut_json, cut_short, drips, gzip_bomb, on, repeats_first_page, web_page

Serve = Callable[..., Portal]
"""Starts a portal: `serve(count, trouble=[…])` holds so many datasets, and misbehaves so."""


@dataclass
class Harvest:
    """What came of reading a portal, and the error that ended it."""

    source: Source
    records: list[RawRecord] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    error: HarvestError | None = None

    @property
    def identifiers(self) -> list[str]:
        return [record.identifier for record in self.records]

    @property
    def codes(self) -> list[str]:
        return [issue.code for issue in self.issues]

    @property
    def whole(self) -> bool:
        return self.error is None and not any(issue.kind.severity is Severity.ERROR for issue in self.issues)


def harvest(portal: Portal, limits: Limits, *, since: datetime | None = None, **fields: Any) -> Harvest:
    """Read a portal whose declaration has these fields."""
    outcome = Harvest(portal.source(**fields))
    with Session(outcome.source, contact="tests", limits=limits) as session:
        try:
            for item in HARVESTERS[outcome.source.kind].fetch(outcome.source, session, since=since):
                match item:
                    case RawRecord():
                        outcome.records.append(item)
                    case Removed():
                        outcome.removed.append(item.identifier)
                        outcome.issues.append(item.issue)
                    case Issue():
                        outcome.issues.append(item)
                    case Total(value):
                        outcome.totals.append(value)
        except HarvestError as error:
            outcome.error = error
    return outcome


_INDEX = re.compile(r"/\d+(?=/|$)")


def places(normalised: Normalised) -> set[str]:
    """What is told about a record: the places that are listed as ignored, and those of issues, without the numbers of entries."""
    told = {*normalised.dataset.ignored, *(issue.pointer for issue in normalised.issues)}
    return {_INDEX.sub("", pointer) for pointer in told}


def is_told(second: Second, record: RawRecord, source: Source) -> bool:
    """Whether a second value is used, or listed as ignored, or an issue names it or its place, or it is withheld as a contact."""
    harvester = HARVESTERS[source.kind]
    place = _INDEX.sub("", second.pointer)
    try:
        found = harvester.normalise(replace(record, content=second.content), source)
    except SkipRecord as skip:
        return skip.issue.pointer == place
    texts = [
        unquote(json.dumps(found.dataset.model_dump(mode="json"), ensure_ascii=False)),
        *(issue.value for issue in found.issues),
    ]
    named = f"{place.rpartition('/')[2]}: {WITHHELD}"
    return (
        any(second.marker in text or named == text for text in texts)
        or any(each.startswith(place) for each in places(found))
        or (is_contact_field(place) and any(issue.code == "contact-withheld" for issue in found.issues))
    )


class HarvesterContract:
    """The subclass gives `serve`; the portal's source says which harvester is meant.

    It may give more: `rich`, a raw record with a value in every field that is read; `housekeeping`, the pattern of the pointers
    of fields that say nothing about the dataset; `requests`, how many it takes to read the first ten datasets; `dies_with`,
    how many datasets a portal holds of which all but ten fail, so that it is the portal that fails; and `middle`, the entry in
    the middle of the list at which a page begins: 0 says that the whole list comes in one answer.
    """

    housekeeping = r"/(id|identifier)"
    requests = 1
    dies_with = 25
    middle = 10

    @pytest.fixture
    def serve(self) -> Serve:
        raise pytest.UsageError("give a function that starts a portal")

    def test_every_dataset_comes_once_with_the_total(self, serve: Serve, limits: Limits) -> None:
        outcome = harvest(serve(25), limits, page_size=10)
        assert outcome.whole
        assert len(outcome.records) == len(set(outcome.identifiers)) == 25
        assert outcome.totals in ([], [25])
        for record in outcome.records:
            assert record.identifier
            assert record.content
            assert record.media_type
            assert record.url.startswith(str(outcome.source.url))

    def test_the_same_portal_gives_the_same_bytes(self, serve: Serve, limits: Limits) -> None:
        portal = serve(12)
        assert harvest(portal, limits, page_size=5).records == harvest(portal, limits, page_size=7).records

    def test_reading_goes_on_at_every_checkpoint(self, serve: Serve, limits: Limits) -> None:
        portal = serve(25)
        source = portal.source(page_size=10)
        harvester = HARVESTERS[source.kind]
        with Session(source, contact="tests", limits=limits) as session:
            whole = list(harvester.fetch(source, session))
            places = [place for place, item in enumerate(whole) if isinstance(item, Checkpoint)]
            assert len(places) >= 3
            for place in places:
                cursor = whole[place].cursor  # type: ignore[union-attr] # a checkpoint has one
                rest = list(harvester.fetch(source, session, cursor=cursor))
                after = [item for item in whole[place + 1 :] if not isinstance(item, Total)]
                assert [item for item in rest if not isinstance(item, Total)] == after

    def test_an_empty_portal(self, serve: Serve, limits: Limits) -> None:
        outcome = harvest(serve(0), limits)
        assert (outcome.records, outcome.whole) == ([], True)

    def test_pages_are_read_when_they_are_needed(self, serve: Serve, limits: Limits) -> None:
        portal = serve(30)
        source = portal.source(page_size=10)
        with Session(source, contact="tests", limits=limits) as session:
            items = HARVESTERS[source.kind].fetch(source, session)
            assert portal.asked == []
            while not isinstance(next(items), RawRecord):
                pass
            assert len(portal.asked) == self.requests

    @pytest.mark.parametrize(
        "trouble",
        [answers(404), answers(500), answers(429), web_page(), cut_short(), cut_json(), answers(200, body=b"null"), answers(200)],
        ids=["404", "500", "429", "web page", "cut short", "cut json", "null", "nothing"],
    )
    def test_what_came_before_a_failure_stays(self, serve: Serve, limits: Limits, trouble: Any) -> None:
        outcome = harvest(serve(self.dies_with, trouble=[on(trouble, start=self.middle)]), limits, page_size=10)
        assert len(outcome.records) == self.middle
        assert isinstance(outcome.error, RetryLater)

    @pytest.mark.parametrize(
        "trouble",
        [answers(500), answers(503), cut_short(), answers(429, retry_after="0")],
        ids=["500", "503", "cut short", "429"],
    )
    def test_a_short_failure_is_ridden_out(self, serve: Serve, limits: Limits, trouble: Any) -> None:
        outcome = harvest(serve(25, trouble=[on(trouble, start=self.middle, times=2)]), limits, page_size=10)
        assert (len(outcome.records), outcome.whole) == (25, True)

    @pytest.mark.parametrize("trouble", [gzip_bomb(50_000_000), drips(0.2)], ids=["gzip bomb", "drip"])
    def test_an_endless_answer_ends(self, serve: Serve, limits: Limits, trouble: Any) -> None:
        outcome = harvest(serve(2, trouble=[trouble]), replace(limits, total_seconds=0.3), page_size=2)
        assert isinstance(outcome.error, RetryLater)

    def test_a_repeated_page_is_no_endless_loop(self, serve: Serve, limits: Limits) -> None:
        outcome = harvest(serve(25, trouble=[repeats_first_page()]), limits, page_size=10)
        assert not outcome.whole
        assert len(set(outcome.identifiers)) == 10

    def test_a_private_address_is_refused_before_anything_is_sent(self, serve: Serve, limits: Limits) -> None:
        portal = serve(3)
        outcome = harvest(portal, limits, allow_private_addresses=False)
        assert isinstance(outcome.error, StopHarvest)
        assert portal.asked == []

    def test_normalise_answers_the_same_every_time(self, serve: Serve, limits: Limits) -> None:
        outcome = harvest(serve(3), limits)
        harvester = HARVESTERS[outcome.source.kind]
        for record in outcome.records:
            normalised = harvester.normalise(record, outcome.source)
            assert normalised == harvester.normalise(record, outcome.source)
            assert normalised.dataset.identifier == record.identifier
            assert normalised.dataset.title
            assert {issue.identifier for issue in normalised.issues} <= {record.identifier}

    @pytest.fixture
    def rich(self, serve: Serve, limits: Limits) -> RawRecord:
        return harvest(serve(1), limits).records[0]

    def test_a_second_value_is_used_or_told(self, serve: Serve, rich: RawRecord) -> None:
        source = serve(0).source(language=("ky", "ru"))
        assert HARVESTERS[source.kind].normalise(rich, source)
        lost = [
            (second.pointer, second.how)
            for second in second_values(rich.content)
            if not re.fullmatch(self.housekeeping, _INDEX.sub("", second.pointer)) and not is_told(second, rich, source)
        ]
        assert lost == []

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"null", b'{"title": NaN}', b"{}", b"[" * 100_000])
    def test_rubbish_is_skipped_with_a_reason(self, serve: Serve, content: bytes) -> None:
        source = serve(0).source()
        record = RawRecord("x", content, "application/json", str(source.url))
        with pytest.raises(SkipRecord) as error:
            HARVESTERS[source.kind].normalise(record, source)
        assert error.value.issue.identifier == "x"
        assert error.value.issue.kind.severity is Severity.ERROR
