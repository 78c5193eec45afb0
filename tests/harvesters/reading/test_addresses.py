"""Web addresses in the fields of strangers: in → out."""

from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harvesters.reading.addresses import read_addresses
from schemas.source import Source
from schemas.web_address import web_address

BASE = "https://portal.example/data/"


def source(**fields: Any) -> Source:
    return Source.model_validate(
        {"id": "portal", "title": {"en": "T"}, "kind": "ckan", "url": BASE, "jurisdiction": "KZ", "language": ["ru"]} | fields
    )


SOURCE = source()


def read(text: str) -> list[str]:
    return [each.text for each in read_addresses(text, SOURCE, base=BASE).found]


def issues(text: str) -> set[str]:
    return set(read_addresses(text, SOURCE, base=BASE).issues)


@pytest.mark.parametrize(
    "text",
    [
        "https://files.example/a.csv",
        "http://files.example:8080/a.csv?x=1&y=2#z",
        "https://files.example",
        "ftp://files.example/a.zip",
        "https://files.example/%D0%B0%20b.csv",
        "https://files.example/100%.csv",
        "https://files.example/a_(b).csv",
        "https://files.example/@user/a",
        "https://en.wikipedia.example/wiki/Apple_Inc.",
        "https://web.archive.example/web/2020/https://files.example/a.csv",
        "https://proxy.example/?url=http://files.example/a.csv",
        "https://merge.example/?urls=https://a.example/1,https://b.example/2",
        "https://files.example/a,b;c|d.csv",
        "https://files.example/?keyword=вода&author=Ким",
        "https://данные.рф/набор.csv",
        "http://8.8.8.8/a.csv",
        "http://[2606:4700::1111]/a.csv",
        "https://Files.Example/A.csv",
        "https://files.example/x?copy=1&lt=2",
    ],
)
def test_what_is_well_written_stays_as_it_is(text: str) -> None:
    assert (read(text), issues(text), read(f" {text}\n")) == ([text], set(), [text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/it/storage/f/x.csv", "https://portal.example/it/storage/f/x.csv"),
        ("/data/dataset/1/x.csv", "https://portal.example/data/dataset/1/x.csv"),
        ("dataset/1/download/x.csv", "https://portal.example/data/dataset/1/download/x.csv"),
        ("dataset/1", "https://portal.example/data/dataset/1"),
        ("files/отчёт.xlsx", "https://portal.example/data/files/отчёт.xlsx"),
        ("../x/y.csv", "https://portal.example/x/y.csv"),
        ("./y.csv", "https://portal.example/data/y.csv"),
        ("/my file.csv", "https://portal.example/my%20file.csv"),
        ("//files.example/x.csv", "https://files.example/x.csv"),
    ],
)
def test_a_path_is_joined_to_the_portal(text: str, expected: str) -> None:
    assert (read(text), issues(text)) == ([expected], set())
    assert read_addresses(text, SOURCE).found == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPS://files.example/x.csv", "https://files.example/x.csv"),
        ("https://files.example/my file.csv", "https://files.example/my%20file.csv"),
        ("https://files.example/Отчёт за\u00a02020 год.xlsx", "https://files.example/Отчёт%20за%202020%20год.xlsx"),
        ("https://files.example/a.csv,", "https://files.example/a.csv"),
        ("https://files.example/a.csv.", "https://files.example/a.csv"),
        ('"https://files.example/a.csv"', "https://files.example/a.csv"),
        ("(https://files.example/a_(b).csv)", "https://files.example/a_(b).csv"),
        ("<https://files.example/a.csv>", "https://files.example/a.csv"),
        ("«https://files.example/a.csv».", "https://files.example/a.csv"),
        ("\ufeffhttps://files.example/a.csv", "https://files.example/a.csv"),
    ],
)
def test_what_only_surrounds_an_address_is_no_part_of_it(text: str, expected: str) -> None:
    assert (read(text), issues(text)) == ([expected], set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://files.example/a\u200b.csv", "https://files.example/a.csv"),
        ("https://files.example/\u202ea.csv", "https://files.example/a.csv"),
        ("https://files.example/a\x00.csv", "https://files.example/a.csv"),
        ("https://files.example/می\u200cخواهم.csv", "https://files.example/می%E2%80%8Cخواهم.csv"),
        ("https://files.example/?a=1&amp;b=2", "https://files.example/?a=1&b=2"),
        ("http://http://files.example/x", "http://files.example/x"),
        ("http://https://files.example/x", "https://files.example/x"),
        ("https://portal.examplehttps://files.example/x.csv", "https://files.example/x.csv"),
        ("http:\\\\files.example\\x.csv", "http://files.example/x.csv"),
        ("http: //files.example/x", "http://files.example/x"),
        ("http:// files.example/x", "http://files.example/x"),
        ("www.files.example/x.csv", "http://www.files.example/x.csv"),
        ('<a href="https://files.example/a.csv">Скачать</a>', "https://files.example/a.csv"),
        ("<a target=_blank href='/f/a.csv'>Скачать</a>", "https://portal.example/f/a.csv"),
        ("[Скачать](https://files.example/a.csv)", "https://files.example/a.csv"),
        ("Скачать: https://files.example/a.csv", "https://files.example/a.csv"),
        ("https://files.example/a.csv (на русском)", "https://files.example/a.csv"),
        ("https://files.example/a.csv\nОписание", "https://files.example/a.csv"),
    ],
)
def test_what_has_one_reading_is_put_right_and_reported(text: str, expected: str) -> None:
    assert (read(text), issues(text)) == ([expected], {"url-repaired"})


