"""Packed bodies under true and false labels, within the limit."""

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.wire.packing import TooLarge, WronglyPacked, unpacked

LIMIT = 100_000

BODY = '{"title": "Суу ресурстары", "count": 1}'.encode()

ANY_LABEL = ["", "identity", "gzip", "x-gzip", "deflate", "gzip, gzip", "gzip,deflate", "utf-8", "none", "UTF-8", "br", "zstd"]


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize("stated", ANY_LABEL)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zlib.compress, lambda body: gzip.compress(gzip.compress(body))])
def test_the_bytes_tell_how_a_body_is_packed(pack: type[bytes], stated: str) -> None:
    assert unpacked(pack(BODY), stated=stated, limit=LIMIT) == BODY


@pytest.mark.parametrize("level", range(1, 10))
def test_every_level(level: int) -> None:
    assert unpacked(zlib.compress(BODY, level), stated="", limit=LIMIT) == BODY


@pytest.mark.parametrize("body", [b"", b"\n <a/>", b"\xef\xbb\xbf<a/>", b"[]", b'"x"', b"\xef\xbb\xbf\n{}"])
@pytest.mark.parametrize("stated", ANY_LABEL)
def test_text_under_a_label_is_text(body: bytes, stated: str) -> None:
    assert unpacked(body, stated=stated, limit=LIMIT) == body


def test_deflate_without_a_header() -> None:
    assert unpacked(raw_deflate(BODY), stated="deflate", limit=LIMIT) == BODY


def test_parts_and_what_follows_them() -> None:
    parts = gzip.compress(BODY[:9]) + gzip.compress(BODY[9:])
    assert unpacked(parts, stated="gzip", limit=LIMIT) == BODY
    assert unpacked(parts + b"\0\0\0", stated="gzip", limit=LIMIT) == BODY
    with pytest.raises(WronglyPacked, match="parts"):
        unpacked(gzip.compress(b"") * 1000, stated="gzip", limit=LIMIT)


@pytest.mark.parametrize(
    ("body", "stated", "words"),
    [
        (b"nope", "gzip", "does not match"),
        (b"nope", "deflate", "does not match"),
        (gzip.compress(BODY, mtime=0)[:-12], "gzip", "broke off"),
        (zlib.compress(BODY)[:-6], "", "broke off"),
        (gzip.compress(BODY, mtime=0)[:-8] + b"\xff" * 8, "gzip", "does not match"),
        (b"\x1b\x27\x00 packed", "br", "packed as br"),
        (b"\x28\xb5\x2f\xfd packed", "zstd", "packed as zstd"),
        (b"\x28\xb5\x2f\xfd packed", "gzip, zstd", "packed as zstd"),
    ],
)
def test_what_cannot_be_unpacked_says_why(body: bytes, stated: str, words: str) -> None:
    with pytest.raises(WronglyPacked, match=words):
        unpacked(body, stated=stated, limit=LIMIT)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw_deflate, lambda body: gzip.compress(gzip.compress(body))])
def test_no_way_unpacks_more_than_the_limit(pack: type[bytes]) -> None:
    assert len(unpacked(pack(b" " * LIMIT), stated="deflate", limit=LIMIT)) == LIMIT
    with pytest.raises(TooLarge):
        unpacked(pack(b" " * (LIMIT + 1)), stated="deflate", limit=LIMIT)
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(b" " * (LIMIT // 2)) * 3, stated="", limit=LIMIT)


@given(st.binary(max_size=200) | st.binary(max_size=200).map(gzip.compress), st.sampled_from(ANY_LABEL), st.integers(0, 60))
def test_any_bytes_are_unpacked_or_refused(body: bytes, stated: str, cut: int) -> None:
    with suppress(WronglyPacked):
        assert len(unpacked(body[: len(body) - cut], stated=stated, limit=LIMIT)) <= LIMIT
