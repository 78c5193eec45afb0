"""Every limit of harvesting, which protects Serai from portals that misbehave."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of one HTTP session.

    Times are in seconds. `read_seconds` is the longest silence within an answer, `total_seconds` the longest time for one
    whole answer, so that a portal that sends one byte at a time is cut off too. `max_body` is in bytes and limits both the packed
    and the unpacked body. `retries` come after the first try; their waits double from `first_wait`. If a portal asks by
    `Retry-After` for a longer wait than `longest_wait`, it is not asked again. After `most_records` of a list its reading
    ends; None reads all.
    """

    connect_seconds: float = 10
    read_seconds: float = 60
    total_seconds: float = 120
    max_body: int = 64 * MIB
    max_redirects: int = 5
    retries: int = 3
    first_wait: float = 1
    longest_wait: float = 120
    most_records: int | None = None


LIMITS = Limits()

MAX_TEXT = 100_000
"""The most characters of one text that are kept. The whole text is in the archived record."""

MAX_IDENTIFIER = 500
"""The most characters of an identifier; a longer one counts as missing."""

MAX_NAME = 100
"""The most characters of a field's name, or of a key, in which a language is looked for."""

MAX_TOKEN = 8000
"""The most characters of a token that names a page, because servers do not accept longer addresses."""

MAX_FAILED_IN_A_ROW = 3
"""If so many single records fail one after the other, the portal fails, not the records."""

MAX_PAGES_FAILED_IN_A_ROW = 5
"""If so many numbered pages fail one after the other, the portal fails, not the pages."""

MAX_DETAILS_FAILED_IN_A_ROW = 100
"""If so many records that are asked for one by one fail one after the other, the portal fails. Many portals have long runs."""

MAX_PASSPORTS_FAILED_IN_A_ROW = 20
"""If so many passports, each a request of its own, fail one after the other, the portal fails, not the passports."""

MAX_LISTS = 500
"""The most lists that one list of datasets may name."""

MAX_EMPTY_IN_A_ROW = 100
"""A list may have so many empty pages in a row, of records that it does not show, before it counts as endless."""

MAX_EMPTY_PASSED = 20
"""So many empty pages in a row are passed over in a list by numbers that states more entries. Many lists state too many."""

MAX_REPEATED_PAGES = 10
"""A list without a total may repeat the content of so many pages under new tokens."""

MAX_PAST_TOTAL = 10_000
"""A list that is longer than twice its stated total plus so many records counts as endless."""

MAX_RECORDS = 5_000_000
"""The most records of a list that states no total."""

MAX_XML_MARKS = 1_000_000
"""The most `<` and `=` of one XML answer, which bound the elements and attributes in it: each takes about 100 bytes of memory."""

MAX_PAGE = 2 * MIB
"""The most bytes of one page of HTML, in UTF-8."""

MAX_ATTRIBUTES = 1000
"""The most attributes of one element of HTML: the time to read them grows with the square of their number."""
