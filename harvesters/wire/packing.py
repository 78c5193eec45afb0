"""Unpacking a body. Its bytes are believed before its `Content-Encoding` (RFC 9110, 8.4), which servers leave out or add.

No text begins like gzip (RFC 1952) or zlib (RFC 1950), so the bytes tell whether a body of text is packed.
"""

import re
import zlib

GZIP = b"\x1f\x8b\x08"

ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")

TEXT = re.compile(rb"(?:\xef\xbb\xbf|\s)*+[<{\[\"]")
"""How XML, HTML and JSON begin."""

ANY_HEADER, NO_HEADER = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS

NOT_READ = frozenset({"br", "compress", "dcb", "dcz", "x-compress", "zstd"})
"""Ways to pack that Serai does not ask for (https://www.iana.org/assignments/http-parameters)."""

MAX_LAYERS = 3
"""Proxies pack what is packed already, but not without end."""

MAX_PARTS = 100
"""Each part of a packed body costs a copy of the rest."""

NO_MATCH = "the body does not match its Content-Encoding"


class WronglyPacked(Exception):
    """A body that cannot be unpacked. The message completes "the address: "."""


class TooLarge(Exception):
    """A body that unpacks to more than the limit."""


def unpacked(body: bytes, *, stated: str, limit: int) -> bytes:
    """A body as it was before it was packed, at most `limit` bytes. `stated` is its `Content-Encoding`.

    Raises `WronglyPacked` and `TooLarge`.
    """
    layers = 0
    while layers < MAX_LAYERS and (body.startswith(GZIP) or ZLIB.match(body)):
        body, layers = _inflated(body, ANY_HEADER, limit=limit), layers + 1
    names = {name.strip().lower() for name in stated.split(",")}
    if layers or not body or TEXT.match(body):
        return body
    if unread := names & NOT_READ:
        raise WronglyPacked(f"the body is packed as {min(unread)}, which was not asked for")
    if "deflate" in names:
        return _inflated(body, NO_HEADER, limit=limit)  # some servers leave the header of zlib out
    if names & {"gzip", "x-gzip"}:
        raise WronglyPacked(NO_MATCH)
    return body


def _inflated(body: bytes, form: int, *, limit: int) -> bytes:
    """One layer taken off. A body may have several packed parts; what else follows them is ignored, as browsers do."""
    whole, rest = bytearray(), body
    for _ in range(MAX_PARTS):
        unpacker = zlib.decompressobj(form)
        try:
            whole += unpacker.decompress(rest, limit + 1 - len(whole))
        except zlib.error:
            raise WronglyPacked(NO_MATCH) from None
        if len(whole) > limit:
            raise TooLarge
        if not unpacker.eof:
            raise WronglyPacked("the answer broke off: its packed body is not whole")
        rest = unpacker.unused_data
        if not rest.startswith(GZIP):
            return bytes(whole)
    raise WronglyPacked(f"the body has more than {MAX_PARTS} packed parts")
