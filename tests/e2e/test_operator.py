"""What an operator does in a real browser, with and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.pipeline.worker import working
from registry.services import Services
from schemas.actor import Actor
from schemas.holds import HoldState
from tests.e2e.sample_site import hold_everything

pytestmark = pytest.mark.live

Visit = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False])
def test_an_operator_signs_in_stops_a_harvest_and_sees_another_done(
    visit: Visit, installation: Services, token: str, *, script: bool
) -> None:
    page = visit("/en/portals/sample_pk", script=script)
    expect(page.get_by_role("button", name="Harvest now")).to_have_count(0)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Token").fill(token[:-1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#problem")).to_be_focused()
    expect(page.get_by_label("Token")).to_have_value("")
    page.get_by_label("Token").fill(token)
    page.get_by_label("Token").press("Enter")
    expect(page).to_have_url(re.compile("/en/portals/sample_pk$"))
    expect(page.get_by_role("banner")).to_contain_text("Aizada Bekova")
    assert page.evaluate("document.cookie") == ""

    page.get_by_role("button", name="Harvest everything again").click()
    expect(page.locator("header.stack")).to_contain_text("A worker will start the run.")
    page.get_by_role("button", name="Stop the run").click()
    expect(page.locator("header.stack")).to_contain_text("stopped by Aizada Bekova")
    page.locator("header.stack a").first.click()

    page.get_by_role("button", name="Harvest now").click()
    with working(installation, sources=["sample_pk"]):
        for _ in range(40):
            page.get_by_role("link", name="Reload").click()
            if page.get_by_role("link", name="Reload").count() == 0:
                break
            page.wait_for_timeout(500)
    expect(page.locator("header.stack .tag")).to_have_text("Done")
    run = installation.store.runs.last("sample_pk")
    assert run is not None
    assert page.url.endswith(f"/en/portals/sample_pk/runs/{run.id}")

    page.locator("summary", has_text="Aizada Bekova").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner")).not_to_contain_text("Aizada Bekova")
    page.go_back()
    expect(page.get_by_role("button", name="Harvest now")).to_have_count(0)


def test_an_operator_drops_what_is_held(visit: Visit, installation: Services) -> None:
    held = hold_everything(installation, "sample_pk")
    page = visit(f"/en/portals/sample_pk/runs/{held.id}", person=True)
    drop = page.get_by_role("button", name="Drop: keep the datasets")
    drop.click()
    expect(page.get_by_label("Reason")).to_be_focused()
    page.get_by_label("Reason").fill("          x")
    drop.click()
    expect(page.locator("#problem")).to_be_focused()
    page.locator("#problem a").click()
    expect(page.get_by_label("Reason")).to_have_value("          x")
    page.get_by_label("Reason").fill("The portal was being moved.\nIts list is back.")
    drop.click()
    section = page.locator("section", has=page.locator("#held"))
    expect(section).to_contain_text("Dropped by Aizada Bekova")
    expect(section).to_contain_text("Aizada Bekova")
    hold = installation.store.holds.of_run(held.id)
    assert hold is not None
    assert (hold.state, hold.by) == (HoldState.DROPPED, Actor.person("Aizada Bekova"))
    assert hold.reason == "The portal was being moved.\nIts list is back."


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_menus_of_a_phone_open_inside_the_screen(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/portals", width=360, person=True)
    menus = page.locator(".menu")
    assert menus.count() == 3
    for menu in menus.all():
        menu.locator("summary").click()
        box = menu.locator(":scope > :not(summary)").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [360, 1440])
def test_a_person_records_a_fact_and_takes_it_back(visit: Visit, installation: Services, *, script: bool, width: int) -> None:
    record = next(installation.store.records.stream(source="sample_kg")).id
    page = visit(f"/en/d/{record}", width=width, script=script, person=True)
    page.locator("#decide-mechanisms > summary").press("Enter")
    form = page.locator("#decide-mechanisms form")
    form.get_by_label("Condition that is met").first.select_option("KZ_NOTIFY")
    form.get_by_label("Valid from").first.fill("2026-03-01")
    form.get_by_label("Valid until").first.fill("2026-02-01")
    form.get_by_label("Reason").fill("The ministry sent a copy of it.")
    form.get_by_role("button", name="Record the decision", exact=True).click()
    expect(page).to_have_title(re.compile("^Problem: "))
    expect(page.locator("#problem")).to_be_focused()
    page.locator("#problem li a").click()
    expect(form.get_by_label("Valid until").first).to_be_in_viewport()
    expect(form.get_by_label("Reason")).to_have_value("The ministry sent a copy of it.")
    form.get_by_label("Valid until").first.fill("2027-02-01")
    form.get_by_role("button", name="Record the decision", exact=True).click()
    expect(page).to_have_url(re.compile("#mechanisms$"))
    expect(page.locator("#recorded")).to_contain_text("Valid until: 1 February 2027")

    page.locator("#decide-mechanisms > summary").click()
    form.get_by_label("Reason").fill("It was about another dataset.")
    form.get_by_role("button", name="Take back what is in force").click()
    expect(page.locator("#decide-mechanisms button")).to_have_count(1)
    expect(page.locator("#history")).to_contain_text("Aizada Bekova took back the mechanisms for transfers.")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_forms_of_a_record_fit_a_phone(visit: Visit, installation: Services, *, language: str) -> None:
    record = next(installation.store.records.stream(source="sample_kg")).id
    page = visit(f"/{language}/d/{record}", width=320, person=True)
    page.evaluate("document.querySelectorAll('#decide details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
