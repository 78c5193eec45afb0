"""The guides: each is there in both languages, and what they name is there too: pages, pictures, commands, settings."""

import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.core import TyperGroup

from registry.api.app import create_app
from registry.cli.tree import whole
from registry.services import Services
from registry.settings import settings_table
from registry.ui import create_pages, guide_text
from registry.ui.assets import address, contents, size
from registry.ui.guide_text import NAMES, PICTURE, GuideBroken, source
from registry.ui.languages import load_languages
from tests.guide_pictures import LANGUAGES, PICTURES, file_name
from tests.registry.ui.conftest import OWN, signed_in
from tests.registry.ui.pseudo import LOCALE, translated, write
from tests.registry.ui.reading import Document, page_of, read

ROOT = Path(__file__).parents[3]
LARGEST = 120_000

WRITTEN = [(language, name) for language in LANGUAGES for name in NAMES]
"""Every guide in every language that it is written in."""


def text_of(language: str, name: str) -> str:
    text = source(name, language)
    assert text is not None, f"registry/ui/guides/{language}/{name}.md is not there"
    return text


@pytest.fixture(scope="module")
def site(services: Services, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Pages and API, in English, in Russian, and in a language that no guide is written in."""
    folder = tmp_path_factory.mktemp("locale")
    (folder / "serai.pot").write_bytes((LOCALE / "serai.pot").read_bytes())
    for code in ("ru", "fa"):
        write(folder, code, translated(code))
    return create_app(services, pages=create_pages(services, languages=load_languages(folder)))


@pytest.fixture(scope="module")
def client(site: FastAPI) -> Iterator[TestClient]:
    with TestClient(site, follow_redirects=False, headers=OWN) as client:
        yield client


@pytest.fixture(scope="module")
def officer(site: FastAPI, services: Services) -> Iterator[TestClient]:
    """The browser of a person who sees the desk, to which guides lead."""
    with TestClient(site, follow_redirects=False, headers=OWN) as client:
        signed_in(client, services)
        yield client


@pytest.mark.parametrize(("language", "name"), WRITTEN)
def test_a_guide_has_a_title_a_lead_and_contents(client: TestClient, language: str, name: str) -> None:
    text_of(language, name)
    page = page_of(client, f"/{language}/guides/{name}")
    assert page.one("h1").text
    assert page.one("h1").path[-1].one("p").text
    sections = [each.one("h2") for each in page.one("main").all("section")]
    contents_ = page.one("nav", **{"aria-labelledby": "contents"}).all("a")
    assert [(each.get("href"), each.text) for each in contents_] == [(f"#{each.get('id')}", each.text) for each in sections]
    assert sections


@pytest.mark.parametrize("name", NAMES)
def test_a_translation_has_the_same_parts(name: str) -> None:
    english, russian = (parts(text_of(language, name)) for language in LANGUAGES)
    assert russian == english


def parts(text: str) -> dict[str, list[str]]:
    """What a translation leaves as it is. Lines of code are no headings."""
    code = re.findall(r"^ *```.*?^ *```", text, re.DOTALL | re.MULTILINE)
    words = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    return {
        "headings": re.findall(r"^#+(?= )", words, re.MULTILINE),
        "pictures": re.findall(rf"\]\({PICTURE}(.*?)\)", words),
        "code": code,
    }


@pytest.mark.parametrize(("language", "name"), WRITTEN)
def test_every_picture_that_a_text_names_is_there(language: str, name: str) -> None:
    named = parts(text_of(language, name))["pictures"]
    assert set(named) <= PICTURES.keys()
    assert [each for each in named if f"guides/{file_name(each, language)}" not in contents()] == [], "make pictures"


def test_every_picture_is_small_and_has_its_row() -> None:
    pictures = {name: content for name, content in contents().items() if name.endswith(".png")}
    assert pictures.keys() <= {f"guides/{file_name(name, language)}" for name in PICTURES for language in LANGUAGES}
    assert {name for name, content in pictures.items() if len(content) > LARGEST} == set()


def test_a_picture_is_served_with_its_size_and_its_words(client: TestClient) -> None:
    page = page_of(client, "/en/guides/researcher")
    for figure in page.all("figure"):
        image = figure.one("img")
        answer = client.get(image.get("src"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert image.get("alt") == figure.one("figcaption").text != ""
        assert image.get("loading") == "lazy"
    assert page.all("figure")
    width, height = size("guides/results-en.png")
    first = page.one("img", src=address("guides/results-en.png"))
    assert (first.get("width"), first.get("height")) == (str(width), str(height))


@pytest.mark.parametrize(("language", "name"), WRITTEN)
def test_every_link_leads_somewhere(officer: TestClient, language: str, name: str) -> None:
    text_of(language, name)
    page = page_of(officer, f"/{language}/guides/{name}")
    for link in page.one("main").all("a"):
        target = link.get("href")
        path, _, fragment = target.partition("#")
        if not target.startswith(("/", "#")):
            assert target.startswith("https://"), target
            assert "nofollow" in link.get("rel")
            continue
        assert path == "" or path.startswith((f"/{language}/", "/api/")), target
        answer = officer.get(path or f"/{language}/guides/{name}")
        assert answer.status_code == 200, target
        if fragment:
            assert fragment in {each.get("id") for each in read(answer.text).walk()}, target


@pytest.mark.parametrize(("language", "name"), WRITTEN)
def test_every_command_is_one(language: str, name: str) -> None:
    text = text_of(language, name)
    for arguments in commands(typed(text)):
        misunderstood(arguments)
    for arguments in commands(named(text)):
        misunderstood(arguments, whole=False)


def typed(text: str) -> list[str]:
    """The lines of the code of a text."""
    blocks = re.findall(r"^ *```(?:sh|ini)\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def named(text: str) -> list[str]:
    """Commands that a sentence names. They may lack what they need."""
    return re.findall(r"(?<!`)`(serai [^`\n]+)`", text)


def commands(lines: Iterable[str]) -> Iterator[list[str]]:
    """The arguments of each call of `serai`."""
    for line in lines:
        words = shlex.shlex(line.removeprefix("ExecStart="), posix=True, punctuation_chars=True)
        words.whitespace_split = True
        for ends, call in groupby(words, key=lambda word: set(word) <= set("();<>|&")):
            if not ends:
                yield from called(list(call))


def called(words: list[str]) -> Iterator[list[str]]:
    """What `serai` is called with, also by another program that begins the line. Who manages services only names it."""
    while words and re.match(r"\w+=", words[0]):
        del words[0]
    programs = [at for at, word in enumerate(words) if Path(word).name == "serai"]
    if programs and not {"systemctl", "journalctl"} & {*words} and (arguments := words[programs[-1] + 1 :]):
        yield arguments


def misunderstood(arguments: list[str], *, whole: bool = True) -> None:
    """Raises what the command says when it is called in a wrong way. Nothing is run."""
    command: Any = tree()
    context = typer.Context(command, info_name="serai")
    while isinstance(command, TyperGroup):
        _, rest, _ = command.make_parser(context).parse_args(list(arguments))
        if not rest:
            assert not whole or command.invoke_without_command or "--help" in arguments or "--version" in arguments, arguments
            return
        _, command, arguments = command.resolve_command(context, rest)
        context = typer.Context(command, parent=context)
    values, rest, _ = command.make_parser(context).parse_args(list(arguments))
    assert rest == [], arguments
    for parameter in command.params:
        value, choices = values.get(parameter.name), parameter.type_descriptor.choices or ()
        assert value or not (whole and parameter.required), f"{parameter.name} is missing: {arguments}"
        given = value if isinstance(value, list | tuple) else [value] * (value is not None)
        assert not choices or {*given} <= {str(getattr(each, "value", each)) for each in choices}, (parameter.name, arguments)


@cache
def tree() -> TyperGroup:
    return whole()


@pytest.mark.parametrize("line", ["serai nonsense", "serai up --no-such", "serai token add N --role king", "serai show A B"])
def test_a_wrong_command_is_found(line: str) -> None:
    for text in (f"```sh\nsudo -u serai {line}\n```\n", f"1. So:\n\n   ```sh\n   SERAI_HOME=/srv {line} | head\n   ```\n"):
        (arguments,) = commands(typed(text))
        with pytest.raises((AssertionError, typer.TyperException)):
            misunderstood(arguments)
    (arguments,) = commands(named(f"Call `{line}`."))
    with pytest.raises((AssertionError, typer.TyperException)):
        misunderstood(arguments, whole=False)


def test_a_command_in_a_sentence_may_lack_what_it_needs() -> None:
    misunderstood(["token", "add"], whole=False)
    with pytest.raises(AssertionError, match="missing"):
        misunderstood(["token", "add"])


@pytest.mark.parametrize(("language", "name"), WRITTEN)
def test_every_setting_is_one(language: str, name: str) -> None:
    documents = (settings_table(), *((ROOT / each).read_text(encoding="utf-8") for each in ("README.md", "docker/README.md")))
    known = {each for document in documents for each in re.findall(r"\bSERAI_[A-Z0-9_]+\b", document)}
    assert set(re.findall(r"\bSERAI_[A-Z0-9_]+\b", text_of(language, name))) - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_has_each_term_once_in_alphabetical_order(language: str) -> None:
    rows = re.findall(r"^\| *([^|]+?) *\|", text_of(language, "glossary"), re.MULTILINE)
    terms = [letters(row) for row in rows[2:]]  # below the heads of the columns and their line
    assert len(terms) >= 40
    assert [(before, after) for before, after in pairwise(terms) if not before < after] == []


def letters(term: str) -> str:
    """What a dictionary sorts a term by: ё stands with е."""
    return " ".join(re.findall(r"\w+", term.casefold().replace("ё", "е")))


def test_the_list_leads_to_every_guide(client: TestClient) -> None:
    page = page_of(client, "/en/guides")
    there = [name for name in NAMES if source(name, "en")]
    assert [each.one("a").get("href") for each in page.one("main").all("h2")] == [f"/en/guides/{name}" for name in there]
    assert "/en/guides" in {each.get("href") for each in page.one("footer").all("a")}


@pytest.mark.parametrize("path", ["/guides", "/guides/researcher"])
def test_an_address_without_a_language_leads_to_that_of_the_person(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "ru"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ru{path}")
    assert answer.headers["vary"] == "Cookie, Accept-Language"


def test_another_name_has_no_page(client: TestClient) -> None:
    for path in ("/en/guides/nobody", "/en/guides/..%2fguides", "/xx/guides", "/en/guides/researcher.md"):
        assert client.get(path).status_code == 404, path


def test_where_it_is_not_translated_the_english_text_says_so(client: TestClient) -> None:
    page = page_of(client, "/fa/guides/researcher")
    assert {(each.path[-1].get("lang"), each.path[-1].get("dir")) for each in page.one("main").all("section")} == {("en", "ltr")}
    assert page.one("title").get("lang") == page.one("h1").path[-1].get("lang") == "en"
    notice = page.one("main").one("p", class_="notice")
    assert notice.one("a").get("href") == "/ru/guides/researcher"
    links = {each.get("href") for section in page.all("section") for each in section.all("a")}
    assert "/fa/coverage" in links
    for language in LANGUAGES:
        assert page_of(client, f"/{language}/guides/researcher").one("main").all("p", class_="notice") == []


def test_a_translation_that_is_not_offered_is_not_linked_to(services: Services, tmp_path: Path) -> None:
    (tmp_path / "serai.pot").write_bytes((LOCALE / "serai.pot").read_bytes())
    write(tmp_path, "fa", translated("fa"))
    with TestClient(create_pages(services, languages=load_languages(tmp_path)), headers=OWN) as client:
        notice = page_of(client, "/fa/guides/researcher").one("main").one("p", class_="notice")
        assert notice.all("a") == []


def made(text: str) -> Document:
    """A text that begins as a guide does."""
    found = guide_text._read("trial", f"# Title\n\nLead.\n\n## First part\n\n{text}", written="en", page="en")
    return read("".join(f'<section id="{each.id}">{each.content}</section>' for each in found.sections))


def test_a_text_has_no_html_and_no_style_of_its_own() -> None:
    assert made("<b>bold</b> & `a<b`").one("p").text == "<b>bold</b> & a<b"
    table = made("| a | b |\n|---|--:|\n| c | 1 |\n")
    assert [each.attributes for each in table.all("th")] == [{"scope": "col"}, {"class": "number", "scope": "col"}]
    assert [each.attributes for each in table.all("td")] == [{}, {"class": "number"}]


def test_what_is_wide_moves_sideways_in_a_box_that_the_heading_names() -> None:
    page = made("### Below it\n\n```sh\nserai up\n```\n\n1. One\n\n   ```ini\n   A=1\n   ```\n")
    assert [each.get("aria-labelledby") for each in page.all("div", role="region", tabindex="0")] == ["below-it", "below-it"]
    assert [each.text_as_is for each in page.all("pre")] == ["serai up\n", "A=1\n"]


@pytest.mark.parametrize("text", ["![x](picture:nowhere)", "![x](results.png)", "See ![x](picture:results) here."])
def test_a_picture_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(GuideBroken):
        made(text)


@pytest.mark.parametrize("text", ["No title.\n", "# Title\n\n## No lead\n", "# Title\n\nLead.\n\nNo section.\n"])
def test_a_text_that_is_no_guide_is_refused(text: str) -> None:
    with pytest.raises(GuideBroken):
        guide_text._read("trial", text, written="en", page="en")


def test_headings_have_ids_of_their_own() -> None:
    page = made("## Status\n\n## Status\n\n## First part\n\n### What's new?\n")
    assert [each.get("id") for each in page.all("section")] == ["first-part", "s-2", "s-3", "s-4"]
    assert page.one("h3").get("id") == "whats-new"
