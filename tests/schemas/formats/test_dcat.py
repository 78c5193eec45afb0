"""Records by DCAT-AP 3: three syntaxes of one graph, which its shapes find nothing wrong with."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import DCAT, DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass
from schemas.dataset import (
    Agent,
    Checksum,
    Coded,
    ContactPoint,
    Dataset,
    DateValue,
    Distribution,
    Location,
    PeriodOfTime,
    Statement,
)
from schemas.formats import FORMATS
from schemas.formats.dcat import entry_triples
from schemas.record import (
    AccessConditions,
    AccessConditionsDecision,
    CatalogRecord,
    Curation,
    Deidentification,
    DeidentificationDecision,
    DerivedFrom,
    DerivedFromDecision,
    LegalBasis,
    LegalBasisDecision,
    PersonalCategoriesDecision,
    Provenance,
    SubjectCountDecision,
)
from schemas.terms import terms
from tests.contracts.format import FormatContract
from tests.dcat_shapes import FILES, second_opinion, violations, written
from tests.entries import BARE, CATALOG, ENTRIES, GONE, HOSTILE, MODIFIED, STRANGE, WHOLE, entry
from tests.factories import NOON, day, record, text

pytestmark = pytest.mark.filterwarnings(
    "ignore:(Dataset.|ConjunctiveGraph ):DeprecationWarning"
)  # rdflib and pyshacl warn of themselves

DPV = Namespace("https://w3id.org/dpv#")
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
PROV = Namespace("http://www.w3.org/ns/prov#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")


class Dcat(FormatContract):
    """`syntax` is what rdflib calls the syntax."""

    syntax: str

    def read(self, content: bytes) -> Any:
        return Graph().parse(data=content, format=self.syntax)

    @pytest.mark.parametrize("of", ENTRIES, ids=lambda of: of.record.dataset.identifier[:8])
    def test_two_readers_read_the_same_graph(self, of: Any) -> None:
        content = self.dump(of)
        read = {each.triple for each in parse(content, format=RdfFormat.from_media_type(self.format.media_type))}
        assert read == set(entry_triples(of, CATALOG))
        turtle = Graph().parse(data=FORMATS["dcat.ttl"].dump(of, CATALOG), format="turtle")
        assert isomorphic(self.read(content), turtle)


class TestTurtle(Dcat):
    file = "dcat.ttl"
    syntax = "turtle"


class TestJsonLd(Dcat):
    file = "dcat.jsonld"
    syntax = "json-ld"


class TestRdfXml(Dcat):
    file = "dcat.rdf"
    syntax = "xml"


def graph(of: CatalogRecord) -> tuple[Graph, URIRef]:
    """The graph of a record, and its dataset."""
    return Graph().parse(data=FORMATS["dcat.ttl"].dump(entry(of), CATALOG)), URIRef(CATALOG.dataset(of.id))


def said(of: CatalogRecord, *path: URIRef) -> set[str]:
    """What stands at the end of a path from the dataset."""
    read, subject = graph(of)
    found = {subject}
    for each in path:
        found = {node for one in found for node in read.objects(one, each)}  # type: ignore[misc]  # rdflib's nodes
    return set(map(str, found))


def having(**fields: Any) -> CatalogRecord:
    """A record whose dataset has these fields."""
    return BARE.model_copy(update={"dataset": BARE.dataset.model_copy(update=fields)})


def judged(of: CatalogRecord, part: str, **fields: Any) -> CatalogRecord:
    """A record of which something else is concluded."""
    changed = getattr(of.assessment, part).model_copy(update=fields)
    return of.model_copy(update={"assessment": of.assessment.model_copy(update={part: changed})})


def deciding(**decisions: Any) -> CatalogRecord:
    """A record for which a person has decided something."""
    return BARE.model_copy(update={"curation": Curation(**decisions)})


BY = {"reason": "It says so.", "by": "Aigul Secret", "at": NOON}


@pytest.mark.parametrize("name", FILES)
def test_the_shapes_find_nothing(name: str) -> None:
    turtle = written(ENTRIES, CATALOG)
    assert violations(turtle, name) == []
    assert second_opinion(turtle, name) == ""


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Base0", "<http://x> a dcat:Dataset; dct:title 'x' ."),
        ("Range0", "<http://x> a dcat:Dataset; dct:title 'x'; dct:description 'x'; dct:publisher <http://y> ."),
    ],
)
def test_the_shapes_find_what_is_wrong(name: str, what: str) -> None:
    turtle = f"@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . {what}".encode()
    assert len(violations(turtle, name)) == 1


FULL = Dataset.model_validate(
    WHOLE.dataset.model_dump()
    | {
        "publisher": Agent(name=text("Water office"), identifier="a-1", homepage="https://water.example.kg"),
        "distribution": (
            WHOLE.dataset.distribution[0].model_copy(
                update={
                    "description": text("All districts"),
                    "issued": day("2026"),
                    "language": (Coded(verbatim="ky", code="ky"),),
                    "license": (Statement(verbatim="cc-by", field="/resources/0/license"),),
                }
            ),
        ),
    }
)


def test_every_field_with_a_term_is_written_under_it() -> None:
    """A field that gets a term is written without another line of ours, or this fails."""
    written = {str(each) for each in graph(WHOLE.model_copy(update={"dataset": FULL}))[0].predicates()}
    models = (Dataset, Distribution, Agent, ContactPoint, Location, PeriodOfTime, Checksum, Provenance)
    missing = {term.curie for model in models for term in terms(model).values() if term.iri not in written}
    assert missing == {"dct:source"}, "which DCAT-AP has for datasets only"


def test_hostile_texts_arrive_as_they_are_but_for_what_xml_cannot_write() -> None:
    kept = HOSTILE.replace("\x0b", "\ufffd").replace("\x1f", "\ufffd").replace("\ufffe", "\ufffd")
    assert said(STRANGE, DCTERMS.title) == {kept}
    assert said(STRANGE, DCAT.landingPage) == set()


@pytest.mark.parametrize(
    ("value", "datatype"),
    [(day("2020"), "gYear"), (day("2020-05"), "gYearMonth"), (day("2020-05-17"), "date"), (DateValue(verbatim="soon"), None)],
)
def test_a_date_is_as_precise_as_the_portals(value: DateValue, datatype: str | None) -> None:
    read, subject = graph(having(issued=value))
    found = read.value(subject, DCTERMS.issued)
    assert (found.datatype.rpartition("#")[2] if isinstance(found, Literal) and found.datatype else None) == datatype


def test_codes_are_addresses_of_the_tables_and_words_stay_words() -> None:
    of = having(theme=(Coded(verbatim="Water", code="ENVI"), Coded(verbatim="Su")), language=(Coded(verbatim="fa", code="fa"),))
    themes = said(of, DCAT.theme)
    assert "http://publications.europa.eu/resource/authority/data-theme/ENVI" in themes
    assert len(themes) == 2
    assert said(of, DCTERMS.language) == {"http://publications.europa.eu/resource/authority/language/FAS"}


def test_a_checksum_needs_its_algorithm() -> None:
    def checksums(**fields: Any) -> set[str]:
        file = Distribution(access_url="https://a.example/x", checksum=Checksum(**fields))
        return said(having(distribution=(file,)), DCAT.distribution, URIRef("http://spdx.org/rdf/terms#checksum"))

    assert len(checksums(value="AB12", algorithm="SHA-256")) == 1
    assert checksums(value="ab12") == checksums(value="xy", algorithm="md5") == checksums(value="ab12", algorithm="?") == set()


def test_a_file_without_an_address_leads_to_the_dataset() -> None:
    assert said(having(distribution=(Distribution(),)), DCAT.distribution, DCAT.accessURL) == {CATALOG.dataset(BARE.id)}


def test_sources_are_addresses_or_words_about_provenance() -> None:
    of = having(source=(Statement(verbatim="Census of 2020", field="/x"), Statement(verbatim="https://a.example", field="/x")))
    assert said(of, PROV.wasDerivedFrom) == {"https://a.example"}
    assert said(of, DCTERMS.provenance, URIRef("http://www.w3.org/2000/01/rdf-schema#label")) == {"Census of 2020"}


def test_our_record_of_it() -> None:
    read, subject = graph(GONE)
    (own,) = read.subjects(RDF.type, DCAT.CatalogRecord)
    assert read.value(own, DCTERMS.modified) == Literal(MODIFIED)
    assert str(read.value(own, PROV.wasDerivedFrom)) == GONE.provenance.url
    assert str(read.value(own, ADMS.status)).endswith("Withdrawn")
    assert set(read.subjects(DCAT.dataset, subject)) == {URIRef(CATALOG.iri), URIRef(CATALOG.portal(GONE.source))}


def test_a_licence_that_is_clear_is_stated_with_what_it_permits() -> None:
    clear = judged(
        WHOLE,
        "license",
        url="https://creativecommons.org/licenses/by/4.0/",
        commercial=Permission(effect=Effect.YES),
        derivatives=Permission(effect=Effect.NO),
        attribution=Permission(effect=Effect.YES),
        share_alike=Permission(effect=Effect.NO),
    )
    assert said(clear, DCTERMS.license) == {"https://creativecommons.org/licenses/by/4.0/"}
    assert said(clear, DCAT.distribution, DCTERMS.license) == said(clear, DCTERMS.license)
    assert "http://creativecommons.org/ns#CommercialUse" in said(clear, ODRL.hasPolicy, ODRL.permission, ODRL.action)
    assert said(clear, ODRL.hasPolicy, ODRL.permission, ODRL.duty, ODRL.action) == {str(ODRL.attribute)}
    assert said(clear, ODRL.hasPolicy, ODRL.prohibition, ODRL.action) == {str(ODRL.derive)}
    assert said(clear, ODRL.hasPolicy, DCTERMS.source) == said(clear, DCTERMS.license)
    for name in FILES:
        assert violations(written([entry(clear)], CATALOG), name) == []


def test_what_is_unclear_to_people_is_not_stated_to_programs() -> None:
    of = WHOLE
    for part in ("license", "jurisdiction", "privacy"):
        of = judged(of, part, confidence=Confidence.LOW)
    predicates = set(graph(of)[0].predicates())
    assert not predicates & {DCTERMS.license, ODRL.hasPolicy, ODRL.permission, DPV.hasData, DPV.hasJurisdiction}
    assert DCTERMS.rights in predicates


def test_conclusions_in_the_terms_of_dpv() -> None:
    of = judged(judged(WHOLE, "privacy", privacy_class=PrivacyClass.SPECIAL), "jurisdiction", governing_law=("Digital Code 178",))
    assert said(of, DPV.hasData) == {str(DPV.SpecialCategoryPersonalData)}
    assert said(of, DPV.hasJurisdiction) == {"https://w3id.org/dpv/loc#KG"}
    assert said(of, DPV.hasApplicableLaw, URIRef("http://www.w3.org/2000/01/rdf-schema#label")) == {"Digital Code 178"}
    assert said(judged(WHOLE, "privacy", privacy_class=PrivacyClass.UNKNOWN), DPV.hasData) == set()


def test_what_a_person_recorded_is_there_without_the_person() -> None:
    other = record("Another", identifier="other").id
    of = deciding(
        personal_categories=PersonalCategoriesDecision(value=("Name", "HealthRecord"), **BY),
        subject_count=SubjectCountDecision(value="10000_to_99999", **BY),
        deidentification=DeidentificationDecision(value=Deidentification(method=("aggregation",), reviewer="Bolat Secret"), **BY),
        legal_basis=LegalBasisDecision(value=(LegalBasis(basis="LegalObligation"), LegalBasis(basis="no such")), **BY),
        access_conditions=AccessConditionsDecision(value=AccessConditions(embargo_until=NOON.date() + timedelta(days=1)), **BY),
        was_derived_from=DerivedFromDecision(value=(DerivedFrom(record=other),), **BY),
    )
    assert said(of, DPV.hasPersonalData) == {"https://w3id.org/dpv/pd#Name", "https://w3id.org/dpv/pd#HealthRecord"}
    assert said(of, DPV.hasLegalBasis) == {str(DPV.LegalObligation)}
    assert len(said(of, DPV.hasDataSubjectScale)) == len(said(of, DPV.hasTechnicalMeasure)) == 1
    assert said(of, DCTERMS.available) == {str(date(2026, 11, 26))}
    assert said(of, PROV.wasDerivedFrom) == {CATALOG.dataset(other)}
    assert b"Secret" not in FORMATS["dcat.ttl"].dump(entry(of), CATALOG)
    for name in FILES:
        assert violations(written([entry(of)], CATALOG), name) == []


SHAPE = '{"type":"Polygon",\n"coordinates":[[[74,42],[75,42],[75,43],[74,43],[74,42]]]}'
PLACES = (
    Location(verbatim=SHAPE, bbox=(74.0, 42.0, 75.0, 43.0)),
    Location(verbatim="POINT(74.5 42.5)", bbox=(74.5, 42.5, 74.5, 42.5)),
    Location(verbatim="74, 42, 75, 43", bbox=(74.0, 42.0, 75.0, 43.0)),
    Location(verbatim="Bishkek", bbox=(74.4, 42.7, 74.8, 43.0)),
    Location(verbatim="POLYGON((9999 9999"),
)


def test_a_geometry_is_no_name_of_a_place() -> None:
    placed = entry(WHOLE.model_copy(update={"dataset": WHOLE.dataset.model_copy(update={"spatial": PLACES})}))
    graph = Graph().parse(data=FORMATS["dcat.ttl"].dump(placed, CATALOG), format="turtle")
    locations = set(graph.subjects(RDF.type, DCTERMS.Location))
    names = {str(name) for each in locations for name in graph.objects(each, SKOS.prefLabel)}
    assert len(locations) == len(PLACES)
    assert names == {"Bishkek", "POLYGON((9999 9999"}
    assert len(set(graph.objects(None, DCAT.bbox))) == 3
    outlines = {each.datatype: str(each) for each in graph.objects(None, URIRef("http://www.w3.org/ns/locn#geometry"))}
    assert outlines.keys() == {GEO.wktLiteral, GEO.geoJSONLiteral}
    assert outlines[GEO.wktLiteral] == "POINT(74.5 42.5)"
    assert json.loads(outlines[GEO.geoJSONLiteral]) == json.loads(SHAPE)


@pytest.mark.parametrize("name", FILES)
def test_the_shapes_find_nothing_in_geometries(name: str) -> None:
    placed = entry(WHOLE.model_copy(update={"dataset": WHOLE.dataset.model_copy(update={"spatial": PLACES})}))
    assert violations(written([placed], CATALOG), name) == []
