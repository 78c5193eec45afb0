"""Long, deep and repetitive texts in every place that reads or judges one: the time grows with the text, not with its square.

What is measured is the time of the processor, so that a busy machine does not matter. A text that takes too long is cut off.
"""

import signal
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Any
from xml.sax.saxutils import escape

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.declaration import Choices, source_of
from harvesters.errors import SkipRecord
from harvesters.reading.records import json_bytes
from registry.operation.redaction import Redactor
from registry.policy.assess import assess
from registry.policy.rules import Rules, load_rules
from schemas.access_rights import access_right
from schemas.dates import parse_date
from schemas.file_formats import file_format
from schemas.languages import language
from schemas.license_key import license_key, urls
from schemas.record import Curation
from schemas.source import Source
from schemas.themes import theme
from schemas.words import authority_code, spaced, word_key
from tests.oai_portal import NAMESPACES
from tests.portal import package

pytestmark = pytest.mark.proof

SECONDS_A_KILOBYTE = 0.05

FLOOR = 0.4
"""Seconds that any text may take, so that the first use of a vocabulary does not count."""

BYTES_A_CHARACTER = 400
"""The most memory that a character of a text may take while the text is read, all copies and marks of it together."""

LONG = 100_000
"""The most characters of a text that are read."""

REPEATED = (
    *"a1 ()[]{}<>,.;:/\\|-_+&%#?=@\"'",
    *("\u0301", "a\u0301", "a\u0316\u0301", "\u200c", "\u202e", "ﷺ", "ß", "İ", "٣", "一", "許", "ﾊ", "\U0001f600", "é"),
    *(
        "&amp;",
        "&amp;amp;",
        "&#",
        "&#x41;",
        "&lt;b&gt;",
        "<a>",
        "<a href='",
        "</b>",
        "<!--",
        "<![CDATA[",
        "](",
        "**",
        "\n",
        "\r\n",
    ),
    *(
        "a.",
        "a-",
        "a.b/",
        "x@",
        "www.",
        "http://",
        "http://a/ ",
        "https://a.b/?c=",
        "//",
        "/legalcode",
        ".html",
        "%20",
        "mailto:a@b.c ",
    ),
    *(
        "and ",
        " or ",
        " with ",
        "license ",
        "licence ",
        "by-",
        "cc",
        "mit+ ",
        "v 1 ",
        "not ",
        "name ",
        "terms of use ",
        "лицензия ",
    ),
    *("2024-01-01 ", "2024-", "01.", "1/1/", "T00:00:00", "+05:00", "2024/", "start=", "12 января ", "R/P1D", "16868556"),
    *('{"a":', '{"ru":"', "[[", "POLYGON ((", "1 1,", "-180 ", "MULTIPOLYGON (((", "name=", '{"type":"Point","coordinates":['),
    *("key", "token=", "?key=", "Bearer ", "'key': '", "x-", "serai."),
    *(
        "вода ",
        "суу ",
        "персональные данные ",
        "больной ",
        "name of the patient. ",
        "без персональных данных ",
        "个人信息",
        "数据。",
    ),
    *("CSV ", "text/csv;", "zip,", "ru ", "ru-", "en_US.utf-8 ", "PUBLIC ", "EDUC "),
)
"""What is repeated to the whole length: signs, entities, pieces of addresses, dates, places and keys, words of vocabularies."""

BEGUN = {
    "https://a.b/": (")", "(", "/", ".", "/legalcode", ".html", "/deed.ru", "?", "#", "a-", "%20", "\u0301"),
    "https://creativecommons.org/licenses/": ("by-", "by/", "a", "/"),
    "https://spdx.org/licenses/": ("MIT-", ".html", "/", "a"),
    "www.": ("a.", "-"),
    "data:": ("a", ";"),
    "<": ("a", "a b=c ", "/"),
    "&": ("a", "#1"),
    "POINT(": ("1 ", "("),
    "2024-01-01": ("/", " - ", "T"),
    "?": ("key", "auth"),
}
"""What stands once at the beginning, and what is repeated after it."""

ENDS = ("", "!x")


