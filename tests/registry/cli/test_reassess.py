"""Re-assessments at the command line."""

import json
from pathlib import Path

import pytest

from registry.pipeline.worker import working
from registry.services import open_services
from registry.settings import Settings
from tests.contracts.reassessing import fill, mixed, rules
from tests.ruled import ruled

from .conftest import Serai

REASON = "Release 0.3 does not know this word."
ASK = ("reassess", "ask", "--by", "Aizada Bekova", "--reason", REASON)


@pytest.fixture
def former(home: Path) -> None:
    """The installation has records that were judged by other rules."""
    assert home
    with open_services(Settings()) as services:
        fill(ruled(services, rules("strict")), *mixed(12))


def classes() -> set[str]:
    with open_services(Settings()) as services:
        return {each.assessment.privacy.privacy_class.value for each in services.store.records.stream()}


@pytest.mark.usefixtures("former")
def test_the_difference_is_a_table_and_is_applied_when_confirmed(serai: Serai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERAI_FOUR_EYES", "lowering")
    assert "12 records were judged by other rules" in serai("status").out
    asked = serai(*ASK)
    assert asked.code == 0, asked.err
    assert "compared: 12 of 12 read, 4 differ  (four eyes: class-lowered)" in asked.out
    *_, change, why = asked.out.splitlines()
    assert change == "     4  privacy_class: special, confidence medium -> unknown, confidence low  (class-lowered)"
    assert "privacy-zorbals -> privacy-undecided  e.g. " in why
    assert "Zorbals" in why
    assert 'serai reassess confirm 1 --by "Aizada Bekova"' in asked.err
    assert "4 records were judged by other rules" in serai("status").out
    assert "special" in classes()
    assert serai("reassess", "confirm", "1", "--by", "Bolat").code == 1
    waiting = serai("reassess", "confirm", "1", "--by", "Aizada Bekova")
    assert (waiting.code, "waiting" in waiting.out) == (0, True)
    refused = serai("reassess", "approve", "1", "--by", "Aizada Bekova", "--reason", REASON)
    assert (refused.code, "another officer" in refused.err) == (1, True)
    done = serai("reassess", "approve", "1", "--by", "Bolat", "--reason", REASON)
    assert (done.code, "4 changed" in done.out) == (0, True)
    assert "special" not in classes()
    status = serai("status")
    assert "other rules" not in status.out
    assert "0 changes wait" in status.out
    [shown] = json.loads(serai("reassess", "show", "1", "--json").out)["items"]
    assert (shown["before"]["value"], shown["count"]) == ("special", 4)
    assert json.loads(serai("reassess", "list", "--json").out)["items"][0]["state"] == "applied"


@pytest.mark.usefixtures("former")
def test_one_is_left_to_a_worker_stopped_and_rejected(serai: Serai) -> None:
    later = serai(*ASK, "--later", "--json")
    assert json.loads(later.out)["state"] == "comparing"
    assert serai(*ASK).code == 1
    assert "stopped: 0 of 12 read" in serai("reassess", "stop", "1", "--by", "Bolat").out
    assert serai("reassess", "stop", "1", "--by", "Bolat").code == 1
    assert json.loads(serai(*ASK, "--json").out)["differing"] == 4
    assert "rejected" in serai("reassess", "reject", "2", "--by", "Bolat", "--reason", REASON).out
    assert [line.split()[0] for line in serai("reassess", "list").out.splitlines()] == ["2", "1"]
    assert serai("reassess", "show", "3").code == 1
    assert serai("reassess", "ask", "--by", "Bolat").code == 2
    assert "special" in classes()


@pytest.mark.usefixtures("former")
def test_where_a_worker_was_faster_its_work_is_followed(serai: Serai, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_services(Settings()) as services:
        monkeypatch.setattr("registry.store.leases.Process.gone", lambda _: False)
        with working(services, sources=()):
            ended = serai(*ASK)
    assert "compared: 12 of 12 read, 4 differ" in ended.out
