"""The evidence that two records are one dataset: what is recognised, and what must not be."""

from typing import Any

import pytest

from registry.pipeline.likeness import keys, own_part
from schemas.dataset import Agent, Dataset, Distribution, LangString
from schemas.holds import Evidence


def dataset(identifier: str, title: str = "Мектептер", **fields: Any) -> Dataset:
    return Dataset(identifier=identifier, title=(LangString(value=title, language="ky"),), **fields)


def file(url: str) -> Distribution:
    return Distribution(download_url=url)


def agree(one: Dataset, other: Dataset) -> set[Evidence]:
    first, second = keys(one), keys(other)
    return {evidence for evidence in Evidence if evidence in first and first[evidence] == second.get(evidence)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("oai:old.example:7f3a-bc", "oai:new.example:7f3a-bc"),
        ("http://data.example/schools", "https://data.example/schools/"),
        ("https://old.example/dataset/schools", "https://new.example:8443/dataset/schools"),
        ("old.gov.example/dataset/schools", "https://new.example/dataset/schools"),
        ("urn:uuid:0F9C-ABCD-EF", "0f9c-abcd-ef"),
        ("{0F9C-ABCD-EF}", "0f9c-abcd-ef"),
        ("doi:10.1234/abc", "https://doi.org/10.1234/abc"),
        ("hdl:20.500/abc", "https://hdl.handle.net/20.500/abc"),
        ("schools", "oai:data.example:schools"),
        ("oai:a.example:https://a.example/schools", "oai:b.example:https://b.example/schools"),
        ("https://old.example/%D1%88%D0%BA%D0%BE%D0%BB%D1%8B", "https://new.example/школы"),
        ("https://école.example/schools", "https://new.example/schools"),
    ],
)
def test_identifiers_that_differ_only_in_their_beginning(old: str, new: str) -> None:
    assert own_part(old) == own_part(new)
    assert Evidence.IDENTIFIER in agree(dataset(old, "Мектептер"), dataset(new, "Башка"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("oai:old.example:schools", "oai:new.example:hospitals"),
        ("https://old.example/dataset/schools", "https://old.example/dataset/hospitals"),
        ("10.1234/abc", "10.1234/abd"),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3302"),
        ("", ""),
    ],
)
def test_identifiers_that_differ(old: str, new: str) -> None:
    assert Evidence.IDENTIFIER not in agree(dataset(old, "Мектептер"), dataset(new, "Башка"))


def test_a_number_counts_only_with_the_title() -> None:
    old = dataset("oai:old.example:17", landing_page="https://old.example/dataset/17", distribution=[file("https://a/d/17.csv")])
    fields = {"landing_page": "https://new.example/dataset/17", "distribution": [file("https://b/d/17.csv")]}
    assert agree(old, dataset("oai:new.example:17", "Ооруканалар", **fields)) == set()
    same = agree(old, dataset("oai:new.example:17", "мектептер", **fields))
    assert same == set(Evidence) - {Evidence.SPELLING}


def test_pages_and_their_names() -> None:
    old = dataset("a", landing_page="http://old.example/dataset/schools-2024")
    moved = dataset("b", "Башка", landing_page="https://new.example/dataset/schools-2024/")
    renamed = dataset("c", "Башка", landing_page="https://new.example/ru/opendata/schools-2024")
    other = dataset("d", "Башка", landing_page="https://old.example/dataset/schools-2025")
    root = dataset("e", "Башка", landing_page="https://old.example/")
    assert agree(old, moved) == {Evidence.PAGE, Evidence.NAME}
    assert agree(old, renamed) == {Evidence.NAME}
    assert agree(old, other) == agree(old, root) == set()
    assert Evidence.PAGE not in agree(root, dataset("f", "Башка", landing_page="https://new.example"))


def test_files_in_any_order() -> None:
    old = dataset("a", distribution=[file("http://old.example/f/schools.csv"), file("http://old.example/f/schools.xlsx")])
    new = dataset(
        "b", "Башка", distribution=[file("https://new.example/f/schools.xlsx"), file("https://x.example/f/schools.csv")]
    )
    fewer = dataset("c", "Башка", distribution=[file("https://new.example/f/schools.xlsx")])
    assert agree(old, new) == {Evidence.FILES}
    assert agree(old, fewer) == set()
    assert agree(dataset("d"), dataset("e", "Башка")) == set()


def test_title_and_publisher() -> None:
    stat = Agent(name=(LangString(value="Улутстатком", language="ky"),))
    old = dataset("a", "Балалар ӨСҮҮ", publisher=stat)
    assert agree(old, dataset("b", " балалар  өсүү", publisher=stat)) == {Evidence.TITLE}
    assert agree(old, dataset("b", "Балалар өсүү")) == set()
    assert agree(dataset("a", "كتاب"), dataset("b", "کتاب")) == {Evidence.TITLE}


@pytest.mark.parametrize(
    "text", ["a." * 50_000, "a:" * 50_000, "%41" * 30_000, "/" * 100_000, "https://[::1", "http://a:b:c/" * 900]
)
def test_any_text_is_taken_quickly(text: str) -> None:
    keys(dataset(text, text, landing_page=text, distribution=[file(text)]))
    own_part(text)
