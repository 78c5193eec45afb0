"""The simplified characters of Chinese for the traditional ones: the table is `schemas/vocab/han.yml`."""

import re
from functools import cache

from .vocab import load

HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A character of Chinese, or one of its radicals."""


def simplified(text: str) -> str:
    """The text with simplified characters, each for one: the length is the same."""
    return text.translate(_table()) if HAN.search(text) else text


@cache
def _table() -> dict[int, str]:
    """Loaded when the first Chinese text comes."""
    content = load("han.yml")
    return dict(zip(map(ord, _signs(content["traditional"])), _signs(content["simplified"]), strict=True))


def _signs(block: str) -> str:
    return "".join(block.split())
