"""Platforms: what all portals of one product share, and what a wrong one is told."""

from functools import cache
from pathlib import Path

import pytest

from harvesters import HARVESTERS
from harvesters.declaration import NOT_SHARED, Choices, declaration_of, load_platforms, load_source, load_sources, source_of
from harvesters.errors import InvalidSource
from harvesters.yaml_mapping import YamlMapping
from registry.services import declared_sources
from schemas.source import Source

SHIPPED = Path(__file__).parents[2] / "harvesters" / "platforms"
PORTAL = """\
id: kg_example
title: {ky: Ачык маалыматтар}
platform: shelf
url: https://data.example.kg
jurisdiction: KG
"""
SHELF = """\
# The product Shelf
kind: oai_pmh
set_spec: datasets
delay_seconds: 2
expect:
  min: 10
  max_withdrawn: 40
language: [ky, ru]
"""


def load(folder: Path, portal: str = PORTAL, *, shelf: str = SHELF) -> Source:
    """A declaration and its platform, in files beside each other."""
    (folder / "platforms").mkdir(exist_ok=True)
    (folder / "platforms" / "shelf.yml").write_text(shelf, encoding="utf-8")
    (folder / "kg_example.yml").write_text(portal, encoding="utf-8")
    return load_source(folder / "kg_example.yml", Choices(HARVESTERS, platforms=load_platforms(folder / "platforms")))


def test_a_platform_says_what_a_declaration_does_not(tmp_path: Path) -> None:
    source = load(tmp_path)
    assert (source.platform, source.kind, source.options, source.delay_seconds) == (
        "shelf",
        "oai_pmh",
        {"set_spec": "datasets"},
        2,
    )
    assert source.language == ("ky", "ru")


def test_a_declaration_overrides_its_platform_key_by_key(tmp_path: Path) -> None:
    source = load(tmp_path, PORTAL + "expect: {min: 3, max: 9}\nlanguage: [ru]\ndelay_seconds: 0\nset_spec: water\n")
    assert (source.expect.min, source.expect.max, source.expect.max_withdrawn) == (3, 9, 40)
    assert (source.language, source.delay_seconds, source.options) == (("ru",), 0, {"set_spec": "water"})


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("delay_seconds: 2", "delay_seconds: -2", 4, "delay_seconds: "),
        ("min: 10", "mni: 10", 6, "unknown key 'mni'; the choices are: max, max_withdrawn"),
        ("oai_pmh", "oai", 2, "unknown kind 'oai'; the choices are: ckan, data_json, declared, dkan, oai_pmh"),
        ("oai_pmh", "ckan", 3, "set_spec: only portals of the kind oai_pmh have this key"),
        ("datasets", "a b", 3, "set_spec: "),
        ("[ky, ru]", "[ky, xx]", 8, "'xx' is no language tag"),
        ("kind: oai_pmh", "kind: oai_pmh\nid: shelf", 3, "a platform has no 'id': each portal says that for itself"),
        ("kind: oai_pmh", "kind: oai_pmh\nplatform: geonode", 3, "a platform has no 'platform'"),
        ("kind: oai_pmh", "- oai_pmh", 3, "not YAML"),
    ],
)
def test_an_error_in_a_platform_names_its_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(InvalidSource) as error:
        load(tmp_path, shelf=SHELF.replace(old, new, 1))
    assert (error.value.file, error.value.line) == (tmp_path / "platforms" / "shelf.yml", line)
    assert words in error.value.message


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ("expect: {min: -1}\n", 6, "expect.min: "),
        ("expect: 3\n", 6, "expect: "),
        ("kind: ckan\nset_spec: water\n", 7, "set_spec: only portals of the kind oai_pmh"),
    ],
)
def test_an_error_in_a_declaration_names_its_own(tmp_path: Path, more: str, line: int, words: str) -> None:
    with pytest.raises(InvalidSource) as error:
        load(tmp_path, PORTAL + more)
    assert (error.value.file, error.value.line, words in error.value.message) == (tmp_path / "kg_example.yml", line, True)


def test_a_list_of_a_declaration_has_none_of_the_platforms_lines(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource) as error:
        load(tmp_path, PORTAL + "language: [xx]\n")
    assert (error.value.file.name, error.value.line) == ("kg_example.yml", 6)


def test_a_platform_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"kg_example\.yml:3: unknown platform 'self'; the choices are: shelf"):
        load(tmp_path, PORTAL.replace("shelf", "self"))


def test_an_operators_folder(tmp_path: Path) -> None:
    """Declarations stand in it or in folders below it, and its platforms win over the shipped ones by name."""
    platforms = tmp_path / "platforms"
    platforms.mkdir()
    (platforms / "geonode.yml").write_text("kind: oai_pmh\ndelay_seconds: 5\n")
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "kg_example.yml").write_text(PORTAL.replace("shelf", "geonode"), encoding="utf-8")
    (tmp_path / "kg_other.yml").write_text(
        PORTAL.replace("shelf", "geonetwork").replace("kg_example", "kg_other"), encoding="utf-8"
    )
    sources = declared_sources(tmp_path)
    assert [sources[id_].delay_seconds for id_ in ("kg_example", "kg_other", "kz_map")] == [5, 0, 5]
    assert declared_sources(None).keys() == sources.keys() - {"kg_example", "kg_other"}
    assert load_platforms(tmp_path / "none") == {}


def test_a_platform_that_would_be_overlooked_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "shelf.yaml").write_text(SHELF, encoding="utf-8")
    with pytest.raises(InvalidSource, match=r"rename it to shelf\.yml"):
        load_platforms(tmp_path)


def test_a_merged_declaration_gives_the_same_source_also_where_it_returns_to_a_default(tmp_path: Path) -> None:
    source = load(tmp_path, PORTAL + "delay_seconds: 0\n")
    (tmp_path / "kg_example.yml").write_text(declaration_of(source), encoding="utf-8")
    again = load_source(tmp_path / "kg_example.yml", Choices(HARVESTERS, platforms=load_platforms(tmp_path / "platforms")))
    assert (again, again.delay_seconds) == (source, 0)


@pytest.mark.parametrize("name", sorted(file.stem for file in SHIPPED.iterdir()))
def test_every_shipped_platform(name: str) -> None:
    """It is used by a declaration, and holds for a portal that says nothing else but by what it differs from the others."""
    platforms = load_platforms(SHIPPED)
    used = [source for source in shipped_sources().values() if source.platform == name]
    assert used
    assert not platforms[name].value.keys() & set(NOT_SHARED)
    state = used[0].jurisdiction
    portal = {"id": "kg_example", "title": {"ky": "Ачык"}, "url": "https://a.example", "jurisdiction": state, "platform": name}
    site = {"site": used[0].options["site"]} if "site" in used[0].options else {}
    assert source_of(portal | site, choices(platforms)).kind in HARVESTERS


@cache
def shipped_sources() -> dict[str, Source]:
    return load_sources(SHIPPED.parent / "sources", choices(load_platforms(SHIPPED)))


def choices(platforms: dict[str, YamlMapping]) -> Choices:
    return Choices(HARVESTERS, platforms=platforms)
