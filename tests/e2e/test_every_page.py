"""What holds for every kind of page in a real browser: it fits, words stay whole, keys reach all of it, nobody is kept out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.kinds import KINDS

pytestmark = pytest.mark.live

Visit = Callable[..., Page]
READING, KEYBOARD = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("reading.js", "keyboard.js"))

OPEN = "document.querySelectorAll('main details').forEach((item) => { item.open = true })"
"""Opens all that can be opened in a page."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_words_stay_whole_in_all_that_can_be_opened(visit: Visit, paths: dict[str, str], kind: str, language: str) -> None:
    page = visit(f"/{language}{paths[kind]}", person=kind.startswith("own"))
    page.evaluate(OPEN)
    for width in (360, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        faults = page.evaluate(READING)
        assert not faults, f"{width} pixels: " + "\n".join(faults)


def test_a_broken_word_is_found(visit: Visit) -> None:
    page = visit("/en/")
    page.evaluate("document.querySelector('main').innerHTML = '<p>narrow 狭窄的一列文字</p>'")
    assert page.evaluate(READING) == []
    page.evaluate("document.querySelector('main p').style.cssText = 'inline-size: 2em; overflow-wrap: anywhere'")
    assert len(page.evaluate(READING)) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_page_is_wider_than_the_screen(visit: Visit, paths: dict[str, str], kind: str, language: str) -> None:
    page = visit(f"/{language}{paths[kind]}", person=kind.startswith("own"))
    for width in (320, 360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{width}: {wide}"
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"text of double size: {wide}"


VIEWS = {
    "light-phone": {"scheme": "light", "width": 360},
    "light-desk": {"scheme": "light", "width": 1440},
    "dark-phone": {"scheme": "dark", "width": 360},
    "dark-desk": {"scheme": "dark", "width": 1440},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_keeps_people_out(visit: Visit, axe: str, paths: dict[str, str], *, kind: str, view: str, language: str) -> None:
    page = visit(f"/{language}{paths[kind]}", person=kind.startswith("own"), **VIEWS[view])
    page.evaluate(OPEN)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    grave = [
        f"{item['id']} ({item['impact']}): {item['nodes'][0]['html'][:200]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]
    assert not grave, "\n".join(grave)


@pytest.mark.parametrize("kind", KINDS)
def test_tab_reaches_all_in_the_order_of_the_page_and_shows_where_it_is(visit: Visit, paths: dict[str, str], kind: str) -> None:
    page = visit(f"/en{paths[kind]}", person=kind.startswith("own"))
    page.evaluate(OPEN)
    parts_of_dates = 8 * page.locator("input[type=date]").count()
    for _ in range(page.evaluate(KEYBOARD) + parts_of_dates + 5):
        page.keyboard.press("Tab")
    assert page.evaluate("missed()") == []


@pytest.mark.parametrize("kind", KINDS)
def test_enter_and_space_act(visit: Visit, paths: dict[str, str], kind: str) -> None:
    page = visit(f"/en{paths[kind]}", person=kind.startswith("own"), script=False)
    for summary in page.locator("summary:visible").all():
        before = summary.evaluate("item => item.parentElement.open")
        for key in ("Enter", "Space"):
            summary.press(key)
            assert summary.evaluate("item => item.parentElement.open") is not before, (key, summary.inner_text())
            before = not before
    for box in page.locator("input[type=checkbox]:visible").all():
        before = box.is_checked()
        box.press("Space")
        assert box.is_checked() is not before
    link = page.locator("main a[href^='/en']:visible, main a[href^='#']:visible").first
    target = link.get_attribute("href") or ""
    link.press("Enter")
    page.wait_for_url(f"**{target}")
