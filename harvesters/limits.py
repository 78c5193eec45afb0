"""How much of a portal's misbehaviour we bear: every limit of harvesting, once."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of one HTTP session.

    Times are in seconds. `read_seconds` is the longest silence within an answer, `total_seconds` the longest time for one answer
    as a whole, so that a portal that sends one byte at a time ends too. `max_body` is in bytes and holds both for what comes over
    the wire and for what it unpacks to. `retries` come after the first try; their waits double from `first_wait`, and a portal
    that asks by `Retry-After` for more than `longest_wait` is left alone.
    """

    connect_seconds: float = 10
    read_seconds: float = 60
    total_seconds: float = 120
    max_body: int = 64 * MIB
    max_redirects: int = 5
    retries: int = 3
    first_wait: float = 1
    longest_wait: float = 120


LIMITS = Limits()

MAX_TEXT = 100_000
"""The most characters we keep of one text. The whole text stays in the archived record."""

MAX_IDENTIFIER = 500
"""The most characters of an identifier; a longer one counts as missing."""

MAX_TOKEN = 8000
"""The most characters of a token that names a page: servers take no longer addresses."""

MAX_FAILED_IN_A_ROW = 3
"""So many single records that fail one after the other mean that the portal fails, not the records."""

MAX_PAST_TOTAL = 10_000
"""A list may run to twice its stated total and so many records on top before we say that it does not end."""

MAX_RECORDS = 5_000_000
"""The end of a list that states no total."""

MAX_XML_MARKS = 1_000_000
"""The most `<` and `=` of one XML answer, which bound the elements and attributes in it: each takes about 100 bytes of memory."""
