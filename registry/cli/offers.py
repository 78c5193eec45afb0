"""What was probably meant by a word that there is not."""

from collections.abc import Iterable

from schemas.nearest import nearest


def offer(word: str, choices: Iterable[str]) -> str:
    """` Did you mean kg_example?` behind a message, for the choices that are written alike; else nothing."""
    near = nearest(word, choices)
    return f" Did you mean {' or '.join(near)}?" if near else ""
