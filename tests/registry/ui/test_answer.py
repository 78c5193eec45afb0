"""May the dataset be used: the asking bar of a record, and the answer in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.operation.in_force import RulesInForce
from registry.policy.rules import load_rules, shipped_contents
from registry.services import Services
from registry.store import Store
from registry.store.saving import Save
from registry.ui import create_pages
from registry.ui.languages import load_languages
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import record_id
from schemas.usage import UsageEffect
from tests.registry.policy.transfer.own_rules import confirmation, confirmed, file, laid, row
from tests.registry.policy.transfer.usage_cases import Case, record_of
from tests.registry.ui.conftest import NOW, OWN
from tests.registry.ui.pseudo import LOCALE, translated, write
from tests.registry.ui.reading import Document, Element, read
from tests.ruled import ruled

Add = Callable[..., str]
Visit = Callable[[str], Document]

CASES: Mapping[str, dict[str, Any]] = {
    UsageEffect.ALLOWED: {"holder": "KZ", "state": "RU"},
    UsageEffect.CONDITIONAL: {"holder": "KZ", "state": "RU", "privacy_class": "personal", "persons": ["KZ"]},
    UsageEffect.AUTHORISATION: {"holder": "BY", "state": "CN", "privacy_class": "personal", "persons": ["BY"]},
    UsageEffect.UNCLEAR: {"holder": "KZ", "state": "TR"},
    UsageEffect.PROHIBITED: {"holder": "BY", "state": "RU", "privacy_class": "restricted"},
}
"""A dataset and a state for each effect, for research."""

HEADINGS = {
    UsageEffect.ALLOWED: "Allowed",
    UsageEffect.CONDITIONAL: "Allowed with ",
    UsageEffect.AUTHORISATION: "Permission needed first",
    UsageEffect.UNCLEAR: "Unclear",
    UsageEffect.PROHIBITED: "Not allowed",
}


@pytest.fixture(scope="module")
def add(services: Services) -> Add:
    """Store a dataset of the portal `kg_data_gov`, and get the address of its page below the language."""
    saved: list[str] = []

    def save(**facts: Any) -> str:
        case = Case(case="a dataset", why="", expect={}, **facts)
        name = f"answer-{len(saved)}"
        built = record_of(case, services.rules.transfer)
        dataset = built.dataset.model_copy(update={"identifier": name})
        record = built.model_copy(update={"id": record_id(built.source, name), "dataset": dataset})
        services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
        saved.append(name)
        return f"/d/{record.id}"

    return save


@pytest.fixture
def visitor(services: Services) -> TestClient:
    """A browser with no cookies yet."""
    return TestClient(create_pages(services), follow_redirects=False, headers=OWN)


@pytest.fixture
def visit(visitor: TestClient) -> Visit:
    def fetch(path: str) -> Document:
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        return read(answer.text)

    return fetch


def selected(document: Element, name: str) -> list[str]:
    return [option.get("value") for option in document.one("select", name=name).all("option") if "selected" in option.attributes]


def box(document: Document) -> Element:
    return document.one("section", id="answer")


@pytest.mark.parametrize("effect", UsageEffect)
def test_each_effect_has_its_word_icon_and_shape(visit: Visit, add: Add, effect: UsageEffect) -> None:
    facts = CASES[effect]
    answer = box(visit(f"/en{add(**facts)}?as={facts['state']}&for=research"))
    assert answer.has_class(effect)
    heading = answer.one("h2")
    assert heading.text.startswith(HEADINGS[effect])
    assert heading.one("use").get("href").partition("#")[2]
    names = [name.text for name in answer.one("div", class_="said").all("strong")]
    assert names == [{"RU": "Russia", "CN": "China", "TR": "Türkiye"}[facts["state"]], "Research and statistics"]
    assert "not legal advice" in answer.text
    assert "As of 25 November 2026" in answer.text


def test_the_page_says_what_the_api_says(visit: Visit, add: Add, services: Services) -> None:
    facts = CASES[UsageEffect.AUTHORISATION]
    answer = box(visit(f"/en{add(**facts)}?as=CN&for=commercial"))
    link = next(link.get("href") for link in answer.all("a") if link.get("href").startswith("/api/"))
    with TestClient(create_app(services)) as client:
        verdict = client.get(link).json()
    assert answer.has_class(verdict["effect"])
    duties = answer.one("ol", class_="duties").children
    assert [duty.all("p")[0].text for duty in duties] == [each["words"] for each in verdict["condition"]]
    assert {rule["citation"] for rule in verdict["rule"]} <= {text.text for text in answer.all("p")}
    assert {rule["id"] for rule in verdict["rule"]} <= {code.text for code in answer.all("code")}
    changes = answer.one("details", id="changes").all("li")
    assert len(changes) == len(verdict["would_change"])
    assert verdict["rules"] in answer.text


def test_a_condition_has_its_standing_and_the_rules_that_ask_for_it(visit: Visit, add: Add) -> None:
    recorded = {"mechanisms": [{"condition": "NCPDP_PERMIT", "document": "No 3", "valid_from": "2026-11-01"}]}
    facts = CASES[UsageEffect.AUTHORISATION] | {"recorded": recorded}
    duties = box(visit(f"/en{add(**facts)}?as=CN&for=research")).one("ol", class_="duties").children
    [permit] = [duty for duty in duties if duty.text.startswith("permit of the National Personal Data Protection Centre")]
    assert "Recorded as met: Document: No 3; Valid from: 1 November 2026" in permit.text
    rule = permit.one("details")
    assert "Law 99-Z on the protection of personal data (7 May 2021, in force 15 Nov 2021) art 9(1)-(2)" in rule.text
    assert "known to Serai since 23 November 2026" in rule.text
    assert "e-sud.by" in rule.text
    assert "confidence" in rule.text
    [basis] = [duty for duty in duties if "record a legal basis" in duty.text]
    assert "Not recorded as met" in basis.text


def test_what_is_missing_is_a_question_with_what_it_could_give(visit: Visit, add: Add) -> None:
    path = add(holder="KZ", state="RU", privacy_class="unknown", licence="unknown")
    answer = box(visit(f"/en{path}?as=RU&for=research"))
    assert answer.has_class("unclear")
    assert "Which licence do the data have?" in answer.text
    assert "Are the data about persons, and of which kind?" in answer.text
    assert "This is not a yes" in answer.text
    path = add(holder="KZ", state="RU", privacy_class="unknown")
    answer = box(visit(f"/en{path}?as=RU&for=research"))
    question = next(item for item in answer.all("li") if item.text.startswith("Are the data about persons"))
    assert "The answer could then be:" in question.text
    assert any(tag.has_class("allowed") for tag in question.all("span", class_="tag"))
    texts = [item.text for item in answer.one("details", id="changes").all("li")]
    assert "The privacy class is: Open data: Allowed" in texts


def test_an_answer_of_low_confidence_says_what_it_would_be_and_to_ask_an_officer(visit: Visit, add: Add) -> None:
    path = add(holder="KZ", state="RU", weak=["class"])
    answer = box(visit(f"/en{path}?as=RU&for=research"))
    assert answer.has_class("unclear")
    assert "It would be: Allowed." in answer.text
    assert "Ask a compliance officer" in answer.text
    assert "low confidence" in answer.text


def test_another_purpose_is_a_link_to_its_answer(visit: Visit, add: Add) -> None:
    path = add(holder="KZ", state="RU", licence="non-commercial")
    document = visit(f"/en{path}?from=q%3Dwater&as=RU&for=research")
    link = next(link for link in box(document).one("details", id="changes").all("a") if "Commercial" in link.text)
    assert dict(parse_qsl(urlsplit(link.get("href")).query)) == {"from": "q=water", "as": "RU", "for": "commercial"}
    assert box(visit(link.get("href"))).has_class("prohibited")


def test_until_a_state_is_chosen_the_bar_asks_and_nothing_is_answered(visit: Visit, add: Add) -> None:
    document = visit("/en" + add(**CASES[UsageEffect.ALLOWED]))
    assert not document.all("section", id="answer")
    bar = document.one("form", id="ask")
    assert "Choose a state" in bar.text
    assert selected(bar, "as") == []
    assert selected(bar, "for") == ["research"]


def test_the_states_are_members_then_partners_then_all_others_by_name(visit: Visit, add: Add) -> None:
    groups = visit("/en" + add(**CASES[UsageEffect.ALLOWED])).one("select", name="as").all("optgroup")
    members, partners, others = ([option.text for option in group.all("option")] for group in groups)
    assert (len(members), members[0], members[-1]) == (10, "Belarus", "Uzbekistan")
    assert "Türkiye" in partners
    assert {"France", "Hong Kong SAR China"} <= set(others)
    assert len(groups[0].all("option")) + len(partners) + len(others) > 240


def test_a_choice_is_kept_and_leads_to_an_address_that_names_it(visitor: TestClient, add: Add) -> None:
    path = "/en" + add(**CASES[UsageEffect.ALLOWED])
    answer = visitor.get(f"{path}?from=q%3Dwater&chosen=1&as=RU&for=commercial")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path}?from=q%3Dwater&as=RU&for=commercial"
    assert all("HttpOnly" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert dict(visitor.cookies) == {"as": "RU", "for": "commercial"}
    other = visitor.get("/en" + add(**CASES[UsageEffect.UNCLEAR]))
    assert (other.status_code, urlsplit(other.headers["location"]).query) == (303, "as=RU&for=commercial")


def test_the_address_wins_over_what_was_kept_and_does_not_replace_it(visitor: TestClient, add: Add) -> None:
    path = "/en" + add(**CASES[UsageEffect.ALLOWED])
    visitor.get(f"{path}?chosen=1&as=RU&for=commercial")
    answer = visitor.get(f"{path}?as=CN&for=research")
    bar = read(answer.text).one("form", id="ask")
    assert (selected(bar, "as"), selected(bar, "for")) == (["CN"], ["research"])
    assert "set-cookie" not in answer.headers
    assert visitor.get(f"{path}?for=research").headers["location"] == f"{path}?as=RU&for=research"


def test_no_state_is_a_choice_too_and_what_there_is_not_is_not_kept(visitor: TestClient, add: Add) -> None:
    path = "/en" + add(**CASES[UsageEffect.ALLOWED])
    visitor.get(f"{path}?chosen=1&as=RU&for=research")
    assert visitor.get(f"{path}?chosen=1&as=&for=research").headers["location"] == path
    assert visitor.get(path).status_code == 200
    visitor.get(f"{path}?chosen=1&as=XX&for=research")
    assert "as" not in visitor.cookies
    visitor.cookies.set("as", "XX")
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ("as=XX&for=research", "as", "“XX” is no state (ISO 3166-1 alpha-2)."),
        ("as=kz", "as", "“kz” is no state (ISO 3166-1 alpha-2)."),
        ("as=KZ&for=resale", "for", "There is no purpose “resale”."),
        ("as=KZ&as=RU", "as", "“as” is given more than once."),
        ("for=%3Cb%3E", "for", "There is no purpose “<b>”."),
    ],
)
def test_what_there_is_not_is_said_with_the_choices(visitor: TestClient, add: Add, asked: str, field: str, sentence: str) -> None:
    answer = visitor.get(f"/en{add(**CASES[UsageEffect.ALLOWED])}?{asked}")
    assert answer.status_code == 400
    document = read(answer.text)
    assert document.one("title").text.startswith("Problem:")
    assert document.one("p", id="problem").text == sentence
    choice = document.one("select", name=field)
    assert choice.get("aria-invalid") == "true"
    assert len(choice.all("option")) > 5
    assert document.one("p", id="problem").one("a").get("href") == "#" + choice.get("id")
    assert not document.all("section", id="answer")
    assert "What is known about its use" in document.text


def test_another_language_has_its_own_words_and_marks_the_english_ones(services: Services, add: Add, tmp_path: Path) -> None:
    (tmp_path / "serai.pot").write_bytes((LOCALE / "serai.pot").read_bytes())
    write(tmp_path, "fa", translated("fa"))
    facts = CASES[UsageEffect.CONDITIONAL]
    with TestClient(create_pages(services, languages=load_languages(tmp_path)), headers=OWN) as client:
        document = read(client.get(f"/fa{add(**facts)}?as=RU&for=research").text)
    answer = box(document)
    assert "⟦Research and statistics" in answer.text
    assert "روسیه" in answer.text
    assert all(duty.all("p")[0].text.startswith("⟦") for duty in answer.one("ol", class_="duties").children)
    citations = [text.text for text in answer.all("bdi", lang="en")]
    assert any("152-FZ" in each for each in citations)
    assert not any("⟦" in each for each in citations)
    names = [option.text for option in document.one("select", name="as").all("option")]
    assert "قزاقستان" in names


@pytest.fixture
def broken(services: Services, tmp_path: Path) -> Iterator[TestClient]:
    """Pages over rules of which one file is not valid."""
    content = shipped_contents()["transfer/kz"].replace("effect: allowed", "effect: perhaps")
    with closing(Store.open(f"sqlite:///{tmp_path / 'new.db'}")) as empty:
        in_force = RulesInForce(empty, load_rules({"transfer/kz": content}))
        in_force.begin(at=services.clock())
        with TestClient(create_pages(replace(services, in_force=in_force)), headers=OWN) as client:
            yield client


def test_a_record_opens_while_a_file_of_rules_is_broken(broken: TestClient, add: Add, caplog: pytest.LogCaptureFixture) -> None:
    path = "/en" + add(**CASES[UsageEffect.ALLOWED])
    for asked in ("", "?as=KZ&for=research", "?chosen=1&as=KZ&for=research"):
        document = read(broken.get(path + asked).text)
        assert "What is known about its use" in document.text
        notice = box(document)
        assert "take it as unclear" in notice.text
        number = notice.one("code").text
        assert number in caplog.text
    assert "kz.yml" in caplog.text
    assert "perhaps" in caplog.text
    assert "perhaps" not in notice.text


def test_a_rule_that_a_person_confirmed_and_one_of_the_installation_say_so(services: Services, add: Add) -> None:
    own = confirmed(confirmation("HOME-SPEC", day="2026-11-01")) | file("kz", purpose=[row("P-AI-KZ", effect="allowed")])
    rules = load_rules({f"transfer/{name}": text for name, text in laid(own).items()})
    path = add(state="KZ", holder="KZ", privacy_class="special", denied="all")
    with TestClient(create_pages(ruled(services, rules)), headers=OWN) as client:
        page = client.get(f"/en{path}?as=KZ&for=ai_training").text
    assert "Confirmed in this installation by A. Lawyer" in page
    assert "Read in the official gazette. (Gazette 12/2026)" in page
    assert "This rule is of this installation, and not shipped with Serai." in page
