"""The tab "Rules" of the desk: rules of the operator come in force by persons, and records are judged again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.pipeline import reassessing
from registry.policy.rules import Rules, load_rules, shipped_contents, shipped_rules
from schemas.actor import Actor
from schemas.assessment import PrivacyClass
from schemas.moved import Moved, MovedGroup, MoveKind
from schemas.role import Role
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState
from schemas.usage import UsageEffect
from tests.contracts.rules_in_force import FEW, FEW_AND_NO_MEMBER
from tests.registry.ui.desk import REASON, Desk, tabs
from tests.registry.ui.reading import Document
from tests.ruled import ruled

RULES = "/en/review/rules"

STRICTER = """version: 1.0.0
as_of: 2026-11-20
state: KG
export:
  - id: KG-OWN-OPEN
    to: [RU]
    data_class: [open]
    effect: prohibited
    conditions: []
    citation: A made-up order for a test.
    sources: [GK]
    confidence: medium
    known_since: 2026-11-20
"""

LOOSER = """version: 1.0.0
as_of: 2026-11-20
state: KG
export:
  - id: KG-OWN-PERS
    to: [RU]
    data_class: [personal]
    overrides: [KG-PERS]
    effect: allowed
    conditions: []
    citation: A made-up treaty for a test.
    sources: [GK]
    confidence: high
    known_since: 2026-11-20
