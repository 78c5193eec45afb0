"""`serai sources` as a person calls it, and what becomes of a retired source."""

import json
from pathlib import Path

import pytest
import yaml

from harvesters import HARVESTERS
from harvesters.declaration import Choices, load_platforms, load_source
from tests.portal import Portal

from .conftest import DECLARATION, Serai


@pytest.fixture
def declarations(home: Path) -> Path:
    return home.parent / "declarations"


def test_a_declaration_is_printed_merged_and_can_be_loaded_again(
    serai: Serai, declarations: Path, portal: Portal, tmp_path: Path
) -> None:
    (declarations / "platforms").mkdir()
    (declarations / "platforms" / "shelf.yml").write_text("delay_seconds: 0.5\nexpect: {min: 1}\n")
    text = DECLARATION.format(url=portal.url) + "platform: shelf\nexpect: {max: 99}\n"
    (declarations / "kg_example.yml").write_text(text, encoding="utf-8")
    printed = serai("sources", "kg_example")
    assert printed.code == 0
    declared = yaml.safe_load(printed.out)
    assert (declared["platform"], declared["delay_seconds"], declared["expect"]) == ("shelf", 0.5, {"min": 1, "max": 99})
    assert "Ачык маалыматтар" in printed.out
    assert "page_size" not in declared
    (tmp_path / "kg_example.yml").write_text(printed.out, encoding="utf-8")
    choices = Choices(HARVESTERS, platforms=load_platforms(declarations / "platforms"))
    assert load_source(tmp_path / "kg_example.yml", choices) == load_source(declarations / "kg_example.yml", choices)


def test_one_source_as_json_is_the_apis_answer(serai: Serai) -> None:
    one, every = json.loads(serai("sources", "kg_example", "--json").out), json.loads(serai("sources", "--json").out)
    assert one in every["items"]
    assert one["declaration"]["id"] == "kg_example"


def test_a_source_that_is_not_declared(serai: Serai) -> None:
    done = serai("sources", "kg_nowhere")
    assert (done.code, done.out) == (2, "")
    assert "There is no source kg_nowhere. Did you mean kg_water? The choices: " in done.err


def test_a_retired_source_is_listed_and_not_harvested(serai: Serai, declarations: Path, portal: Portal) -> None:
    text = DECLARATION.format(url=portal.url) + "retired: {on: 2026-02-28, why: Its domain was sold}\n"
    (declarations / "kg_example.yml").write_text(text, encoding="utf-8")
    [line] = [line for line in serai("sources").out.splitlines() if line.startswith("kg_example")]
    assert line.endswith("never, retired 2026-02-28")
    for asked in (("harvest", "kg_example"), ("harvest", "--later", "kg_example"), ("check", "kg_example")):
        done = serai(*asked)
        assert (done.code, done.out) == (1, "")
        assert "source kg_example was retired on 2026-02-28: Its domain was sold" in " ".join(done.err.split())
    assert portal.asked == []