@pytest.mark.parametrize(
    "between", [" ", "\n", "\r\n", "\t", ", ", ",", "; ", ";", " | ", "|", "<br>", "<br />", "\u3000", "、", " и ", "\u2028"]
)
def test_two_addresses_are_two(between: str) -> None:
    assert read(f"https://a.example/a.csv{between}https://b.example/b.csv") == [
        "https://a.example/a.csv",
        "https://b.example/b.csv",
    ]
    assert read("/f/a.csv\n/f/b.csv") == ["https://portal.example/f/a.csv", "https://portal.example/f/b.csv"]
    assert read("https://a.example/ https://a.example/") == ["https://a.example/"]


@pytest.mark.parametrize(
    "text",
    [
        "://dataset/1/download/x.csv",
        "http:///x.csv",
        "http:/x.csv",
        "https//files.example/x",
        "https://",
        "http://-/",
        "http://[::1",
        "http://[::1]x/",
        "http://a..b/",
        "http://files.example:99999/",
        "http://files.example:abc/",
        "http://a℀b.example/",
        "http://xn--/",
        "https://" + "a" * 300 + ".example/",
        "https://files.example/" + "a" * 9000,
        "files.example/2025/x.xlsx",
        "\\\\server\\share\\x.csv",
        "C:\\data\\x.csv",
        "x.csv",
        "N/A",
        "CSV/XLS",
        "нет",
        "-",
        "/",
        "//",
        "///x.csv",
        "?q=1",
        "#top",
        "mailto:a@files.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JaVaScRiPt://files.example/%0aalert(1)",
        "data:text/html,https:x",
        "s3://bucket/x.csv",
        "urn:isbn:9785170",
        "ark:/12345/x",
        "ISBN 978-5-17-0",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert (read(text), issues(text)) == ([], {"url-not-understood"})


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "192.0.2.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "１２７.０.０.１",
        "[::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "server",
        "data-server:8080",
        "ckan.local",
        "ckan.internal",
        "ckan.lan",
        "ckan.home.arpa",
        "a.test",
        "a.localhost",
    ],
)
def test_a_machine_that_no_reader_can_reach(host: str) -> None:
    text = f"http://{host}/x.csv"
    assert (read(text), issues(text)) == ([text], {"url-unreachable"})


