"""Damaged answers of declared portals: no crash, every record arrives or is told, and what came before is kept."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.errors import SkipRecord
from harvesters.limits import Limits
from tests.contracts.harvester import Harvest, harvest
from tests.harvesters.kinds.declared.test_contract import OffsetPortal, TokenPortal
from tests.list_portal import DetailPortal, HtmlPortal, ListPortal, row
from tests.portal import Answer, Asked, Portal

COUNT = 8

RUNS = 180
"""So many for each of five portals."""

LOGIN = "<!DOCTYPE html><html><body><form action=/login><input name=user><input type=password name=p></form></body></html>"
WRONG: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    3.5,
    "",
    "x",
    [],
    {},
    [[]],
    [{}],
    {"a": {"b": []}},
    "None",
    "\x00",
    10**30,
    "ы" * 5000,
)


def damages(seed: int) -> Iterator[Answer]:
    """The damaged forms of a healthy body, without end."""
    rng = random.Random(seed)
    while True:
        yield rng.choice(
            [
                Answer(b"", rng.choice([204, 301, 400, 401, 403, 404, 412, 500, 502])),
                Answer(LOGIN.encode(), headers={"Content-Type": "text/html"}),
                Answer(b"[" * 5000),
                Answer(b'{"a":' * 5000),
                Answer(("<div>" * 5000).encode(), headers={"Content-Type": "text/html"}),
                Answer("数据".encode("gbk"), headers={"Content-Type": "text/html; charset=utf-8"}),
                Answer(json.dumps(rng.choice(WRONG)).encode()),
                Answer(b"\xff\xfe\x00"),
            ]
        )


def damaged(body: bytes, rng: random.Random) -> bytes:
    """A body with a part cut off, taken out or changed, or in another charset."""
    first, last = sorted(rng.choices(range(len(body) + 1), k=2))
    return rng.choice(
        [
            body[:last],
            body[:first] + body[last:],
            body[:first] + rng.randbytes(3) + body[first:],
            body.decode(errors="replace").encode("gb18030"),
            body[:first] + body[first:last] * 2 + body[last:],
            _wrong_types(body, rng),
        ]
    )


def _wrong_types(body: bytes, rng: random.Random) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return body.replace(b"<li>", b"<li><table>").replace(b"</td>", b"")
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        inner = each.items() if isinstance(each, dict) else enumerate(each) if isinstance(each, list) else ()
        for key, below in inner:
            places.append((each, key))
            waiting.append(below)
    for around, key in rng.sample(places, min(len(places), 3)):
        around[key] = rng.choice(WRONG)
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def trouble(seed: int) -> Any:
    """Every third answer is damaged."""
    rng = random.Random(seed)
    others = damages(seed)

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if rng.random() > 1 / 3:
            return None
        if rng.random() < 1 / 2:
            return next(others)
        healthy = portal.healthy(asked)
        return Answer(damaged(healthy.body, rng), healthy.status, healthy.headers)

    return answer


@pytest.mark.parametrize("runs", [RUNS // 5, pytest.param(RUNS, marks=pytest.mark.proof)])
@pytest.mark.parametrize("portal", [ListPortal, OffsetPortal, TokenPortal, DetailPortal, HtmlPortal])
def test_damaged_answers_are_told_and_nothing_crashes(portal: type[ListPortal], runs: int, limits: Limits) -> None:
    told = 0
    quick = Limits(**{**vars(limits), "retries": 0})
    for seed in range(runs):
        with portal([row(number) for number in range(COUNT)], trouble=[trouble(seed)]) as running:
            done = harvest(running, quick, page_size=4)
        told += _checked(done)
    assert told > runs / 2


def _checked(done: Harvest) -> int:
    """How much was told; every record becomes a dataset or is skipped with a reason, and a list with gaps is not whole."""
    issues = len(done.issues) + (done.error is not None)
    for record in done.records:
        try:
            found = HARVESTERS["declared"].normalise(record, done.source).issues
        except SkipRecord as skip:
            found = (skip.issue,)
        issues += sum(each.code not in {"license-not-stated", "field-ignored"} for each in found)
    assert issues or len(done.identifiers) >= COUNT
    return issues
