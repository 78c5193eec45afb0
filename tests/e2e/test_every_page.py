"""What holds for every kind of page in a real browser: it fits, words stay whole, keys reach all of it, nobody is kept out."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.kinds import KINDS

pytestmark = pytest.mark.live

Visit = Callable[..., Page]
READING, KEYBOARD = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("reading.js", "keyboard.js"))

OPEN = "document.querySelectorAll('main details').forEach((item) => { item.open = true })"
"""Opens all that can be opened in a page."""


NARROWEST = 320
"""Pixels of a screen that a page has to fit, though long words may break there."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_all_that_can_be_opened_fits_and_words_stay_whole(visit: Visit, paths: dict[str, str], kind: str, language: str) -> None:
    page = visit(f"/{language}{paths[kind]}", person=kind.startswith("own"))
    page.evaluate(OPEN)
    for width in (320, 360, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert wider(page) <= 0, width
        if width > NARROWEST:
            faults = page.evaluate(READING)
            assert not faults, f"{width} pixels: " + "\n".join(faults)
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert wider(page) <= 0, "text of double size"


def wider(page: Page) -> int:
    """By how many pixels a page is wider than the screen."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def test_a_broken_word_is_found(visit: Visit) -> None:
    page = visit("/en/")
    page.evaluate("document.querySelector('main').innerHTML = '<p>narrow 狭窄的一列文字</p>'")
    assert page.evaluate(READING) == []
    page.evaluate("document.querySelector('main p').style.cssText = 'inline-size: 2em; overflow-wrap: anywhere'")
    assert len(page.evaluate(READING)) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_keeps_people_out(visit: Visit, axe: str, paths: dict[str, str], *, kind: str, language: str) -> None:
    page = visit(f"/{language}{paths[kind]}", person=kind.startswith("own"))
    page.evaluate(OPEN)
    page.evaluate(axe)
    for scheme, width in product(("light", "dark"), (360, 1440)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its choices
        page.set_viewport_size({"width": width, "height": 900})
        assert not grave(page), f"{scheme}, {width} pixels"


def grave(page: Page) -> list[str]:
    """What axe-core finds on a page that keeps people out."""
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{item['id']} ({item['impact']}): {item['nodes'][0]['html'][:200]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["kk", "ky", "ru", "zh"])
def test_every_language_fits_and_keeps_nobody_out(
    visit: Visit, axe: str, paths: dict[str, str], *, kind: str, language: str
) -> None:
    page = visit(f"/{language}{paths[kind]}", person=kind.startswith("own"))
    assert page.get_attribute("html", "lang") == language
    page.evaluate(OPEN)
    page.evaluate(axe)
    for scheme, width in (("dark", 360), ("light", 1440)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its choices
        page.set_viewport_size({"width": width, "height": 900})
        assert wider(page) <= 0, width
        faults = page.evaluate(READING)
        assert not faults, f"{width} pixels: " + "\n".join(faults)
        assert not grave(page), f"{scheme}, {width} pixels"
    page.set_viewport_size({"width": 1024, "height": 900})
    assert wider(page) <= 0, "1024 pixels"


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
    links = page.locator("main a[href^='/en']:visible, main a[href^='#']:visible")
    link = (links if links.count() else page.locator("nav a:visible")).first
    target = link.get_attribute("href") or ""
    link.press("Enter")
    page.wait_for_url(f"**{target}")
