"""Deciding on the page of a record: the forms as a browser without script sends them, and what readers see afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from registry.pipeline.curate import curate
from registry.pipeline.propose import approve, confirm, propose
from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.audit import Action
from schemas.proposals import Selection
from schemas.record import (
    Aspect,
    CatalogRecord,
    Minors,
    MinorsDecision,
    PrivacyDecision,
)
from tests import factories
from tests.registry.ui.conftest import NOW, OWN, signed_in
from tests.registry.ui.desk import filled
from tests.registry.ui.reading import Document, Element, read

REASON = "The ministry sent the document\non Tuesday."
SOURCE = "Letter 12-04/331"


@pytest.fixture
def record(services: Services, request: pytest.FixtureRequest) -> CatalogRecord:
    """A record of the portal `kg_data_gov` that only this test has."""
    made = factories.record(identifier=request.node.name)
    said = made.dataset.model_copy(update={"source": factories.stated("Ministry of Health", "A map of 1901")})
    made = made.model_copy(update={"dataset": said})
    services.store.records.save([Save(record=made, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
    return made


@pytest.fixture(scope="module")
def person(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        signed_in(client, services)
        yield client


def path(record: CatalogRecord) -> str:
    return f"/en/d/{record.id}"


def page(client: TestClient, record: CatalogRecord) -> Document:
    answer = client.get(path(record))
    assert answer.status_code == 200
    return read(answer.text)


def form_of(document: Document, aspect: str) -> Element:
    return document.one("details", id=f"decide-{aspect}").one("form")


def send(client: TestClient, record: CatalogRecord, aspect: str, fields: dict[str, Any], *, act: str = "record") -> Response:
    """Fill fields of the form about an aspect and press a button."""
    form = form_of(page(client, record), aspect)
    assert act in [button.get("value") for button in form.all("button")]
    names = {field.get("name") for field in form.walk()}
    assert set(fields) <= names
    return client.post(form.get("action"), data={**filled(form), "reason": REASON, **fields, "act": act})


FIELDS: dict[Aspect, tuple[dict[str, Any], dict[str, Any], str]] = {
    Aspect.LICENSE: ({"value": "PDDL-1.0"}, {"value": "PDDL-1.0"}, "PDDL-1.0"),
    Aspect.JURISDICTION: (
        {"value.holder_state": "UZ", "value.storage_state": ["KZ", "RU"], "value.collection_state": "-"},
        {"value": {"holder_state": "UZ", "storage_state": ("KZ", "RU"), "collection_state": (), "data_subject_state": None}},
        "Held in Uzbekistan; Stored in: Kazakhstan, Russia; Collected in: not known",
    ),
    Aspect.PRIVACY_CLASS: (
        {"subclass.biometric": "yes", "subclass.human_genetic": "no"},
        {"value": None, "subclass": ("biometric",), "denied_subclass": ("human_genetic",)},
        "Subclasses: biometric personal data; Not these subclasses: genes",
    ),
    Aspect.PERSONAL_CATEGORIES: (
        {"value": ["Name", "HealthRecord"]},
        {"value": ("Name", "HealthRecord")},
        "Name, Health Record",
    ),
    Aspect.SUBJECT_COUNT: ({"value": "501_to_9999"}, {"value": "501_to_9999"}, "501 to 9,999 people"),
    Aspect.MINORS: ({"value": "no"}, {"value": "no"}, "No minors"),
    Aspect.DEIDENTIFICATION: (
        {
            "value.method": ["masking", "rounding"],
            "value.on": "2026-05-04",
            "value.residual_risk": "low",
            "value.key_held_by": "Us",
        },
        {
            "value": {
                "method": ("masking", "rounding"),
                "on": "2026-05-04",
                "reviewer": None,
                "residual_risk": "low",
                "key_held_by": "Us",
            }
        },
        "Techniques: Masking, Rounding; Done on: 4 May 2026; Risk that is left: low; Key held by: Us",
    ),
    Aspect.LEGAL_BASIS: (
        {"value.1.basis": "PublicInterest", "value.1.article": "Article 9", "value.1.jurisdiction": "RU"},
        {"value": ({"basis": "PublicInterest", "article": "Article 9", "jurisdiction": "RU"},)},
        "Public Interest (Russia): Article 9",
    ),
    Aspect.MECHANISMS: (
        {"value.0.condition": "CN_ASSESSMENT", "value.1.condition": "RU_NOTIFY", "value.1.valid_to": "2027-02-01"},
        {
            "value": tuple(
                {"condition": code, "document": None, "authority": None, "valid_from": None, "valid_to": until}
                for code, until in (("CN_ASSESSMENT", None), ("RU_NOTIFY", "2027-02-01"))
            )
        },
        "Valid until: 1 February 2027",
    ),
    Aspect.ACCESS_CONDITIONS: (
        {"value.words": "On request.\r\nBy letter.", "value.embargo_until": "2027-01-01"},
        {"value": {"words": "On request.\nBy letter.", "embargo_until": "2027-01-01"}},
        "On request. By letter.; Not before: 1 January 2027",
    ),
    Aspect.REVIEW_DUE: ({"value": "2027-05-01"}, {"value": "2027-05-01"}, "1 May 2027"),
    Aspect.WAS_DERIVED_FROM: (
        {"value.0.origin": "no_dataset"},
        {"value": ({"said": "Ministry of Health", "origin": "no_dataset", "record": None, "permits": ()},)},
        "“Ministry of Health”: no dataset: an organisation, a survey, a person",
    ),
}
"""For each aspect what a person fills in, what is recorded, and how the history says it."""


@pytest.mark.parametrize("aspect", Aspect)
def test_a_person_records_and_takes_back_and_readers_see_it(
    *, person: TestClient, client: TestClient, services: Services, record: CatalogRecord, aspect: Aspect
) -> None:
    fields, value, words = FIELDS[aspect]
    answer = send(person, record, aspect, {**fields, "source": f"  {SOURCE} "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path(record)}#{aspect}")
    stored = services.store.records.get(record.id)
    assert stored is not None
    decision = getattr(stored.curation, aspect.value)
    kept = decision.model_dump(exclude={"at", "concluded"})
    said = {"reason": REASON, "source": SOURCE, "by": "Aizada Bekova"}
    assert {name: _plain(each) for name, each in kept.items()} == {**said, **value}

    document = page(client, record)
    box = document.one("section", id=aspect)
    voice = box.one("div", class_="person")
    for seen in ("sent the document on Tuesday.", SOURCE, "Aizada Bekova", "25 November 2026"):
        assert seen in voice.text
    event = document.one("ol", class_="timeline").all("li", class_="person")[0]
    assert words in event.one("ins").text
    assert SOURCE in event.one("ins").text
    assert document.all("form", class_="field") == []

    again = filled(form_of(page(person, record), aspect))
    assert {name: again[name] for name in fields if not name.startswith("value.1.")}.items() <= again.items()
    assert again["reason"] == ""
    answer = send(person, record, aspect, {"reason": "It was about another dataset."}, act="take-back")
    assert answer.status_code == 303
    stored = services.store.records.get(record.id)
    assert stored is not None
    assert getattr(stored.curation, aspect.value) is None
    event = page(client, record).one("ol", class_="timeline").all("li", class_="person")[0]
    assert words in event.one("del").text
    assert "took back" in event.text


def _plain(value: Any) -> Any:
    """Days as texts."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize(
    ("aspect", "fields", "field", "words"),
    [
        ("license", {"value": "CC-BY"}, "value", "“CC-BY” is not one of the choices."),
        ("license", {"value": ""}, "value", "Something has to be chosen or written here."),
        ("jurisdiction", {}, "value.holder_state", "Something has to be chosen or written here."),
        ("jurisdiction", {"value.storage_state": ["-", "KG"]}, "value.storage_state", "“-” is not one of the choices."),
        ("privacy_class", {}, "value", "The decision says nothing"),
        ("privacy_class", {"value": "secret"}, "value", "This is not one of the choices."),
        ("personal_categories", {}, "value", "Something has to be chosen or written here."),
        ("minors", {"value": "perhaps"}, "value", "This is not one of the choices."),
        ("deidentification", {"value.on": "2026-05-04"}, "value.method", "Something has to be chosen or written here."),
        ("deidentification", {"value.method": "masking", "value.on": "2026-12-01"}, "value.on", "after the day of the decision"),
        (
            "deidentification",
            {"value.method": "masking", "value.reviewer": "x" * 501},
            "value.reviewer",
            "At most 500 characters",
        ),
        ("legal_basis", {"value.1.article": "Article 9"}, "value.0.basis", "Something has to be chosen or written here."),
        (
            "mechanisms",
            {"value.2.condition": "CONSENT", "value.2.valid_from": "2026-02-02", "value.2.valid_to": "2026-02-01"},
            "value.0.valid_to",
            "The last day of “CONSENT” is before its first day.",
        ),
        (
            "mechanisms",
            {"value.0.condition": "CONSENT", "value.0.valid_from": "soon"},
            "value.0.valid_from",
            "This is not a day.",
        ),
        ("access_conditions", {"value.words": "x" * 2001}, "value.words", "At most 2,000 characters"),
        ("was_derived_from", {}, "value.0.origin", "Something has to be chosen or written here."),
        ("was_derived_from", {"value.1.origin": "dataset"}, "value.0.record", "It is not said which dataset"),
        ("was_derived_from", {"value.1.record": "the census"}, "value.0.record", "This is not"),
        ("was_derived_from", {"value.2.record": str(UUID(int=7))}, "value.0.record", "There is no dataset with the id"),
        ("review_due", {"value": ""}, "value", "Something has to be chosen or written here."),
        ("review_due", {"value": "2027-01-01", "reason": "too short"}, "reason", "The reason must have 10 to 2,000 characters"),
        ("review_due", {"value": "2027-01-01", "source": "a bell \x07"}, "source", "no control characters"),
    ],
)
def test_a_form_that_does_not_hold_is_kept_and_says_what_is_wrong_where(
    *,
    person: TestClient,
    services: Services,
    record: CatalogRecord,
    aspect: str,
    fields: dict[str, Any],
    field: str,
    words: str,
) -> None:
    form = form_of(page(person, record), aspect)
    answer = person.post(form.get("action"), data={**filled(form), "reason": REASON, **fields, "act": "record"})
    document = read(answer.text)
    assert answer.status_code == 422
    assert document.one("title").text.startswith("Problem: ")
    place = f"{aspect}-{field.replace('.', '-')}"
    problem = document.one("div", id="problem")
    assert "autofocus" in problem.attributes
    [link] = [each for each in problem.all("a") if each.get("href") == f"#{place}"]
    assert words in link.text
    assert words in document.one("p", id=f"{place}-flaw").text
    assert f"{place}-flaw" in document.one("*", id=place).get("aria-describedby")
    assert "open" in document.one("details", id=f"decide-{aspect}").attributes
    kept = filled(form_of(document, aspect))
    values = [value for name, value in fields.items() if name != "reason" and value and value not in ("secret", "perhaps")]
    assert all(value in kept.values() or [value] in kept.values() for value in values)
    assert kept["reason"] == fields.get("reason", REASON)
    assert services.store.records.get(record.id) == record


