"""How Serai concludes: every rule is explained once, and each finding leads to where its rule is explained."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from registry.policy.privacy_rules import Role
from registry.policy.reasons import REASONS, SENTENCES, WHY
from registry.policy.rules import load_rules, shipped_contents
from registry.policy.telling import rule_key
from registry.services import Services
from registry.ui import create_pages, how_words
from schemas.assessment import AssertedBy, Confidence, Finding
from schemas.jurisdictions import LawStatus
from schemas.licenses import LicenseClass
from tests.registry.ui.desk import OWN
from tests.registry.ui.reading import Document, Element, read
from tests.ruled import ruled

MOST_BYTES = 120_000

LONGEST = 30
"""Words of an explanation: it is translated into every language."""


@pytest.fixture(scope="module")
def how(client: TestClient) -> Document:
    answer = client.get("/en/how")
    assert answer.status_code == 200
    return read(answer.text)


def explained(document: Document, key: str) -> list[str]:
    """The paragraphs about a rule of `REASONS`."""
    return [each.text for each in document.one("li", id=key).all("p")]


def test_every_id_of_the_page_is_there_once(how: Document) -> None:
    ids = Counter(each.get("id") for each in how.all("*") if each.get("id"))
    assert not [id_ for id_, count in ids.items() if count > 1]


@pytest.mark.parametrize("key", REASONS)
def test_every_rule_is_there_once_with_its_explanation(how: Document, key: str) -> None:
    first, why, *_ = explained(how, key)
    assert first.startswith(f"{key} ")
    assert why == REASONS[key].why
    assert "{" not in how.one("li", id=key).text
    assert [code.text for code in how.one("main").all("code")].count(key) == 1


def test_every_rule_for_words_is_there_once_below_what_its_role_means(how: Document, services: Services) -> None:
    for rule in services.rules.privacy.rules:
        row = how.one("tr", id=rule.id)
        section = next(each for each in reversed(row.path) if each.tag == "section")
        assert section.one("h3").get("id") == f"role-{rule.role}"
        assert WHY[rule.role] in [each.text for each in section.all("p")]
        assert rule.about in row.text
        assert row.all("td")[0].one("code").text == rule.id


def test_no_explanation_repeats_its_sentence_and_none_is_long() -> None:
    said = [(reason.sentence, reason.why) for reason in REASONS.values()]
    said += [(sentence, WHY[role]) for role, sentence in SENTENCES.items()]
    for sentence, why in said:
        assert sentence not in why
        assert why not in sentence
    for why in (*WHY.values(), *(reason.why for reason in REASONS.values())):
        assert why.endswith(".")
        assert len(why.split()) <= LONGEST


def test_every_role_and_every_class_of_licences_is_explained() -> None:
    assert set(WHY) == set(how_words.ROLES) == set(Role)
    assert set(how_words.LICENSE_CLASSES) == set(LicenseClass)


def test_each_finding_of_each_record_leads_to_where_its_rule_is_explained(
    client: TestClient, services: Services, how: Document
) -> None:
    there = {each.get("id") for each in how.all("*")}
    met = set()
    for record in services.store.records.stream():
        for code, link in rules_of(read(client.get(f"/en/d/{record.id}").text)):
            if code not in known(services):
                assert link is None  # a record of another test, with a rule that is gone
                continue
            assert link is not None, code
            page, _, anchor = link.get("href").partition("#")
            assert page == "/en/how"
            assert anchor in there
            assert anchor.partition("/")[0] == code
            met.add(anchor)
    assert {"jurisdiction-declared", "jurisdiction-law/in_force", "license-name", "privacy-things"} <= met


def known(services: Services) -> set[str]:
    """The ids of all rules, as findings name them."""
    return {key.partition("/")[0] for key in REASONS} | {rule.id for rule in services.rules.privacy.rules}


def rules_of(document: Document) -> Iterator[tuple[str, Element | None]]:
    """The rule of each row of evidence, and the link around it."""
    for table in document.all("table"):
        if table.one("caption").text.startswith("Evidence: "):
            for cell in table.all("td", **{"data-label": "Rule and basis"}):
                yield cell.one("code").text, next(iter(cell.all("a")), None)


def test_a_rule_with_cases_leads_to_its_case_and_one_that_is_gone_leads_nowhere(services: Services) -> None:
    def key(rule: str, case: str | None = None) -> str | None:
        found = Finding(
            rule=rule, case=case, verdict="x", basis="x", confidence=Confidence.LOW, asserted_by=AssertedBy.RULE, evidence=()
        )
        return rule_key(found, services.rules)

    assert key("jurisdiction-law", "draft") == "jurisdiction-law/draft"
    assert key("privacy-depersonalised", "KZ") == "privacy-depersonalised"
    assert key("license-guessed-long-ago") is None


def test_states_are_named_by_how_far_their_law_is_in_force(how: Document, services: Services) -> None:
    for status in LawStatus:
        text = how.one("li", id=f"jurisdiction-law/{status}").text
        found = [each for each in services.rules.jurisdictions.values() if each.law_status is status]
        assert ("States: " in text) == bool(found)
    assert "States: India" in how.one("li", id="jurisdiction-law/phased").text


def test_words_are_counted_and_three_of_them_are_shown(how: Document, services: Services) -> None:
    rule = next(each for each in services.rules.privacy.rules if each.id == "privacy-criminal")
    row = how.one("tr", id=rule.id)
    details = row.one("details")
    words = sum(map(len, rule.words.values()))
    assert details.one("summary").text == f"Words: {words}, languages: {len(rule.words)}: {rule.id}"
    assert details.one("bdi").text.split(" · ") == ["criminal record…", "wanted persons", "sex offender…"]
    assert not how.one("tr", id="privacy-years").all("details")
    chinese = how.one("tr", id="privacy-important-cn")
    assert "Only for data held in: China" in chinese.text
    assert chinese.one("bdi").get("lang") == "zh"


def test_what_the_law_of_a_state_makes_of_words_is_told_for_each_state(how: Document) -> None:
    meanings = [each.text for each in how.one("tr", id="privacy-depersonalised").all("li")]
    assert len(meanings) == 6
    assert meanings[0].startswith("Russia: By the law of RU")
    assert meanings[-1].startswith("All other states: Depersonalised is not anonymised")


def test_the_page_is_reached_from_every_page_and_leads_to_the_rules_of_transfer(
    client: TestClient, page: Callable[[str], Document], how: Document
) -> None:
    assert page("/en/status").one("footer").one("a", href="/en/how").text == "How Serai concludes"
    assert how.one("footer").one("a", href="/en/how").get("aria-current") == "true"
    assert how.one("main").one("a", href="/en/rules")
    answer = client.get("/how")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/how")
    assert answer.headers["vary"] == "Cookie, Accept-Language"


def test_the_page_is_light(client: TestClient) -> None:
    assert len(client.get("/en/how").content) < MOST_BYTES


def test_the_rules_of_an_operator_are_explained(services: Services) -> None:
    changed = shipped_contents()["privacy_rules"].replace("about: secrecy\n", "about: what nobody may know\n")
    with TestClient(create_pages(ruled(services, load_rules({"privacy_rules": changed}))), headers=OWN) as client:
        assert "what nobody may know" in read(client.get("/en/how").text).one("tr", id="privacy-secret").text
