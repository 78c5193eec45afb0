"""Records by DCAT-US 1.1 and 3: valid by the rules of both, and as true as the record."""

import json
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from schemas.assessment import Confidence, LicenseStatus, PrivacyClass
from schemas.dataset import Agent, Coded, ContactPoint, DateValue, Distribution, LangString, Location
from schemas.formats import Catalog, Entry, dcat_us, dcat_us_3
from schemas.formats.dcat_us import RESTRICTED, access_level
from tests.contracts.format import FormatContract
from tests.dcat_us_schemas import CATALOG as RULES
from tests.dcat_us_schemas import CATALOG_3 as RULES_3
from tests.dcat_us_schemas import flaws
from tests.entries import BARE, CATALOG, ENTRIES, GONE, STRANGE, WHOLE, entry
from tests.factories import coded, day, text
from tests.recorded_brazil import brazilian

pytestmark = pytest.mark.filterwarnings("ignore:(Dataset.|ConjunctiveGraph ):DeprecationWarning")  # rdflib

NAMELESS = replace(CATALOG, contact=None)

SPDX = "https://spdx.org/licenses/CC-BY-4.0"


def saying(of: Entry, **fields: object) -> Entry:
    return replace(of, record=of.record.model_copy(update={"dataset": of.record.dataset.model_copy(update=fields)}))


def of_1(given: Entry, catalog: Catalog = CATALOG) -> Any:
    return json.loads(dcat_us.dump(given, catalog))["dataset"][0]


def of_3(given: Entry, catalog: Catalog = CATALOG) -> Any:
    return json.loads(dcat_us_3.dump(given, catalog))["dataset"][0]


class TestDcatUs(FormatContract):
    file = "dcat-us.json"

    def read(self, content: bytes) -> Any:
        document = json.loads(content)
        assert flaws(document, RULES) == []
        return document


class TestDcatUs3(FormatContract):
    file = "dcat-us-3.jsonld"

    def read(self, content: bytes) -> Any:
        document = json.loads(content)
        assert flaws(document, RULES_3) == []
        assert next(parse(content, format=RdfFormat.JSON_LD))
        return document

    def test_it_is_a_graph_of_dcat(self) -> None:
        graph = Graph().parse(data=self.dump(entry(WHOLE)), format="json-ld")
        subject = URIRef(CATALOG.dataset(WHOLE.id))
        assert (URIRef(CATALOG.iri), DCAT.dataset, subject) in graph
        assert (subject, RDF.type, DCAT.Dataset) in graph
        assert (subject, DCTERMS.license, URIRef(SPDX)) in graph
        assert {each.language for each in graph.objects(subject, DCTERMS.title)} == {None, "ru", "fa"}
        files = list(graph.objects(subject, DCAT.distribution))
        assert len(files) == len(WHOLE.dataset.distribution)
        assert all(str(each).startswith(f"{subject}#distribution-") for each in files)
        kinds = {str(each) for file in files for each in graph.objects(file, DCAT.mediaType)}
        assert kinds == {f"https://www.iana.org/assignments/media-types/{each}" for each in ("text/csv", "application/json")}


def test_what_the_portal_states_goes_out() -> None:
    whole = of_1(entry(WHOLE))
    assert (whole["license"], whole["accessLevel"], whole["accrualPeriodicity"]) == (SPDX, "public", "R/P1M")
    assert (whole["spatial"], whole["temporal"]) == ("74.4,42.7,74.8,43", "2010/2026-05-31")
    assert whole["contactPoint"] == {"@type": "vcard:Contact", "fn": "Water office", "hasEmail": "mailto:water@example.kg"}
    assert whole["theme"] == ["Environment", "Agriculture, fisheries, forestry and food"]
    assert [each.get("downloadURL") for each in whole["distribution"]] == ["https://data.example.kg/files/water.csv", None, None]
    assert "rights" not in whole


def test_version_3_has_what_version_1_has_no_place_for() -> None:
    whole = of_3(entry(WHOLE))
    assert whole["titleMap"]["ru"] == "Водопользование по районам"
    assert whole["otherIdentifier"][0]["notation"] == "water / use?#1"
    assert [each["prefLabel"] for each in whole["spatial"]] == ["Bishkek", "Кыргызстан"]
    assert whole["contactPoint"]["tel"] == "+996 312 000000"
    assert whole["relation"] == ["https://data.example.kg/dataset/meters"]
    assert whole["distribution"][0]["byteSize"] == "1234"
    assert whole["distribution"][1]["accessURL"] == "https://data.example.kg/dataset/water%20use"
    assert of_3(entry(GONE))["status"]["prefLabel"] == "Withdrawn"


