"""What goes out in the formats and protocols of others is what a reader without an account may see, and no more."""

from collections.abc import Iterator

import pytest

from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from schemas.formats import FORMATS
from tests.portal import package
from tests.registry.api.conftest import Catalogue

PERSON = "Aizada Bekova"
PERSONAL = (PERSON, "aizada.bekova1987@mail.ru", "+996 700 123456", "0700123456")
SECRETS = ("hunter2", "k3y-0f-th3-p0rtal")
PRIVATE = "A dataset that the portal shows to nobody"
REASON = "The ministry sent the document on Tuesday."
OFFICE = "info@stat.kg"

ACTIONS = "/api/3/action"

LISTS = (
    "/api/3/action/package_search?rows=1000",
    "/api/3/action/package_list",
    "/api/3/action/current_package_list_with_resources",
    "/api/3/action/organization_list?all_fields=true",
    "/api/3/action/tag_list",
    "/api/3/action/user_list",
    "/api/3/action/resource_search?query=format:CSV",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=oai_datacite",
    "/oai?verb=ListRecords&metadataPrefix=dcat",
    "/api/v1/catalog.ttl",
    "/api/v1/catalog.jsonld",
    "/api/v1/catalog.rdf",
    "/api/v1/datasets.ttl?q=суу",
    "/api/v1/datasets.jsonld",
    "/api/v1/datasets.rdf",
)
"""The lists of every protocol."""


@pytest.fixture
def published(catalogue: Catalogue) -> Catalogue:
    """A portal that states persons, secrets and what is not public; an officer has decided about its dataset."""
    contact = {"maintainer": PERSON, "maintainer_email": PERSONAL[1], "author": PERSON, "author_email": OFFICE}
    told = {"extras": [{"key": "contact_phone", "value": PERSONAL[2]}, {"key": "contact_name", "value": PERSON}]}
    own = package(1, **contact, **told, license_id="cc-by")
    own["resources"][0]["url"] = f"https://user:{SECRETS[0]}@data.example/1.csv?api_key={SECRETS[1]}"
    catalogue.portal.packages = [
        own,
        package(2, title=PRIVATE, private=True),
        package(3, title=PRIVATE, state="draft"),
        package(4, title=PRIVATE, state="deleted"),
    ]
    harvest(catalogue.services, catalogue.portal.source(contacts="office"), full=True)
    catalogue.decide("license", value="CC-BY-4.0")
    refresh(catalogue.services)
    return catalogue


def addresses(catalogue: Catalogue) -> Iterator[str]:
    yield from (f"{catalogue.path}/{file}" for file in FORMATS)
    yield f"/api/3/action/package_show?id={catalogue.id}"
    yield from LISTS


def test_what_is_withheld_is_in_no_format(published: Catalogue) -> None:
    for address in addresses(published):
        answer = published.client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        found = [each for each in (*PERSONAL, *SECRETS, PRIVATE, REASON) if each in answer.text]
        assert not found, (address, found)


def test_what_the_portal_publishes_of_an_office_goes_out(published: Catalogue) -> None:
    for file in ("dcat.ttl", "ckan.json"):
        assert OFFICE in published.client.get(f"{published.path}/{file}").text


def test_what_the_portal_withdraws_is_in_no_list(catalogue: Catalogue) -> None:
    others = [package(number, title=f"Башка {number}") for number in range(2, 12)]
    catalogue.harvest(*others, title="Көлдүн деңгээли")
    refresh(catalogue.services)
    before = [address for address in LISTS if "Көлдүн деңгээли" in catalogue.client.get(address).text]
    catalogue.withdraw()
    refresh(catalogue.services)
    after = [address for address in LISTS if "Көлдүн деңгээли" in catalogue.client.get(address).text]
    assert (len(before) > len(LISTS) / 2, after) == (True, [])
    assert 'status="deleted"' in catalogue.client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").text


def test_a_withdrawn_dataset_is_not_public(catalogue: Catalogue) -> None:
    catalogue.harvest({"id": "other", "name": "other", "title": "Other"})
    assert catalogue.client.get(f"{ACTIONS}/package_show", params={"id": str(catalogue.id)}).status_code == 200
    catalogue.withdraw()
    answer = catalogue.client.get(f"{ACTIONS}/package_show", params={"id": str(catalogue.id)})
    assert (answer.status_code, answer.json()["error"]["__type"]) == (403, "Authorization Error")
    assert str(catalogue.id) not in str(catalogue.client.get(f"{ACTIONS}/package_list").json())
