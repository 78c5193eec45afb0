"""Pages that say that a portal is closed to programs: a firewall's refusal, a script that only a browser runs, a login.

They are known by their kind, not by the portal (`schemas/vocab/closed_pages.yml`). Nothing is done to get past them.
"""

import re
from urllib.parse import urlsplit

from schemas.closed_pages import login_places, signs_of, words_of

from .markup import without_markup

SEARCHED = 64 * 1024
"""So many characters of a page are looked at; such pages are short."""

LITTLE = 1500
"""The most characters that such a page has to read. Longer ones have words such as "access denied" for other reasons."""

SCRIPTS_ONLY = 200
"""The most characters to read of a page that is there for its script."""

CHALLENGES = frozenset({202, 412, 521})
"""Statuses with which firewalls send a script that has to run first."""

FIREWALL, CHALLENGE, LOGIN = "a page of a firewall", "a script that only a browser runs", "a login page"

_SETS_COOKIE = re.compile(r"document\s{0,9}(?:\.\s{0,9}cookie|\[\s{0,9}[\"']cookie[\"']\s{0,9}\])\s{0,9}=")
_RELOADS = re.compile(r"location\s{0,9}(?:\.\s{0,9}(?:reload|replace|assign|href)\b|=|\[)|history\s{0,9}\.\s{0,9}go\b")
_LEADS = re.compile(
    r"<meta\s(?=[^<>]{0,200}?refresh)[^<>]{0,200}?url\s{0,9}=\s{0,9}[\"']?([^\"'<>\s]{1,300})"
    r"|location(?:\s{0,9}\.\s{0,9}href)?\s{0,9}=\s{0,9}[\"']([^\"'<>\s]{1,300})"
    r"|location\s{0,9}\.\s{0,9}(?:replace|assign)\s{0,9}\(\s{0,9}[\"']([^\"'<>\s]{1,300})",
    re.IGNORECASE,
)
"""Where a page leads its reader by itself."""
_PASSWORD = re.compile(r"<input\s[^<>]{0,500}?type\s{0,9}=\s{0,9}[\"']?password\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_PARTS = re.compile(r"[/.:]+")


def closed_by(page: str, *, status: int = 200) -> str | None:
    """By what a page that came in the place of data closes the portal, in words; None if it does not say so."""
    page = page[:SEARCHED]
    small, shown = page.casefold(), " ".join(without_markup(page).casefold().split())
    for kind, words in (("challenge", CHALLENGE), ("firewall", FIREWALL)):
        said = shown if len(shown) <= LITTLE else _title(page)
        if any(each in said for each in words_of(kind)):
            return words
        if len(shown) <= LITTLE and any(each in small for each in signs_of(kind)):
            return words
    if _is_script(small, shown, status=status):
        return CHALLENGE
    if len(shown) <= LITTLE and (_PASSWORD.search(page) or any(map(is_login, _leads(page)))):
        return LOGIN
    return None


def surely_closed_by(page: str) -> str | None:
    """The same of a page where a page is expected: only what no page with data has, so neither a login nor a word in its text."""
    page = page[:SEARCHED]
    shown = " ".join(without_markup(page).split())
    if len(shown) > LITTLE:
        return None
    title = _title(page)
    for kind, words in (("challenge", CHALLENGE), ("firewall", FIREWALL)):
        if any(each in title for each in words_of(kind)):
            return words
    return CHALLENGE if _is_script(page.casefold(), shown, status=200) else None


def is_login(address: str) -> bool:
    """Whether people sign in at an address, by the parts of its host and path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = (parts.hostname or "").partition(".")[0]
    return host in login_places("hosts") or not login_places("places").isdisjoint(_PARTS.split(parts.path.lower()))


def _is_script(small: str, shown: str, *, status: int) -> bool:
    """Whether a page has next to nothing to read, and a script that sets a cookie and asks again."""
    if len(shown) > SCRIPTS_ONLY or "<script" not in small:
        return False
    return status in CHALLENGES or bool(_SETS_COOKIE.search(small) and _RELOADS.search(small))


def _leads(page: str) -> list[str]:
    return [next(filter(None, found.groups())) for found in _LEADS.finditer(page)]


def _title(page: str) -> str:
    found = _TITLE.search(page)
    return " ".join(found[1].casefold().split()) if found else ""
