"""Languages: every word of a page comes from the catalogue, and incomplete catalogues are not offered."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from starlette.testclient import TestClient

from registry.services import Services
from registry.ui import create_pages
from registry.ui.languages import Language, load_languages, preferred
from registry.ui.moments import Moment, of_iso
from schemas.dataset import DatePrecision
from tests.registry.ui.conftest import OWN, SEEN, signed_in
from tests.registry.ui.pseudo import LOCALE, template, translated, write
from tests.registry.ui.reading import Element, read

ROOT = Path(__file__).parents[3]


def with_template(folder: Path) -> Path:
    shutil.copy(LOCALE / "serai.pot", folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_template(tmp_path)


def test_the_template_holds_exactly_the_messages_of_the_code() -> None:
    with (ROOT / "registry" / "ui" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"gettext": None, "ngettext": (1, 2), "message": None, "_": None}
    found = {message for _, _, message, _, _ in extract_from_dir(ROOT, methods, options, keywords=keywords)}
    flat = {message if isinstance(message, str) else tuple(message) for message in found}
    assert {message.id if isinstance(message.id, str) else tuple(message.id) for message in template() if message.id} == flat


def untranslated(document: Element) -> Iterator[str]:
    """Texts with Latin letters that neither come from the catalogue nor are marked as words of others."""
    for element in document.walk():
        path = (*element.path, element)
        foreign = any(
            item.tag in {"script", "bdi", "code"} or item.get("translate") == "no" or (item.get("lang") and item.tag != "html")
            for item in path
        )
        texts = [] if foreign else [re.sub(r"⟦[^⟧]*⟧", "", element.own_text)]
        texts += [
            re.sub(r"⟦[^⟧]*⟧", "", element.get(name))
            for name in ("aria-label", "data-label", "title", "placeholder")
            if element.get(name)
        ]
        yield from (text.strip() for text in texts if re.search(r"[A-Za-z]{2}", text))


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Language]:
    folder = with_template(tmp_path_factory.mktemp("locale"))
    for code in ("ru", "fa", "zh"):
        write(folder, code, translated(code))
    return dict(load_languages(folder))


@pytest.fixture(scope="module")
def clients(services: Services, languages: dict[str, Language]) -> Iterator[dict[str, TestClient]]:
    """A reader's browser, and that of a person who is signed in."""
    pages = create_pages(services, languages=languages)
    with (
        TestClient(pages, follow_redirects=False, headers=OWN) as reader,
        TestClient(pages, follow_redirects=False, headers=OWN) as person,
    ):
        signed_in(person, services)
        yield {"reader": reader, "person": person}


@pytest.mark.parametrize(("who", "kind"), [*SEEN, ("reader", "missing")])
def test_every_word_comes_from_the_catalogue(
    clients: dict[str, TestClient], paths: dict[str, str], *, kind: str, who: str
) -> None:
    document = read(clients[who].get("/fa" + paths.get(kind, "/no-such-page")).text)
    html = document.one("html")
    assert (html.get("lang"), html.get("dir")) == ("fa", "rtl")
    names = {"Serai", "MB", "kB", "UTC", "data", "air", "quality", "zzzzqqqq"}
    left = {
        text for text in untranslated(document) if not set(re.findall(r"[A-Za-z][\w.-]+", text)) <= names and not is_code(text)
    }
    assert not left


def is_code(text: str) -> bool:
    """Licence ids, file formats and the ids of conditions are the same in every language."""
    return re.fullmatch(r"[A-Z0-9][A-Za-z0-9_.+-]*:?", text) is not None


def test_the_switcher_names_each_language_in_itself(services: Services, folder: Path) -> None:
    write(folder, "fa", translated("fa"))
    with TestClient(create_pages(services, languages=load_languages(folder)), follow_redirects=False, headers=OWN) as client:
        document = read(client.get("/en/portals").text)
        names = {button.get("lang"): button.text for button in document.all("button") if button.get("lang")}
        assert names == {"en": "English", "fa": "فارسی"}
        assert [link.get("href") for link in document.all("link", hreflang="fa")] == ["http://testserver/fa/portals"]
        answer = client.post("/fa/language", data={"back": "/en/datasets?q=water"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/fa/datasets?q=water")
        assert client.get("/", headers={"Accept-Language": "en"}).headers["location"] == "/fa/"


def test_an_incomplete_catalogue_is_not_offered(folder: Path) -> None:
    complete = translated("ru")
    write(folder, "ru", complete)
    assert list(load_languages(folder)) == ["en", "ru"]
    message = complete.get("Find")
    assert message is not None
    message.flags.add("fuzzy")
    write(folder, "ru", complete)
    assert list(load_languages(folder)) == ["en"]
    message.flags.discard("fuzzy")
    message.string = ""
    write(folder, "ru", complete)
    assert list(load_languages(folder)) == ["en"]


def test_english_needs_no_catalogue() -> None:
    assert next(iter(load_languages())) == "en"


@pytest.mark.parametrize(
    ("cookie", "accept", "code"),
    [
        (None, None, "en"),
        ("ru", "fa", "ru"),
        ("xx", "fa", "fa"),
        (None, "de, fa;q=0.3, ru;q=0.9", "ru"),
        (None, "ru;q=0, zh-CN", "zh"),
        (None, "*;q=0.1", "en"),
        (None, "ru;q=nonsense, ;;,", "en"),
    ],
)
def test_a_person_is_greeted_in_the_language_that_suits(
    languages: dict[str, Language], cookie: str | None, accept: str | None, code: str
) -> None:
    assert preferred(languages, cookie=cookie, accept=accept).code == code


def test_numbers_dates_and_names_are_those_of_the_language(languages: dict[str, Language]) -> None:
    day = Moment(datetime(2026, 11, 22, tzinfo=UTC))
    assert [languages[code].date(day) for code in ("en", "ru", "zh")] == [
        "22 November 2026",
        "22 ноября 2026\u202fг.",
        "2026年11月22日",
    ]
    assert languages["fa"].number(1284).endswith("۲۸۴")
    assert languages["en"].number(1284) == "1,284"
    assert languages["ru"].state("CN") == "Китай"
    assert languages["en"].language_name("uz-Cyrl") == "Uzbek (Cyrillic)"
    assert languages["en"].language_name("x-none") == "x-none"


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 byte"), (999, "999 byte"), (1500, "1.5 kB"), (318_000_000, "318 MB"), (2 * 10**18, "2,000,000 TB")]
)
def test_sizes_are_in_units_that_people_read(size: int, text: str) -> None:
    assert load_languages()["en"].size(size) == text


@pytest.mark.parametrize(
    ("iso", "precision", "text"),
    [
        ("2026", DatePrecision.YEAR, "2026"),
        ("2026-03", DatePrecision.MONTH, "March 2026"),
        ("2026-03-05", DatePrecision.DAY, "5 March 2026"),
        ("2026-03-05T23:30:00Z", DatePrecision.TIME, "5 March 2026"),
    ],
)
def test_dates_keep_their_precision(iso: str, precision: DatePrecision, text: str) -> None:
    moment = of_iso(iso)
    assert moment is not None
    assert (moment.precision, moment.iso, load_languages()["en"].date(moment)) == (precision, iso, text)


def test_what_is_no_date_is_none() -> None:
    assert of_iso("0000-00-00") is of_iso("") is of_iso(None) is None
