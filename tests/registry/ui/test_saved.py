"""Saving an answer on the page of a record, the page of a saved one, and answers of other days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.policy.rules import load_rules, shipped_contents
from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.assessment import PrivacyClass
from schemas.audit import Action
from schemas.record import CatalogRecord, Status, record_id
from schemas.usage import UsageEffect
from tests.registry.policy.transfer.usage_cases import Case, record_of
from tests.registry.ui.conftest import NOW, OWN, signed_in
from tests.registry.ui.reading import page_of, read
from tests.registry.ui.test_answer import CASES
from tests.ruled import ruled

ASKED = "?as=CN&for=research"

NUMBERS = count()


def save(services: Services, record: CatalogRecord, action: Action) -> None:
    services.store.records.save([Save(record=record, action=action, details={"raw": "0"})], actor=Actor.of_run(1), at=NOW)


@pytest.fixture
def record(services: Services) -> CatalogRecord:
    """A record of the portal `kg_data_gov` that only this test has."""
    case = Case(case="a dataset", why="", expect={}, **CASES[UsageEffect.AUTHORISATION])
    built, name = record_of(case, services.rules.transfer), f"saved-{next(NUMBERS)}"
    dataset = built.dataset.model_copy(update={"identifier": name})
    made = built.model_copy(update={"id": record_id(built.source, name), "dataset": dataset})
    save(services, made, Action.CREATE)
    return made


@pytest.fixture
def visitor(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


def press(client: TestClient, record: CatalogRecord, asked: str = ASKED, **fields: str) -> Any:
    """Open the page of a record, and send its form as a browser does."""
    form = page_of(client, f"/en/d/{record.id}{asked}").one("details", id="save").one("form")
    names = {field.get("name") for field in form.all("input")}
    assert fields.keys() <= names == {"affiliation", "recipient"}
    return client.post(form.get("action"), data={name: fields.get(name, "") for name in names})


def test_saving_leads_to_a_page_with_the_answer_and_its_hashes(
    visitor: TestClient, services: Services, record: CatalogRecord
) -> None:
    box = page_of(visitor, f"/en/d/{record.id}{ASKED}").one("section", id="answer")
    done = press(visitor, record, affiliation="Institute of <Hydrology>", recipient="")
    assert done.status_code == 303
    saved = page_of(visitor, done.headers["location"])
    again = saved.one("section", id="answer")
    assert again.one("h2").text == box.one("h2").text
    assert again.one("ol", class_="duties").text == box.one("ol", class_="duties").text
    number = done.headers["location"].rpartition("/")[2]
    with TestClient(create_app(services)) as client:
        kept = client.get(f"/api/v1/answers/{number}").json()
    codes = {code.text for code in saved.one("section", id="proof").all("code")}
    answer = kept["answer"]
    assert {kept["hash"], answer["record_hash"], answer["assessment_rules"], answer["verdict"]["rules"], str(record.id)} <= codes
    assert f"serai answers check answer-{number}.json" in codes
    assert saved.one("h1").text == f"Answer {number}: may the data be used?"
    assert "Saved by a visitor on 25 November 2026, 12:00 UTC." in saved.text
    assert "Institute of <Hydrology>" in saved.text
    assert "Who gets the data" not in saved.text
    assert "Today's answer is the same." in saved.text
    link = next(link for link in saved.all("a") if "download" in link.attributes)
    assert link.get("href") == f"/api/v1/answers/{number}"


def test_an_address_without_language_leads_to_the_page(visitor: TestClient, record: CatalogRecord) -> None:
    number = press(visitor, record).headers["location"].rpartition("/")[2]
    answer = visitor.get(f"/answers/{number}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en/answers/{number}")


def test_the_record_leads_to_what_was_saved_and_back(visitor: TestClient, record: CatalogRecord) -> None:
    path = press(visitor, record).headers["location"]
    box = page_of(visitor, f"/en/d/{record.id}{ASKED}").one("section", id="answer")
    assert path in [link.get("href") for link in box.all("a")]
    other = page_of(visitor, f"/en/d/{record.id}?as=RU&for=research").one("section", id="answer")
    assert path not in [link.get("href") for link in other.all("a")]
    links = [link.get("href") for link in page_of(visitor, path).all("a")]
    assert f"/en/d/{record.id}{ASKED}#answer" in links


def test_equal_answers_are_saved_once(visitor: TestClient, record: CatalogRecord) -> None:
    first, second = press(visitor, record), press(visitor, record)
    assert first.headers["location"] == second.headers["location"]


def test_a_saved_answer_says_that_todays_is_another_one(visitor: TestClient, services: Services, record: CatalogRecord) -> None:
    path = press(visitor, record).headers["location"]
    before = page_of(visitor, path).one("section", id="answer").text
    privacy = record.assessment.privacy.model_copy(update={"privacy_class": PrivacyClass.RESTRICTED})
    changed = record.model_copy(
        update={
            "version": 2,
            "status": Status.WITHDRAWN,
            "assessment": record.assessment.model_copy(update={"privacy": privacy}),
        }
    )
    save(services, changed, Action.WITHDRAW)
    saved = page_of(visitor, path)
    assert saved.one("section", id="answer").text == before
    assert "Today's answer is another one" in saved.text
    assert "The portal no longer lists this dataset." in saved.text


def test_a_saved_answer_is_shown_whatever_is_wrong_with_todays_rules(services: Services, record: CatalogRecord) -> None:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        path = press(client, record).headers["location"]
    shipped = shipped_contents()
    name = "transfer/by"
    broken = ruled(services, load_rules({name: shipped[name].replace("BY-PERS-NON", "BY-OTHER")}))
    with TestClient(create_pages(broken), follow_redirects=False, headers=OWN) as client:
        saved = page_of(client, path)
    assert saved.one("section", id="answer").has_class("authorisation")


def test_who_is_signed_in_is_named_and_told_so(services: Services, record: CatalogRecord) -> None:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        assert "Nothing about you is saved" in page_of(client, f"/en/d/{record.id}{ASKED}").one("details", id="save").text
        signed_in(client, services, name="Гүлнара")
        assert "Your name is saved with it." in page_of(client, f"/en/d/{record.id}{ASKED}").one("details", id="save").text
        saved = page_of(client, press(client, record).headers["location"])
    assert "Saved by Гүлнара on" in saved.text


def test_what_cannot_be_saved_is_told_at_its_field(visitor: TestClient, record: CatalogRecord) -> None:
    refused = press(visitor, record, affiliation="x" * 501, recipient="The river commission")
    assert refused.status_code == 422
    form = read(refused.text).one("details", id="save")
    assert "open" in form.attributes
    assert "At most 500 characters" in form.text
    values = {field.get("name"): field.get("value") for field in form.all("input")}
    assert values == {"affiliation": "x" * 501, "recipient": "The river commission"}
    back = visitor.get(f"/en/d/{record.id}/answers{ASKED}")
    assert (back.status_code, back.headers["location"]) == (303, f"/en/d/{record.id}{ASKED}#answer")


def test_another_site_cannot_save(services: Services, record: CatalogRecord) -> None:
    with TestClient(create_pages(services), headers={"Origin": "https://elsewhere.example"}) as client:
        assert client.post(f"/en/d/{record.id}/answers{ASKED}").status_code == 403


def test_only_who_signs_in_can_save_where_the_operator_wants_it(services: Services, record: CatalogRecord) -> None:
    closed = replace(services, settings=services.settings.model_copy(update={"answers_per_hour": 0}))
    with TestClient(create_pages(closed), follow_redirects=False, headers=OWN) as client:
        document = page_of(client, f"/en/d/{record.id}{ASKED}")
        assert not [details for details in document.all("details") if details.attributes.get("id") == "save"]
        assert client.post(f"/en/d/{record.id}/answers{ASKED}").status_code == 403
        signed_in(client, services, name="Bolat")
        assert press(client, record).status_code == 303


def test_too_many_answers_are_told_as_a_page(services: Services, record: CatalogRecord) -> None:
    few = replace(services, settings=services.settings.model_copy(update={"answers_per_hour": 1}))
    with TestClient(create_pages(few), follow_redirects=False, headers=OWN) as client:
        press(client, record)
        refused = press(client, record, affiliation="Another one")
        assert refused.status_code == 429
        assert "Too many answers were saved just now" in refused.text


def test_there_is_no_page_of_an_answer_that_was_not_saved(visitor: TestClient) -> None:
    for path in ("/en/answers/999999", "/en/answers/x"):
        assert visitor.get(path).status_code == 404


def test_a_later_day_is_answered_for_that_day_and_kept_in_the_question(visitor: TestClient, record: CatalogRecord) -> None:
    document = page_of(visitor, f"/en/d/{record.id}{ASKED}&at=2026-12-01")
    assert "As of 1 December 2026" in document.one("section", id="answer").text
    assert document.one("input", id="ask-at").get("value") == "2026-12-01"
    assert press(visitor, record, f"{ASKED}&at=2026-12-01").status_code == 303


def test_an_empty_day_is_today(visitor: TestClient, record: CatalogRecord) -> None:
    answer = visitor.get(f"/en/d/{record.id}?chosen=1&as=CN&for=research&at=")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en/d/{record.id}{ASKED}")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("yesterday", "“yesterday” is no day: write it as 2026-11-23."),
        (
            "2026-11-01",
            "Serai did not have this dataset on 1 November 2026. The first day of which it can tell is 25 November 2026.",
        ),
    ],
)
def test_a_day_that_cannot_be_told_of_says_why(visitor: TestClient, record: CatalogRecord, day: str, told: str) -> None:
    document = page_of(visitor, f"/en/d/{record.id}{ASKED}&at={day}", status=400)
    problem = document.one("p", id="problem")
    assert problem.text == told
    assert problem.one("a").get("href") == "#ask-at"
    assert document.one("input", id="ask-at").get("aria-invalid") == "true"
    assert not [section for section in document.all("section") if section.attributes.get("id") == "answer"]


def test_a_past_day_says_how_its_answer_came_about(services: Services, record: CatalogRecord) -> None:
    later = replace(services, clock=lambda: NOW + timedelta(days=3))
    asked = f"{ASKED}&at=2026-11-25"
    with TestClient(create_pages(later), follow_redirects=False, headers=OWN) as client:
        box = page_of(client, f"/en/d/{record.id}{asked}").one("section", id="answer")
        assert "This answer was computed later, for 25 November 2026" in box.text
        assert "as it was stored then; the history proves it" in box.text
        assert "All else on this page is of today" not in box.text
        assert "The program of then is not kept: today's was used." in box.text
        assert f"/en/d/{record.id}{ASKED}#answer" in [link.get("href") for link in box.all("a")]
        computed = page_of(client, press(client, record, asked).headers["location"])
        assert "This answer was computed later, for 25 November 2026" in computed.text
        with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as before:
            path = press(before, record).headers["location"]
        box = page_of(client, f"/en/d/{record.id}{asked}").one("section", id="answer")
    assert "This answer was given and saved on 25 November 2026." in box.text
    assert path in [link.get("href") for link in box.all("a")]
    assert not [details for details in box.all("details") if details.attributes.get("id") == "save"]
