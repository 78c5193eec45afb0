"""Creative Commons: what an address says by its path, and what words say by their elements, version and port.

A statement in words is a run of the words that such statements are made of. It has an anchor ("Creative Commons", "CC") or names
two elements; the elements may come in any order and language. Words that could be a misspelt element make it unreadable:
BY-NC with something unknown behind it may be BY-NC-ND. The words are in `vocab/licenses.yml`, `creative_commons`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

import regex

from .license_key import NO_SPACES, Words
from .license_phrases import Phrases
from .licenses import Licenses, base_id

SCANCODE = "LicenseRef-scancode-"
ORDER = ("by", "nc", "nd", "sa")

_PATH = regex.compile(
    r"(?:creativecommons\.org/(?:licenses|publicdomain)|(?:licensebuttons\.net|i\.creativecommons\.org)/[lp])"
    r"/(?P<elements>[a-z+-]+)(?:/(?P<version>\d\.\d))?(?:/(?P<port>[a-z]+)(?=/|$))?",
    regex.I,
)
_NAMED = {"zero": "CC0-1.0", "mark": "CC-PDM-1.0", "publicdomain": "CC-PDDC"}
_NEAR = 3
"""So many unknown words inside a statement make it unreadable; behind more of them something else is spoken of."""

_CHARACTER = 0.25
"""What a character of a script without spaces counts of a word."""

_NO_SPACES = regex.compile(f"[{NO_SPACES}]")
_ENDS = regex.compile(r"[.;:!?()\[\]\n\"«»。；：！？（）]")
"""What ends a part of a sentence."""

_JOINS = regex.compile(r"[-‐-―/+&|_]")
"""What joins the elements of a name."""


class Ids(NamedTuple):
    """What a statement can be: one id, several of its name, or none if it cannot be read. `port` has no id of its own."""

    ids: tuple[str, ...]
    port: str | None = None


class Statement(NamedTuple):
    """A statement in words, from word `start` to before word `end`. `found` is None for an anchor alone."""

    start: int
    end: int
    found: Ids | None


class _Piece(NamedTuple):
    kind: str
    value: str
    start: int
    end: int


@dataclass
class _Run:
    """Pieces that belong together, and the values of each kind in their order."""

    pieces: list[_Piece] = field(default_factory=list)
    kinds: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, *pieces: _Piece) -> None:
        for piece in pieces:
            self.pieces.append(piece)
            self.kinds.setdefault(piece.kind, {})[piece.value] = None

    def values(self, kind: str) -> list[str]:
        return list(self.kinds.get(kind, ()))

    def has(self, kind: str) -> bool:
        return kind in self.kinds


class CreativeCommons:
    """Reads addresses and words as the licences of Creative Commons in a table."""

    def __init__(self, data: Mapping[str, Any], licenses: Licenses) -> None:
        """`data` is the part `creative_commons` of the file."""
        self._licenses = licenses
        self._versions = frozenset(data["versions"])
        self._alias: Mapping[str, str] = data["version_alias"]
        self._ports = frozenset(data["ports"])
        self._pieces: Phrases[tuple[str, str]] = Phrases(_pieces(data))
        self._limiting = tuple(data["limiting"])
        self._denying = frozenset(data["denying"])
        self._deny = tuple(data["denying"])
        self._limits = tuple(word + limit for word in data["denying"] for limit in data["limiting"])

    def address(self, url: str) -> Ids | None:
        """Read an address by its path; None if it is none of Creative Commons."""
        path = _PATH.search(url)
        if path is None:
            return None
        elements, version = path["elements"].lower(), path["version"]
        if elements in _NAMED:
            exists = version in (None, "1.0") and _NAMED[elements] in self._licenses.by_id
            return Ids((_NAMED[elements],) if exists else ())
        if not set(elements.split("-")) <= set(ORDER):
            return Ids(())
        return self._ids(elements.split("-"), version, (path["port"] or "").lower())

    def statements(self, words: Words, taken: bytearray) -> Iterator[Statement]:
        """The statements in words that are not taken yet."""
        run, place = _Run(), 0
        while place <= len(words):
            piece = None if place == len(words) or taken[place] else self._piece(words, place, run)
            if piece is None:
                yield from self._read(words, run, place, taken)
                run, place = _Run(), place + 1
            else:
                run.add(piece)
                place = piece.end

    def limits(self, keys: Sequence[str]) -> bool:
        """Whether the words deny something in words that are no known element: "no derivate", "nonderivate"."""
        return any(
            key.startswith(self._limits) or (key in self._denying and after.startswith(self._limiting))
            for key, after in zip_longest(keys, keys[1:], fillvalue="")
        )

    def _piece(self, words: Words, place: int, run: _Run) -> _Piece | None:
        keys = words.keys
        key = keys[place]
        if key.isdecimal():
            after = keys[place + 1] if place + 1 < len(keys) else ""
            if len(key) == len(after) == 1 and after.isdecimal():
                return _Piece("version", f"{key}.{after}", place, place + 2)
            whole = len(key) == 1 and words.gap(place) not in (".", ",")
            return _Piece("version", self._alias.get(key, key), place, place + 1) if whole else None
        found = self._pieces.longest(keys, place)
        if found is not None:
            kind, value = found[1][0]
            return _Piece(kind, value, place, found[0])
        behind = run.pieces[-1].kind if run.pieces else ""
        if behind == "version" and key in self._ports:
            end = place + 1
            if end == len(keys) or ((following := self._pieces.longest(keys, end)) and following[1][0][0] != "element"):
                return _Piece("port", key, place, end)
        return None

    def _read(self, words: Words, run: _Run, end: int, taken: bytearray) -> Iterator[Statement]:
        segments = _segments(run)
        for at, segment in enumerate(segments):
            if statement := self._statement(words, segment, end if at == len(segments) - 1 else None, taken):
                yield statement

    def _statement(self, words: Words, run: _Run, end: int | None, taken: bytearray) -> Statement | None:
        """What a segment says. `end` is the place of the unknown word behind it, None if another segment is there."""
        said = [piece for piece in run.pieces if piece.kind != "fill"]
        start, last = said[0].start, said[-1].end
        elements, versions, ports = run.values("element"), run.values("version"), run.values("port")
        spelt = [piece for piece in run.pieces if piece.kind == "element" and not _is_letters(words, piece)]
        if not run.has("anchor") and not self._is_named(elements, versions, spelt, run):
            return None
        if elements == ["by"] and not spelt and not versions and not self._means_attribution(words, run):
            elements = []
        if not elements:
            return Statement(start, last, None) if run.has("anchor") else None
        if _begins_again(run) or (end is not None and self._goes_on(words, end, run, taken)):
            return Statement(start, last, Ids(()))
        known = [version for version in versions if version in self._versions]
        if len(known) < len(versions) or len(known) > 1 or len(ports) > 1:
            ids = tuple(id_ for version in known for id_ in self._ids(elements, version, "").ids) if len(known) > 1 else ()
            return Statement(start, last, Ids(ids if len(known) == len(versions) else ()))
        return Statement(start, last, self._ids(elements, known[0] if known else None, ports[0] if ports else ""))

    def _is_named(self, elements: list[str], versions: list[str], spelt: list[_Piece], run: _Run) -> bool:
        """Whether words without an anchor are a statement: two elements, in letters only with a version."""
        if len({piece.value for piece in spelt}) > 1:
            return True
        if len(elements) > 1:
            once = sum(piece.kind == "element" for piece in run.pieces) == len(elements)
            return once and bool(versions) and "by" in elements
        return elements == ["by"] and bool(spelt and versions) and run.has("level")

    def _means_attribution(self, words: Words, run: _Run) -> bool:
        """Whether "by" alone is the element and not the word: in capitals, joined, or the end of the text."""
        piece = next(piece for piece in run.pieces if piece.kind == "element")
        start = words.starts[piece.start]
        joined = piece.start > 0 and (words.starts[piece.start - 1] == start or words.text[start - 1] in "-_/")
        return joined or "BY" in words.seen(piece.start, piece.end) or run.pieces[-1].end == len(words)

    def _goes_on(self, words: Words, place: int, run: _Run, taken: bytearray) -> bool:
        """Whether a statement goes on in words that we do not know: one that could be a misspelt element behind it; or, if it has
        no version yet, a few and then another element or a version."""
        keys, elements = words.keys, run.values("element")
        if place < len(keys) and not taken[place] and self._may_limit(words, place, run):
            return True
        room = -1.0 if run.has("version") else float(_NEAR)
        for near in range(place, len(keys)):
            found = self._pieces.longest(keys, near)
            kind, value = found[1][0] if found else ("", "")
            if taken[near] or kind == "anchor" or room < 0:
                return False
            other = kind == "element" and value not in elements and value != "by"
            if near > place and (other or keys[near] in self._alias or ".".join(keys[near : near + 2]) in self._versions):
                return True
            room -= _CHARACTER if _NO_SPACES.match(keys[near]) else 1
        return False

    def _may_limit(self, words: Words, place: int, run: _Run) -> bool:
        """Whether an unknown word right behind a statement could limit it: it denies, is joined to the name, or is a letter."""
        key, gap = words.keys[place], words.gap(place - 1)
        denies, joined = key.startswith(self._deny), bool(_JOINS.search(gap))
        if run.has("version"):
            return denies and joined
        if any(limit in key for limit in self._limiting) or self.limits(words.keys[place : place + 2]):
            return True
        if _ENDS.search(gap) or run.pieces[-1].kind == "fill":
            return False
        return denies or joined or (len(key) == 1 and not _NO_SPACES.match(key))

    def _ids(self, elements: list[str], version: str | None, port: str) -> Ids:
        """The ids of elements, version and port. Without "by" it can be each licence that has the elements."""
        names = [_name(elements)] if "by" in elements else _supersets(elements)
        if version is None:
            exact = [f"{name}-{each}" for name in names for each in sorted(self._versions)]
            known = [id_ for id_ in exact if id_ in self._licenses.by_id]
            ported = [id_ for id_ in self._licenses.by_id if base_id(id_) in known and id_.upper().endswith(f"-{port.upper()}")]
            return Ids((*known, *(ported if port else ())))
        if f"{_name(elements)}-{version}" in self._licenses.by_id:
            names = [_name(elements)]
        found = [ids for name in names if (ids := self._with_port(name, version, port)).ids]
        return Ids(tuple(id_ for ids in found for id_ in ids.ids), found[0].port if found else None)

    def _with_port(self, name: str, version: str, port: str) -> Ids:
        """The id of elements, version and port. A port without an id keeps the base id; an IGO port gets our own id."""
        known, port = self._licenses.by_id, port if port in self._ports else ""
        for id_ in (f"{name}-{version}-{port.upper()}", f"{SCANCODE}{name.lower()}-{version}-{port}") if port else ():
            if id_ in known:
                return Ids((id_,))
        base = f"{name}-{'2.0' if version == '2.1' else version}"  # 2.1 exists only as ports of 2.0
        if base not in known:
            return Ids(())
        return Ids((f"LicenseRef-{base}-IGO" if port == "igo" else base,), port or None)


def _pieces(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every word of a statement with what it is; the first meaning counts."""
    yield from ((word, ("anchor", "")) for word in data["anchors"])
    for element, words in data["elements"].items():
        yield from ((word, ("element", element)) for word in words)
    yield from ((word, ("level", "")) for word in data["levels"])
    for port, words in data["ports"].items():
        yield from ((word, ("port", port)) for word in words)
    yield from ((word, ("fill", "")) for word in data["fill"])