def test_who_decides_second_sees_the_other_decision_and_keeps_the_text(
    person: TestClient, services: Services, record: CatalogRecord
) -> None:
    form = form_of(page(person, record), "minors")
    sent = {**filled(form), "value": "no", "reason": REASON, "act": "record"}
    other = MinorsDecision(value=Minors.YES, reason="Pupils of all classes are listed.", by="Bolot Asanov", at=NOW)
    curate(services, record.id, other)
    answer = person.post(form.get("action"), data=sent)
    document = read(answer.text)
    assert answer.status_code == 409
    assert document.one("title").text.startswith("Problem: ")
    assert "the record has changed since you opened it" in document.one("div", id="problem").text
    assert "Bolot Asanov recorded whether minors are among them. Minors are among them" in document.one("div", id="problem").text
    shown = form_of(document, "minors")
    assert "Pupils of all classes are listed." in shown.text
    kept = filled(shown)
    assert (kept["value"], kept["reason"]) == ("no", REASON)
    stored = services.store.records.get(record.id)
    assert stored is not None
    assert stored.curation.minors == other
    assert person.post(form.get("action"), data={**kept, "act": "record"}).status_code == 303


def test_a_class_that_needs_a_fact_says_that_it_is_not_stated(
    client: TestClient, services: Services, record: CatalogRecord
) -> None:
    assert page(client, record).all("section", id="recorded") == []
    said = {"reason": "The columns were looked at.", "by": "Aizada Bekova", "at": NOW}
    curate(services, record.id, PrivacyDecision(value="pseudonymised", **said))
    section = page(client, record).one("section", id="recorded")
    assert [heading.text for heading in section.all("h3")] == ["De-identification", "Legal bases"]
    assert section.text.count("not stated") == 2


