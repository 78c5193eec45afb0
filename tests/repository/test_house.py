"""The rules of the house that no other tool checks."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.repository.reading import ROOT, functions, ours, told, tracked

SOURCES = [file for file in ours() if "versions" not in file.parts]


GUIDES = ROOT / "registry" / "ui" / "guides"
"""Texts of pages: their links are addresses of pages, which `tests/registry/ui/test_guides.py` follows."""

DOCUMENTS = [file for file in tracked() if file.suffix == ".md" and GUIDES not in file.parents]

ROOMS = [file.parent for file in ours() if file.name == "__init__.py" and len(file.relative_to(ROOT).parts) <= 3]
"""The four packages, and the folders right below them."""

LARGE = 15
"""From so many modules on a room has a README of its own."""


def readme_of(room: Path) -> Path:
    """The README that tells of a room: its own, or the nearest one above."""
    return next(folder / "README.md" for folder in (room, *room.parents) if (folder / "README.md").is_file())


def test_files_and_functions_stay_small() -> None:
    lines = {told(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert median(lines.values()) <= 165
    assert {file: count for file, count in lines.items() if count > 400} == {}
    lengths = [(each.end_lineno or 0) - each.lineno + 1 for file in SOURCES for each in functions(file)]
    assert median(lengths) <= 10


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [told(file) for file in SOURCES if mark.search(file.read_text(encoding="utf-8"))] == []


def test_no_path_of_a_machine_and_no_registry_is_recorded() -> None:
    wrong = re.compile(rf"{re.escape(str(ROOT))}|{re.escape(str(Path.home()))}/|--(extra-)?index-url")
    found = [
        told(file)
        for file in tracked()
        if file.name not in {"Makefile", Path(__file__).name} and wrong.search(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_the_root_of_registry_holds_the_settings_and_the_services_only() -> None:
    assert {file.name for file in (ROOT / "registry").iterdir() if file.is_file()} == {
        "__init__.py",
        "py.typed",
        "services.py",
        "settings.py",
    }


@pytest.mark.parametrize("room", ROOMS, ids=told)
def test_every_room_is_named_by_the_readme_above_it(room: Path) -> None:
    above = readme_of(room.parent)
    name = room.relative_to(above.parent).as_posix()
    assert re.search(rf"\b{name}\b", above.read_text(encoding="utf-8")), f"{told(above)} does not say what {name} is for"


def test_large_rooms_have_a_readme() -> None:
    large = [room for room in ROOMS if len(list(room.glob("*.py"))) >= LARGE]
    assert [told(room) for room in large if not (room / "README.md").is_file()] == []


def anchors(document: Path) -> set[str]:
    """The names under which the headings of a document can be linked to."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=told)
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for link in re.findall(r"\]\(([^):]+)\)", document.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def names_of_files(document: Path) -> Iterator[str]:
    """The names in the first column of the tables of a document, where they are names of files."""
    for row in re.findall(r"^\| (`[^|]*) \|", document.read_text(encoding="utf-8"), re.MULTILINE):
        yield from re.findall(r"`([\w./-]+\.(?:py|yml)|[\w./-]+/)`", row)


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if each.name == "README.md"], ids=told)
def test_maps_name_what_is_there(document: Path) -> None:
    assert [name for name in names_of_files(document) if not any(document.parent.rglob(name))] == []
