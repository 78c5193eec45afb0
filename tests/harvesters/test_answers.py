"""Answers of any bytes under any labels: JSON, XML, or an error of ours; no character that the portal did not send."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.answers import read_json, read_text, read_xml
from harvesters.errors import BadAnswer
from harvesters.reading.broken import Broken
from harvesters.reading.xml import text_of
from tests.harvesters.responses import response

TEXTS = ("Список школ Бишкека", "Қазақстанның су ресурстары", "水资源目录,联通", "فهرست داده‌ها", "जल संसाधन", "Water")

CHARSETS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1251",
    "koi8-r",
    "gb18030",
    "cp1256",
    "latin-1",
    "iso2022_jp",
)

LABELS = st.sampled_from((*CHARSETS, "", "utf8mb4", "binary", '"utf-8"', "none", "utf-7", "hz", "punycode", "cp037", "hex"))

KINDS = st.sampled_from(
    ("application/json", "text/html", "text/plain", "application/octet-stream", "text/xml", "", ";", "a/b; charset")
)


def listing(title: str) -> str:
    return json.dumps({"result": {"results": [{"id": "1", "title": title}, {"id": "2", "title": "Water"}]}}, ensure_ascii=False)


def page(title: str) -> str:
    records = "".join(
        f"<record><header><identifier>{number}</identifier></header><title>{each}</title></record>"
        for number, each in enumerate([title, "Water"])
    )
    return f"<OAI-PMH><ListRecords>{records}</ListRecords></OAI-PMH>"


def titles(answer: Any) -> list[str]:
    return [each["title"] for each in answer["result"]["results"] if not isinstance(each, Broken)]


@given(st.sampled_from(TEXTS), LABELS, KINDS, st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-32")))
def test_a_sound_body_is_read_under_any_label(text: str, label: str, kind: str, charset: str) -> None:
    assert titles(read_json(response(listing(text).encode(charset), kind=kind, label=label))) == [text, "Water"]
    answer = read_xml(response(page(text).encode(charset), kind=kind, label=label), root="OAI-PMH")
    assert (text in text_of(answer.root), answer.broken, answer.issues) == (True, (), ())


@given(st.sampled_from(TEXTS), LABELS, st.sampled_from(CHARSETS), st.sampled_from(CHARSETS[:3]))
def test_the_other_records_are_as_they_were_sent(text: str, label: str, charset: str, assumed: str) -> None:
    """Whatever charset one record is in, what is ASCII in the others is as it was sent."""
    bad = text.encode(charset, "ignore")
    if charset.startswith(("utf-16", "utf-32", "iso2022")) or b'"' in bad or b"\\" in bad or b"<" in bad or b"&" in bad:
        return
    found = titles(read_json(response(listing("@").encode().replace(b"@", bad), label=label, assumed=assumed)))
    assert found[-1] == "Water"
    answer = read_xml(response(page("@").encode().replace(b"@", bad), label=label, assumed=assumed), root="OAI-PMH")
    assert "Water" in text_of(answer.root)
    assert "\ufffd" not in text_of(answer.root)


@given(st.binary(max_size=200), LABELS, KINDS, st.sampled_from((b"", b"{", b"[", b"<", b"<OAI-PMH>", b"<?xml encoding='")))
def test_any_bytes_are_an_answer_or_a_bad_one(content: bytes, label: str, kind: str, begin: bytes) -> None:
    for read in (read_text, read_json, lambda given: read_xml(given, root="OAI-PMH")):
        try:
            read(response(begin + content, kind=kind, label=label))
        except BadAnswer as error:
            assert "portal.example" in str(error)  # noqa: PT017 - each of them may succeed


@given(st.sampled_from(TEXTS), st.sampled_from(CHARSETS[:5]), st.integers(1, 400), LABELS)
def test_an_answer_that_is_broken_off_is_not_read(text: str, charset: str, length: int, label: str) -> None:
    for whole, read in ((listing(text), read_json), (page(text), lambda given: read_xml(given, root="OAI-PMH"))):
        body = whole.encode(charset)
        with pytest.raises(BadAnswer):
            read(response(body[: max(0, len(body) - length)], label=label))


@pytest.mark.parametrize(
    "body", [b"", b" " * 500, b"<html>", b"\xef\xbb\xbf<!DOCTYPE html>", gzip.compress(b"{}", mtime=0), b"null x"]
)
def test_what_is_no_json_says_so(body: bytes) -> None:
    with pytest.raises(BadAnswer, match=r"a web page instead of JSON|cut off or broken|not valid utf-8"):
        read_json(response(body))


@pytest.mark.parametrize(
    "broken", ["{'id': 1}", '{"id": "3", "title": "a "b" c"}', '{"id": "3" "title": "a"}', '{"id": "3", "a": tru}']
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_entry_that_is_no_json_costs_only_itself(broken: str, place: int) -> None:
    entries = ['{"id": "1", "title": "a"}', '{"id": "2", "title": "b]},"}']
    entries.insert(place, broken)
    found = read_json(response(f'{{"result": {{"count": 3, "results": [{", ".join(entries)}]}}}}'.encode()), entries="results")
    assert titles(found) == ["a", "b]},"]
    [lost] = [each for each in found["result"]["results"] if isinstance(each, Broken)]
    assert lost == Broken(broken.encode(), "3" if '"3"' in broken else None)


@pytest.mark.parametrize(
    "body",
    [
        '{"results": [{"a": }',
        '{"results": [{"a": }, {"b": 1}]',
        '{"results": [{"a": ], {"b": 1}]}',
        '{"results": [tru, {"b": 1}]}',
        '{"results": [{"a": 1}], "count": tru}',
        '{"results": [{"a": "}, {"b": 1}]}',
        '{"other": [{"a": }]}',
    ],
)
def test_json_that_is_broken_elsewhere_is_not_read(body: str) -> None:
    with pytest.raises(BadAnswer):
        read_json(response(body.encode()), entries="results")


@pytest.mark.parametrize("part", ["[", "{", '"', '\\"', "[]", '{"results": [', '"results":', ",", "\udc92", "<", "{}"])
def test_the_time_of_broken_json_is_linear(part: str) -> None:
    body = ('{"results": [{"a": ' + part * (300_000 // len(part)) + "}]}").encode("utf-8", "surrogateescape")
    with pytest.raises(BadAnswer):
        read_json(response(body + b"x"), entries="results")