def test_a_reader_has_no_form_and_can_do_nothing(client: TestClient, services: Services, record: CatalogRecord) -> None:
    assert page(client, record).all("section", id="decide") == []
    sent = {"aspect": "minors", "version": "1", "act": "record", "value": "no", "reason": REASON}
    assert client.post(path(record), data=sent).status_code == 403
    assert services.store.records.get(record.id) == record


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"aspect": "title"}, 400),
        ({"act": "burn"}, 400),
        ({"version": "x"}, 400),
        ({"version": "0"}, 400),
        ({"version": "9" * 400}, 400),
        ({"version": "7"}, 409),
        ({"act": "take-back"}, 409),
        ({"act": "take-back", "reason": "no"}, 422),
        ({"value.0.x": "no", "value.7": "no", "value.999999999999.condition": "CONSENT"}, 303),
    ],
)
def test_a_forged_form_is_refused_as_a_page(
    person: TestClient, record: CatalogRecord, changes: dict[str, str], status: int
) -> None:
    sent = {"aspect": "minors", "version": "1", "act": "record", "value": "no", "reason": REASON}
    assert person.post(path(record), data={**sent, **changes}).status_code == status
    assert person.post("/en/d/11111111-2222-3333-4444-555555555555", data=sent).status_code == 404


def test_fifty_mechanisms_are_enough(person: TestClient, record: CatalogRecord) -> None:
    head = {"aspect": "mechanisms", "version": "1", "act": "record", "reason": REASON}
    rows = {f"value.{number}.condition": "CONSENT" for number in range(60)}
    assert person.post(path(record), data={**head, **rows}).status_code == 422


