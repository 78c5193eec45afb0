"""Records that were crawled from Chinese portals in 2023: `tests/recorded_china.py`.

Each portal is read by its shipped declaration: no dataset is lost but those without a title, and what the crawl says of titles,
dates and openness comes out.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from schemas.dataset import Dataset
from tests.recorded_china import LARGE, PORTALS, Portal, crawled, dataset_of, day


@pytest.mark.parametrize("name", PORTALS)
def test_recorded_records_come_out_as_the_crawl_says(name: str) -> None:
    check(name, PORTALS[name])


@pytest.mark.proof
@pytest.mark.parametrize("name", LARGE)
def test_many_recorded_records_come_out_as_the_crawl_says(name: str) -> None:
    check(name, LARGE[name])


def check(name: str, portal: Portal) -> None:
    records = crawled(name)
    read = [dataset_of(record, portal) for record in records]
    assert (len(records), read.count(None)) == (portal.count, portal.untitled)
    pairs = [(record, dataset) for record, dataset in zip(records, read, strict=True) if dataset]
    assert all(plain(record["标题"]) in {"", plain(dataset.title[0].value)} for record, dataset in pairs)
    assert Counter(day(record[portal.issued]) for record, _ in pairs) == Counter(issued(dataset) for _, dataset in pairs)
    if portal.modified:
        stated = Counter(day(record[portal.modified]) for record, _ in pairs)
        assert stated == Counter(modified(dataset) for _, dataset in pairs)
    if portal.openness:
        check_openness(
            Counter(record[portal.openness] for record, _ in pairs), Counter(map(openness, (each for _, each in pairs)))
        )


def check_openness(stated: Mapping[str, int], read: Mapping[str, int]) -> None:
    """What is stated as open is open, and nothing else. A code whose word is not on record stays a code."""
    for word, count in stated.items():
        if word == "无条件开放":
            assert read[word] == count
    assert sum(read.values()) == sum(stated.values())


def plain(title: str) -> str:
    """A title without blanks and what cannot be seen."""
    return "".join(each for each in title if each.isprintable() and not each.isspace())


def issued(dataset: Dataset) -> date | None:
    return dataset.issued.calendar_day if dataset.issued else None


def modified(dataset: Dataset) -> date | None:
    return dataset.modified.calendar_day if dataset.modified else None


def openness(dataset: Dataset) -> str:
    return dataset.access_rights[0].verbatim if dataset.access_rights else ""