def _segments(run: _Run) -> list[_Run]:
    """A run in parts: an anchor behind elements begins another statement, if that has elements of its own."""
    parts = [_Run()]
    for piece in run.pieces:
        if piece.kind == "anchor" and parts[-1].has("element"):
            parts.append(_Run())
        parts[-1].add(piece)
    joined: list[_Run] = []
    for part in parts:
        if joined and not part.has("element") and len(joined[-1].values("element")) > 1:
            joined[-1].add(*part.pieces)
        elif part.has("element") or part.has("anchor"):
            joined.append(part)
    return joined


def _begins_again(run: _Run) -> bool:
    """Whether a further element follows the version: "CC BY 4.0 NC"."""
    before: set[str] = set()
    complete = False
    for piece in run.pieces:
        if piece.kind == "element":
            if complete and piece.value not in before:
                return True
            before.add(piece.value)
        complete = complete or (piece.kind == "version" and bool(before))
    return False


def _is_letters(words: Words, piece: _Piece) -> bool:
    return piece.end == piece.start + 1 and words.keys[piece.start] in ORDER


def _name(elements: list[str]) -> str:
    return "-".join(["CC", *(element.upper() for element in ORDER if element in elements)])


def _supersets(elements: list[str]) -> list[str]:
    """The names that have "by" and these elements; a licence is never both ND and SA."""
    more: tuple[list[str], ...] = ([], ["nc"], ["nd"], ["sa"], ["nc", "nd"], ["nc", "sa"])
    return list(dict.fromkeys(_name(["by", *each]) for each in more if set(elements) <= set(each)))
