"""A page of XML that is not well-formed: a broken entry costs only itself."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.reading.entries import Mended, mended
from harvesters.reading.xml import NotWellFormed, children, local_name, parse, text_of, written

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'

TOKEN = '<resumptionToken completeListSize="9">a|b</resumptionToken>'


def entry(number: int, title: str = "Вода", *, header: str = "") -> str:
    head = f"<header>{header}<identifier>oai:a:{number}</identifier><datestamp>2026-11-28</datestamp></header>"
    return f"<record>{head}<metadata><d {DC}><dc:title>{title}</dc:title></d></metadata></record>"


def page(*entries: str, token: str = TOKEN, request: str = "<request>http://a.example/oai</request>", prefix: str = "") -> str:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:i="http://i.example">'
        f"{request}<ListRecords>{''.join(entries)}{token}</ListRecords></OAI-PMH>"
    )
    return text.replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}") if prefix else text


def mend(text: str) -> Mended:
    with pytest.raises(NotWellFormed):
        parse(text)
    found = mended(text, root="OAI-PMH")
    assert found is not None
    return found


def numbers(found: Mended) -> list[str]:
    listed = next(children(found.root, "ListRecords"))
    return [
        text_of(next(children(each, "header"))).partition("2026")[0] for each in children(listed) if local_name(each) == "record"
    ]


BROKEN = {
    "a bare ampersand": "Доход & расход",
    "a reference without end": "a &amp b",
    "an unknown entity": "a &unheard; b",
    "a sign of comparison": "1 < 2 и 3",
    "a tag that is not closed": "a <b> c",
    "tags that cross": "<b><i></b></i>",
    "an attribute twice": '<b a="1" a="2"/>',
    "an attribute without quotes": "<b a=1/>",
    "a bad byte": "Ch\udc92ng",
    "an unknown prefix": "<gco:X>a</gco:X>",
    "a DTD": "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
    "a comment in a comment": "<!-- a -- b -->",
    "a comment without end": "<!-- a",
    "CDATA without end": "<![CDATA[ a",
    "the end of CDATA": "a ]]> b",
    "a forbidden number": "&#xD800;",
    "the end of a record": "</record>",
}


@pytest.mark.parametrize("title", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_broken_entry_costs_only_itself(title: str, place: int) -> None:
    entries = [entry(number) for number in range(3)]
    entries[place] = entry(place, title)
    found = mend(page(*entries))
    assert numbers(found) == [f"oai:a:{number}" for number in range(3) if number != place]
    assert [each.identifier for each in found.broken] == [f"oai:a:{place}"]
    assert found.broken[0].content.decode("utf-8", "surrogateescape").startswith(entries[place].partition("</record>")[0])
    assert "a|b" in text_of(found.root)


@pytest.mark.parametrize(
    "title", ["<b/>" * 9, "<![CDATA[ & <record><header> </record> ]]>", "<!-- & <record><header></record> -->"]
)
def test_words_in_a_comment_or_in_cdata_are_no_entries(title: str) -> None:
    found = mend(page(entry(0), entry(1, title), entry(2, "&"), entry(3, title), entry(4)))
    assert numbers(found) == [f"oai:a:{number}" for number in (0, 1, 3, 4)]
    assert len(found.broken) == 1


def test_a_healthy_entry_is_the_same_bytes_as_on_a_healthy_page() -> None:
    [listed] = children(mend(page(entry(1), entry(2, "&"), token="")).root)
    healthy = next(children(parse(page(entry(1), token="")), "ListRecords"))
    assert written(next(children(listed))) == written(next(children(healthy)))


@pytest.mark.parametrize(
    ("title", "read", "entity"),
    [
        ("a&nbsp;b", "a\u00a0b", "&nbsp;"),
        ("&laquo;Вода&raquo; &copy; &AMP; &LT;", "«Вода» © & <", "&laquo;"),
        ("<![CDATA[&nbsp;]]>&mdash;", "&nbsp;—", "&mdash;"),
    ],
)
def test_entities_of_html_are_read_and_noted(title: str, read: str, entity: str) -> None:
    found = mend(page(entry(1), entry(2, title)))
    assert found.broken == ()
    assert found.decoded == (("oai:a:2", entity),)
    assert read in text_of(found.root)


@pytest.mark.parametrize(
    "record",
    [
        "<record><header><identifier>oai:a:1</identifier>2026</header><metadata><oai_dc:dc><dc:title>a</dc:title></oai_dc:dc></metadata></record>",
        '<record xsi:schemaLocation="a b"><header><identifier>oai:a:1</identifier>2026</header></record>',
    ],
)
def test_usual_prefixes_need_no_declaration(record: str) -> None:
    found = mend(page(record, entry(2)))
    assert (numbers(found), found.broken) == (["oai:a:1", "oai:a:2"], ())


def test_any_prefix_and_headers_alone() -> None:
    text = (
        page(entry(1).replace("dc:", ""), entry(2, "&").replace("dc:", ""), prefix="oai:")
        .replace("<oai:?", "<?")
        .replace("xmlns=", "xmlns:oai=")
    )
    found = mend(text)
    assert (numbers(found), [each.identifier for each in found.broken]) == (["oai:a:1"], ["oai:a:2"])
    headers = [f'<header status="deleted"><identifier>oai:a:{number}</identifier></header>' for number in range(3)]
    found = mend(page(headers[0], "<header><identifier>oai:a:9</identifier>&</header>", *headers[1:]))
    assert [each.identifier for each in found.broken] == ["oai:a:9"]
    assert text_of(found.root).count("oai:a:") == 3


def test_a_record_in_a_record() -> None:
    wrapped = [f"<record>{entry(number, title)}</record>" for number, title in enumerate(["a", "&", "c"])]
    found = mend(page(*wrapped))
    assert [each.identifier for each in found.broken] == ["oai:a:1"]
    assert text_of(found.root).count("oai:a:") == 2


@pytest.mark.parametrize(
    ("token", "following"),
    [
        ("<resumptionToken>from=2026&set=a&b</resumptionToken>", "from=2026&set=a&b"),
        ("<resumptionToken>a&amp;b&#38;c</resumptionToken>", "a&b&c"),
        ("\n <resumptionToken\n cursor='0'>a</resumptionToken >\n", "a"),
        ("<resumptionToken/>", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("title", ["a", "&"])
def test_the_token_is_taken_from_the_rest(token: str, following: str, title: str) -> None:
    found = mend(page(entry(1), entry(2, title), token=token, request="<request>http://a.example/?a=1&b=2</request>"))
    [listed] = children(found.root)
    assert "".join(text_of(each) for each in children(listed, "resumptionToken")) == following
    assert len(found.broken) == (title == "&")


def test_text_before_the_page() -> None:
    for before in ("Warning: no disk in /www/oai.php\n", "<br />\n<b>Notice</b>: x &amp y<br />\n"):
        assert numbers(mend(before + page(entry(1)))) == ["oai:a:1"]
        assert numbers(mend(before + page(entry(1), entry(2, "&")))) == ["oai:a:1"]


@pytest.mark.parametrize("length", range(1, len(page(entry(1), entry(2, "&"), entry(3))) - 1, 7))
def test_nothing_is_read_of_a_page_that_is_broken_off(length: int) -> None:
    text = page(entry(1), entry(2, "&"), entry(3))
    assert mended(text[: len(text) - length], root="OAI-PMH") is None


@pytest.mark.parametrize(
    "part",
    [
        *("<record>", "<record><header>", "<header><identifier>", "<!--", "<![CDATA[", "<!-- -->", "<record ", "&nbsp;", "&"),
        *("<resumptionToken ", "<a:", "</record>", "</OAI-PMH", " xmlns:a='b'", "<record>" + " " * 500, "<OAI-PMH", "\udc92"),
    ],
)
def test_the_time_is_linear(part: str) -> None:
    for text in (
        page(entry(1), entry(2, "&" + part * (200_000 // len(part))), entry(3)),
        page(entry(1, "&"), request=part * 20_000),
    ):
        begun = time.process_time()
        mended(text, root="OAI-PMH")
        assert time.process_time() - begun < 5


@given(st.lists(st.sampled_from([*BROKEN.values(), "Вода", "<", ">", "<record>", "</metadata>", "<header>", TOKEN]), max_size=6))
def test_any_text_is_read_or_refused(titles: list[str]) -> None:
    found = mended(page(*(entry(number, title) for number, title in enumerate(titles))), root="OAI-PMH")
    assert found is None or "\ufffd" not in text_of(found.root)
