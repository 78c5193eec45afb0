"""The translations that Serai ships: complete, with the gaps and codes of the messages, in the letters of their language."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from registry.ui.languages import load_languages, missing
from tests.registry.ui.pseudo import LOCALE, template

LANGUAGES = ("fa", "kk", "ky", "ru", "zh")
"""Besides English: the official languages of the organisation, and three of its states'."""

GAP = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")
CODE = re.compile(r"`[^`]*`|&\w+;|</?\w+[^>]*>")
LATIN = re.compile(r"[A-Za-z]{2,}")
LETTERS = {
    "fa": "؀-ۿ",
    "kk": "а-яёәғқңөұүһі",
    "ky": "а-яёңөү",
    "ru": "а-яё",
    "zh": "一-鿿",
}
"""The letters of a language besides the Latin ones of names and codes."""

FOREIGN = {
    "fa": '[يكى“”"]',
    "kk": '[“”„"]',
    "ky": '[“”„"әғқұһі]',
    "ru": '[“”„"әғқңөұүһі]',
    "zh": '[«»„"]|[一-鿿][,;:?!]|[一-鿿] [一-鿿]',
}
"""What a text of the language never has: letters of its neighbours, quotation marks and signs of other scripts."""

ENDS = {".": ".。", "?": "?؟？", ":": ":：", "!": "!！", "…": "…"}
"""How a sentence ends, by how the English one does."""


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES" / "serai.po").open("rb") as file:
        return read_po(file, locale=code, domain="serai")


def pairs(code: str) -> Iterator[tuple[str, str]]:
    """Each English text with each of its translations. A text with a number counts in its plural form."""
    for message in catalogue(code):
        if message.id:
            yield from ((_english(message), said) for said in _said(message))


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[1]


def _said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_every_language_is_offered() -> None:
    assert sorted(load_languages()) == sorted(("en", *LANGUAGES))


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_message_lacks_a_translation_and_none_is_left_over(code: str) -> None:
    assert missing(template(), catalogue(code)) == []
    assert {message.id for message in catalogue(code)} <= {message.id for message in template()} | {""}
    assert not catalogue(code).obsolete


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_has_the_gaps_the_codes_and_the_end_of_its_message(code: str) -> None:
    faults = []
    for english, said in pairs(code):
        if sorted(GAP.findall(english)) != sorted(GAP.findall(said)):
            faults.append(("gaps", english, said))
        if sorted(CODE.findall(english)) != sorted(CODE.findall(said)):
            faults.append(("codes", english, said))
        if english[-1] in ENDS and said.rstrip("»”")[-1] not in ENDS[english[-1]]:
            faults.append(("end", english, said))
        if said.strip() != said:
            faults.append(("space", english, said))
    assert not faults


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_is_in_the_letters_of_its_language(code: str) -> None:
    faults = []
    for english, said in pairs(code):
        bare = CODE.sub("0", GAP.sub("0", said))
        names = {word.lower() for word in LATIN.findall(english)}
        if any(word.lower() not in names for word in LATIN.findall(bare)):
            faults.append(("words that the message does not have", english, said))
        if re.search(FOREIGN[code], bare.lower()):
            faults.append(("signs of another language", english, said))
        if re.search(r"[а-яё][a-z]|[a-z][а-яё]", bare.lower()):
            faults.append(("a word in two scripts", english, said))
        if len(re.findall(r"\b[a-z]{3,}\b", CODE.sub(" ", GAP.sub(" ", english)))) > 2 and not re.search(
            f"[{LETTERS[code]}]", bare.lower()
        ):
            faults.append(("English", english, said))
    assert not faults


def terms() -> Iterator[tuple[str, str, str]]:
    """The rows of TERMS.md: language, English term, the words for it."""
    code = ""
    for line in (LOCALE / "TERMS.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## \w+ \(`(\w+)`\)", line):
            code = heading[1]
        elif line.startswith("| ") and not line.startswith("| English |"):
            english, words, source = (cell.strip() for cell in line.strip("|").split("|"))
            assert source, line
            yield code, english, words


INFLECTED = 3
"""How many letters at the end of a word may differ in the languages that inflect words."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_texts_are_in_the_terms_of_the_list(code: str) -> None:
    rows = [(english, words) for language, english, words in terms() if language == code]
    names = " ".join(english for english, _ in rows)
    wanted = ("personal data", "consent", "licence", "dataset", "evidence", "jurisdiction", "privacy class", "audit trail")
    assert all(name in names for name in wanted)
    texts = " ".join(said for _, said in pairs(code)).lower()
    assert [row for row in rows if not any(_is_used(words, texts, code) for words in _choices(row[1]))] == []


def _choices(words: str) -> list[str]:
    """The words that a row has for a term, without what stands in brackets."""
    return [each.strip() for each in re.split(r"[;/,،؛、«»]", re.sub(r"\([^)]*\)", "", words)) if each.strip()]


def _is_used(words: str, texts: str, code: str) -> bool:
    ends = 0 if code in {"fa", "zh"} else INFLECTED
    return all(word[: max(4, len(word) - ends)].lower() in texts for word in words.split())
