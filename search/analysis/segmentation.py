"""Where the words of a text are, before anything is done to them.

Chinese has no word boundaries: a run of its characters is found whole, and `pairs` makes words of it.
"""

import unicodedata

import regex

from schemas.han import simplified
from schemas.spelling import APOSTROPHES

from .folding import ZWNJ

_LETTER = r"[[\p{L}\p{N}]--\p{Script=Han}]"
_INSIDE = r"[[\p{L}\p{N}\p{M}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]--\p{Script=Han}]*"

WORD = regex.compile(
    rf"(\p{{Script=Han}}+)|({_LETTER}{_INSIDE}(?:[{APOSTROPHES}{ZWNJ}\u200d]+{_LETTER}{_INSIDE})*)",
    regex.V1,
)
"""A run of Chinese characters (group 1), or a word of another script (group 2)."""


def pairs(run: str) -> tuple[str, list[str]]:
    """The simplified characters of a Chinese run, as many as the run has, and each character with the next one."""
    usual = simplified(unicodedata.normalize("NFKC", run))
    signs = usual if len(usual) == len(run) else run
    return signs, [signs[at : at + 2] for at in range(len(signs) - 1)]
