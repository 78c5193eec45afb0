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
_DIGITS = 9
"""No list is longer than a number of so many digits."""

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


_FIELD_WORDS = {
    "title": message("title"),
    "name": message("name"),
    "description": message("description"),
    "keyword": message("keywords"),
    "theme": message("themes"),
    "publisher": message("publisher"),
    "contact": message("contact"),
    "issued": message("date of publication"),
    "modified": message("date of update"),
    "frequency": message("frequency of updates"),
    "language": message("languages"),
    "page": message("page at the portal"),
    "spatial": message("place"),
    "temporal": message("period"),
    "version": message("version"),
    "license": message("licence"),
    "access": message("access"),
    "identifier": message("identifier"),
    "format": message("format"),
    "size": message("size"),
    "address": message("address"),
    "extra": message("additional fields"),
    "files": message("files"),
}
"""The fields of records and files, written for a column that names fields."""

_SPELLINGS = {
    "title": "title metadata/title detail/title",
    "name": "name",
    "description": "description notes abstract",
    "keyword": "keyword keywords tags subject",
    "theme": "theme themes groups category categories",
    "publisher": "publisher organization owner_org author creator",
    "contact": "contact_point contactpoint maintainer maintainer_email author_email",
    "issued": "issued created metadata_created date_created",
    "modified": "modified updated last_modified metadata_modified date_modified",
    "frequency": "frequency accrual_periodicity accrualperiodicity update_frequency periodicity",
    "language": "language",
    "page": "landing_page landingpage",
    "spatial": "spatial",
    "temporal": "temporal",
    "version": "version",
    "license": "license licence license_id license_title license_url rights",
    "access": "access_rights accessrights",
    "identifier": "identifier id",
    "format": "format media_type mediatype mimetype",
    "size": "size byte_size bytesize",
    "extra": "extras",
    "files": "resources distribution files",
    "address": "url download_url downloadurl access_url accessurl",
}
"""How portals call these fields (CKAN, DKAN, DCAT), in small letters."""

_FIELD_OF = {spelling: field for field, spellings in _SPELLINGS.items() for spelling in spellings.split()}

_FIELD_OF_FILE = message("file %(number)s, %(field)s")
_WHOLE_FILE = message("file %(number)s")
_VALUE = message("%(field)s, value %(number)s")
_EXTRA = message("additional field %(number)s")
_OWN_FIELD = message("field “%(name)s” of the portal")


def field_words(language: Language, pointer: str) -> str:
    """The field that a JSON pointer into a record leads to, as an issue names it: "description, value 1", "file 2, size".

    A field of which only the portal knows the meaning has the portal's own name. An empty pointer is the whole record.
    """
    gettext, number = language.gettext, language.number
    file = _OF_A_FILE.fullmatch(pointer)
    if file:
        words = {"number": number(int(file[1]) + 1)}
        return gettext(_FIELD_OF_FILE, **words, field=_named(language, file[2])) if file[2] else gettext(_WHOLE_FILE, **words)
    if not pointer:
        return gettext("whole record")
    return _named(language, pointer)


def _named(language: Language, pointer: str) -> str:
    """A field by the first part of its pointer, and which of its values, if there are several."""
    gettext, parts = language.gettext, [each.replace("~1", "/").replace("~0", "~") for each in pointer.lstrip("/").split("/")]
    index = next((int(each) for each in parts[1:] if each.isascii() and each.isdigit() and len(each) <= _DIGITS), None)
    count = "" if index is None else language.number(index + 1)
    if parts[0] == "extras" and count:
        return gettext(_EXTRA, number=count)
    field = _FIELD_OF.get("/".join(parts[:2]).lower()) or _FIELD_OF.get(parts[0].lower())
    name = gettext(_FIELD_WORDS[field]) if field else gettext(_OWN_FIELD, name=parts[0])
    return gettext(_VALUE, field=name, number=count) if count else name


def is_pointer(where: str) -> bool:
    """Whether a place is a JSON pointer, which a reader may want to see."""
    return where.startswith("/")
