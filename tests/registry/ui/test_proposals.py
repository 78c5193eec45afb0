"""Decisions about many records, and those that wait for a second person, on the pages."""

from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from registry.answers.proposals import proposal_report
from registry.pipeline import selecting
from registry.policy.transfer.decide import decide
from schemas.record import Aspect
from schemas.usage import UsageEffect, UsageRequest
from tests.registry.ui.conftest import hold_everything
from tests.registry.ui.desk import LICENSED, REASON, Desk, answer_form, tabs
from tests.registry.ui.reading import Document, read

WAITS = "/en/review/proposals?state=waiting"


def buttons(page: Document) -> set[str]:
    """What the buttons of a proposal do."""
    return {button.get("value") for button in page.one("section", id="changes").all("button")}


@pytest.mark.parametrize("every", ["1", ""])
def test_where_it_takes_two_one_officer_proposes_and_another_approves(installation: Callable[..., Desk], every: str) -> None:
    desk = installation(four_eyes="all")
    with desk.person("Aizada Bekova") as first, desk.person("Bolat Isakov") as second:
        _, page = first.question("license")
        radio = next(each for each in answer_form(page).all("label") if each.text.startswith("Creative Commons Attribution 4.0"))
        assert "It needs a second person.The operator wants it for every decision." in radio.text
        where = first.answer(page, answer="CC-BY-4.0", every=every).headers["location"]
        if every:
            assert "Send to a second person" in first.get(where).text
            where = first.press(where, "confirm").headers["location"]
        assert "It waits for a second person." in first.get(where).one("p", id="done").text
        assert not any(record.curation.license for record in desk.services.store.records.stream())

        count, href = tabs(second.get("/en/review"))["Waiting for a second person"]
        assert (count, href) == (1, WAITS)
        proposal = second.get(href).one("tbody").one("a").get("href")
        assert buttons(first.get(proposal)) == {"reject"}
        assert buttons(second.get(proposal)) == {"approve", "reject"}
        refused = first.client.post(proposal, data={"act": "approve", "reason": REASON})
        assert (refused.status_code, read(refused.text).one("h1").text) == (403, "A second person is needed")
        answer = second.client.post(proposal, data={"act": "approve", "reason": "short"})
        assert answer.status_code == 422
        refusal = read(answer.text)
        assert refusal.one("title").text.startswith("Problem: ")
        assert refusal.one("textarea").text == "short"
        assert second.press(proposal, "approve", reason="I have read the terms too.").status_code == 303
        decided = [record for record in desk.services.store.records.stream() if record.curation.license]
        assert len(decided) == (LICENSED if every else 1)
        settled = first.get(proposal)
        assert "Approved byBolat Isakov" in settled.text
        assert "I have read the terms too." in settled.text
        assert tabs(first.get("/en/review"))["Waiting for a second person"] == (0, "")


def test_a_proposal_that_waits_is_withdrawn_or_rejected_once(installation: Callable[..., Desk]) -> None:
    desk = installation(four_eyes="all")
    with desk.person("Aizada Bekova") as first, desk.person("Bolat Isakov") as second:
        for browser, told in ((first, "Withdrawn by"), (second, "Rejected by")):
            _, page = first.question("license")
            first.answer(page, answer="CC-BY-4.0", every="", reason=f"{REASON} {told}")
            proposal = first.get(WAITS).one("tbody").one("a").get("href")
            assert browser.press(proposal, "reject", reason="The terms say something else.").status_code == 303
            assert told in browser.get(proposal).text
            assert buttons(browser.get(proposal)) == set()
            late = second.client.post(proposal, data={"act": "approve", "reason": REASON})
            assert late.status_code == 409
            assert "somebody was faster" in read(late.text).one("p", id="problem").text


def test_the_record_page_lets_a_decision_wait_too(installation: Callable[..., Desk]) -> None:
    desk = installation(four_eyes="lowering")
    with desk.person("Aizada Bekova") as first:
        _, page = first.question("privacy_class")
        lower = next(each for each in answer_form(page).all("label") if each.text.startswith("Open data"))
        assert "It lowers the privacy class." in lower.text
        stricter = next(each for each in answer_form(page).all("label") if each.text.startswith("Special categories"))
        assert "second person" not in stricter.text
        record = next(link.get("href") for link in page.all("a") if link.text == "Open the record").partition("#")[0]
        sent = {"aspect": "privacy_class", "version": "1", "value": "open", "reason": REASON, "act": "record"}
        answer = first.client.post(record, data=sent)
        assert answer.status_code == 303
        notice = first.get(answer.headers["location"]).one("section", id="decide").one("p", class_="notice").one("a")
        assert notice.text == "Waits for a second officer: a decision of Aizada Bekova about this: Privacy class."
        assert "Waits for a second person" in first.get(notice.get("href")).text


