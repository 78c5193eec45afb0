"""Three neighbouring letters of a word, for finding it with a typing error in it: most of them stay the same."""

from functools import lru_cache
from sys import intern

from schemas.han import HAN


@lru_cache(maxsize=20_000)
def grams(word: str) -> tuple[str, ...]:
    """The trigrams of a folded word with marks of its ends: `^во вод ода да$`. None for Chinese and for numbers."""
    if word.isdecimal() or HAN.search(word):
        return ()
    marked = f"^{word}$"
    return tuple([intern(marked[at : at + 3]) for at in range(len(marked) - 2)])
