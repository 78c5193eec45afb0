"""A proof as it comes from a page or a sheet: other ends of lines, long lines broken, empty lines lost."""

import re
from collections.abc import Iterator

from ..proof.checkpoint import VERSION, Proof

HASH = re.compile(r"[A-Za-z0-9+/]{43}=")
"""A hash in base64 (32 bytes)."""

SIGNS = "—"
"""How a line with a signature begins."""


def pasted(text: str) -> str:
    """The proof in a text that was copied. Only white space is changed, so whatever else is wrong stays wrong.

    What does not have the parts of a proof that Serai writes is returned with its lines as they are.
    """
    lines = text.replace("\r\n", "\n").strip() + "\n"
    try:
        Proof.parse(lines)
    except ValueError:
        return _put_together(lines.split()) or lines
    return lines


def _put_together(words: list[str]) -> str:
    """The proof that was broken into these words; nothing if they are not those of one."""
    try:
        index, first = words.index("index"), words.index(SIGNS)
        extra = words[1:index]
        if words[0] != VERSION or (extra and extra[0] != "extra"):
            return ""
        body = words[index + 2 : first]
        path, (origin, size, root) = body[:-3], body[-3:]
    except ValueError:
        return ""
    if not all(map(HASH.fullmatch, [*path, root])):
        return ""
    opened = [f"extra {''.join(extra[1:])}"] if extra else []
    head = [VERSION, *opened, f"index {words[index + 1]}", *path]
    return "\n".join([*head, "", origin, size, root, "", *_signatures(words[first:])]) + "\n"


def _signatures(words: list[str]) -> Iterator[str]:
    """The lines with signatures, each of which may be broken behind the name."""
    starts = [at for at, word in enumerate(words) if word == SIGNS]
    for start, stop in zip(starts, [*starts[1:], len(words)], strict=True):
        name, *signature = words[start + 1 : stop] or [""]
        yield f"{SIGNS} {name} {''.join(signature)}"
