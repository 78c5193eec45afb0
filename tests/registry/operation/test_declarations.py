"""Declarations that change while Serai runs."""

import logging
from pathlib import Path

import pytest

from registry.operation.declarations import PAUSE, Declarations, Reporter
from registry.services import declared_sources, open_services
from registry.settings import Settings

DECLARED = "id: {id}\ntitle: {{ky: Суу}}\nkind: ckan\nurl: https://data.example.kg\njurisdiction: KG\n"


class Clock:
    """Seconds that pass only when a test lets them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def look(self) -> None:
        """Let so much time pass that the next question looks at the files."""
        self.now += PAUSE


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def declarations(tmp_path: Path, clock: Clock) -> Declarations:
    write(tmp_path, "kg_first")
    return declared_sources(tmp_path, timer=clock)


def write(folder: Path, id_: str, more: str = "") -> None:
    (folder / f"{id_}.yml").write_text(DECLARED.format(id=id_) + more, encoding="utf-8")


def test_a_file_that_comes_changes_is_wrong_is_mended_and_goes(tmp_path: Path, clock: Clock, declarations: Declarations) -> None:
    before = len(declarations)
    write(tmp_path, "kg_new")
    assert "kg_new" not in declarations  # not before the next look
    clock.look()
    assert (declarations["kg_new"].page_size, len(declarations)) == (100, before + 1)
    write(tmp_path, "kg_new", "page_size: 7\n")
    clock.look()
    assert declarations["kg_new"].page_size == 7
    write(tmp_path, "kg_new", "page_size: ma")
    clock.look()
    assert "kg_new" not in declarations
    assert [each.id for each in declarations.now.set_aside] == ["kg_new"]
    write(tmp_path, "kg_new", "page_size: 8\n")
    clock.look()
    assert (declarations["kg_new"].page_size, declarations.now.set_aside) == (8, ())
    (tmp_path / "kg_new.yml").unlink()
    clock.look()
    assert "kg_new" not in set(declarations)
    assert declarations.get("kg_new") is None
    assert declarations["kg_new"].page_size == 8  # who has seen it a moment ago can still take it


def test_a_file_of_certificates_that_comes_mends_the_declaration_that_names_it(
    tmp_path: Path, clock: Clock, declarations: Declarations
) -> None:
    write(tmp_path, "kg_state", "roots: [root.pem]\n")
    clock.look()
    [aside] = declarations.now.set_aside
    assert "root.pem" in aside.faults[0].message
    (tmp_path / "root.pem").write_text("no certificate")
    clock.look()
    [again] = declarations.now.set_aside
    assert again != aside


def test_each_change_is_told_and_logged_once(
    tmp_path: Path, clock: Clock, declarations: Declarations, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    told: list[int] = []
    declarations.tell(lambda declared: told.append(len(declared.sources)))
    declarations.tell(Reporter())
    write(tmp_path, "kg_new")
    write(tmp_path, "kg_bad", "page_size: many\nofficial: perhaps\n")
    (tmp_path / "kg_first.yml").unlink()
    for _ in range(3):
        clock.look()
        len(declarations)
    assert len(told) == 2
    assert [record.getMessage() for record in caplog.records] == [
        f"a declaration is set aside: {declarations.now.set_aside[0]}",
        "portal kg_new is declared now",
        "portal kg_first is not declared any more; its records stay",
    ]
    assert "kg_bad.yml:6: page_size: " in caplog.text
    assert "(and 1 more)" in caplog.text


def test_the_folder_in_the_home_is_read_beside_the_one_that_is_set(tmp_path: Path) -> None:
    for folder, id_ in [(tmp_path / "home" / "sources", "kg_home"), (tmp_path / "set", "kg_set")]:
        folder.mkdir(parents=True)
        write(folder, id_)
    settings = Settings(
        home=tmp_path / "home", database_url=None, search_url=None, archive_url=None, sources=tmp_path / "set", meaning="off"
    )
    with open_services(settings) as services:
        assert {"kg_home", "kg_set", "kg_data_gov"} <= services.sources.keys()
        assert settings.written_declarations == tmp_path / "set"
    same = settings.model_copy(update={"sources": tmp_path / "home" / "sources"})
    with open_services(same) as services:
        assert services.declarations.now.set_aside == ()  # one folder that is named twice is read once
