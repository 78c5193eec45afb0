"""Texts for people: without markup, invisible characters and needless blanks, and nothing else changed."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harvesters.reading.prose import is_plain, prose
from tests.search.analysis.samples import TITLES

HEALTHY = [
    "AT&T и R&D, a&b",
    "?x=1&lt=2&copy=3",
    "a < b и p<0,05, <5 лет, <неизвестно>, List<String>, List<Object>",
    "файл <time>.csv",
    "если x <b and c> y",
    "&unknown; &notit;",
    "Список: «а» — №\u00a05".replace("\u00a0", " "),
    "می\u200cخواهم",
    "क्\u200dष और शक्\u200cति",
    "👩\u200d⚕\ufe0f ❤\ufe0f 1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e007f",
    "葛\U000e0100城",
    "داده\u200cها (ABC)\u200f، فهرست",
    "Первый абзац\n\nВторой абзац\nстрока",
    *(title for titles in TITLES.values() for title in titles),
]


@pytest.mark.parametrize("text", HEALTHY)
def test_a_healthy_text_stays(text: str) -> None:
    assert prose(text) == text


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Отчёт ООО &quot;Ромашка&quot; &amp; партнёры&nbsp;2024", 'Отчёт ООО "Ромашка" & партнёры 2024'),
        ("Цена &lt; 100&nbsp;тг.", "Цена < 100 тг."),
        ("&amp;amp;quot;Вода&amp;#34;", '"Вода"'),
        ("&#1042;&#x43E;&#1076;&#1072; &laquo;x&raquo; &ndash; &#150;", "Вода «x» – –"),
        ("&#55357;&#56832; &#xD83D;&#xDE00;", "😀 😀"),
        ("Цена&nbsp 5 &laquo Вода &raquo", "Цена 5 « Вода »"),
        ("https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&b=2"),
        ("<b>Вода</b> и H<sub>2</sub>O", "Вода и H2O"),
        ("<p>Один</p><p>Два<br/>Три</p>", "Один\n\nДва\nТри"),
        ("<ul><li>а</li><li>б</li></ul>", "а\n\nб"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("&lt;p&gt;Текст&lt;/p&gt;", "Текст"),
        ('<a href="https://x.example/?a>b" target=_blank>Ссылка</a>', "Ссылка"),
        ("<FONT color=red>Т</FONT><hr noshade>", "Т"),
        ("x<script>alert('1')</script>y<style>p{}</style>z<!-- c -->w", "xyzw"),
        ("<!--[if gte mso 9]><xml>w</xml><![endif]-->Текст", "Текст"),
        ("<![if !supportLists]>· <![endif]>Пункт", "· Пункт"),
        ("<o:p></o:p><span lang=RU style='color:red'>Текст</span>", "Текст"),
        (
            "Normal 0 false false false RU X-NONE X-NONE MicrosoftInternetExplorer4"
            ' /* Style Definitions */ table.MsoNormalTable {mso-style-name:"x";} Текст',
            "Текст",
        ),
        ("<b>Не закрыто", "Не закрыто"),
        ("  два   пробела\u3000и\u00a0ещё\tодин ", "два пробела и ещё один"),
        ("строка\r\nдва\u2028три\rчетыре  \n\n\n\nпять", "строка\nдва\nтри\nчетыре\n\nпять"),
        ("\ufeffСве\u00adде\u200bния\u2060", "Сведения"),
        ("Вода\u200d \u200eдва\u200f", "Вода два"),
        ("می\u200cخواهم\u200c", "می\u200cخواهم"),
        ("\u200fمدارس\u200f", "مدارس"),
        ("\u202eтекст\u202c", "текст"),
        ("\u3164\u2800\u115f\uffa0", ""),
        ("Cafe\u0301", "Café"),
        ("\uf0b7 Пункт", "Пункт"),
        ("В\ufe0fода", "Вода"),
        ("\ufffeВода\ufdd0", "Вода"),
        ("Вода\U000e0041", "Вода"),
    ],
)
def test_what_is_no_text_goes(sent: str, read: str) -> None:
    assert not is_plain(sent)
    assert prose(sent) == read


_PIECES = (
    "< > & ; <b> </b> <br> <p <!-- --> <script> </script> &amp; &lt; &gt; &quot; &nbsp; amp; # &# 38; x26; <a href=' \" ' = b"
    " script вода суу \u0301 \u200d \u200c \u200f م न् \ufe0f \u3164 \u00ad * / Normal 0 \ufffd \ud83d 1"
)
PIECES = st.sampled_from([*_PIECES.split(), " ", "\n", "\r", "\u2028"]) | st.characters()
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
@example("&amp;amp;amp;lt;b&gt;")
@example("<<b>b>x")
def test_cleaning_again_changes_nothing(text: str) -> None:
    clean = prose(text)
    assert prose(clean) == clean
    assert len(clean) <= 3 * len(text)
    assert clean == clean.strip()


@given(st.text(st.characters(exclude_characters="<&", categories=["L", "N", "P", "Zs"])))
def test_a_text_without_markup_keeps_its_letters(text: str) -> None:
    invisible = "\u115f\u1160\u3164\uffa0"
    letters = [sign for sign in text if sign.isalnum() and sign not in invisible]
    assert [sign for sign in prose(text) if sign.isalnum()] == [
        part for sign in letters for part in prose(sign) if part.isalnum()
    ] or not text.isprintable()


@given(TEXTS)
def test_a_plain_text_needs_nothing(text: str) -> None:
    if is_plain(text):
        assert prose(text) == text.strip()


@pytest.mark.parametrize(
    "piece",
    [
        *_PIECES.split(),
        "<p a='",
        '<p a="',
        "<b",
        "а\u200d",
        "<<b>b>",
        "</b",
        "م\u200f",
        "Normal 0 ",
        "<b>",
        "\n ",
        "&#",
        "<a b=c ",
    ],
)
def test_time_grows_with_the_text_only(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    start = time.process_time()
    prose(text)
    assert time.process_time() - start < 5
