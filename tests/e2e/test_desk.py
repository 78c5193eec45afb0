"""The officer's desk in a real browser: by keyboard, on a phone, without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.pipeline.index import refresh
from registry.services import Services

pytestmark = pytest.mark.live

Visit = Callable[..., Page]

QUEUE = "/en/review?aspect=license&source=sample_kg"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [360, 1440])
def test_an_officer_decides_for_all_alike_and_undoes_it(
    visit: Visit, installation: Services, *, script: bool, width: int
) -> None:
    page = visit(QUEUE, script=script, width=width, person=True)
    page.locator(".cases a").first.click()
    heading = page.locator("#question")
    expect(heading).to_be_focused()
    expect(page.locator(".cases")).to_be_visible(visible=width > 960)
    page.get_by_role("radio", name=re.compile("Another one")).check()
    page.get_by_label("Id of the other licence").fill("CC-BY-9.0")
    page.get_by_label("Reason (shown to everybody)").fill("The terms of use name it.")
    page.get_by_role("button", name="Record the decision", exact=True).click()
    expect(page).to_have_title(re.compile("^Problem: "))
    expect(page.locator("#problem")).to_be_focused()
    page.locator("#problem li a").click()
    expect(page.get_by_label("Id of the other licence")).to_have_value("CC-BY-9.0")
    page.get_by_label("Id of the other licence").fill("CC-BY-4.0")
    page.get_by_role("button", name="Record the decision", exact=True).click()

    expect(page.locator("h1")).to_have_text("Preview: nothing is recorded yet")
    page.get_by_role("button", name=re.compile("^Record for")).click()
    expect(page.locator("#done")).to_contain_text("Recorded.")
    expect(heading).to_be_focused()
    page.get_by_role("link", name="Undo").click()
    page.locator("#undo summary").press("Enter")
    page.get_by_label("Reason (shown to everybody)").fill("It was the wrong portal.")
    page.get_by_role("button", name="Undo it").click()
    page.get_by_role("link", name=re.compile("^Undoes proposal")).click()
    expect(page.locator("header.stack")).to_contain_text("Recorded, and undone since")
    refresh(installation)


def test_single_keys_go_through_the_queue_until_they_are_switched_off(visit: Visit) -> None:
    page = visit("/en/review?aspect=privacy_class", person=True)
    first = page.locator(".cases a").nth(0).inner_text()
    second = page.locator(".cases a").nth(1).inner_text()
    page.keyboard.press("j")
    expect(page.locator("#question")).to_have_text(second)
    page.keyboard.press("k")
    expect(page.locator("#question")).to_have_text(first)
    evidence = page.locator("#evidence")
    page.keyboard.press("e")
    expect(evidence).to_have_attribute("open", "")
    page.get_by_label("Reason (shown to everybody)").press_sequentially("jek")
    expect(page.locator("#question")).to_have_text(first)
    page.get_by_role("button", name="Switch keys off").click()
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator("#question")).to_have_text(first)
    expect(evidence).not_to_have_attribute("open", "")