def test_the_own_host_of_a_portal_in_a_private_network_can_be_reached() -> None:
    inside = source(url="http://127.0.0.1:5000/", allow_private_addresses=True)
    assert read_addresses("http://127.0.0.1:8080/x.csv", inside).issues == ()
    assert read_addresses("http://10.0.0.1/x.csv", inside).issues == ("url-unreachable",)
    assert read_addresses("http://127.0.0.1/x.csv", source(url="http://127.0.0.1:5000/")).issues == ("url-unreachable",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://user:hunter2@files.example/x.csv", "https://files.example/x.csv"),
        ("ftp://hunter2@files.example/x.csv", "ftp://files.example/x.csv"),
        ("https://user:hun@ter2@files.example/x", "https://files.example/x"),
        ("//user:hunter2@files.example/x.csv", "https://files.example/x.csv"),
        ("https://files.example/x?api_key=hunter2&a=1", "https://files.example/x?api_key=[hidden]&a=1"),
        ("https://files.example/x?X-Amz-Signature=hunter2", "https://files.example/x?X-Amz-Signature=[hidden]"),
        ("https://files.example/x?a=1&sig=hunter2#b", "https://files.example/x?a=1&sig=[hidden]#b"),
        (
            "https://files.example/x?url=https://user:hunter2@b.example/",
            "https://files.example/x?url=https://[hidden]@b.example/",
        ),
    ],
)
def test_secrets_are_taken_out(text: str, expected: str) -> None:
    assert (read(text), issues(text)) == ([expected], {"url-secret"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("doi:10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("DOI: 10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("info:doi/10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("urn:doi:10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("doi.org/10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("dx.doi.org/10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("https://dx.doi.org/10.5281/zenodo.1", "https://dx.doi.org/10.5281/zenodo.1"),
        ("10.1002/(SICI)1<1::AID>3.0", "https://doi.org/10.1002/(SICI)1%3C1::AID%3E3.0"),
        ("hdl:20.500.12345/6", "https://hdl.handle.net/20.500.12345/6"),
    ],
)
def test_identifiers_with_an_address(text: str, expected: str) -> None:
    assert (read(text), issues(text)) == ([expected], set())


words = st.text(alphabet="/\\:.,;@?#&=[]()<>\"' \t\nahtpsw0x%-|\u200b\u200eдя", max_size=60)


@settings(deadline=None)
@given(st.builds("{}{}{}".format, words, st.sampled_from(["https://", "http://u:p@a.example/", "www.", "//", ""]), words))
@example("https://[hidden]@a.example/x")
def test_whatever_is_sent_is_no_link_with_a_secret_and_no_broken_one(text: str) -> None:
    for found in read_addresses(text, SOURCE, base=BASE).found:
        hosts = found.text.replace("[hidden]", "")
        address = web_address(hosts)
        assert address is not None
        assert "@" not in hosts.split("/")[2]
        assert not set(found.text) & set(' \t\n\r\u200b\u200e\\<>"')


segments = st.lists(st.text(alphabet="abcя-_~%2F().", min_size=1, max_size=5), min_size=1, max_size=4).map("/".join)


@given(st.sampled_from(["/", "dataset/", "../", "./"]), segments, st.sampled_from(["", "?a=1", "#b"]))
def test_a_reference_is_joined_as_the_standard_says(start: str, path: str, end: str) -> None:
    reference = f"{start}x{path}y{end}"
    assert read(reference) == [urljoin(BASE, reference)]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/a.csv ",
        "https://a.example/a.csv,",
        "https://a.example/?,",
        "](",
        "www.a.b ",
        "http:// ",
        "<a href=",
        ")",
        "(",
        "<",
        "// ",
        "&amp;",
        "\u200c",
        "doi:",
        "10.1234.",
        "a/",
        "://a:b@",
    ],
)
def test_long_texts_take_no_long_time(text: str) -> None:
    read_addresses(text * (100_000 // len(text)), SOURCE, base=BASE)
