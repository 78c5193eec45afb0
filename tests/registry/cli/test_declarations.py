"""The operator's declarations as a person meets them: at the command, in the API and on the pages of a running server."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services, open_services
from registry.settings import Settings
from registry.ui import create_pages
from schemas.role import Role
from tests.portal import Portal

from .conftest import DECLARATION, Done, Serai

OTHER = DECLARATION.format(url="https://data.example.kg")
WRONG = OTHER.replace("kg_example", "kg_wrong").replace("ckan", "cakn") + "offical: true\n"
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
FAULTS = ["4: unknown kind 'cakn'", "9: unknown key 'offical'"]


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the home, in which the portal is declared now, without any setting."""
    monkeypatch.delenv("SERAI_SOURCES")
    (home / "sources").parent.mkdir()
    (home.parent / "declarations").rename(home / "sources")
    return home / "sources"


def on_one_line(done: Done) -> str:
    return " ".join((done.out + done.err).split())


def test_a_wrong_file_hinders_nothing_and_is_told_wherever_one_looks(serai: Serai, at_home: Path, home: Path) -> None:
    file = at_home / "kg_wrong.yml"
    file.write_text(WRONG, encoding="utf-8")
    assert serai("harvest", "kg_example").code == 0
    listed = serai("sources")
    assert listed.code == 0
    assert "kg_example" in listed.out
    assert all(f"{file}:{fault}" in listed.out for fault in FAULTS)
    [aside] = json.loads(serai("sources", "--json").out)["set_aside"]
    assert (aside["id"], aside["faults"], [fault["line"] for fault in aside["fault"]]) == ("kg_wrong", 2, [4, 9])
    status = serai("status")
    assert status.code == 0
    assert f"a declaration is set aside: {file}:{FAULTS[0]}" in status.out
    assert "(and 1 more)" in status.out
    for asked in (("sources", "kg_wrong"), ("sources", "try", "kg_wrong"), ("check", "kg_wrong"), ("harvest", "kg_wrong")):
        done = serai(*asked)
        assert done.code == 2
        assert all(f"{file}:{fault}" in on_one_line(done) for fault in FAULTS), asked
    assert "Did you mean kg_example" in on_one_line(serai("sources", "kg_exmaple"))


def test_a_declaration_that_is_gone_leaves_its_records(serai: Serai, at_home: Path) -> None:
    assert serai("harvest", "kg_example").code == 0
    (at_home / "kg_example.yml").rename(at_home / "kg_example.off")
    assert "kg_example: not declared any more; its 10 records stay as they are" in serai("sources").out
    assert "kg_example: 10 records" in serai("status").out
    (at_home / "kg_example.yml").write_text("id: kg_exa", encoding="utf-8")
    assert "kg_example: its declaration is set aside; its 10 records stay as they are" in serai("sources").out
    (at_home / "kg_example.off").rename(at_home / "kg_example.yml")
    assert json.loads(serai("sources", "--json").out)["undeclared"] == []
    assert "0 new, 0 changed, 10 unchanged" in on_one_line(serai("harvest", "kg_example", "--full"))


def test_a_shipped_declaration_that_is_replaced_is_seen(serai: Serai, at_home: Path) -> None:
    text = OTHER.replace("kg_example", "kg_data_gov")
    (at_home / "kg_data_gov.yml").write_text(text, encoding="utf-8")
    assert "write replaces: kg_data_gov to put this one in its place" in on_one_line(serai("sources"))
    (at_home / "kg_data_gov.yml").write_text(text + "replaces: kg_data_gov\n", encoding="utf-8")
    [line] = [line for line in serai("sources").out.splitlines() if line.startswith("kg_data_gov ")]
    assert line.rstrip().endswith("never, replaces shipped")


def test_a_portal_that_is_added_without_a_setting_stays(serai: Serai, at_home: Path, portal: Portal) -> None:
    (at_home / "kg_example.yml").unlink()
    added = serai("sources", "add", portal.url, "--jurisdiction", "KG", "--private", "--yes")
    [file] = (at_home / "kg").iterdir()
    assert (added.code, f"Written: {file}" in on_one_line(added)) == (0, True)
    assert serai("sources", file.stem).code == 0


@pytest.fixture
def services(home: Path, at_home: Path) -> Iterator[Services]:
    (at_home / "kg_wrong.yml").write_text(WRONG, encoding="utf-8")
    with open_services(Settings(samples=False, meaning="off")) as services:
        yield services


def test_strangers_see_that_declarations_are_set_aside_and_curators_see_why(services: Services, at_home: Path) -> None:
    token = services.store.tokens.add("Bolat Isakov", role=Role.CURATOR, expires=NEVER, at=services.clock())
    with TestClient(create_app(services)) as client:
        health = client.get("/health").json()
        assert health["set_aside"] == 1
        [aside] = client.get("/api/v1/sources").json()["set_aside"]
        assert aside == {"id": "kg_wrong", "faults": 2, "fault": []}
        answer = client.get("/api/v1/sources", headers={"Authorization": f"Bearer {token}"})
        [aside] = answer.json()["set_aside"]
        assert [(fault["file"], fault["line"]) for fault in aside["fault"]] == [
            (str(at_home / "kg_wrong.yml"), 4),
            (str(at_home / "kg_wrong.yml"), 9),
        ]
    with TestClient(create_pages(services), headers={"Origin": "http://testserver"}) as browser:
        page = browser.get("/en/portals").text
        assert "1 declaration could not be read" in page
        assert str(at_home) not in page
        browser.post("/en/sign-in", data={"token": token})
        page = browser.get("/en/portals").text
        assert f"{at_home / 'kg_wrong.yml'}:4: unknown kind" in page
        assert f"{at_home / 'kg_wrong.yml'}:9: unknown key" in page
