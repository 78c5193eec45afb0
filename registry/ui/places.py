"""Where something stands in a record, in a reader's terms: "in the description", "in the name of column 3"."""

import re

from .languages import Language
from .words import message

SOURCE_DECLARATION = "source"
PERSON = "curation"

_COLUMN = message("in the name of column %(number)s")
_FILE_LICENSE = message("in the licence of file %(number)s")
_FILE_TITLE = message("in the name of file %(number)s")
_FILE = message("in what is said of file %(number)s")
_ELSEWHERE = message("in another field of the portal")

_WHOLE = {
    SOURCE_DECLARATION: message("in the declaration of the portal"),
    PERSON: message("in a person's decision"),
    "publisher": message("in the name of the publisher"),
    "": message("in the whole record"),
}

_FIELDS = {
    "title": message("in the title"),
    "description": message("in the description"),
    "notes": message("in the description"),
    "keyword": message("in the keywords"),
    "access_rights": message("in the access rights"),
}
"""By the first part of a pointer."""

_LICENSE = message("in the licence")
_SAYS_LICENSE = re.compile(r"licen[cs]e|licen|rights|openness|terms", re.IGNORECASE)
_OF_A_FILE = re.compile(r"/(?:distribution|resources?|files?)/(\d+)(/.*)?")


def place(language: Language, where: str, column: int | None = None) -> str:
    """Where evidence stands. `where` is a JSON pointer, a word of `_WHOLE`, or empty for the record; columns count from 1."""
    gettext = language.gettext
    if column is not None:
        return gettext(_COLUMN, number=language.number(column))
    if where in _WHOLE:
        return gettext(_WHOLE[where])
    file = _OF_A_FILE.match(where)
    if file:
        rest = file[2] or ""
        said = _FILE_LICENSE if _SAYS_LICENSE.search(rest) else _FILE_TITLE if rest.startswith("/title") else _FILE
        return gettext(said, number=language.number(int(file[1]) + 1))
    first = where.lstrip("/").partition("/")[0]
    if first in _FIELDS:
        return gettext(_FIELDS[first])
    return gettext(_LICENSE if _SAYS_LICENSE.search(where) else _ELSEWHERE)


def is_pointer(where: str) -> bool:
    """Whether a place is a JSON pointer, which a reader may want to see."""
    return where.startswith("/")
