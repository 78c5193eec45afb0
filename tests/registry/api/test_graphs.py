"""Lists of records by DCAT-AP, as a harvester follows them."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from rdflib import DCAT, RDF, Graph, Namespace
from starlette.testclient import TestClient

from registry.services import Services
from schemas.record import Status
from tests.dcat_shapes import FILES, violations
from tests.portal import package

from .conftest import Catalogue

pytestmark = pytest.mark.filterwarnings("ignore:(Dataset.|ConjunctiveGraph ):DeprecationWarning")  # rdflib warns of itself

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


def pages(client: TestClient, address: str, parser: str = "turtle") -> Iterator[Graph]:
    """Every page, by `hydra:nextPage` of the node that is a `hydra:PagedCollection`, as ckanext-dcat follows it."""
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        read = Graph().parse(data=answer.content, format=parser)
        yield read
        (page,) = read.subjects(RDF.type, HYDRA.PagedCollection)
        assert read.value(page, HYDRA.next) == read.value(page, HYDRA.nextPage)
        following = str(read.value(page, HYDRA.nextPage) or "") or None


def datasets(read: Graph) -> list[UUID]:
    return sorted(UUID(str(each).rpartition("/")[2]) for each in read.subjects(RDF.type, DCAT.Dataset))


def active(services: Services) -> list[UUID]:
    return [each.id for each in services.store.records.stream() if each.status is Status.ACTIVE]


@pytest.mark.parametrize("suffix", PARSERS)
def test_the_whole_catalogue_page_by_page(catalogue: Catalogue, suffix: str) -> None:
    catalogue.harvest(*(package(number) for number in range(2, 231))).withdraw()
    read = list(pages(catalogue.client, f"/api/v1/catalog.{suffix}", PARSERS[suffix]))
    assert [len(datasets(each)) for each in read] == [100, 100, 29]
    assert [id for each in read for id in datasets(each)] == active(catalogue.services)
    assert catalogue.id not in datasets(read[0] + read[1] + read[2])


@pytest.mark.parametrize("name", FILES)
def test_the_shapes_find_nothing_in_the_sample_catalogue(client: TestClient, name: str) -> None:
    assert violations(client.get("/api/v1/catalog.ttl").content, name) == []


@pytest.mark.parametrize("suffix", PARSERS)
def test_what_a_search_finds(client: TestClient, suffix: str) -> None:
    asked = "q=вода&sort=modified&limit=3"
    first = client.get(f"/api/v1/datasets?{asked}").json()
    read = list(pages(client, f"/api/v1/datasets.{suffix}?{asked}", PARSERS[suffix]))
    assert datasets(read[0]) == sorted(UUID(each["id"]) for each in first["items"])
    assert sum(len(datasets(each)) for each in read) == first["total"] > 3


def test_a_list_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    for address in ("/api/v1/catalog.ttl", "/api/v1/datasets.ttl?jurisdiction=KG"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "address", ["catalog.ttl?after=x", "catalog.ttl?page=2", "catalog.n3", "datasets.ttl?sort=x", "datasets.ttl?no=1"]
)
def test_what_is_asked_wrongly_is_a_problem(client: TestClient, address: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == (404 if "n3" in address else 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["a b", "<x>", "[", "x:y:z", "\\", "é", "a/b", "x:99999999", "%", "a%zz", "[::1]:80", ""])
@pytest.mark.parametrize("path", ["/api/v1/catalog.ttl", "/api/v1/datasets.rdf", "/api/v1/datasets/{id}/dcat.jsonld"])
def test_no_host_name_makes_it_fail(client: TestClient, untouched: UUID, host: str, path: str) -> None:
    assert client.get(path.format(id=untouched), headers={"Host": host.encode()}).status_code < 500
