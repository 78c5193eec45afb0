"""The page of a record: who says what, evidence, history, and hostile words made harmless."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.pipeline.curate import curate
from registry.services import Services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.dataset import Coded
from schemas.dates import parse_date
from schemas.record import CatalogRecord, Curation, LicenseDecision, Status
from schemas.source import DefaultStatement
from tests import factories
from tests.registry.ui.conftest import NOW
from tests.registry.ui.reading import Document, read

Fetch = Callable[[str], Document]


@pytest.fixture(scope="module")
def add(services: Services) -> Callable[..., CatalogRecord]:
    """Store a record of the portal `kg_data_gov`, which no other test looks at."""

    def save(record: CatalogRecord) -> CatalogRecord:
        services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
        return record

    return save


def of_license(services: Services, license_id: str) -> UUID:
    return next(record.id for record in services.store.records.stream() if record.assessment.license.id == license_id)


def test_the_three_facts_have_a_box_each(page: Fetch, services: Services) -> None:
    portal = services.store.records.stream(source="sample_pk")
    record = next(record for record in portal if record.curation == Curation())  # other tests decide about some of them
    document = page(f"/en/d/{record.id}")
    for aspect in ("license", "jurisdiction", "privacy_class"):
        box = document.one("section", id=aspect)
        assert "The portal states" in box.text
        assert "Serai concludes" in box.text
        assert "A person decided" not in box.text
        rows = document.one("details", id=f"evidence-{aspect}").one("tbody").all("tr")
        assert rows, aspect


def test_the_portal_is_quoted_word_for_word_with_the_place(page: Fetch, services: Services) -> None:
    record = next(record for record in services.store.records.stream() if record.dataset.license)
    statement = record.dataset.license[0]
    element = page(f"/en/d/{record.id}").one("section", id="license").one("div", class_="portal")
    assert statement.verbatim in [quote.text for quote in element.all("blockquote")]
    assert statement.field == "source" or statement.field in [code.text for code in element.all("code")]


def test_an_unknown_licence_is_said_and_not_left_empty(page: Fetch, services: Services) -> None:
    record = next(record for record in services.store.records.stream() if record.assessment.license.status == "not_stated")
    heading = page(f"/en/d/{record.id}").one("h3", id="license-title")
    assert "Licence not stated" in heading.text


def test_a_decision_stands_in_its_own_element_and_in_the_history(
    page: Fetch, services: Services, add: Callable[..., CatalogRecord]
) -> None:
    record = services.store.records.get(next(services.store.records.stream(source="sample_ir")).id)
    assert record is not None
    reason = "The contract of 2025 says so."
    curate(
        services, record.id, LicenseDecision(value="CC-BY-4.0", reason=reason, by="Aizada Bekova", at=NOW + timedelta(minutes=1))
    )
    document = page(f"/en/d/{record.id}")
    element = document.one("section", id="license").one("div", class_="person")
    assert reason in element.text
    assert "Aizada Bekova" in element.text
    assert "25 November 2026" in element.text
    event = document.one("ol", class_="timeline").all("li", class_="person")[0]
    assert "Aizada Bekova decided which licence applies." in event.text
    assert event.one("ins").text == "CC-BY-4.0"


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://a b.example/",
        "https:/a.example",
        "http://-/",
        "http://a.example\t/",
        "http://localhost/a.csv",
        "http://10.0.0.1/a.csv",
        "http://2130706433/",
        "http://server/a.csv",
        "https://a.example/?token=hunter2",
    ],
)
def test_what_is_no_address_for_readers_is_no_link(page: Fetch, add: Callable[..., CatalogRecord], url: str) -> None:
    """Also in records that were stored before this was looked at."""
    name = url.replace("hunter2", "")
    record = add(factories.record("Вода", identifier=name, landing_page=url, distribution=(factories.distribution(url=url),)))
    shown = page(f"/en/d/{record.id}")
    assert [link for link in shown.all("a") if "noopener" in link.get("rel")] == []
    assert "hunter2" not in shown.text


def test_a_link_holds_no_password(page: Fetch, add: Callable[..., CatalogRecord]) -> None:
    url = "https://user:hunter2@files.example/a.csv"
    record = add(factories.record("Вода", identifier="secret", landing_page=url, distribution=(factories.distribution(url=url),)))
    shown = page(f"/en/d/{record.id}")
    links = [link.get("href") for link in shown.all("a") if "noopener" in link.get("rel")]
    assert links == ["https://files.example/a.csv"] * 2


def test_hostile_words_stay_words(client: TestClient, add: Callable[..., CatalogRecord]) -> None:
    hostile = '<script>alert("1")</script>'
    record = add(
        factories.record(
            {"en": hostile},
            identifier='"><img src=x onerror=alert(1)>',
            description={"en": hostile + " & %s %(x)s {{ 7*7 }}"},
            publisher={"en": hostile},
            keyword={"en": [hostile]},
            landing_page="javascript:alert(1)",
            distribution=(factories.distribution(url="javascript:alert(2)"),),
        )
    )
    html = client.get(f"/en/d/{record.id}").text
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "%(x)s {{ 7*7 }}" in html


def test_a_contact_that_has_nothing_but_a_telephone_number_is_shown(page: Fetch, add: Callable[..., CatalogRecord]) -> None:
    record = add(factories.record("Вода", identifier="telephone", contact_point=({"telephone": "(0312) 62-00-00"},)))
    assert "Contact (0312) 62-00-00" in " ".join(page(f"/en/d/{record.id}").text.split())


def test_a_withdrawn_record_keeps_its_page(page: Fetch, add: Callable[..., CatalogRecord]) -> None:
    record = add(factories.record("Gone", identifier="gone", status=Status.WITHDRAWN))
    assert "The portal no longer lists this dataset" in page(f"/en/d/{record.id}").text


def test_dates_are_no_more_precise_than_given_and_never_lost(page: Fetch, add: Callable[..., CatalogRecord]) -> None:
    year = factories.day("2024")
    odd = factories.day("2024").model_copy(update={"verbatim": "soon", "value": None, "precision": None})  # type: ignore[union-attr]
    record = add(factories.record("Dates", identifier="dates", modified="2025-03", temporal=({"start": year, "end": odd},)))
    document = page(f"/en/d/{record.id}")
    times = {item.get("datetime"): item.text for item in document.all("time")}
    assert times["2025-03"] == "March 2025"
    assert times["2024"] == "2024"
    assert "soon" in document.text


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("每两年", "Every two years"),
        ("HALF_YEAR", "Twice a year"),
        ("http://publications.europa.eu/resource/authority/frequency/IRREG", "Irregular"),
        ("牲畜饲养", "牲畜饲养"),
    ],
)
def test_how_often_is_told_in_words(page: Fetch, add: Callable[..., CatalogRecord], stated: str, shown: str) -> None:
    record = add(factories.record("Often", identifier=f"often {stated}", accrual_periodicity=stated))
    assert f"Frequency{shown}" in page(f"/en/d/{record.id}").one("aside").text


def test_access_that_the_portal_states_for_all_says_so(
    page: Fetch, add: Callable[..., CatalogRecord], services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = (Coded(verbatim="无条件开放", code="PUBLIC", of_portal=True),)
    made = factories.record("Open", identifier="access of all")
    record = add(made.model_copy(update={"dataset": made.dataset.model_copy(update={"access_rights": default})}))
    assert "AccessPublic From the portal's terms" in page(f"/en/d/{record.id}").one("aside").text
    said = DefaultStatement(statement="无条件开放", url="https://data.example.kg/terms", seen="2026-11-24")
    declared = services.sources["kg_data_gov"].model_copy(update={"access": said})
    monkeypatch.setitem(services.sources, "kg_data_gov", declared)  # type: ignore[arg-type]  # it is a dict
    assert "AccessPublic From the portal's terms, read on 24 November 2026" in page(f"/en/d/{record.id}").one("aside").text
    assert "无条件开放" in page("/en/portals/kg_data_gov").text


def test_the_way_back_leads_to_the_same_results(page: Fetch) -> None:
    results = "/en/datasets?q=water&format=CSV"
    document = page(results)
    title = document.all("article")[0].all("h2")[0].all("a")[0]
    back = [link for link in page(title.get("href")).all("a") if link.text.startswith("Back to")]
    assert [link.get("href") for link in back] == [results]
    assert back[0].text == f"Back to {document.one('h1').text.split()[0]} result" + (
        "" if document.one("h1").text.startswith("1 ") else "s"
    )


@pytest.mark.parametrize("carried", ["from=sort%3Dbest", "from=%5Cevil", "from=q", "from=http%3A%2F%2Fevil.example"])
def test_a_broken_way_back_is_refused_with_the_way_to_the_record(client: TestClient, services: Services, carried: str) -> None:
    record = next(services.store.records.stream())
    answer = client.get(f"/en/d/{record.id}?{carried}")
    assert answer.status_code == 400
    document = read(answer.text)
    assert not [link for link in document.all("a") if link.text.startswith("Back to")]
    assert f"/en/d/{record.id}" in [link.get("href") for link in document.all("a", class_="button")]


@pytest.mark.parametrize("id_", ["00000000-0000-0000-0000-000000000000", "nothing", "%00"])
def test_a_record_that_is_not_there_is_not_found(client: TestClient, id_: str) -> None:
    assert client.get(f"/en/d/{id_}").status_code == 404


def test_the_date_of_a_record_is_not_called_that_of_its_data(page: Fetch, add: Callable[..., CatalogRecord]) -> None:
    midnight = parse_date("2023-06-16T00:00:00+05:00")
    for of_record, words in (
        (True, "record changed, says the portal: 16 June 2023"),
        (False, "updated, says the portal: 16 June 2023"),
    ):
        record = factories.record(source="kg_data_gov", identifier=f"dates {of_record}")
        dates = {
            "modified": midnight.model_copy(update={"of_record": of_record}),
            "issued": midnight.model_copy(update={"of_record": of_record}),
        }
        kept = add(record.model_copy(update={"dataset": record.dataset.model_copy(update=dates)}))
        text = page(f"/en/d/{kept.id}").one("main").text
        assert words in text
        assert ("Record created" in text) is of_record


def test_evidence_stands_in_words_with_its_pointer_behind_a_click(page: Fetch, services: Services) -> None:
    record = next(
        record
        for record in services.store.records.stream()
        if any(item.where.startswith("/title/") for finding in record.assessment.privacy.finding for item in finding.evidence)
    )
    table = page(f"/en/d/{record.id}").one("details", id="evidence-privacy_class").one("tbody")
    cell = next(cell for cell in table.all("td") if "in the title" in cell.text)
    assert "/title/0/value" in cell.one("details").one("code").text
