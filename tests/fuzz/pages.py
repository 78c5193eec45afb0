"""Requests for pages that nobody would write: every route of the pages, with odd paths, queries, forms, cookies and languages.

No answer may be a failure of ours (5xx), and every answer must be a page, a redirect or a file. The seed is fixed.
"""

import random
import time
from collections.abc import Iterator, Sequence
from itertools import count
from urllib.parse import quote

import requests
from fastapi.routing import APIRoute

from registry.ui.app import PARTS
from schemas.record import Aspect

SECONDS = 25
"""How long requests are made."""

TIMEOUT = 20
"""Seconds that one answer may take on a busy machine."""

NUMBERS = ("0", "-1", "1", "99999999", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808")
BIG_NUMBERS = ("-9223372036854775809", "1e309", "NaN", "0x7f", "१२", "²", "9" * 400, "1" + "0" * 5000, " 7", "+3", "1.0", "007")
TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\n\r",
    "%00",
    "%",
    "..",
    "../../etc/passwd",
    "'",
    '"',
    "<b>",
    "{{7*7}}",
    "%(n)s",
    "\u202e",
    "🦠",
)
WORDS = ("вода", "水" * 700, "a" * 5000, "e\u0301" * 2000, '"', '"вода', "-", "-вода", "a AND (", "*", "NOT", "\ufdfa" * 300)
DAYS = ("2023", "2023-13", "..2023", "2023..", "0000..9999", "2023-02-30", "..", "-5", "10000-01-01")
ODD: Sequence[str] = (*NUMBERS, *BIG_NUMBERS, *TEXTS, *WORDS, *DAYS)

NAMES = (
    *("q", "offset", "limit", "sort", "facet", "issue", "field", "changes", "from", "next", "modified", "issued", "temporal"),
    *("license", "format", "language", "source", "publisher", "keyword", "theme", "status", "bbox", "more", "\x00", "", "q[]"),
)
"""Names of parameters: those that pages read, filters, and names that mean nothing."""

FORM = (
    *("run_action", "reason", "full", "token", "next", "theme", "language", "back", "\x00"),
    *("value", "value.on", "value.method", "value.0.condition", "value.7.valid_to", "value.0.x", "subclass.biometric", "source"),
)
"""Names of the fields of forms."""

DECISION = {"act": ("record", "take-back"), "version": ("1", "2"), "aspect": tuple(Aspect)}
"""What the form of a decision always has, with values that it can have."""

HEADERS = ("Cookie", "Accept-Language", "Accept", "Origin", "Host", "If-None-Match", "Range")


def walk(address: str, known: Sequence[str], *, seed: int) -> list[str]:
    """Ask for every page again and again until the time is over. `known` are values that exist. Return what was wrong."""
    chance, end, wrong = random.Random(seed), time.monotonic() + SECONDS, []
    routes = [route for part in PARTS for route in part.router.routes if isinstance(route, APIRoute)]
    with requests.Session() as session:
        for number in count():
            if time.monotonic() > end:
                print(f"{number} requests for pages, {len(wrong)} wrong answers")  # noqa: T201 - the answer of this program
                return wrong
            wrong += _asked(session, address, routes[number % len(routes)], known, chance)
    raise AssertionError("counting never ends")


def _asked(
    session: requests.Session, address: str, route: APIRoute, known: Sequence[str], chance: random.Random
) -> Iterator[str]:
    method = chance.choice(sorted(route.methods))
    url = address + _path(route, known, chance) + _query(known, chance)
    form = {name: _bytes(_value(known, chance)) for name in chance.choices(FORM, k=3)} if method == "POST" else None
    if form and chance.random() < 0.5:
        form |= {name: chance.choice(values).encode() for name, values in DECISION.items()}
    headers = {name: _header(known, chance) for name in chance.sample(HEADERS, k=chance.choice((0, 0, 1, 2)))}
    response = session.request(method, url, data=form, headers=headers, allow_redirects=False, timeout=TIMEOUT)
    if response.status_code >= requests.codes.server_error:
        yield f"{response.status_code} {method} {url[:500]} {headers} {form}"


def _path(route: APIRoute, known: Sequence[str], chance: random.Random) -> str:
    """The path of a route, whose parts are values that exist or odd ones."""
    values = {name: quote(_bytes(_value(known, chance)), safe="") for name in route.param_convertors}
    if "language" in values and chance.random() < 0.9:
        values["language"] = "en"
    return route.path_format.format(**values)


def _query(known: Sequence[str], chance: random.Random) -> str:
    pairs = [(name, _value(known, chance)) for name in chance.choices(NAMES, k=chance.choice((0, 1, 2, 3)))]
    return "?" + "&".join(f"{quote(name)}={quote(value.encode('utf-8', 'replace'))}" for name, value in pairs)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _value(known: Sequence[str], chance: random.Random) -> str:
    return chance.choice(known) if chance.random() < 0.5 else chance.choice(ODD)


def _header(known: Sequence[str], chance: random.Random) -> str:
    """A value that is allowed in a header: visible Latin-1."""
    text = _value(known, chance)
    return "".join(sign for sign in f"theme={text}; language={text}; serai-token={text}" if " " <= sign <= "~")[:4000]