"""


TERMS = 'terms: {commercial: "yes"'


def narrower() -> Rules:
    """Rules of an earlier release, by which the first licence of the table, CC0, permitted less."""
    licenses = shipped_contents()["licenses"]
    return load_rules({"licenses": licenses.replace(TERMS, TERMS.replace("yes", "no"), 1)})


def acts(page: Document) -> set[str]:
    return {button.get("value") for button in page.one("main").all("button")} - {None, ""}


def test_what_is_stricter_takes_one_person(installation: Callable[..., Desk], tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    desk = installation(rules=folder)
    with desk.person("Aizada Bekova") as browser:
        assert tabs(browser.get("/en/review"))["Rules"] == (0, RULES)
        assert "None: the rules of this release and of the operator are in force." in browser.get(RULES).text
        (folder / "kg.yml").write_text(STRICTER, encoding="utf-8")
        assert acts(browser.get(RULES)) == {"propose", "reassess"}
        refused = browser.client.post(RULES, data={"act": "propose", "reason": "short"})
        assert refused.status_code == 422
        where = browser.press(RULES, "propose", reason=REASON).headers["location"]
        preview = browser.get(where)
        assert "Preview: these rules are not in force" in preview.text
        assert "0 answers get looser." in preview.text
        assert "KG-OWN-OPEN" in preview.one("tbody").text
        assert "from Kyrgyzstan to Russia" in preview.one("tbody").text
        assert browser.press(where, "confirm").status_code == 303
        assert "In force" in browser.get(where).text
    in_force = desk.services.store.rule_sets.in_force(RuleSetKind.TRANSFER)
    assert in_force is not None
    assert where.endswith(f"/{in_force.id}")
    assert any(rule.id == "KG-OWN-OPEN" for rule in desk.services.rules.transfer.rules)


def test_what_is_looser_takes_two(installation: Callable[..., Desk], tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "kg.yml").write_text(LOOSER, encoding="utf-8")
    desk = installation(rules=folder)
    with desk.person("Aizada Bekova") as first, desk.person("Bolat Isakov") as second:
        where = first.press(RULES, "propose", reason=REASON).headers["location"]
        assert "Some questions would get a laxer answer than now." in first.get(where).text
        first.press(where, "confirm")
        assert acts(first.get(where)) == {"reject"}
        assert "Confirmed" in first.get(where).text
        assert [first.client.post(where, data={"act": act}).status_code for act in ("stop", "undo", "harvest", "")] == [400] * 4
        assert tabs(second.get("/en/review"))["Rules"] == (1, RULES)
        assert acts(second.get(where)) == {"approve", "reject"}
        assert first.client.post(where, data={"act": "approve", "reason": REASON}).status_code == 403
        assert second.press(where, "approve", reason="I have read the treaty.").status_code == 303
        assert "Approved byBolat Isakov" in first.get(where).text
        late = first.client.post(where, data={"act": "reject", "reason": REASON})
        assert late.status_code == 409
    assert [each.state for each in desk.services.store.rule_sets.list(kind=RuleSetKind.TRANSFER)] == [
        RuleSetState.IN_FORCE,
        RuleSetState.REPLACED,
    ]


def test_many_groups_come_in_pages(installation: Callable[..., Desk]) -> None:
    desk = installation()
    sets, now = desk.services.store.rule_sets, desk.clock()
    base = sets.in_force(RuleSetKind.TRANSFER)
    assert base is not None
    group = MovedGroup(
        kind=MoveKind.EFFECT,
        looser=False,
        rule=("KG-OPEN",),
        from_state="KG",
        to="RU",
        privacy_class=PrivacyClass.OPEN,
        before=UsageEffect.ALLOWED,
        after=UsageEffect.PROHIBITED,
        since=now.date(),
        cells=1,
        example="",
    )
    groups = tuple(group.model_copy(update={"example": f"Example {number}."}) for number in range(101))
    made = RuleSet(
        kind=base.kind, version="2", base=base.id, reason=REASON, by=Actor.person("Aizada Bekova"), at=now, stricter=101
    )
    kept = sets.keep(made, sets.contents(base.id), Moved(stricter=101, looser=0, groups=groups))
    with desk.person("Bolat Isakov") as browser:
        first = browser.get(f"{RULES}/{kept.id}")
        assert [len(first.one("tbody").all("tr")), "Example 99." in first.text, "Example 100." in first.text] == [
            100,
            True,
            False,
        ]
        [onwards] = [link.get("href") for link in first.all("a") if link.get("rel") == "next"]
        second = browser.get(onwards)
        assert [len(second.one("tbody").all("tr")), "Example 100." in second.text] == [1, True]
        assert "101 answers get stricter." in second.text


def test_files_that_are_not_in_order_are_told_with_their_lines(installation: Callable[..., Desk], tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "kg.yml").write_text(STRICTER.replace("prohibited", "forbidden"), encoding="utf-8")
    with installation(rules=folder).person("Aizada Bekova") as browser:
        page = browser.get(RULES)
        assert "kg.yml:8: There is no effect “forbidden”." in page.text
        assert acts(page) == {"reassess"}
        assert browser.client.post(RULES, data={"act": "propose", "reason": REASON}).status_code == 409
        assert browser.get(f"{RULES}/999", status=404).one("h1").text == "There are no such rules"


@pytest.mark.parametrize("four_eyes", ["off", "lowering"])
def test_all_records_are_judged_again(installation: Callable[..., Desk], four_eyes: str) -> None:
    desk = installation(four_eyes=four_eyes, shipped=narrower())
    desk.services = ruled(desk.services, shipped_rules())
    with desk.person("Aizada Bekova") as first, desk.person("Bolat Isakov") as second:
        assert "8 records were judged by other rules" in first.get(RULES).text
        where = first.press(RULES, "reassess", reason=REASON).headers["location"]
        assert "0 of 8 records judged" in first.get(where).text
        assert first.client.post(RULES, data={"act": "reassess", "reason": REASON}).status_code == 409
        work(desk)
        assert tabs(first.get("/en/review"))["Rules"] == (1, RULES)
        shown = first.get(where)
        assert "The licence would permit more than now." in shown.one("tbody").text
        assert all("Список семейных врачей" in link.text for link in shown.one("tbody").all("a"))
        first.press(where, "confirm")
        if four_eyes == "lowering":
            assert acts(first.get(where)) == {"reject"}
            second.press(where, "approve", reason="I have looked at each of them.")
        work(desk)
        assert "2 records have their new conclusions." in first.get(where).text
        assert "None: all conclusions follow the rules in force." in first.get(RULES).text
        assert first.get("/en/review/reassessments/999", status=404)


def test_who_is_no_officer_reads_only(installation: Callable[..., Desk]) -> None:
    desk = installation()
    with desk.person("Guest", role=Role.READER) as reader:
        assert acts(reader.get(RULES)) == set()
        assert reader.client.post(RULES, data={"act": "reassess", "reason": REASON}).status_code == 403


def work(desk: Desk) -> None:
    """What a worker does."""
    held = desk.services.store.reassessments.take(at=desk.clock())
    assert held is not None
    reassessing.carry_out(desk.services, held)
    desk.indexed()


def test_a_release_that_moves_answers_says_which(installation: Callable[..., Desk]) -> None:
    with installation(shipped=FEW).person("Aizada Bekova") as browser:
        assert "moved answers about use" not in browser.get(RULES).text
    desk = installation(shipped=FEW_AND_NO_MEMBER)
    kept = desk.services.store.rule_sets.in_force(RuleSetKind.ASSESSMENT)
    assert kept is not None
    with desk.person("Aizada Bekova") as browser:
        page = browser.get(RULES)
        assert "They came with a release of Serai and moved answers about use, without a person:" in page.text
        told = f"{kept.stricter:,} answers stricter, {kept.looser:,} answers looser"
        [where] = {link.get("href") for link in page.all("a") if link.text == told}
        moved = browser.get(where.partition("#")[0]).one("section", id="changes").text
        assert "Which answers move" in moved
        assert "Looser from" in moved
        assert "Belarus" in moved
