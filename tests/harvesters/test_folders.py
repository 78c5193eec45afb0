"""The operator's folders beside the shipped declarations: what is wrong is set aside, and all others count."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from harvesters import HARVESTERS
from harvesters.declaration import Choices, load_platform
from harvesters.errors import InvalidSource
from harvesters.folders import Declared, Folders, Shipped

GOOD = "id: {id}\ntitle: {{ky: Суу}}\nkind: ckan\nurl: https://data.example.kg\njurisdiction: KG\n"


@pytest.fixture
def shipped(tmp_path: Path) -> Shipped:
    write(tmp_path / "shipped" / "sources" / "kg", "kg_one", "kg_two")
    put(tmp_path / "shipped" / "platforms" / "shelf.yml", "kind: ckan\ndelay_seconds: 2\n")
    put(tmp_path / "shipped" / "sources" / "kg" / "kg_shelf.yml", on_shelf("kg_shelf"))
    return Shipped(tmp_path / "shipped", HARVESTERS)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def write(folder: Path, *ids: str, more: str = "") -> None:
    for id_ in ids:
        put(folder / f"{id_}.yml", GOOD.format(id=id_) + more)


def on_shelf(id_: str) -> str:
    return GOOD.format(id=id_).replace("kind: ckan", "platform: shelf")


def told(found: Declared) -> dict[str, list[tuple[int, str]]]:
    return {each.id: [(fault.line, fault.message) for fault in each.faults] for each in found.set_aside}


def says(faults: Iterable[tuple[int, str]], *expected: tuple[int, str]) -> None:
    """That these are the faults: the line and a part of the message of each, in this order."""
    faults = list(faults)
    assert [line for line, _ in faults] == [line for line, _ in expected], faults
    for (_, message), (_, words) in zip(faults, expected, strict=True):
        assert words in message


MANY = """\
id: kg_many
title: {ky: ""}
kind: cakn
ulr: https://data.example.kg
jurisdiction: KGZ
calendar: gregorain
page_size: many
grace: {sweps: 3}
"""


def test_a_wrong_file_is_set_aside_with_everything_that_is_wrong_and_the_others_count(shipped: Shipped, own: Path) -> None:
    write(own, "kg_good")
    put(own / "kg" / "kg_many.yml", MANY)
    put(own / "kg_half.yml", 'id: kg_half\ntitle: {ky: "Су')
    found = Folders(shipped, [own]).read()
    assert set(found.sources) == {"kg_one", "kg_two", "kg_shelf", "kg_good"}
    assert set(told(found)) == {"kg_many", "kg_half"}
    says(
        told(found)["kg_many"],
        (2, "title.ky: a title is one line of text"),
        (3, "unknown kind 'cakn'; the choices are: ckan, "),
        (4, "unknown key 'ulr'; the choices are: "),  # and not also that `url` is missing
        (5, "did you mean 'KZ'?"),
        (6, "not 'gregorain'; did you mean 'gregorian'?"),
        (7, "page_size: "),
        (8, "unknown key 'sweps'; the choices are: days, sweeps; did you mean 'sweeps'?"),
    )
    assert told(found)["kg_many"][2][1].endswith("; did you mean 'url'?")


OPTIONS = {
    "declared": (
        "lists:\n  all:\n    request: {get: '/list/{id}'}\n    records: rows\n    id: number\n"
        "fields:\n  title: {at: name, codes: themas}\nlanding_page: '/{site.app}/x'\ncodes: {themes: {a: b}}\n",
        [
            "there is no {id} here",
            "{site.app} needs the key 'app' in site",
            "'themas'; the choices are: themes; did you",
        ],
    ),
    "passports": ("lsit: /opendata/list.csv\npage_sise: 3\n", ["did you mean 'list'?", "did you mean 'page_size'?"]),
    "oai_pmh": ("set_spec: a b\nset_spek: c\n", ["set_spec: ", "did you mean 'set_spec'?"]),
    "ckan": ("set_spec: a\npage_size: 0\n", ["only portals of the kind oai_pmh have this key", "page_size: "]),
}


@pytest.mark.parametrize("kind", OPTIONS)
def test_the_options_of_a_kind_are_checked_with_all_other_keys(shipped: Shipped, own: Path, kind: str) -> None:
    more, expected = OPTIONS[kind]
    put(own / "kg_it.yml", GOOD.format(id="kg_it").replace("ckan", kind) + "official: perhaps\n" + more)
    faults = [message for _, message in told(Folders(shipped, [own]).read())["kg_it"]]
    for words in ("official: ", *expected):
        assert any(words in message for message in faults), (words, faults)


def test_the_id_of_a_shipped_declaration_takes_its_place_only_if_the_file_says_so(shipped: Shipped, own: Path) -> None:
    write(own, "kg_one", more="page_size: 5\n")
    folders = Folders(shipped, [own])
    found = folders.read()
    assert (found.sources["kg_one"].page_size, found.replaced) == (100, frozenset())
    says(told(found)["kg_one"], (1, "kg_one comes with Serai; write replaces: kg_one to put this one in its place"))
    for word in ("kg_one", "true"):
        write(own, "kg_one", more=f"page_size: 5\nreplaces: {word}\n")
        found = folders.read()
        assert (found.sources["kg_one"].page_size, found.replaced, told(found)) == (5, {"kg_one"}, {})
    for word in ("kg_two", "false"):
        write(own, "kg_one", more=f"replaces: {word}\n")
        says(told(folders.read())["kg_one"], (6, "replaces"))


def test_a_shipped_portal_is_not_read_while_the_file_in_its_place_is_wrong(shipped: Shipped, own: Path) -> None:
    """It may stand at another address there, so reading the old one could withdraw what was read from the new one."""
    write(own, "kg_one", more="replaces: true\npage_size: many\n")
    found = Folders(shipped, [own]).read()
    assert (set(found.sources), found.replaced, set(told(found))) == ({"kg_two", "kg_shelf"}, {"kg_one"}, {"kg_one"})


def test_of_two_files_with_one_id_none_counts_and_both_are_named(shipped: Shipped, own: Path, tmp_path: Path) -> None:
    write(own, "kg_mine", "kg_other")
    write(tmp_path / "second" / "below", "kg_mine")
    found = Folders(shipped, [own, tmp_path / "second"]).read()
    assert "kg_mine" not in found.sources
    assert "kg_other" in found.sources
    first, second = found.set_aside
    assert {first.file, second.file} == {own / "kg_mine.yml", tmp_path / "second" / "below" / "kg_mine.yml"}
    assert str(second.file) in first.faults[0].message
    assert str(first.file) in second.faults[0].message


def test_a_wrong_platform_is_set_aside_and_the_shipped_one_holds(shipped: Shipped, own: Path) -> None:
    put(own / "platforms" / "shelf.yml", "id: shelf\nkind: ckn\ndelay_second: 9\n")
    put(own / "platforms" / "rack.yml", "kind: ckan\ndelay_seconds: -9\n")
    put(own / "kg_rack.yml", on_shelf("kg_rack").replace("shelf", "rack"))
    put(own / "kg_rock.yml", on_shelf("kg_rock").replace("shelf", "shlef"))
    folders = Folders(shipped, [own])
    found = folders.read()
    assert found.sources["kg_shelf"].delay_seconds == 2
    says(told(found)["shelf"], (1, "a platform has no 'id'"), (2, "did you mean 'ckan'?"), (3, "did you mean 'delay_seconds'?"))
    says(told(found)["kg_rack"], (3, "the platform 'rack' is set aside: its file has errors of its own"))
    says(told(found)["kg_rock"], (3, "unknown platform 'shlef'; the choices are: shelf; did you mean 'shelf'?"))
    put(own / "platforms" / "shelf.yml", "kind: ckan\ndelay_seconds: 9\n")
    put(own / "platforms" / "rack.yml", "kind: ckan\ndelay_seconds: 8\n")
    found = folders.read()
    assert [found.sources[id_].delay_seconds for id_ in ("kg_shelf", "kg_rack", "kg_one")] == [9, 8, 0]


def test_what_a_platform_leaves_to_its_portals_is_no_fault(tmp_path: Path) -> None:
    file = put(tmp_path / "shelf.yml", "kind: declared\nlanding_page: '/{site.app}'\nfields: {title: name}\n")
    assert load_platform(file, Choices(HARVESTERS)).value["kind"] == "declared"
    with pytest.raises(InvalidSource, match=r"shelf\.yml:2: unknown key 'feilds'.*did you mean 'fields'"):
        load_platform(put(tmp_path / "shelf.yml", "kind: declared\nfeilds: {title: name}\n"), Choices(HARVESTERS))


def test_files_that_are_hidden_or_no_declarations_are_not_looked_at(shipped: Shipped, own: Path) -> None:
    """An editor's copy is hidden; a mounted ConfigMap has its files once more in a hidden folder, and links to them."""
    write(own / "..2026_11_30", "kg_mine")
    (own / "kg_mine.yml").symlink_to(own / "..2026_11_30" / "kg_mine.yml")
    put(own / ".kg_mine.yml.swp", "x")
    put(own / "refused.csv", "x")
    write(own, "kg_late")
    (own / "kg_late.yml").rename(own / "kg_late.yaml")
    found = Folders(shipped, [own, own / "missing"]).read()
    assert "kg_mine" in found.sources
    says(told(found)["kg_late"], (1, "declarations end in .yml; rename it to kg_late.yml"))
    assert set(told(found)) == {"kg_late"}
