"""By what a page is known that is sent to programs in the place of data: `schemas/vocab/closed_pages.yml`."""

from functools import cache

from .vocab import load


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """What pages of a kind (`firewall`, `challenge`) say to people, in small letters."""
    return tuple(word.casefold() for row in load("closed_pages.yml")[kind]["words"] for word in row["words"])


@cache
def signs_of(kind: str) -> tuple[str, ...]:
    """Names in the source of pages of a kind (`firewall`, `challenge`), in small letters."""
    return tuple(sign.casefold() for sign in load("closed_pages.yml")[kind]["signs"])


@cache
def login_places(part: str) -> frozenset[str]:
    """What a part of an address (`hosts`: the beginning of the host; `places`: in the path) is where people sign in."""
    return frozenset(load("closed_pages.yml")["login"][part])
