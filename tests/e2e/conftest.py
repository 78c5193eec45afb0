"""A real browser on a real server: the sample portals are harvested, the application listens on a free port of loopback.

The browser is that of `sample_site`; axe-core is `SERAI_AXE`, or the copy in the environment of `make test-live`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from registry.api.app import create_app
from registry.services import Services
from registry.ui import create_pages
from tests.e2e.sample_site import chromium, listening, officer_token, one_of_each
from tests.samples import harvested_samples

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with harvested_samples(tmp_path_factory.mktemp("serai")) as services:
        yield services


@pytest.fixture(scope="session")
def site(installation: Services) -> Iterator[str]:
    """The address of the server. It speaks the languages that Serai ships."""
    with listening(create_app(installation, pages=create_pages(installation))) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people with disabilities out."""
    file = Path(os.environ.get("SERAI_AXE", ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"))
    assert file.exists(), f"{file} is not there: `make test-live` installs it, or set SERAI_AXE"
    return file.read_text(encoding="utf-8")


@pytest.fixture
def visit(browser: Browser, site: str, token: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; at the end nothing may have broken the rules of the page or its script.

    With `person` somebody is signed in there.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = 1440, scheme: str = "light", script: bool = True, person: bool = False) -> Page:
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        if person:
            context.add_cookies([{"name": "serai-token", "value": token, "url": site}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture(scope="session")
def paths(installation: Services) -> dict[str, str]:
    """One address of each of `KINDS`."""
    return one_of_each(installation)


@pytest.fixture
def token(installation: Services) -> str:
    return officer_token(installation)