def test_the_forms_lead_back_to_the_search_that_led_to_the_record(person: TestClient, record: CatalogRecord) -> None:
    address = f"{path(record)}?from=q%3Dwater"
    form = form_of(read(person.get(address).text), "review_due")
    answer = person.post(form.get("action"), data={**filled(form), "value": "2027-01-01", "reason": REASON, "act": "record"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}#review_due")


def test_a_decision_that_takes_a_second_person_waits_and_the_history_names_both(
    services: Services, record: CatalogRecord
) -> None:
    settings = services.settings.model_copy(update={"four_eyes": "all"})
    wants = replace(services, settings=settings)
    with TestClient(create_pages(wants), follow_redirects=False, headers=OWN) as client:
        signed_in(client, services)
        answer = send(client, record, "minors", {"value": "no", "reason": REASON})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{path(record)}#decide")
        assert services.store.records.get(record.id) == record
        assert "Waits for a second officer: a decision of Aizada Bekova about this: Minors" in page(client, record).text
        [waiting] = services.store.proposals.list(record=record.id)
        approve(wants, waiting.id, by=Actor.person("Bolat"), reason="I have seen it too.")
        shown = page(client, record).text
        assert "Waits for a second officer" not in shown
        assert "Approved by Bolat." in shown
        repeated = send(client, record, "minors", {"value": "no", "reason": "The same once more."})
        assert (repeated.status_code, "Nothing would change" in repeated.text) == (409, True)
        listed = client.get(f"/en/decisions?proposal={waiting.id}").text
        assert f"Proposal {waiting.id}" in listed
        assert "Approved by Bolat." in listed
    with TestClient(create_pages(wants), follow_redirects=False, headers=OWN) as anybody:
        assert "Waits for a second officer" not in anybody.get(path(record)).text


def test_the_history_tells_of_how_many_datasets_a_decision_was_one(
    services: Services, person: TestClient, record: CatalogRecord
) -> None:
    other = factories.record(identifier=f"{record.dataset.identifier} too")
    services.store.records.save([Save(record=other, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
    both, by = Selection(records=(record.id, other.id)), Actor.person("Aizada Bekova")
    decision = MinorsDecision(value=Minors.NO, reason=REASON, by=by.name, at=NOW)
    made = propose(services, both, aspect=decision.aspect, decision=decision, reason=REASON, by=by)
    confirm(services, made.id, by=by)
    assert "As one of 2 datasets." in page(person, record).text