def test_what_is_asked_for_and_missing_is_the_nearest_thing_that_is_true() -> None:
    bare = of_1(saying(entry(BARE), modified=None, issued=None))
    assert (bare["description"], bare["keyword"], bare["publisher"]["name"]) == (
        "Su",
        ["Open data of Kyrgyzstan"],
        "Open data of Kyrgyzstan",
    )
    assert bare["modified"] == BARE.provenance.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert bare["contactPoint"]["fn"] == "Operator of the catalogue Serai"
    assert "modified" not in of_3(saying(entry(BARE), modified=None, issued=None))
    themed = saying(entry(BARE), theme=(*coded("ENVI"), Coded(verbatim="Wasser")))
    assert of_1(themed)["keyword"] == ["Environment"]
    of_record = DateValue(**{**day("2026-05-17").model_dump(), "of_record": True})
    assert of_1(saying(entry(BARE), modified=of_record, issued=day("2020")))["modified"] == "2020"
    assert of_1(saying(entry(BARE), modified=of_record, issued=None))["modified"] == "2026-05-17"


def test_a_contact_is_never_put_together_of_two() -> None:
    unreachable = (ContactPoint(name="Office", telephone="1"), ContactPoint(name="Desk", email="a@b.kg; c@d.kg"))
    found = of_3(saying(entry(WHOLE), contact_point=unreachable))["contactPoint"]
    assert found == {"@type": "Kind", "fn": "Operator of the catalogue Serai", "hasEmail": "mailto:catalogue@example.org"}
    second = (*unreachable, ContactPoint(email="mailto:help@example.kg"))
    assert of_1(saying(entry(WHOLE), contact_point=second))["contactPoint"] == {
        "@type": "vcard:Contact",
        "fn": "Министерство водного хозяйства",
        "hasEmail": "mailto:help@example.kg",
    }


@pytest.mark.parametrize("of", ENTRIES, ids=lambda of: of.record.dataset.identifier[:8])
def test_no_address_is_invented_where_nobody_gives_one(of: Entry) -> None:
    silent = saying(of, contact_point=())
    for document, rules in ((dcat_us.dump(silent, NAMELESS), RULES), (dcat_us_3.dump(silent, NAMELESS), RULES_3)):
        assert [each for each in flaws(json.loads(document), rules) if "'hasEmail' is a required property" not in each] == []
        assert b"mailto:" not in document


def test_a_licence_is_stated_only_if_it_is_settled() -> None:
    weak = WHOLE.assessment.license.model_copy(update={"confidence": Confidence.LOW})
    several = WHOLE.assessment.license.model_copy(update={"status": LicenseStatus.AMBIGUOUS})
    for found in (weak, several):
        unsure = entry(WHOLE.model_copy(update={"assessment": WHOLE.assessment.model_copy(update={"license": found})}))
        first, third = of_1(unsure), of_3(unsure)
        assert "license" not in first
        assert first["rights"] == "cc-by"
        assert "license" not in str(third)
        assert third["rights"] == ["cc-by"]


@pytest.mark.parametrize(
    ("stated", "privacy", "level"),
    [
        ((Coded(verbatim="open", code="PUBLIC"),), PrivacyClass.PERSONAL, "public"),
        ((Coded(verbatim="открыто", code="PUBLIC"), Coded(verbatim="нет", code="RESTRICTED")), PrivacyClass.OPEN, RESTRICTED),
        ((Coded(verbatim="секретно", code="NON_PUBLIC"),), PrivacyClass.OPEN, "non-public"),
        ((Coded(verbatim="on request"),), PrivacyClass.OPEN, RESTRICTED),
        ((), PrivacyClass.OPEN, "public"),
        ((), PrivacyClass.PERSONAL, RESTRICTED),
        ((), PrivacyClass.UNKNOWN, RESTRICTED),
    ],
)
def test_access(stated: tuple[Coded, ...], privacy: PrivacyClass, level: str) -> None:
    concluded = WHOLE.assessment.privacy.model_copy(update={"privacy_class": privacy, "confidence": Confidence.HIGH})
    assessment = WHOLE.assessment.model_copy(update={"privacy": concluded})
    given = saying(entry(WHOLE.model_copy(update={"assessment": assessment})), access_rights=stated)
    found = of_1(given)
    assert (access_level(given), found["accessLevel"], flaws({**json.loads(dcat_us.dump(given, CATALOG))}, RULES)) == (
        level,
        level,
        [],
    )
    assert ("rights" in found) is (level != "public")
    assert of_3(given).get("accessRights") == (
        "public" if {each.code for each in stated} == {"PUBLIC"} else "; ".join(each.verbatim for each in stated) or None
    )


