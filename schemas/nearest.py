"""What was probably meant by a word that there is not."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: object, choices: Iterable[str]) -> list[str]:
    """The choices that are written much like a word, the most alike first; at most three. Case does not count."""
    written = {choice.casefold(): choice for choice in choices}
    return [written[each] for each in get_close_matches(str(word).casefold(), written)]
