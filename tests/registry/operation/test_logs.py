"""One line for each event, with its run and source, and no line that somebody else wrote."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.operation import logs
from registry.operation.redaction import Redactor
from registry.pipeline.harvest import harvest
from registry.proof.keys import Cosigner, Signer
from registry.services import open_services
from registry.settings import LogFormat, Settings
from tests.portal import Portal, package

log = logging.getLogger("registry.test")

Configure = Callable[[LogFormat], None]


@pytest.fixture
def configure(tmp_path: Path) -> Iterator[Configure]:
    """Sends logs as an installation does; afterwards all is as before."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []

    def configure(form: LogFormat) -> None:
        redactor = Redactor()
        redactor.learn(["s3cret-value"])
        logs.configure(Settings(home=tmp_path, log_format=form, log_level="info"), redactor)

    yield configure
    root.handlers, root.level = before, level


def test_an_event_as_json(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    with logs.bound(run=7), logs.bound(source="kg"):
        log.warning("a line\nand %s", "another")
    log.info("after")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "warning", "logger": "registry.test", "event": "a line\nand another", "run": 7, "source": "kg"}
    assert "run" not in second


def test_an_event_as_text_is_one_line_whatever_a_portal_sends(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")
    with logs.bound(run=7):
        log.warning("title %s", "x\n2026-11-25 ERROR forged\x1b[31m\u2028")
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith(r"WARNING registry.test: title x\n2026-11-25 ERROR forged\x1b[31m\u2028 run=7")


@pytest.mark.parametrize("key", [Signer("a.example/trail", bytes([1]) * 32), Cosigner("a.example", bytes([2]) * 32)], ids=repr)
def test_a_key_that_signs_is_hidden(
    key: Signer | Cosigner, tmp_path: Path, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether it is known from the settings, or only looks like one."""
    secret = str(key).rpartition("+")[2]
    configure("json")
    log.warning("the file has %s", key)
    log.warning("%r", {"key": str(key)})
    setting = "trail_key" if isinstance(key, Signer) else "witness_key"
    logs.configure(Settings(home=tmp_path, **{setting: f"{key}\n"}), Redactor())
    log.warning("the file has %s", f"{key}"[:-1])
    log.warning("%r %s", key, f"other words {str(key).upper()}")
    told = capsys.readouterr().err
    assert told.count("[hidden]") == 4
    assert secret[:20].upper() not in told.upper()


def connect() -> None:
    raise ValueError("no connection to postgresql://serai:hunter2@db/x?sslkey=abcdef with s3cret-value")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_trace_comes_with_its_event_and_without_secrets(
    configure: Configure, capsys: pytest.CaptureFixture[str], form: LogFormat
) -> None:
    configure(form)
    try:
        connect()
    except ValueError:
        log.exception("failed with s3cret-value")
    told = capsys.readouterr().err
    assert "Traceback" in told
    for secret in ("hunter2", "abcdef", "s3cret-value"):
        assert secret not in told
    assert form == "text" or len(told.splitlines()) == 1


def test_a_run_tells_its_begin_and_end(configure: Configure, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    configure("json")
    with Portal([package(1)]) as portal, open_services(Settings(home=tmp_path)) as services:
        run = harvest(services, portal.source())
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = [each for each in events if each["logger"] == "registry.pipeline.harvest"]
    assert [each["event"] for each in told] == ["the run begins", "the run is done: 1 read, 1 new"]
    assert {(each["run"], each["source"]) for each in told} == {(run.id, "kg_example")}
