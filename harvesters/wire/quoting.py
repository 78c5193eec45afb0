"""Quoting a portal in a message: only its words for people, short, on one line, and never those of another host.

What answers behind a redirect to another host need not be the portal. It may be a machine that tells secrets to whoever asks. So
a message says what happened there, and nothing of what was answered.
"""

import requests

from .home import place

MAX_WORDS = 200
"""The most characters of a portal's words in a message."""


def from_elsewhere(response: requests.Response) -> bool:
    """Whether an answer came after a redirect to another host."""
    return any(place(each.url)[0] != place(response.url)[0] for each in response.history)


def quoted(response: requests.Response, words: object) -> str:
    """`: the words`, or nothing if there are none, or if they are those of another host."""
    if not isinstance(words, str) or from_elsewhere(response):
        return ""
    text = " ".join(words[: 2 * MAX_WORDS].split())[:MAX_WORDS]
    return f": {text}" if text else ""


def kind_of_json(value: object) -> str:
    """What a JSON value is, without saying what is in it."""
    match value:
        case None | bool():
            return "null or a truth value"
        case int() | float():
            return "a number"
        case str():
            return f"a text of {len(value)} characters"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return f"an object of {len(value)} keys"
    return "something else"
