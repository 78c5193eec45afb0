"""JSON objects in which a key comes several times: all is archived, one value is used, the others are listed as ignored."""

import json
import time

import pytest

from harvesters.base import Normalised, RawRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.reading import json_lists
from harvesters.reading.records import json_bytes, read_object
from harvesters.reading.repeated_keys import Settled
from tests.portal import Portal, package


def through(text: str) -> dict[str, object]:
    """An entry as it is used, after its way from the page through the raw record."""
    return read_object(json_bytes(json_lists.read(text)), identifier="1")


def unused(text: str) -> list[tuple[str, tuple[object, ...]]]:
    read = through(text)
    return [(each.pointer, each.values) for each in read.unused] if isinstance(read, Settled) else []


def ckan(text: str) -> Normalised:
    with Portal([]) as portal:
        source = portal.source(language=("ky",))
    return CkanHarvester().normalise(
        RawRecord("1", json_bytes(json_lists.read(text)), "application/json", "https://a.kg"), source
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":[]},"a":null}',
        '[{"a":1,"a":1},{"x":{"y":true,"y":1}}]',
        '{"суу":"а","суу":"\ud83d\ude00"}',
    ],
)
def test_the_raw_record_has_every_value_as_it_was_sent(text: str) -> None:
    assert json_bytes(json_lists.read(text)) == text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("text", "used", "others"),
    [
        ('{"a":1,"a":2}', {"a": 2}, [("/a", (1,))]),
        ('{"a":1,"a":2,"a":3}', {"a": 3}, [("/a", (1, 2))]),
        ('{"a":1,"a":true}', {"a": True}, [("/a", (1,))]),
        ('{"a":"x","a":""}', {"a": "x"}, []),
        ('{"a":"x","a":null,"a":[],"a":{},"a":" "}', {"a": "x"}, []),
        ('{"a":null,"a":""}', {"a": ""}, []),
        ('{"a":"x","a":"x"}', {"a": "x"}, []),
        ('{"a":{"b":[1]},"a":{"b":[1]}}', {"a": {"b": [1]}}, []),
        ('{"a":{"b":[1]},"a":{"b":[2]}}', {"a": {"b": [2]}}, [("/a", ({"b": [1]},))]),
        ('{"l":[{"a":1},{"a":1,"a":2}]}', {"l": [{"a": 1}, {"a": 2}]}, [("/l/1/a", (1,))]),
        ('{"t":{"a/b":"x","a/b":"y"}}', {"t": {"a/b": "y"}}, [("/t/a~1b", ("x",))]),
        ('{"t":{"ru":1,"ru":2},"t":{"ru":3,"ru":4}}', {"t": {"ru": 4}}, [("/t", ({"ru": 2},)), ("/t/ru", (3,))]),
        ('{"a":1,"b":1,"A":2}', {"a": 1, "b": 1, "A": 2}, []),
        ('{"a":1e5,"b":12345678901234567890123}', {"a": 1e5, "b": 12345678901234567890123.0}, []),
        ("{}", {}, []),
    ],
)
def test_the_last_value_that_says_something_is_used(text: str, used: object, others: object) -> None:
    assert json.dumps(through(text)) == json.dumps(used)
    assert unused(text) == others


def test_an_object_in_a_used_object_is_plain() -> None:
    inner = through('{"t":{"ru":1,"ru":2}}')["t"]
    assert isinstance(inner, dict)
    assert list(inner.items()) == [("ru", 2)]


def test_ckan_lists_each_other_value_as_ignored() -> None:
    tags = '"tags":[{"name":"суу"}],"tags":[{"name":"жер"},{"name":"тоо"}],'
    body = json.dumps(package(1, title_translated={"ky": "@"}, colour="red"), ensure_ascii=False).replace(
        '"tags"', f'{tags}"old"'
    )
    made = ckan(body.replace('"@"', '"Суу","ky":"Жер"').replace('"red"', '"red","colour":"blue"'))
    told = {(issue.pointer, issue.value) for issue in made.issues if "again" in issue.value or issue.pointer == "/colour"}
    assert told == {
        ("/tags", "tags comes again: a list of 1"),
        ("/title_translated/ky", "ky comes again: Суу"),
        ("/colour", "colour comes again: red"),
        ("/colour", "blue"),
    }
    assert made.dataset.ignored.count("/colour") == 1
    assert [word.value for word in made.dataset.keyword] == ["жер", "тоо"]


def test_a_translation_that_is_written_as_text_loses_nothing() -> None:
    body = json.dumps(package(1, title='{"ky": "Суу", "ru": "Вода", "ky": "Жер"}'), ensure_ascii=False)
    made = ckan(body)
    assert [text.value for text in made.dataset.title] == ["Суу", "Вода"]
    assert [issue.value for issue in made.issues if issue.code == "field-ignored"] == ["Жер"]


def test_broken_pages_are_read_alike() -> None:
    page = '{"results": [{"id": "1", "a": 1, "a": 2}, {"id": "2", "a": "say "b""}]}'
    first, _ = json_lists.read(page, entries="results")["results"]
    assert json_bytes(first) == b'{"id":"1","a":1,"a":2}'


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join(['"a":1'] * 100_000) + "}",
        "{" + ",".join(f'"a":{number}' for number in range(100_000)) + "}",
        "{" + '"a":1,' * 50_000 + f'"a":{json.dumps("x" * 500_000)}' + "}",
        '{"a":1,"a":' * 400 + "0" + "}" * 400,
    ],
)
def test_the_time_is_linear(text: str) -> None:
    begin = time.process_time()
    through(text)
    assert time.process_time() - begin < 2
