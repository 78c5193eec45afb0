"""What a person does and meets, in a real browser."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.live

Visit = Callable[..., Page]


def count(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#found").inner_text().partition("dataset")[0]))


def tick(page: Page, field: str, value: str) -> None:
    page.locator(f'input[name="{field}"][value="{value}"]').check()


def test_a_person_searches_filters_opens_a_record_and_goes_back(visit: Visit) -> None:
    page = visit("/en/")
    page.get_by_role("combobox", name="Search for datasets").fill("water")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/en/datasets?q=water")
    before = count(page)
    tick(page, "jurisdiction", "PK")
    page.wait_for_url("**/en/datasets?q=water&jurisdiction=PK")
    expect(page.locator("#status")).to_contain_text("dataset")
    narrowed = count(page)
    assert 0 < narrowed < before
    results = page.url

    first = page.locator("article h2 a").first
    title = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_role("link", name=re.compile("^Back to")).click()
    assert page.url == results
    assert count(page) == narrowed

    page.locator("article h2 a").first.click()
    page.go_back()
    assert page.url == results
    expect(page.locator('input[name="jurisdiction"][value="PK"]')).to_be_checked()
    page.reload()
    assert count(page) == narrowed

    page.get_by_role("link", name=re.compile("State: Pakistan.*remove filter")).click()
    assert count(page) == before


def test_what_is_typed_is_completed_with_the_keyboard(visit: Visit, axe: str) -> None:
    page = visit("/en/")
    box, options = page.get_by_role("combobox", name="Search for datasets"), page.get_by_role("listbox").get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("wate")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "option-1")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert not [item["id"] for item in found if item["impact"] in {"serious", "critical"}]
    box.press("Escape")
    expect(options).to_have_count(0)
    assert box.input_value() == "wate"
    box.press_sequentially("r")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    target = options.first.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{target}")


def test_everything_works_without_script(visit: Visit) -> None:
    page = visit("/en/", script=False)
    page.locator("#q").fill("water")
    page.get_by_role("button", name="Find").click()
    before = count(page)
    tick(page, "jurisdiction", "PK")
    assert count(page) == before, "nothing happens before Apply"
    page.get_by_role("button", name="Apply").first.click()
    assert urlsplit(page.url).query == "q=water&jurisdiction=PK"
    assert 0 < count(page) < before
    page.locator("summary", has_text="Updated").click()
    page.locator("#modified-from").fill("2025-01-01")
    page.get_by_role("button", name="Apply").last.click()
    assert "modified=2025-01-01.." in page.url
    page.locator("article h2 a").first.click()
    page.locator("summary", has_text="Evidence: Licence").click()
    expect(page.get_by_role("table", name="Evidence: Licence")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Back to")).click()
    assert "modified=2025-01-01.." in page.url


def test_a_person_asks_whether_a_dataset_may_be_used_by_keyboard_and_without_script(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en" + paths["record"], script=False, width=360)
    expect(page.locator("#answer")).to_have_count(0)
    page.get_by_role("combobox", name="State where you are").select_option("KZ")
    page.get_by_role("combobox", name="Purpose").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**?as=KZ&for=research#ask")
    expect(page.locator("#answer h2")).to_be_visible()
    rules = page.locator("#answer details").first
    expect(rules.locator("li").first).to_be_hidden()
    rules.locator("summary").press("Enter")
    expect(rules.locator("li").first).to_be_visible()
    page.goto("/en" + paths["record"])
    assert page.url.endswith("?as=KZ&for=research")


def test_a_person_puts_datasets_together_by_keyboard_and_without_script(visit: Visit) -> None:
    page = visit("/en/datasets?q=water", script=False, width=360)
    for number in (1, 2):
        page.get_by_role("button", name="Add to the combination").first.press("Enter")
        expect(page.get_by_role("link", name=re.compile(f"^Combination {number}"))).to_be_visible()
        assert page.url.partition("#")[0].endswith("/en/datasets?q=water")
    page.get_by_role("link", name=re.compile("^Combination")).press("Enter")
    expect(page.get_by_role("heading", name="2 datasets")).to_be_visible()
    page.get_by_role("combobox", name="State where you are").select_option("KZ")
    page.get_by_role("button", name="Update").press("Enter")
    expect(page.locator("#answer h2")).to_be_visible()
    page.get_by_role("button", name="Remove from the combination").first.press("Enter")
    expect(page.get_by_role("heading", name="1 dataset")).to_be_visible()


def test_a_rule_of_an_answer_leads_to_the_rules_between_two_states(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en/rules", script=False)
    page.get_by_role("combobox", name="Data of").select_option("KZ")
    page.get_by_role("combobox", name="used in").select_option("RU")
    page.get_by_role("button", name="Show the rules").press("Enter")
    page.wait_for_url("**/en/rules/KZ/RU")
    page.locator("#personal a", has_text="KZ-PERS").first.click()
    expect(page.locator("#KZ-PERS")).to_be_in_viewport()
    page.goto("/en" + paths["answer"])
    link = page.locator("#answer a[href*='/rules/']").first
    page.locator("#answer details", has=page.locator("a[href*='/rules/']")).first.locator("summary").press("Enter")
    rule = link.inner_text()
    link.click()
    expect(page.locator(f"#{rule}")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [360, 1440])
def test_a_person_finds_what_may_be_used(visit: Visit, *, script: bool, width: int) -> None:
    page = visit("/en/", script=script, width=width)
    page.get_by_role("combobox", name="State where you are").select_option("KZ")
    page.get_by_role("combobox", name="Purpose").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/?as=KZ&for=research")
    page.locator("#q").fill("water")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/en/datasets?q=water&as=KZ&for=research")
    before = count(page)
    if width < 960:
        page.get_by_role("link", name="Filters").click()
    tick(page, "usage", "conditional")
    if not script:
        page.get_by_role("button", name="Apply").first.click()
    page.wait_for_url("**usage=conditional*")
    assert set(urlsplit(page.url).query.split("&")) == {"q=water", "usage=conditional", "as=KZ", "for=research"}
    if width < 960 and script:
        page.get_by_role("link", name="Close").click()
    results, narrowed = page.url.partition("#")[0], count(page)
    assert 0 < narrowed < before
    left = page.locator("#left")
    expect(left.locator("summary")).to_have_text(f"{before - narrowed} are left out: why")
    left.locator("summary").press("Enter")
    expect(left.locator("li a").first).to_be_visible()

    verdict = page.locator("article a", has_text="Allowed with conditions").first
    verdict.press("Enter")
    page.wait_for_url("**#answer")
    expect(page.locator("#answer h2")).to_contain_text("Allowed with")
    page.go_back()
    assert page.url.partition("#")[0] == results
    assert count(page) == narrowed
    page.reload()
    assert count(page) == narrowed

    page.locator("#ask summary").press("Enter")
    page.get_by_role("combobox", name="Purpose").select_option("ai_training")
    page.get_by_role("button", name="Update").press("Enter")
    page.wait_for_url("**/en/datasets?q=water&usage=conditional&as=KZ&for=ai_training")


def test_an_answer_prints_first_and_with_its_rules(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en" + paths["answer"], width=718, scheme="dark")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 4
    page.emulate_media(media="print")
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("#answer details bdi[lang=en]").first).to_be_visible()
    expect(page.get_by_text("This is information, not legal advice.")).to_be_visible()
    heading = page.locator("#answer h2").bounding_box()
    assert heading is not None
    assert heading["y"] < 400
    assert page.evaluate("getComputedStyle(document.querySelector('.said')).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_a_saved_answer_prints_on_few_sheets_with_its_verdict_first_and_its_hashes(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en" + paths["saved"], width=718)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 4
    page.emulate_media(media="print")
    heading = page.locator("#answer h2").bounding_box()
    assert heading is not None
    assert heading["y"] < 400
    expect(page.locator("#answer details bdi[lang=en]").first).to_be_visible()
    expect(page.get_by_text("SHA-256 of the answer")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text(paths["saved"])


def test_a_proof_is_pasted_and_checked_without_script_by_keyboard(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en" + paths["saved"], script=False, width=360)
    printed = page.locator("#proof blockquote").inner_text()
    page.get_by_role("link", name="Check a proof").click()
    page.get_by_label("Proof", exact=True).fill(printed)
    page.get_by_label("Proof", exact=True).press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The proof holds")).to_be_visible()
    expect(page.get_by_role("link", name="Answer 1")).to_be_visible()
    page.get_by_label("Proof", exact=True).fill(printed.replace("index ", "index 1"))
    page.get_by_role("button", name="Check the proof").click()
    expect(page.get_by_role("heading", name="The proof does not hold")).to_be_visible()


def test_a_person_saves_an_answer_without_script(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en" + paths["answer"], script=False, width=360)
    page.locator("#save > summary").click()
    page.get_by_label("Your institution (if you like)").fill("Institute of Hydrology")
    page.get_by_role("button", name="Save this answer").click()
    page.wait_for_url("**/en/answers/*")
    expect(page.locator("#answer h2")).to_be_visible()
    expect(page.get_by_text("Institute of Hydrology")).to_be_visible()


def test_the_theme_is_kept(visit: Visit) -> None:
    page = visit("/en/portals", script=False)
    page.locator("summary", has_text="Appearance").click()
    page.get_by_role("button", name="Dark").click()
    assert page.url.endswith("/en/portals")
    page.goto("/en/datasets")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(17, 24, 27)"


def test_going_back_through_filters_gives_back_their_results(visit: Visit) -> None:
    page = visit("/en/datasets")
    totals = [count(page)]
    for field, value in (("jurisdiction", "KG"), ("format", "CSV")):
        page.locator(f"#facet-{field}").evaluate("box => { box.open = true }")
        tick(page, field, value)
        page.wait_for_url(f"**{field}={value}*")
        totals.append(count(page))
    page.go_back()
    page.wait_for_url("**/datasets?jurisdiction=KG")
    expect(page.locator("#found")).to_contain_text(f"{totals[1]} dataset")
    expect(page.locator('input[name="format"][value="CSV"]')).not_to_be_checked()
    page.go_back()
    page.wait_for_url("**/datasets")
    expect(page.locator("#found")).to_contain_text(f"{totals[0]} dataset")


def test_the_keyboard_reaches_the_results_in_three_keys_and_keeps_its_place(visit: Visit) -> None:
    page = visit("/en/datasets")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()

    box = page.locator('input[name="jurisdiction"]').first
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**jurisdiction=*")
    expect(page.locator('input[name="jurisdiction"]:focus')).to_be_checked()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_a_menu_closes_with_escape_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit("/en/")
    menu = page.locator("summary", has_text="Appearance")
    menu.press("Enter")
    page.get_by_role("button", name="Light").focus()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.get_by_role("button", name="Light")).to_be_hidden()


def test_the_filters_of_a_phone_open_as_a_page_and_back_closes_them(visit: Visit) -> None:
    page = visit("/en/datasets", width=360)
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    expect(page.locator("#filters")).to_be_visible()
    page.go_back()
    expect(page.locator("#filters")).to_be_hidden()


@pytest.mark.parametrize("kind", ["all", "usable"])
def test_a_first_view_is_light_and_steady(visit: Visit, paths: dict[str, str], kind: str) -> None:
    page = visit("/en/portals")
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/en" + paths[kind], wait_until="networkidle")
    assert len(sizes) <= 6
    assert sum(sizes) <= 60_000
    shift = page.evaluate(
        """() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.05


def test_a_record_prints_on_few_sheets_with_what_was_opened(visit: Visit, paths: dict[str, str]) -> None:
    page = visit("/en" + paths["record"])
    page.locator("#evidence-license > summary").click()
    sheet = page.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", sheet)) <= 4
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_role("table", name="Evidence: Licence")).to_be_visible()
    expect(page.locator("#evidence-jurisdiction")).to_be_hidden()