def test_a_file_whose_kind_is_not_known_has_no_download() -> None:
    file = Distribution(download_url="https://data.example.kg/1", title=text("One"))
    found = of_1(saying(entry(WHOLE), distribution=(file,)))["distribution"]
    assert found == [{"@type": "dcat:Distribution", "title": "One", "accessURL": "https://data.example.kg/1"}]
    assert of_3(saying(entry(WHOLE), distribution=(file,)))["distribution"][0]["downloadURL"] == "https://data.example.kg/1"


def test_a_geometry_is_no_name_of_a_place() -> None:
    shape = Location(verbatim="POINT(74 42)", bbox=(74.0, 42.0, 74.0, 42.0))
    placed = saying(entry(WHOLE), spatial=(shape,))
    assert of_1(placed)["spatial"] == "74,42,74,42"
    assert of_3(placed)["spatial"] == [{"@type": "Location", "bbox": "POLYGON((74 42,74 42,74 42,74 42,74 42))"}]


def test_many_are_one_document_and_none_too() -> None:
    for dump_all, rules in ((dcat_us.dump_all, RULES), (dcat_us_3.dump_all, RULES_3)):
        for entries in ((), ENTRIES[:1], ENTRIES):
            parts = list(dump_all(entries, CATALOG))
            document = json.loads(b"".join(parts))
            assert flaws(document, rules) == []
            assert len(document["dataset"]) == len(entries)
            with pytest.raises(ValueError, match="Expecting"):
                json.loads(b"".join(parts[:-1]))


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    words=WORDS.filter(str.strip),
    address=st.builds("https://{}".format, WORDS),
    mail=st.one_of(st.none(), WORDS, st.emails()),
    language=st.sampled_from(["und", "ru", "en-US", "x y", ""]),
)
def test_whatever_a_portal_writes_is_valid(words: str, address: str, mail: str | None, language: str) -> None:
    file = Distribution(
        title=text(words), access_url=address, download_url=address, format=Coded(verbatim=words), media_type=words
    )
    given = saying(
        entry(WHOLE),
        title=(LangString(value=words, language=language), LangString(value="Su", language="ky")),
        description=(LangString(value=words, language="ru"),),
        keyword=text(words),
        theme=(Coded(verbatim=words),),
        publisher=Agent(name=text(words), identifier=address),
        contact_point=(ContactPoint(name=words, email=mail),),
        landing_page=address,
        spatial=(Location(verbatim=words),),
        distribution=(file,),
        version=words,
    )
    assert flaws(json.loads(dcat_us.dump(given, CATALOG)), RULES) == []
    document = dcat_us_3.dump(given, CATALOG)
    assert flaws(json.loads(document), RULES_3) == []
    list(parse(document, format=RdfFormat.JSON_LD))


@pytest.mark.parametrize("records", [80, pytest.param(800, marks=pytest.mark.proof)])
def test_a_real_catalogue_is_valid(records: int) -> None:
    entries = list(islice(brazilian(), records))
    first = json.loads(b"".join(dcat_us.dump_all(entries, CATALOG)))
    assert flaws(first, RULES) == []
    assert flaws(json.loads(b"".join(dcat_us_3.dump_all(entries, CATALOG))), RULES_3) == []
    files = sum(len(each.record.dataset.distribution) for each in entries)
    assert (len(first["dataset"]), sum(len(each.get("distribution", ())) for each in first["dataset"])) == (records, files)


def test_hostile_texts_stand_as_they_are() -> None:
    for document in (of_1(entry(STRANGE)), of_3(entry(STRANGE))):
        assert document["title"] == STRANGE.dataset.title[0].value
