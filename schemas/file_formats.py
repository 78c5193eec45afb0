"""The format of a distribution, from what a portal says of it: `schemas/vocab/file_formats.yml`."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .dataset import Coded
from .model import Model
from .vocab import load
from .words import LONGEST, authority_code, word_key

_AUTHORITY = "file-type"
_IANA = re.compile(r"https?://www\.iana\.org/assignments/media-types/")


class FileFormat(Model):
    """A format of files, or a kind of data service.

    `own`: the EU's file-type table does not have the code. A `container` only packs other files. `extensions` have no dot.
    """

    code: str
    label: str
    media_types: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    own: bool = False
    container: bool = False

    @property
    def iri(self) -> str | None:
        """The address in the EU's file-type table, if it is there."""
        return None if self.own else f"http://publications.europa.eu/resource/authority/{_AUTHORITY}/{self.code}"


@cache
def file_formats() -> Mapping[str, FileFormat]:
    """All formats, by code."""
    formats = map(FileFormat.model_validate, load("file_formats.yml")["formats"])
    return {each.code: each for each in formats}


def file_format(*, stated: str | None, media_type: str | None, url: str | None) -> Coded | None:
    """The format: as `stated`, else by the media type, else by the extension in the `url`. None if none of them is given.

    The first that we understand decides, and `verbatim` is what we understood (for an address, its extension). If we understand
    none, `verbatim` is the first that was given, without a code. An address with an unknown extension counts as not given. For
    packed files (`zip+csv`, `.csv.zip`) the content counts, because it tells what can be done with the data.
    """
    given = [text for text in (stated, media_type) if text and text.strip() and word_key(text[:LONGEST]) not in _vague()]
    for text in given:
        code = _code(text) if len(text) <= LONGEST else None
        if code:
            return Coded(verbatim=text, code=code)
    return _by_extension(url or "") or (Coded(verbatim=given[0]) if given else None)


@lru_cache(maxsize=4096)
def _code(text: str) -> str | None:
    """The code of a name, a media type, an address of either, or several of them together."""
    code = authority_code(text, _AUTHORITY)
    if code:
        return code if code in file_formats() else None
    name = word_key(_IANA.sub("", text)).partition(";")[0].strip(" .*'\"")
    found = _names().get(name) or _names().get(_without_fillers(name))
    return found or _code_of_parts(_SIGNS.split(name)) or _code_of_parts(_SIGNS_AND_BLANKS.split(name))


def _without_fillers(name: str) -> str:
    """`csv` of `csv-файл`."""
    match = _fillers().fullmatch(name)
    return match["name"] if match else name


_SIGNS = re.compile(r"\s*[+/,;&|()\[\]]+\s*")
_SIGNS_AND_BLANKS = re.compile(r"[\s+/,;&|()\[\]._-]+")


def _code_of_parts(parts: list[str]) -> str | None:
    """The code of the one content among containers: CSV for `zip`, `csv`. None if a part is unknown, or two contents differ."""
    codes = {_names().get(part.strip(".*'\"")) for part in parts if part}
    if None in codes:
        return None
    contents = {code for code in codes if code and not file_formats()[code].container} or codes
    return contents.pop() if len(contents) == 1 else None


_PATH = re.compile(r"(?:[a-z][a-z0-9+.-]*://[^/?#]*)?([^?#]*)", re.IGNORECASE)
_LONGEST_EXTENSION = 16


def _by_extension(url: str) -> Coded | None:
    match = _PATH.match(url)
    suffixes = match[1].rpartition("/")[2].split(".")[1:][-2:] if match else []
    for seen in (suffixes, suffixes[-1:]):
        codes = [_extensions().get(suffix.casefold()) for suffix in seen if len(suffix) <= _LONGEST_EXTENSION]
        packed = len(codes) == 1 or (codes and codes[-1] and file_formats()[codes[-1]].container)
        if codes and codes[0] and packed:
            return Coded(verbatim="." + ".".join(seen), code=codes[0])
    return None


@cache
def _names() -> Mapping[str, str]:
    """The code for each folded name. An alias wins over a code: portals and the EU mean different things by REST."""
    formats = file_formats().values()
    codes = {word_key(each.code): each.code for each in formats}
    return codes | {
        word_key(name): each.code for each in formats for name in (each.label, *each.extensions, *each.aliases, *each.media_types)
    }


@cache
def _extensions() -> Mapping[str, str]:
    return {extension: each.code for each in file_formats().values() for extension in each.extensions}


@cache
def _fillers() -> re.Pattern[str]:
    """A name with a word before or after it that says nothing more."""
    words = "|".join(map(re.escape, sorted(map(word_key, load("file_formats.yml")["fillers"]), key=len, reverse=True)))
    return re.compile(rf"(?:(?:{words})[\s:.-]+)?(?P<name>.*?)(?:[\s.-]*(?:{words}))?")


@cache
def _vague() -> frozenset[str]:
    """Media types that say nothing about the content."""
    return frozenset(load("file_formats.yml")["vague_media_types"])
