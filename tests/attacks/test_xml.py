"""Hostile XML from an OAI-PMH portal: nothing is read from this machine, nothing is asked elsewhere, nothing grows or hangs."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvesters.limits import Limits
from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.runs import Run, RunState
from tests.attacks.xml_bombs import BOMBS
from tests.oai_portal import OaiPortal, envelope, record
from tests.portal import Answer, answers
from tests.shared_material import shared

SECRET = "the contents of a file of this machine"

HARMLESS = {"simple.xml", "simple-ns.xml"}
"""Files of the suite that are plain XML."""


def hostile() -> dict[str, bytes]:
    """The suite's documents by name; the one that reads a file reads one that is there."""
    folder = shared("conformance/xml-attacks")
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.suffix in {".xml", ".xsl"}}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, limits=Limits(first_wait=0.001, longest_wait=0.01, retries=0)) as opened:
        yield opened


@pytest.fixture
def documents(tmp_path: Path) -> dict[str, bytes]:
    file = tmp_path / "simple.xml"
    file.write_text(f"<root>{SECRET}</root>", encoding="utf-8")
    return {name: body.replace(b"/PATH/TO/xmltestdata/simple.xml", str(file).encode()) for name, body in hostile().items()}


def run_over(services: Services, answer: Answer) -> Run:
    with OaiPortal([], trouble=[lambda asked, portal: answer]) as portal:
        return harvest(services, portal.source(), full=True)


def reported(services: Services, run: Run) -> list[str]:
    return [issue.value for issue in services.store.runs.issues(run.id, code="page-failed")]


def test_as_the_whole_answer_they_end_the_run(services: Services, documents: dict[str, bytes]) -> None:
    assert len(documents) == 11
    for name, body in documents.items():
        run = run_over(services, Answer(body, 200, {"Content-Type": "application/xml"}))
        assert (run.state, run.counts.read) == (RunState.FAILED, 0), name
        [words] = reported(services, run)
        assert ("a DTD, which is refused" in words) is (b"<!DOCTYPE" in body), (name, words)
        assert "XML" in words
        assert SECRET not in words


def test_around_an_answer_that_is_sound_they_end_the_run(services: Services, documents: dict[str, bytes]) -> None:
    sound = envelope(f"<ListRecords>{record(1).xml}</ListRecords>", declaration="").body
    for name, body in documents.items():
        head, sign, _ = body.partition(b"]>")
        if sign:
            run = run_over(services, Answer(head + sign + sound, 200, {"Content-Type": "application/xml"}))
            assert (run.state, run.counts.read) == (RunState.FAILED, 0), name
            assert "a DTD, which is refused" in reported(services, run)[0]


def test_inside_a_record_they_cost_only_that_record(services: Services, documents: dict[str, bytes]) -> None:
    for name, body in documents.items():
        text = body.decode().removeprefix('<?xml version="1.0" encoding="utf-8"?>')
        records = record(1).xml + record(2, f"<dc:type>{text}</dc:type>").xml
        run = run_over(services, envelope(f"<ListRecords>{records}</ListRecords>"))
        assert run.state is RunState.DONE, name
        assert run.counts.read - run.counts.rejected in {1, 2}, name
        if name in HARMLESS or b"<!DOCTYPE" not in body:
            continue
        assert (run.counts.read, run.counts.rejected) == (2, 1), name
        [refused] = services.store.runs.issues(run.id, code="record-not-xml")
        assert refused.identifier == record(2).identifier
        assert SECRET not in refused.value
    for kept in services.store.records.stream():
        assert SECRET.encode() not in services.archive.get(kept.provenance.raw_hash)


def test_plain_xml_in_a_record_is_a_value(services: Services, documents: dict[str, bytes]) -> None:
    records = "".join(
        record(number, f"<dc:type>{documents[name].decode()}</dc:type>").xml for number, name in enumerate(sorted(HARMLESS))
    )
    run = run_over(services, envelope(f"<ListRecords>{records}</ListRecords>"))
    assert (run.state, run.counts.new) == (RunState.DONE, 2)


@pytest.mark.parametrize("name", BOMBS)
def test_nothing_grows_or_hangs(name: str) -> None:
    """Parsing in a process of its own takes seconds, and a small multiple of the text in memory."""
    done = subprocess.run(
        [sys.executable, "-c", PARSE, name], capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[2]
    )
    words, seconds, mebibytes = done.stdout.splitlines()
    assert words.startswith("refused: ")
    assert float(seconds) < 10
    assert float(mebibytes) < 400


PARSE = """
import resource, sys, time
from harvesters.reading.xml import UnreadableXml, parse
from tests.attacks.xml_bombs import BOMBS
text = BOMBS[sys.argv[1]]()
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
try:
    parse(text)
    print("taken")
except UnreadableXml as error:
    print(f"refused: {error}")
print(time.monotonic() - begun)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_a_tree_at_the_limit_is_small(services: Services) -> None:
    elements = "<a b=''/>" * 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = run_over(services, envelope(f"<ListRecords>{record(1, elements).xml}</ListRecords>"))
    assert run.counts.read == 1
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 600


def test_a_style_sheet_is_no_answer(services: Services) -> None:
    run = run_over(services, Answer(b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><a/>', 200, {}))
    assert "not OAI-PMH: a" in reported(services, run)[0]


def test_a_body_that_is_no_text(services: Services) -> None:
    with OaiPortal([], trouble=[answers(200, body=bytes(range(256)), content_type="text/xml")]) as portal:
        run = harvest(services, portal.source())
    assert "not valid utf-8" in reported(services, run)[0]
