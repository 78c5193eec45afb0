"""Hostile questions in API, pages and command: an answer or a refusal with a stable code, in the time of any other question.

What is measured is the time of the processor, so that a busy machine does not matter.
"""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.cli import main
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings
from registry.ui import create_pages
from schemas.record import record_id
from search.params import MAX_TEXT
from tests.portal import Portal, package

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

SECONDS = 1.0
"""Processor time that any question may take; a usual one takes some hundredths."""


def filled(unit: str) -> str:
    """As much of a text as a question may have."""
    return (unit * MAX_TEXT)[:MAX_TEXT]


HOSTILE = {
    "stop words": filled("of the in and to for with "),
    "stop words, ru": filled("и в на с по для о "),
    "a frame": "where can I find data on",
    "a frame, zh": "哪里可以找到数据",
    "one letter": filled("a "),
    "different words": " ".join(chr(0x430 + at % 32) + chr(0x430 + at // 32) + "ва" for at in range(99)),
    "emoji": filled("\U0001f600"),
    "emoji joined": filled("\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "flags": filled("\U0001f1f0\U0001f1ec"),
    "control characters": filled("\x00\x01\x1b[31m\x7f\x85"),
    "new lines": filled("вода\r\n"),
    "mixed directions": filled("\u202eводаآب\u2066water\u2069\u200f "),
    "regular expression": filled("(a+)+$ .*.*.* [^]] \\1 {999,} "),
    "query syntax": filled('title:* AND (a OR NOT b)~2^9 [a TO z] /x.*/ + - && || ! " '),
    "quotation marks": filled('"'),
    "phrases": filled('"a b" '),
    "minus": filled("-a "),
    "only a minus": "-вода",
    "open quotation": '"' + filled("вода "),
    "combining marks": filled("a" + "\u0301\u0316" * 120),
    "marks alone": filled("\u0301"),
    "joiners": filled("\u200c\u200d"),
    "ligature that grows": filled("ﷺ"),
    "han": "".join(chr(0x4E00 + 7 * at) for at in range(MAX_TEXT)),
    "one long word": filled("б"),
    "digits": filled("1"),
    "numbers": filled("1 234 "),
    "hyphens": filled("a-"),
    "markup": filled("<script>alert(1)</script>"),
    "keyboard": filled("djlf "),
    "hangul": filled("\u1100\u1161"),
    "private use": filled("\ue000\uffff"),
}

LONG = {
    "10,000 words": "word " * 10_000,
    "10,000 different words": " ".join(f"w{at}" for at in range(10_000)),
    "marks": "a" + "\u0301" * 10_000,
    "han": "水" * 7_000,
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    settings = Settings(home=tmp_path_factory.mktemp("serai"), database_url=None, search_url=None, archive_url=None, sources=None)
    with Portal([package(number) for number in range(40)]) as portal, open_services(settings, clock=lambda: NOW) as opened:
        harvest(opened, portal.source())
        refresh(opened)
        yield opened


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[TestClient]:
    app = create_app(services, pages=create_pages(services))
    with TestClient(app) as client:
        client.get("/en/datasets", params={"q": "where is вода 水 آب and water"})  # the tables are read at their first use
        client.get("/api/v1/datasets", params={"q": "djlf"})
        yield client


@pytest.fixture(scope="module")
def record(services: Services) -> UUID:
    source = next(services.store.records.stream()).source
    return record_id(source, package(1)["id"])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_question_of_any_kind_is_answered_in_time(client: TestClient, record: UUID, text: str) -> None:
    text = text[:MAX_TEXT]
    for path in ("/api/v1/datasets", "/en/datasets", f"/api/v1/datasets/{record}/explanation", f"/en/datasets/{record}/why"):
        begun = time.process_time()
        answer = client.get(path, params={"q": text})
        assert time.process_time() - begun < SECONDS, path
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text or path.startswith("/api")


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_question_that_is_too_long_is_refused_at_once(client: TestClient, record: UUID, text: str) -> None:
    for path in ("/api/v1/datasets", "/en/datasets", f"/api/v1/datasets/{record}/explanation", f"/en/datasets/{record}/why"):
        begun = time.process_time()
        answer = client.get(path, params={"q": text})
        assert time.process_time() - begun < SECONDS, path
        if path.startswith("/api"):
            assert answer.status_code == 422
            assert (answer.json()["code"], answer.json()["errors"][0]["parameter"]) == ("query-invalid", "q")
        else:
            assert answer.status_code == 400
            assert f"at most {MAX_TEXT} characters" in answer.text


@pytest.mark.parametrize("text", [*HOSTILE.values(), *LONG.values()], ids=[*HOSTILE.keys(), *LONG.keys()])
def test_the_command_answers_or_refuses(
    services: Services, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERAI_HOME", str(Path(services.settings.home)))
    monkeypatch.setattr(sys, "argv", ["serai", "search", "--limit", "3", "--", text])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == (0 if len(text) <= MAX_TEXT else 2), told.err
    assert "Traceback" not in told.err
    assert "\x1b" not in told.out
