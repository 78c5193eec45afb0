"""Licences inside a sentence: known names, statements of Creative Commons, and the public domain in words.

Each word belongs to one finding at most, and longer names come first. A name that is denied ("not under CC BY 4.0") says nothing.
The lists are in `vocab/licenses.yml`: `sentences`, `creative_commons`, `public_domain`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import regex

from .license_cc import CreativeCommons
from .license_key import NO_SPACES, Words, license_key
from .license_names import LicenseNames
from .license_phrases import Phrases
from .licenses import UNKNOWN_LICENSE, Licenses

_NO_SPACES = regex.compile(f"[{NO_SPACES}]")
_CREATIVE_COMMONS = regex.compile(r"(?:LicenseRef-)?(?:scancode-)?CC-(?:BY|SA)\b", regex.IGNORECASE)
_CATCH_ALL = regex.compile(r"LicenseRef-(?:other-.*|unknown|platform-terms)")
_DIGIT = regex.compile(r"\d")
_VERSION_END = regex.compile(r"(.+) (\d) (\d)")
_LEAST = 2
"""So many words a name has at least."""

_LATER = 8
"""So many words on it may say "or any later version"."""

_GLUE = ("-", "_")
"""What joins two words to one name."""

_WHOLE_WORD = 3
"""A word of the shell behind a hyphen has so many letters: "ODbL-licensed", but not "ODbL-a"."""

_BETWEEN = 6
"""So many words and short forms may stand between a name and its version."""

_DENIED = 6
"""So many words of the shell may stand between a name and the word that denies it."""


class Said(NamedTuple):
    """What a part of a text says: the ids that it may mean (none: it cannot be read), the words as they stand, and the rule."""

    ids: tuple[str, ...]
    seen: str
    rule: str
    port: str | None = None


class Sentence(NamedTuple):
    """What a text says, and the words that nothing was read from; `limited` if they deny something that we do not know."""

    said: tuple[Said, ...] = ()
    rest: tuple[str, ...] = ()
    limited: bool = False


class _Hit(NamedTuple):
    start: int
    end: int
    ids: tuple[str, ...]


class SentenceReader:
    """Reads licences inside of texts."""

    def __init__(self, data: Mapping[str, Any], licenses: Licenses, names: LicenseNames) -> None:
        """`data` is the content of `vocab/licenses.yml`, `licenses` and `names` what is built from it."""
        sentences, domain = data["sentences"], data["public_domain"]
        self._shell = names.shell
        self._cc = CreativeCommons(data["creative_commons"], licenses)
        self._names = _contained(names, sentences)
        self._bases = _bases(names)
        self._denied: Phrases[None] = Phrases((word, None) for word in sentences["denied_behind"])
        self._altered: Phrases[None] = Phrases((word, None) for word in sentences["altered_by"])
        self._between: Phrases[None] = Phrases((word, None) for word in sentences["between"])
        self._or = frozenset(map(license_key, sentences["or"]))
        self._later: Phrases[None] = Phrases((word, None) for word in sentences["later"])
        self._domain = Phrases((phrase, kind) for kind in _DOMAIN for phrase in domain[kind])
        self._domain_ids = domain["ids"]

    def read(self, text: str) -> Sentence:
        """Read a text. Whatever it holds, the work grows with its length."""
        words = Words(text)
        taken = bytearray(len(words))
        said = [*self._named(words, taken)]
        anchored = False
        for statement in self._cc.statements(words, taken):
            anchored = True
            if statement.found is None:
                continue
            taken[statement.start : statement.end] = b"\1" * (statement.end - statement.start)
            if not self._is_denied(words.keys, statement.start):
                ids = () if self._is_glued(words, statement.start) else statement.found.ids
                said.append(Said(ids, words.seen(statement.start, statement.end), "license-cc-words", statement.found.port))
        rest = tuple(key if not taken[place] else "" for place, key in enumerate(words.keys))
        if not any(taken) and not anchored:
            said.extend(self._public_domain(words))
        return Sentence(tuple(said), rest, self._cc.limits(rest))

    def _named(self, words: Words, taken: bytearray) -> Iterator[Said]:
        """Known names, the longest first. A name without a version says nothing beside one of its family that has it."""
        hits = []
        for hit in sorted(self._hits(words.keys), key=lambda hit: (hit.start - hit.end, hit.start)):
            if not any(taken[hit.start : hit.end]):
                taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
                hits.append(hit)
        versioned = {id_ for hit in hits for id_ in hit.ids if not self._family(words.keys, hit)}
        for hit in hits:
            if versioned & self._family(words.keys, hit):
                continue
            ids = self._or_later(words.keys, hit)
            if self._is_denied(words.keys, hit.start):
                continue
            if self._altered.longest(words.keys, hit.end) or self._is_glued(words, hit.start) or self._is_cut(words, hit.end):
                ids = ()
            yield Said(ids, words.seen(hit.start, hit.end), "license-name-in-text")

    def _hits(self, keys: Sequence[str]) -> Iterator[_Hit]:
        for start in range(len(keys)):
            based = self._bases.longest(keys, start)
            if based is not None and (versioned := self._version(keys, *based)):
                yield _Hit(start, *versioned)
            for end, found in self._names.ends(keys, start):
                yield _Hit(start, end, found[0])

    def _family(self, keys: Sequence[str], hit: _Hit) -> set[str]:
        """The ids that a name without a version can have; empty for a name with one."""
        return {id_ for end, based in self._bases.ends(keys, hit.start) if end == hit.end for _, id_ in based}

    def _version(self, keys: Sequence[str], end: int, versions: Sequence[tuple[str, str]]) -> tuple[int, tuple[str, ...]] | None:
        """The version behind a name, perhaps behind its short form in brackets. One that does not exist leaves no id."""
        ids = {id_ for _, id_ in versions}
        place = end
        for _ in range(_BETWEEN):
            if step := self._between.longest(keys, place):
                place = step[0]
            elif (other := self._bases.longest(keys, place)) and ids & {id_ for _, id_ in other[1]}:
                place = other[0]
            else:
                break
        number = [key for key in keys[place : place + 2] if _DIGIT.fullmatch(key)]
        if not number or not _DIGIT.fullmatch(keys[place]):
            return None
        named = ".".join([*number, "0"][:2])
        return place + len(number), tuple(dict.fromkeys(id_ for version, id_ in versions if version == named))

    def _or_later(self, keys: Sequence[str], hit: _Hit) -> tuple[str, ...]:
        """The ids of a hit: "or any later version" behind it is not `-only`."""
        near = keys[hit.end : hit.end + _LATER]
        if not near or near[0] not in self._or or not any(True for _ in self._later.found(near)):
            return hit.ids
        return tuple(f"{id_.removesuffix('-only')}-or-later" if id_.endswith("-only") else id_ for id_ in hit.ids)

    def _is_glued(self, words: Words, start: int) -> bool:
        """Whether a hyphen joins a name to an unknown word before it: "pseudo-ODbL" is another name."""
        place = start - 1
        while place >= 0 and words.gap(place) in _GLUE:
            if words.keys[place] not in self._shell:
                return True
            place -= 1
        return False

    def _is_cut(self, words: Words, end: int) -> bool:
        """Whether a name goes on behind its end: "GFDL-1.3-onyl", "PDDL-1.x". An ending in other letters says nothing."""
        if end == len(words) or not words.keys[end].isascii():
            return False
        if words.keys[end] in self._shell and len(words.keys[end]) >= _WHOLE_WORD:
            return False
        return words.gap(end - 1) in _GLUE or (words.gap(end - 1) == "." and words.keys[end - 1].isdecimal())

    def _is_denied(self, keys: Sequence[str], start: int) -> bool:
        """Whether a word that denies stands before, with words of the shell between at most."""
        for place in range(start - 1, max(start - _DENIED - 2, -1), -1):
            for begin in (place, place - 1):
                if begin >= 0 and any(end == place + 1 for end, _ in self._denied.ends(keys, begin)):
                    return True
            if keys[place] not in self._shell:
                return False
        return False

    def _public_domain(self, words: Words) -> Iterator[Said]:
        """A claim in words that something is in the public domain."""
        found = list(self._domain.found(words.keys))
        kinds = {kind for _, _, kind in found}
        claims = [(start, end) for start, end, kind in found if kind == "say"]
        if not claims or "not_if" in kinds or self._is_denied(words.keys, claims[0][0]):
            return
        kind = next((kind for kind in ("us_government", "disclaimer", "dedication") if kind in kinds), "claim")
        ids = self._domain_ids[kind]
        yield Said((ids,) if isinstance(ids, str) else tuple(ids), words.seen(*claims[0]), "license-public-domain")


_DOMAIN = ("say", "not_if", "disclaimer", "us_government", "dedication")


def _contained(names: LicenseNames, sentences: Mapping[str, Any]) -> Phrases[tuple[str, ...]]:
    """The names that may stand inside a sentence, with the ids that each may mean."""
    alone, whole = (frozenset(map(license_key, sentences[name])) for name in ("alone", "whole_only"))
    named = {
        key: (id_,) for key, (id_, rule) in names.known.items() if rule != "license-address" and not _CATCH_ALL.fullmatch(id_)
    }
    phrases: Phrases[tuple[str, ...]] = Phrases()
    for key, ids in {**names.ambiguous, **named}.items():
        if any(_CREATIVE_COMMONS.match(id_) for id_ in ids) or ids == (UNKNOWN_LICENSE,) or key in whole:
            continue
        if key in alone or _weight(key) >= _LEAST:
            phrases.add(key.split(), ids)
    return phrases


def _weight(key: str) -> float:
    """How many words a name has; four characters of a script without spaces count as two."""
    return sum(0.5 if _NO_SPACES.match(word) else 1 for word in key.split())


def _bases(names: LicenseNames) -> Phrases[tuple[str, str]]:
    """Names without their version, each with the versions and the ids that it has."""
    phrases: Phrases[tuple[str, str]] = Phrases()
    for key, (id_, rule) in names.known.items():
        base = _VERSION_END.fullmatch(key)
        if base is not None and rule != "license-address" and not _CREATIVE_COMMONS.match(id_):
            phrases.add(base[1].split(), (f"{base[2]}.{base[3]}", id_))
    return phrases
