"""What a program finds on the page of a record: typed links, the record as data, canonical addresses."""

import json
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.answers import signposting
from registry.services import Services
from registry.ui.markup import data_block
from schemas.formats import FORMATS
from schemas.formats.schema_org import dump
from schemas.record import CatalogRecord
from tests.entries import CATALOG, HOSTILE, STRANGE, WHOLE, entry
from tests.registry.ui.reading import Document, read

ROOT = "http://testserver"


@pytest.fixture(scope="module")
def record(services: Services) -> CatalogRecord:
    return next(each for each in services.store.records.stream(source="sample_kg") if each.dataset.distribution)


def signs(header: str) -> dict[str, list[tuple[str, str]]]:
    """The targets with the rest of their attributes, by relation."""
    found: dict[str, list[tuple[str, str]]] = {}
    for target, relation, rest in re.findall(r'<([^>]*)>; rel="([^"]*)"([^<]*?)(?:, |$)', header):
        found.setdefault(relation, []).append((target, rest))
    return found


def test_the_page_has_the_signs(client: TestClient, record: CatalogRecord) -> None:
    found = signs(client.get(f"/en/d/{record.id}").headers["link"])
    assert found["cite-as"] == [(f"{ROOT}/datasets/{record.id}", "")]
    described = [target for target, _ in found["describedby"]]
    assert described == [f"{ROOT}/api/v1/datasets/{record.id}/{file}" for file in FORMATS]
    assert all("; type=" in rest and "; profile=" in rest for _, rest in found["describedby"])
    assert [target for target, _ in found["type"]] == ["https://schema.org/Dataset", "https://schema.org/AboutPage"]
    assert len(found["item"]) == len(record.dataset.distribution)
    assert [target for target, _ in found["collection"]] == [f"{ROOT}/portals/sample_kg"]


def test_addresses_of_a_header_are_ascii_and_bounded() -> None:
    many = WHOLE.model_copy(
        update={"dataset": WHOLE.dataset.model_copy(update={"distribution": WHOLE.dataset.distribution[:1] * 50})}
    )
    assert len(signs(signposting.header(signposting.of_page(entry(many), CATALOG)))["item"]) == signposting.ITEMS
    linkset = json.loads(signposting.linkset(entry(many), CATALOG))["linkset"][0]
    assert len(linkset["item"]) == 50
    told = signposting.header(signposting.of_page(entry(STRANGE), CATALOG))
    assert told.isascii()
    assert "ftp://example.kg/%D0%B4" in told


def test_the_page_holds_the_record_as_data(client: TestClient, record: CatalogRecord) -> None:
    document = read(client.get(f"/en/d/{record.id}").text)
    node = json.loads(document.one("script", type="application/ld+json").own_text)
    assert (node["@type"], node["@id"]) == ("Dataset", f"{ROOT}/datasets/{record.id}")


def test_what_assessors_of_fair_data_ask_a_catalogue_for() -> None:
    """The metadata that the metrics of FAIRsFAIR name (FsF-F1 to FsF-R1.2), as far as a portal states them."""
    node = json.loads(dump(entry(WHOLE), CATALOG))
    core = {"name", "description", "creator", "publisher", "identifier", "keywords", "datePublished", "@type"}
    assert core | {"license", "isAccessibleForFree", "conditionsOfAccess", "isBasedOn", "sdDatePublished"} <= set(node)
    file = node["distribution"][0]
    assert {"contentUrl", "encodingFormat", "contentSize"} <= set(file)
    assert node["@id"] in node["identifier"]


def test_no_text_ends_the_data() -> None:
    content = dump(entry(STRANGE), CATALOG)
    block = str(data_block(content))
    assert not set(block) & set("<>&\u2028")
    assert json.loads(block)["name"] == HOSTILE == json.loads(content)["name"]


def test_a_page_names_itself_in_every_language(page: Callable[[str], Document], record: CatalogRecord) -> None:
    document = page(f"/ru/d/{record.id}?from=q%3Dwater")
    assert document.one("link", rel="canonical").get("href") == f"{ROOT}/ru/d/{record.id}"
    alternates = {
        each.get("hreflang"): each.get("href") for each in document.all("link", rel="alternate") if each.get("hreflang")
    }
    assert alternates["x-default"] == f"{ROOT}/datasets/{record.id}"
    assert alternates["fa"] == f"{ROOT}/fa/d/{record.id}"
    assert alternates["ru"] == f"{ROOT}/ru/d/{record.id}"
    assert len(alternates) == 7


def test_other_pages_too(page: Callable[[str], Document]) -> None:
    document = page("/fa/portals")
    assert document.one("link", rel="canonical").get("href") == f"{ROOT}/fa/portals"
    assert document.one("link", hreflang="x-default").get("href") == f"{ROOT}/en/portals"
