"""The rules browser: all members at a glance, every rule between two states, and the way there from an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from starlette.testclient import TestClient

from registry.policy.rules import load_rules, shipped_contents, shipped_rules
from registry.policy.transfer import browse
from registry.policy.transfer.decide import decide
from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.assessment import PrivacyClass
from schemas.audit import Action
from schemas.record import record_id
from tests.registry.policy.transfer.usage_cases import Case, cases, record_of, request_of
from tests.registry.ui.conftest import NOW, OWN
from tests.registry.ui.reading import Document, read
from tests.ruled import ruled

RULES = shipped_rules().transfer
DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def reader(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


def visit(reader: TestClient, path: str, *, status: int = 200) -> Document:
    answer = reader.get(path)
    assert answer.status_code == status, path
    return read(answer.text)


@pytest.mark.parametrize("state", ["KZ", "CN", "BY", "IN"])
@pytest.mark.parametrize("to", ["RU", "KZ"])
def test_what_is_browsed_is_what_is_decided(state: str, to: str) -> None:
    for privacy_class in PrivacyClass:
        for purpose in RULES.purposes:
            case = Case(
                case="", why="", expect={}, holder=state, state=to, privacy_class=privacy_class, purpose=purpose, denied="all"
            )
            decided = decide(record_of(case, RULES), request_of(case), RULES, DAY, changes=False)
            found = browse.between(state, to, privacy_class, purpose, RULES, day=DAY)
            assert (found.effect, found.confidence) == (decided.effect, decided.confidence)
            assert [use.rule.id for use in found.uses] == [rule.id for rule in decided.rule]
            asked = decide(record_of(replace(case, denied=[]), RULES), request_of(case), RULES, DAY, changes=False)
            kinds = {each for question in asked.missing if question.code == "subclass" for each in question.about}
            following = {"no_open_licence", "provenance_unknown"}
            assert set(browse.apart(state, to, privacy_class, purpose, RULES, day=DAY)) - following == kinds


def test_all_members_are_at_a_glance(reader: TestClient) -> None:
    document = visit(reader, "/en/rules?class=personal&purpose=research")
    region = document.one("div", role="region")
    assert region.get("aria-labelledby") == region.one("caption").get("id")
    rows = region.one("tbody").all("tr")
    assert len(rows) == len(RULES.members) == 10
    names = [cell.text for cell in region.one("thead").all("th")]
    belarus = next(row for row in rows if row.one("th").text == "Belarus")
    cell = belarus.all("td")[names.index("China")]
    assert cell.one("a").get("href") == "/en/rules/BY/CN#personal"
    assert cell.one("span", class_="effect").text == "Permission"
    assert cell.get("data-label") == "China"
    assert "Permission needed first" in document.text
    assert cell.one("use").get("href").endswith("#stamp")
    assert RULES.version in document.text
    assert "not legal advice" in document.text


def test_two_states_are_chosen_without_script(reader: TestClient) -> None:
    form = visit(reader, "/en/rules").one("form", action="/en/rules")
    assert {select.get("name") for select in form.all("select")} == {"from", "to"}
    assert reader.get("/en/rules?from=KZ&to=RU").headers["location"] == "/en/rules/KZ/RU"
    chosen = visit(reader, "/en/rules?from=KZ&to=").one("select", name="from")
    assert [option.get("value") for option in chosen.all("option") if "selected" in option.attributes] == ["KZ"]


def test_every_rule_between_two_states_stands_there_once_with_its_article(reader: TestClient) -> None:
    document = visit(reader, "/en/rules/KZ/RU")
    assert document.one("h1").text == "Kazakhstan → Russia"
    rule = document.one("li", id="KZ-PERS")
    assert "Law 94-V on personal data and their protection (21 May 2013)" in rule.text
    assert "first day in force not known" in rule.text
    assert "https://adilet.zan.kz/rus/docs/Z1300000094" in {link.get("href") for link in rule.all("a")}
    assert "high confidence" in rule.text
    assert "known to Serai since 23 November 2026" in rule.text
    assert "S163" in rule.text
    assert "each transfer abroad is logged (Law 94-V on personal data art 22(1))" in rule.text
    personal = document.one("section", id="personal")
    assert "Allowed with conditions" in personal.text
    assert "#KZ-PERS" in {link.get("href") for link in personal.all("a")}


def test_purposes_stand_in_their_order_and_what_holds_for_all_others_comes_last(reader: TestClient) -> None:
    section = visit(reader, "/en/rules/CN/RU").one("section", id="personal")
    purposes = [each.text for each in section.all("span", class_="muted")]
    assert purposes[:3] == ["Commercial use", "Training a model", "for every other purpose"]
    assert visit(reader, "/en/rules/CN/RU").text.count("for every other purpose") == 6


def test_kinds_of_data_that_a_law_treats_apart_have_their_own_answer(reader: TestClient) -> None:
    section = visit(reader, "/en/rules/CN/RU").one("section", id="personal")
    apart = section.one("details").all("li")
    genetic = next(item for item in apart if "genome data of persons" in item.text)
    assert "Permission needed first" in genetic.text
    assert "for every purpose" in genetic.text
    assert "CN-HGR" in genetic.text


def test_what_is_of_low_confidence_says_what_it_would_be_and_what_has_no_rule_is_unclear(reader: TestClient) -> None:
    special = visit(reader, "/en/rules/KZ/KZ").one("section", id="special")
    assert "Unclear would be: Allowed with conditions" in special.text
    partner = visit(reader, "/en/rules/KZ/TR")
    assert "Türkiye is no member of the SCO" in partner.text
    tags = [tag.text for each in ("open", "personal") for tag in partner.one("section", id=each).all("span", class_="effect")]
    assert set(tags) == {"Unclear"}
    assert "No rule matches" in partner.one("li", id="NO-RULE").text
    hong_kong = visit(reader, "/en/rules/CN/HK").one("section", id="personal")
    assert "Greater Bay Area" in hong_kong.one("details").text


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ("from=XX&to=RU", "from", "“XX” is no state (ISO 3166-1 alpha-2)."),
        ("from=KZ&to=ru", "to", "“ru” is no state (ISO 3166-1 alpha-2)."),
        ("class=secret", "class", "There is no privacy class “secret”."),
        ("class=unknown", "class", "There is no privacy class “unknown”."),
        ("purpose=resale", "purpose", "There is no purpose “resale”."),
    ],
)
def test_what_there_is_not_is_said(reader: TestClient, asked: str, field: str, sentence: str) -> None:
    document = visit(reader, f"/en/rules?{asked}", status=400)
    assert document.one("p", id="problem").text == sentence
    choice = document.one("select", name=field)
    assert choice.get("aria-invalid") == "true"
    assert document.one("p", id="problem").one("a").get("href") == "#" + choice.get("id")


@pytest.mark.parametrize("path", ["/en/rules/XX/RU", "/en/rules/kz/RU", "/en/rules/KZ"])
def test_states_that_there_are_not_have_no_rules(reader: TestClient, path: str) -> None:
    assert reader.get(path).status_code == 404


CHOSEN = Random(20261125).sample(cases(), 12)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.case)
def test_each_rule_of_an_answer_leads_to_where_it_stands(reader: TestClient, services: Services, case: Case) -> None:
    built = record_of(case, services.rules.transfer)
    name = f"rules-{CHOSEN.index(case)}"
    dataset = built.dataset.model_copy(update={"identifier": name})
    record = built.model_copy(update={"id": record_id(built.source, name), "dataset": dataset})
    services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
    answer = visit(reader, f"/en/d/{record.id}?as={case.state}&for={case.purpose}").one("section", id="answer")
    links = {link.get("href") for link in answer.all("a") if link.get("href").startswith("/en/rules/")}
    shown = {code.text for code in answer.all("code")} & {rule.id for rule in RULES.rules if rule.id not in RULES.record}
    assert {link.partition("#")[2] for link in links} == shown
    for link in links:
        path, _, rule = link.partition("#")
        assert visit(reader, path).one("li", id=rule), link


def test_while_a_file_of_rules_is_broken_the_page_says_so(services: Services) -> None:
    content = shipped_contents()["transfer/kz"].replace("effect: allowed", "effect: perhaps")
    with TestClient(create_pages(ruled(services, load_rules({"transfer/kz": content}))), headers=OWN) as client:
        for path in ("/en/rules", "/en/rules/KZ/RU"):
            answer = client.get(path)
            assert answer.status_code == 500
            assert "take it as unclear" in read(answer.text).text
