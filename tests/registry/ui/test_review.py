"""The officer's desk: the queue, a question and its answer, as a browser without script uses it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.pipeline.curate import curate
from registry.ui import create_pages
from schemas.record import LicenseDecision
from schemas.role import Role
from search.errors import EngineUnavailable
from tests.portal import package
from tests.registry.ui.conftest import NOW, hold_everything, signed_in
from tests.registry.ui.desk import LICENSED, OWN, REASON, Browser, Desk, answer_form, filled, listed, tabs
from tests.registry.ui.reading import Element, read


def test_an_officer_filters_answers_for_all_alike_confirms_goes_on_and_undoes(desk: Desk, officer: Browser) -> None:
    address, page = officer.question("license")
    assert "aspect=license" in address
    assert "Question 1 of 1" in page.text
    assert "Which licence applies? The words about the licence fit several licences." in page.text
    answer = officer.answer(page, answer="CC-BY-4.0")
    assert answer.status_code == 303
    preview = answer.headers["location"]
    shown = officer.get(preview)
    assert shown.one("h1").text == "Preview: nothing is recorded yet"
    [row] = shown.one("section", id="changes").all("tbody")[0].all("tr")
    assert [cell.text for cell in row.children] == ["Licence ambiguous", "CC-BY-4.0", str(LICENSED)]
    assert not any(record.curation.license for record in desk.services.store.records.stream())

    answer = officer.press(preview, "confirm")
    assert answer.headers["location"].startswith("/en/review?aspect=license&done=")
    assert sum(record.curation.license is not None for record in desk.services.store.records.stream()) == LICENSED
    done = officer.get(answer.headers["location"]).one("p", id="done")
    assert f"Recorded. {LICENSED} datasets. Undo" in done.text
    assert "All questions" not in officer.get(desk.indexed() and "/en/review?aspect=license").text
    undo = done.one("a").get("href")
    assert officer.press(undo, "undo", reason="short").status_code == 422
    answer = officer.press(undo, "undo", reason="It was the wrong licence.")
    assert "Undoes proposal 1" in officer.get(answer.headers["location"]).text
    assert "Recorded, and undone since" in officer.get(undo).text
    assert not any(record.curation.license for record in desk.services.store.records.stream())
    desk.indexed()
    assert officer.question("license")[0] == address


def test_one_dataset_is_decided_at_once_and_the_next_question_follows(desk: Desk, officer: Browser) -> None:
    page = officer.get("/en/review")
    assert len(listed(page)) == 2, "one about licences, one about persons"
    question = page.one("ol", class_="cases").all("a")[0].get("href")
    answer = officer.answer(officer.get(question), answer="other", other="CC0-1.0", every="", source="Letter 7")
    assert answer.status_code == 303
    record, _, aspect = answer.headers["location"].partition("done=")[2].partition("#")[0].rpartition(".")
    assert (aspect, answer.headers["location"].endswith("#question")) == ("license", True)
    following = officer.get(answer.headers["location"])
    assert "Recorded. 1 dataset. Undo" in following.one("p", id="done").text
    assert following.one("p", id="done").one("a").get("href") == f"/en/d/{record}#decide-license"
    assert following.one("h2", id="question").get("tabindex") == "-1"
    [decided] = [each for each in desk.services.store.records.stream() if each.curation.license]
    assert (str(decided.id), decided.curation.license and decided.curation.license.value) == (record, "CC0-1.0")
    desk.indexed()
    assert f"{LICENSED - 1} datasets" in listed(officer.get("/en/review"))[0]


@pytest.mark.parametrize(
    ("fields", "flaws"),
    [
        ({"answer": ""}, ["Your decision: Something has to be chosen or written here."]),
        ({"answer": "other"}, ["Id of the other licence: Something has to be chosen or written here."]),
        ({"answer": "other", "other": "CC-BY-9.0"}, ["Id of the other licence: “CC-BY-9.0” is not one of the choices."]),
        ({"answer": "later", "day": ""}, ["Look again on: Something has to be chosen or written here."]),
        ({"answer": "later", "day": "soon"}, ["Look again on: This is not a day."]),
        (
            {"answer": "CC-BY-4.0", "reason": "short"},
            ["Reason (shown to everybody): The reason must have 10 to 2,000 characters and no control characters."],
        ),
    ],
)
@pytest.mark.parametrize("every", ["1", ""])
def test_a_form_that_is_not_right_comes_back_as_it_was(
    desk: Desk, officer: Browser, fields: dict[str, str], flaws: list[str], every: str
) -> None:
    _, page = officer.question("license")
    answer = officer.answer(page, **{"source": "Letter 7", **fields, "every": every})
    assert answer.status_code == 422
    refused = read(answer.text)
    assert refused.one("title").text.startswith("Problem: ")
    problem = refused.one("div", id="problem")
    assert "autofocus" in problem.attributes
    assert [item.text for item in problem.all("li")] == flaws
    [target] = {link.get("href")[1:] for link in problem.one("ul").all("a")}
    assert [element for element in refused.walk() if element.get("id") == target]
    form = answer_form(refused)
    chosen = [radio.get("value") for radio in form.all("input", type="radio") if "checked" in radio.attributes]
    assert chosen == [fields["answer"]] * bool(fields["answer"])
    kept = filled(form)
    assert (kept["source"], kept["reason"], kept["other"]) == ("Letter 7", fields.get("reason", REASON), fields.get("other", ""))
    assert ("checked" in form.one("input", name="every").attributes) == bool(every)
    assert not any(record.curation.in_force for record in desk.services.store.records.stream())


@pytest.mark.parametrize("every", ["1", ""])
def test_of_two_officers_the_later_one_sees_the_earlier_decision_and_loses_nothing(
    desk: Desk, officer: Browser, every: str
) -> None:
    _, page = officer.question("license")
    with desk.person("Bolat Isakov") as other:
        assert other.answer(page, answer="CC-BY-3.0", every="").status_code == 303
    answer = officer.answer(page, answer="CC-BY-4.0", every=every, source="Letter 7")
    assert answer.status_code == 409
    refused = read(answer.text)
    assert refused.one("title").text.startswith("Problem: ")
    problem = refused.one("div", id="problem").text
    assert "Bolat Isakov decided which licence applies. CC-BY-3.0" in problem
    assert "Nobody asks this question any more" not in problem
    assert filled(answer_form(refused))["source"] == "Letter 7"
    answer = officer.answer(refused, answer="CC-BY-4.0", every="")
    assert answer.status_code == 303, "the form has the version that holds now"


def test_a_preview_that_is_out_of_date_changes_nothing_and_is_made_anew(desk: Desk, officer: Browser) -> None:
    _, page = officer.question("license")
    preview = officer.answer(page, answer="CC-BY-4.0").headers["location"]
    desk.portal.packages.append(package(30))
    desk.harvested()
    answer = officer.press(preview, "confirm")
    assert answer.status_code == 409
    refused = read(answer.text)
    assert "1 datasets came, 0 went, and 0 changed" in refused.one("p", id="problem").text
    assert not any(record.curation.license for record in desk.services.store.records.stream())
    assert [button.get("value") for button in refused.one("section", id="changes").all("button")] == ["propose"]
    again = officer.client.post(preview, data={"act": "propose"}).headers["location"]
    assert officer.press(again, "confirm").status_code == 303
    assert sum(record.curation.license is not None for record in desk.services.store.records.stream()) == LICENSED + 1


def test_back_from_a_preview_the_form_is_as_it_was(officer: Browser) -> None:
    _, page = officer.question("license")
    for fields in (
        {"answer": "CC-BY-3.0", "source": "Letter 7"},
        {"answer": "other", "other": "CC0-1.0"},
        {"answer": "later", "day": "2027-02-03"},
    ):
        preview = officer.get(officer.answer(page, **fields).headers["location"])
        back = next(link.get("href") for link in preview.all("a") if link.text == "Back to the question")
        form = answer_form(officer.get(back))
        [chosen] = [each.get("value") for each in form.all("input", type="radio") if "checked" in each.attributes]
        kept = {name: value for name, value in filled(form).items() if name in {"reason", *fields}}
        assert kept | {"answer": chosen} == {"reason": REASON, **fields}


def test_who_cannot_tell_asks_again_on_a_day(desk: Desk, officer: Browser) -> None:
    _, page = officer.question("license")
    preview = officer.answer(page, answer="later", day="2026-12-10").headers["location"]
    assert officer.press(preview, "confirm").status_code == 303
    desk.indexed()
    assert tabs(officer.get("/en/review"))["Licence"] == (0, "")
    desk.clock.now = NOW + timedelta(days=30)
    with desk.person("Aizada Bekova") as later:
        count, href = tabs(later.get("/en/review"))["Due again"]
        assert count == 1
        due = later.get(later.get(href).one("ol", class_="cases").one("a").get("href"))
        assert "What holds now? A person wanted somebody to look again." in due.text
        assert REASON in due.text
        preview = later.answer(due, answer="take-back").headers["location"]
        assert later.press(preview, "confirm").status_code == 303
        desk.indexed()
        assert tabs(later.get("/en/review"))["Licence"][0] == 1


def test_a_decision_beside_which_serai_concludes_something_else_is_asked_about(desk: Desk, officer: Browser) -> None:
    for number in range(2):
        record = next(each for each in desk.services.store.records.stream() if each.dataset.title[0].value.endswith(f" {number}"))
        curate(desk.services, record.id, LicenseDecision(value="CC-BY-4.0", reason=REASON, by="Bolat Isakov", at=NOW))
        desk.portal.packages[number] = package(number, license_id="odc-pddl", license_title="Open Data Commons PDDL")
    desk.harvested()
    count, href = tabs(officer.get("/en/review"))["Changed under a decision"]
    assert count == 1
    page = officer.get(officer.get(href).one("ol", class_="cases").one("a").get("href"))
    assert "Does this decision still hold?" in page.text
    assert "Bolat Isakov" in page.text
    told = {term.text: told.text for facts in page.all("dl", class_="wide") for term, told in _pairs(facts)}
    assert told["Serai concluded then"].startswith("Licence ambiguous")
    assert told["Serai concludes now"].startswith("PDDL-1.0")
    preview = officer.answer(page, answer="keep").headers["location"]
    assert officer.press(preview, "confirm").status_code == 303
    desk.indexed()
    assert tabs(officer.get("/en/review"))["Changed under a decision"] == (0, "")
    assert {each.curation.license.by for each in desk.services.store.records.stream() if each.curation.license} == {
        "Aizada Bekova"
    }


def _pairs(facts: Element) -> Iterator[tuple[Element, Element]]:
    return zip(facts.all("dt"), facts.all("dd"), strict=True)


def test_tabs_have_the_numbers_of_what_they_lead_to(desk: Desk, officer: Browser) -> None:
    hold_everything(desk.services, "kg_example")
    shown = tabs(officer.get("/en/review"))
    assert [number for number, _ in shown.values()] == [2, 1, 1, 0, 0, 0, 1, 0, 0]
    for label, (number, href) in shown.items():
        assert (bool(number) or label == "Rules") == bool(href)
        if number:
            behind = officer.get(href)
            rows = len(listed(behind)) or len(behind.one("tbody").all("tr"))
            assert rows == number
            assert tabs(behind) == shown
    narrowed = tabs(officer.get("/en/review?q=врачей"))
    assert [number for number, _ in narrowed.values()] == [1, 1, 0, 0, 0, 0, 1, 0, 0]


def test_questions_are_filtered_by_a_form_and_each_filter_can_be_removed(officer: Browser) -> None:
    form = officer.get("/en/review?aspect=license").one("details", id="filter").one("form")
    assert ("aspect", "license") in filled(form).items()
    page = officer.get("/en/review?aspect=license&q=Суу&jurisdiction=KG&source=kg_example&cause=ambiguous&assigned=nobody")
    assert len(listed(page)) == 1
    chips = page.one("ul", class_="chips").all("a")
    labels = [
        "Words: Суу",
        "State: Kyrgyzstan",
        "Portal: Ачык маалыматтар",
        "Why: Words fit several licences",
        "Assigned to: nobody",
    ]
    assert [chip.text.removesuffix(" remove filter") for chip in chips] == labels
    for chip in chips:
        rest = officer.get(chip.get("href"))
        left = [each.text.removesuffix(" remove filter") for each in rest.one("ul", class_="chips").all("a")]
        assert sorted([*left, chip.text.removesuffix(" remove filter")]) == sorted(labels)
    chosen = filled(page.one("details", id="filter").one("form"))
    assert {"q": "Суу", "jurisdiction": "KG", "cause": "ambiguous", "assigned": "nobody"}.items() <= chosen.items()
    assert "No question passes these filters." in officer.get("/en/review?q=zzzz").text
    assert officer.get("/en/review?aspect=colour", status=400).one("h1").text == "This search is not valid"
    assert officer.get("/en/review?colour=red", status=400)


def test_a_question_is_taken_and_left(desk: Desk, officer: Browser) -> None:
    address, page = officer.question("license")
    hidden = {each.get("name"): each.get("value") for each in answer_form(page).all("input", type="hidden")}
    assert "Assigned to nobody" in page.text
    assert officer.client.post(address, data={**hidden, "act": "take"}).status_code == 303
    assert "Assigned to Aizada Bekova" in officer.get(address).text
    assert "assigned to Aizada Bekova" in listed(officer.get("/en/review?assigned=me"))[0]
    assert len(listed(officer.get("/en/review?assigned=nobody"))) == 1
    with desk.person("Bolat Isakov") as other:
        assert "No question passes these filters." in other.get("/en/review?assigned=me").text
        assert len(listed(other.get("/en/review?assigned=Aizada+Bekova"))) == 1
    assert officer.client.post(address, data={**hidden, "act": "leave"}).status_code == 303
    assert len(listed(officer.get("/en/review?assigned=nobody"))) == 2


def test_who_may_not_decide_sees_the_queue_but_no_form_and_strangers_sign_in_first(desk: Desk) -> None:
    with desk.person("Chinara", role=Role.CURATOR) as curator, desk.person("Aizada Bekova") as officer:
        address, page = officer.question("license")
        seen = curator.get(address)
        assert [form.get("action") for form in seen.one("main").all("form", method="post")] == ["/en/keys", address]
        assert not seen.one("main").all("textarea")
        answer = curator.answer(page, answer="CC-BY-4.0")
        assert answer.status_code == 403
        assert "It takes the role “officer”" in read(answer.text).text
        assert not curator.get("/en/portals").one("header", class_="top").all("b", class_="tag")
    with TestClient(create_pages(desk.services), follow_redirects=False, headers=OWN) as stranger:
        for path in ("/en/review", address, "/en/review/held", "/en/review/proposals", "/en/review/select"):
            answer = stranger.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/en/sign-in?back=%2Fen%2Freview")
            assert answer.headers["cache-control"] == "private, no-store"


def test_every_page_of_an_officer_says_how_many_questions_wait(desk: Desk, officer: Browser) -> None:
    assert officer.get("/en/portals").one("header", class_="top").one("b", class_="tag").text == "2 questions"
    silent = replace(desk.services, engine=_Silent(desk.services.engine))
    with TestClient(create_pages(silent), follow_redirects=False, headers=OWN) as client:
        signed_in(client, silent)
        header = read(client.get("/en/portals").text).one("header", class_="top")
        assert [link.text for link in header.one("nav").all("a")] == ["Datasets", "Portals", "Rules", "Review"]
        assert client.get("/en/review").status_code == 503


class _Silent:
    """An engine that does not answer."""

    def __init__(self, engine: object) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        def refuse(*_: object, **__: object) -> None:
            raise EngineUnavailable("it does not answer")

        return refuse


def test_single_keys_are_switched_off_and_stay_off(officer: Browser) -> None:
    address = officer.get("/en/review").one("ol", class_="cases").all("a")[0].get("href").partition("#")[0]
    page = officer.get(address)
    assert {each.get("data-key") for each in page.walk()} == {"", "KeyE", "KeyJ"}
    answer = officer.client.post("/en/keys", data={"keys": "off", "back": address})
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    page = officer.get(address)
    assert {each.get("data-key") for each in page.walk()} == {""}
    assert "Switch keys on" in page.text


def test_a_question_that_nobody_asks_is_said_to_be_answered(desk: Desk, officer: Browser) -> None:
    address, page = officer.question("license")
    preview = officer.answer(page, answer="CC-BY-4.0").headers["location"]
    officer.press(preview, "confirm")
    assert officer.get(address, status=404).one("h1").text == "Nobody asks this question any more"
    assert officer.get("/en/review/license.ambiguous.0", status=404)
    answer = officer.answer(page, answer="CC-BY-3.0")
    assert answer.status_code == 409
    assert "Aizada Bekova decided which licence applies." in read(answer.text).one("div", id="problem").text


def test_a_record_leads_to_its_questions_and_they_to_it(officer: Browser) -> None:
    address, page = officer.question("license")
    record = next(link.get("href") for link in page.all("a") if link.text == "Open the record")
    asked = officer.get(record).one("section", id="decide").all("a")
    assert f"{address.partition('?')[0]}#question" in [link.get("href") for link in asked]
