"""The pictures of the guides: which part of which page each of them shows."""

from dataclasses import dataclass

LANGUAGES = ("en", "ru")
"""The languages that the guides are written in."""


@dataclass(frozen=True)
class Picture:
    """The upper part of an element of a page, by the kind of the page (`tests/e2e/kinds.py`) and a selector. Sizes are in pixels:
    the width of the screen, and the greatest height of the picture.
    """

    kind: str
    element: str = "main > div"
    width: int = 960
    height: int = 700


NARROW = 900
"""A screen on which nothing stands beside the main column of a page."""

PICTURES = {
    "results": Picture("results"),
    "record": Picture("answer", "#answer", width=NARROW),
    "facts": Picture("record", "#why", width=NARROW, height=560),
    "combination": Picture("combination"),
    "coverage": Picture("coverage"),
    "check": Picture("check"),
    "checked": Picture("checked", "section[aria-labelledby=fix]"),
    "portal": Picture("portal", "section[aria-labelledby=fix]"),
    "run": Picture("own held", height=600),
    "desk": Picture("own review", height=600),
    "question": Picture("own question", "section[aria-labelledby=question]", width=NARROW),
    "proof": Picture("proved", height=590),
    "status": Picture("status"),
}
"""The pictures by the names that the texts give them."""


def file_name(name: str, language: str) -> str:
    return f"{name}-{language}.png"
