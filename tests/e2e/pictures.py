"""`make pictures`: makes the pictures of the guides from the running pages of the sample installation.

The same pages give the same pictures on the same machine: the clock stands still, the sample portals have a fixed port, nothing
moves. Typefaces are those of the machine.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from registry.api.app import create_app
from registry.pipeline.index import refresh
from registry.pipeline.publish import publish
from registry.ui import create_pages
from registry.ui.languages import load_languages
from tests.e2e.sample_site import chromium, listening, officer_token, one_of_each
from tests.guide_pictures import LANGUAGES, PICTURES, Picture, file_name
from tests.samples import harvested_samples

FOLDER = Path(__file__).parents[2] / "registry" / "ui" / "static" / "guides"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PORT = 8001
"""Where the sample portals answer: their addresses stand on some pages."""

BASE_URL = "http://catalogue.example"

MARGIN = 16
"""Pixels around what is shown."""

SHORTER = 80
"""By how many pixels a picture may be shorter than its greatest height, to end between two lines."""

LARGEST = 120_000
"""Bytes of a picture. A page with several of them has to open on a slow line."""


def main() -> None:
    languages = load_languages()
    with TemporaryDirectory() as home, harvested_samples(Path(home), clock=lambda: NOW, port=PORT, base_url=BASE_URL) as services:
        paths, token = one_of_each(services), officer_token(services)
        refresh(services)
        publish(services)
        pages = create_pages(services, languages=languages)
        with listening(create_app(services, pages=pages)) as address, chromium() as browser:
            for language in LANGUAGES:
                if language not in languages:
                    sys.stdout.write(f"{language}: left out, its catalogue is not complete\n")
                    continue
                for name, picture in PICTURES.items():
                    with opened(browser, address, picture, token=token) as page:
                        page.goto(f"/{language}{paths[picture.kind]}")
                        file = FOLDER / file_name(name, language)
                        draw(page, picture, file)
                        sys.stdout.write(f"{file.name}: {told(file)}\n")


@contextmanager
def opened(browser: Browser, address: str, picture: Picture, *, token: str) -> Iterator[Page]:
    """A browser in which nothing moves; a person is signed in for a page that wants one."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": 900},
        color_scheme="light",
        reduced_motion="reduce",
        device_scale_factor=1,
    )
    if picture.kind.startswith("own"):
        context.add_cookies([{"name": "serai-token", "value": token, "url": address}])
    yield context.new_page()
    context.close()


ENDS = """
(element, [top, most, least]) => {
  const range = document.createRange(), boxes = [];
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (!texts.currentNode.data.trim() || texts.currentNode.parentElement.closest(".hidden")) continue;
    range.selectNode(texts.currentNode);
    boxes.push(...range.getClientRects());
  }
  const whole = "button, select, input, textarea, svg, .button, .tag, .chip, blockquote";
  boxes.push(...[...element.querySelectorAll(whole)].map((item) => item.getBoundingClientRect()));
  let end = most;
  for (let cut; (cut = boxes.find((box) => box.height && box.top + scrollY - top < end && box.bottom + scrollY - top > end)); ) {
    end = cut.top + scrollY - top - 1;
  }
  return end < least ? most : end;
}
"""
"""Where a picture of an element ends, so that it cuts no line of text and nothing to press.

Where columns stand beside each other there may be no such place near its greatest height; then it ends there.
"""


def draw(page: Page, picture: Picture, file: Path) -> None:
    """Write what a picture shows."""
    element = page.locator(picture.element).first
    box = element.bounding_box()
    assert box is not None, f"{picture.kind} has no {picture.element}"
    left, top = box["x"] - MARGIN, box["y"] - MARGIN
    height = box["height"] + 2 * MARGIN
    if height > picture.height:
        height = element.evaluate(ENDS, [top, picture.height, picture.height - SHORTER])
    clip = {"x": left, "y": top, "width": box["width"] + 2 * MARGIN, "height": height}
    file.parent.mkdir(exist_ok=True)
    page.screenshot(path=file, clip=clip, full_page=True, animations="disabled", caret="hide")  # type: ignore[arg-type]  # its keys


def told(file: Path) -> str:
    """How large a picture is."""
    size = file.stat().st_size
    return f"{size:,} bytes" + (f", more than {LARGEST:,}" if size > LARGEST else "")


if __name__ == "__main__":
    main()