def texts(length: int) -> Iterator[tuple[str, str]]:
    """A name and a text of about so many characters."""
    for piece in REPEATED:
        for end in ENDS:
            yield f"{piece!r} {end}", (piece * (length // len(piece) + 1))[:length] + end
    for begin, pieces in BEGUN.items():
        for piece in pieces:
            yield f"{begin!r} and {piece!r}", begin + (piece * (length // len(piece) + 1))[:length]


class TooSlow(BaseException):
    """It is no `Exception`, so that nothing on the way takes it for a fault of a record."""


@contextmanager
def bounded(name: str, characters: int) -> Iterator[None]:
    """Fails if the work inside takes more processor time than a text of so many characters may."""

    def cut(_: int, __: FrameType | None) -> None:
        raise TooSlow(name)

    before = signal.signal(signal.SIGVTALRM, cut)
    allowed = FLOOR + SECONDS_A_KILOBYTE * characters / 1000
    signal.setitimer(signal.ITIMER_VIRTUAL, allowed)
    started = time.process_time()
    try:
        yield
    except TooSlow:
        pytest.fail(f"{name}: more than {allowed:.2f} s for {characters} characters")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert time.process_time() - started < 2 * allowed, name


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The shipped rules, in use."""
    loaded = load_rules()
    loaded.license_reader.identify("cc-by")
    loaded.license_reader.identify("MIT AND Apache-2.0")
    loaded.privacy.phrases.find("вода")
    return loaded


def readers(rules: Rules) -> dict[str, Callable[[str], object]]:
    """Everything that takes one text of a portal."""
    reader, redact = rules.license_reader, Redactor()
    redact.learn(["s3cret-of-a-portal"])
    terms = rules.licenses.by_id["CC-BY-4.0"].terms
    return {
        "licence": reader.identify,
        "licence key": license_key,
        "licence contradictions": lambda text: reader.contradictions(text, terms),
        "addresses": urls,
        "phrases": rules.privacy.phrases.find,
        "word key": word_key,
        "spaced": spaced,
        "authority": lambda text: authority_code(text, "data-theme"),
        "language": language,
        "theme": theme,
        "access right": access_right,
        "date": parse_date,
        "format": lambda text: file_format(stated=text, media_type=text, url=text),
        "extension": lambda text: file_format(stated=None, media_type=None, url=f"http://a.b/{text}"),
        "redactor": redact,
    }


NAMES = tuple(readers(load_rules()))


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_of_one_text(rules: Rules, name: str) -> None:
    read = readers(rules)[name]
    read("warm")
    for what, text in texts(LONG // 8):
        with bounded(f"{name}: {what}", len(text)):
            read(text)


@pytest.mark.parametrize("length", [1, 4_800, LONG])
def test_a_statement_of_words_that_say_nothing(rules: Rules, length: int) -> None:
    """Every word that a licence reader leaves out, and every spelling that it knows, again and again."""
    names = rules.license_reader._names
    pieces = [*names.shell, *list(names.known)[::40], *names.ambiguous, " ".join(names.shell)]
    for piece in pieces if length < LONG else pieces[::12]:
        text = (f"{piece} " * (length // (len(piece) + 1) + 1))[:length]
        with bounded(f"{piece} {length}", length):
            rules.license_reader.identify(text)


EXTRAS = (
    *(
        "issued",
        "modified",
        "temporal_start",
        "temporal_end",
        "frequency",
        "spatial",
        "spatial_text",
        "language",
        "theme",
        "license",
    ),
    *(
        "license_url",
        "rights",
        "access_rights",
        "accessLevel",
        "contact_name",
        "contact_email",
        "publisher_name",
        "publisher_uri",
    ),
    *(
        "title_ru",
        "title_translated",
        "notes_translated",
        "keywords_translated",
        "tags_translated",
        "conforms_to",
        "bbox",
        "unknown",
    ),
)

ELEMENTS = (
    *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier", "source"),
    *("language", "relation", "coverage", "rights", "alternative", "abstract", "issued", "modified", "available", "spatial"),
    *("temporal", "license", "accessRights", "accrualPeriodicity", "references", "hasFormat", "unknown"),
)


def ckan(text: str) -> tuple[str, bytes, int]:
    """A package with the text in every place that holds a text."""
    extras = [{"key": name, "value": text} for name in EXTRAS] + [{"key": text, "value": text}]
    filled = _filled(package(1, version=text, url=text, author=text, maintainer=text, groups=[{"title": text}]), text)
    filled |= {"id": "1", "type": "dataset", "state": "active", "title": f"Суу {text}", "extras": extras}
    content = json_bytes(filled)
    return "ckan", content, len(content.decode("utf-8", "replace"))


def _filled(value: Any, text: str) -> Any:
    match value:
        case str():
            return text
        case list():
            return [_filled(each, text) for each in value]
        case dict():
            return {name: _filled(each, text) for name, each in value.items()}
    return value


def oai(text: str) -> tuple[str, bytes, int]:
    """A record with the text in every element, of both vocabularies."""
    inner = "".join(f"<{prefix}:{name}>{escape(text)}</{prefix}:{name}>" for prefix in ("dc", "dct") for name in ELEMENTS)
    header = f"<header><identifier>1</identifier><datestamp>{escape(text)}</datestamp></header>"
    title = "<dc:title>Суу</dc:title>"
    content = f"<record>{header}<metadata><oai_dc:dc {NAMESPACES}>{title}{inner}</oai_dc:dc></metadata></record>"
    return "oai_pmh", content.encode("utf-8", "replace"), len(content)


def declared(kind: str) -> Source:
    keys = {"id": "kg_example", "title": {"en": "Example"}, "kind": kind, "url": "https://data.example.kg", "jurisdiction": "KG"}
    return source_of(keys | {"language": ["ky", "ru"]}, Choices(HARVESTERS))


def read_and_judge(kind: str, content: bytes, rules: Rules) -> None:
    """What a run does with a raw record before it is stored."""
    source = declared(kind)
    raw = RawRecord("1", content, "application/json", "https://data.example.kg/1")
    try:
        made = HARVESTERS[kind].normalise(raw, source)
    except SkipRecord:
        return
    assess(made.dataset, Curation(), source=source, rules=rules, today=date(2026, 11, 28))


@pytest.mark.parametrize("fill", [ckan, oai])
@pytest.mark.parametrize("part", range(4))
def test_a_record_that_says_it_everywhere(rules: Rules, fill: Callable[[str], tuple[str, bytes, int]], part: int) -> None:
    for what, text in list(texts(3_000))[part::4]:
        kind, content, characters = fill("".join(each for each in text if each.isprintable()))
        with bounded(f"{kind}: {what}", characters):
            read_and_judge(kind, content, rules)


@pytest.mark.parametrize("fill", [ckan, oai])
def test_a_record_of_the_longest_texts(rules: Rules, fill: Callable[[str], tuple[str, bytes, int]]) -> None:
    for what, text in list(texts(LONG // 2))[::29]:
        kind, content, characters = fill("".join(each for each in text if each.isprintable()))
        with bounded(f"{kind}: {what}", characters):
            read_and_judge(kind, content, rules)


@pytest.mark.parametrize("nested", ["[{}]", '{{"a": {}}}'])
def test_a_value_nested_without_end(rules: Rules, nested: str) -> None:
    before, after = nested.format("\0").split("\0")
    for depth in (100, 1_000, 100_000):
        value = before * depth + "1" + after * depth
        content = json_bytes(package(1, spatial=value, title_translated=value, tags=value, resources=value))
        with bounded(f"{nested} {depth}", len(content)):
            read_and_judge("ckan", content, rules)


def test_many_persons_and_many_topics(rules: Rules) -> None:
    """Each in a sentence of its own, so none of them belong together."""
    text = "список пациентов. " * 1_000 + "судимость. " * 1_000 + "диагноз. " * 1_000
    content = json_bytes(package(1, notes=text))
    with bounded("persons and topics", len(text)):
        read_and_judge("ckan", content, rules)


@pytest.mark.parametrize("piece", ["a ", "license ", "[", "&amp;", "https://a.b/ ", "больной ", "a\u0301"])
def test_memory_grows_with_the_text(rules: Rules, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    kind, content, characters = ckan(text)
    read_and_judge(kind, content, rules)
    tracemalloc.start()
    try:
        read_and_judge(kind, content + b" ", rules)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000 + BYTES_A_CHARACTER * characters


def test_long_texts_are_not_remembered(rules: Rules) -> None:
    tracemalloc.start()
    try:
        for number in range(10):
            rules.license_reader.identify(f"{number} {'x ' * 25_000}")
            language(f"{number} {'x ' * 25_000}")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 300_000