def test_all_results_of_a_search_are_decided_at_once(desk: Desk) -> None:
    with desk.person("Aizada Bekova") as person:
        results = person.get("/en/datasets?license_status=ambiguous&jurisdiction=KG")
        href = next(link.get("href") for link in results.all("a") if link.text == "Select these results for a decision")
        form = person.get(href)
        assert f"all results of this search: {LICENSED} datasets" in form.text
        assert {option.get("value") for option in form.one("select", id="aspect").all("option")} == set(Aspect)
        there = f"{href}&aspect=access_conditions"
        assert person.client.post(there, data={"aspect": "access_conditions", "act": "record"}).status_code == 422
        refused = read(person.client.post(there, data={"aspect": "access_conditions", "act": "record", "reason": REASON}).text)
        assert "Conditions, in words: Something has to be chosen" in refused.one("div", id="problem").text
        assert refused.one("textarea", name="reason").text == REASON
        sent = {"aspect": "access_conditions", "act": "record", "value.words": "On request.", "reason": REASON}
        preview = person.client.post(there, data=sent).headers["location"]
        [row] = person.get(preview).one("section", id="changes").one("tbody").all("tr")
        assert [cell.text for cell in row.children] == ["nothing stated", "On request.", str(LICENSED)]
        assert person.press(preview, "confirm").status_code == 303
        assert sum(each.curation.access_conditions is not None for each in desk.services.store.records.stream()) == LICENSED
        back = person.client.post(there, data={"aspect": "access_conditions", "act": "take-back", "reason": REASON}).headers[
            "location"
        ]
        assert f"{LICENSED} of them have a decision of a person" in person.get(back).text
        assert person.press(back, "confirm").status_code == 303
        assert not any(each.curation.access_conditions for each in desk.services.store.records.stream())


def test_a_preview_tells_which_answers_change_before_anything_is_recorded(desk: Desk) -> None:
    services, today = desk.services, desk.services.clock().date()
    asked = [UsageRequest(state=state, purpose="research") for state in sorted(services.rules.transfer.members)]

    def effects() -> dict[UUID, list[UsageEffect]]:
        stored = services.store.records.stream()
        return {each.id: [decide(each, request, services.rules.transfer, today).effect for request in asked] for each in stored}

    with desk.person("Aizada Bekova") as person:
        _, page = person.question("license")
        radio = next(each for each in answer_form(page).all("label") if each.text.startswith("Creative Commons Attribution 4.0"))
        assert "May this dataset be used? Now: Unclear. After: Allowed" in radio.text
        later = next(each for each in answer_form(page).all("label") if each.text.startswith("Cannot tell"))
        assert "May this dataset be used?" not in later.text
        preview = person.answer(page, answer="CC-BY-4.0").headers["location"]
        number = int(urlsplit(preview).path.rpartition("/")[2])
        told, before = proposal_report(services, number).answers, effects()
        table = person.get(preview).one("section", id="changes").all("table")[1]
        rows = [[cell.text for cell in row.children] for row in table.one("tbody").all("tr")]
        person.client.cookies.set("as", "RU")
        person.client.cookies.set("for", "ai_training")
        chosen = person.get(preview).one("section", id="changes").all("table")[1].one("tbody").all("tr")
        assert {(row.children[0].text, row.children[1].text) for row in chosen} == {("Russia", "Training a model")}
        assert person.press(preview, "confirm").status_code == 303
        assert "What it means for answers" in person.get(preview).text

    after = effects()
    moved = Counter(
        (request.state, was, now)
        for id_ in before
        for request, was, now in zip(asked, before[id_], after[id_], strict=True)
        if was is not now
    )
    assert moved
    assert Counter({(each.state, each.before, each.after): each.count for each in told or ()}) == moved
    assert sum(len(row[0].split(", ")) for row in rows) == len(moved)
    assert {row[4] for row in rows} == {str(count) for count in moved.values()}


def test_a_decision_that_changes_no_answer_says_so(desk: Desk) -> None:
    with desk.person("Aizada Bekova") as person:
        there = "/en/review/select?jurisdiction=KG&aspect=minors"
        sent = {"aspect": "minors", "act": "record", "value": "no", "reason": REASON}
        preview = person.client.post(there, data=sent).headers["location"]
        assert "No answer changes." in person.get(preview).one("section", id="changes").text


def test_a_search_with_too_many_results_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selecting, "MOST", 3)
    with desk.person("Aizada Bekova") as person:
        sent = {"aspect": "license", "act": "record", "value": "CC-BY-4.0", "reason": REASON}
        answer = person.client.post("/en/review/select?jurisdiction=KG&aspect=license", data=sent)
        assert answer.status_code == 422
        assert read(answer.text).one("h1").text == "These are too many datasets for one decision"
        assert not person.get("/en/review/proposals").all("tbody")


def test_only_who_made_a_preview_confirms_it(desk: Desk) -> None:
    with desk.person("Aizada Bekova") as first, desk.person("Bolat Isakov") as second:
        preview = first.answer(first.question("license")[1], answer="CC-BY-4.0").headers["location"]
        assert buttons(first.get(preview)) == {"confirm"}
        assert buttons(second.get(preview)) == set()
        assert second.client.post(preview, data={"act": "confirm"}).status_code == 403
        assert second.get("/en/review/proposals/99", status=404).one("h1").text == "There is no such proposal"


def test_the_tab_of_held_withdrawals_leads_to_their_runs(desk: Desk) -> None:
    held = hold_everything(desk.services, "kg_example")
    with desk.person("Aizada Bekova") as person:
        page = person.get("/en/review/held")
        row = page.one("tbody").one("tr")
        assert row.one("a").get("href") == f"/en/portals/kg_example/runs/{held.id}#held"
        assert "The portal lists no dataset, though it had some." in row.text
