"""How licences are written: the spellings of `vocab/licenses.yml` by their keys (`schemas.license_key`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

from .assessment import Effect
from .license_key import license_key
from .license_phrases import Phrases
from .licenses import License, Terms

_Phrases = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class LicenseNames:
    """The spellings by key.

    `known` has for each key the id of a licence, and the rule that reads it; `ambiguous` the ids that a name may mean.
    `lengths` are the numbers of words of these keys, the longest first. `shell` are words that say nothing at the ends of a
    text, `addresses` patterns of addresses that end with an id. Each of `denials` is a phrase with the term and the effect that
    it denies.
    """

    known: Mapping[str, tuple[str, str]]
    ambiguous: Mapping[str, tuple[str, ...]]
    not_stated: frozenset[str]
    shell: frozenset[str]
    addresses: tuple[regex.Pattern[str], ...]
    denials: Phrases[tuple[str, Effect]]

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(key.split()) for key in (*self.known, *self.ambiguous)}, reverse=True))

    def contradictions(self, keys: Sequence[str], terms: Terms) -> tuple[str, ...]:
        """The phrases in the words of a text that deny what the terms permit, or name an element that they lack."""
        found = (
            " ".join(keys[start:end])
            for start, end, (name, effect) in self.denials.found(keys)
            if getattr(terms, name).effect is effect
        )
        return tuple(dict.fromkeys(found))


def read_license_names(data: Mapping[str, Any], licenses: Mapping[str, License]) -> LicenseNames:
    """Build the spellings from the content of the file and its rows."""
    return LicenseNames(
        known={key: (id_, rule) for key, id_, rule in reversed(list(_spellings(licenses))) if key},  # an id wins over a name
        ambiguous={license_key(name): tuple(candidates) for name, candidates in data["ambiguous"].items()},
        not_stated=frozenset(map(license_key, data["not_stated"])),
        shell=frozenset(word for words in data["shell"] for word in license_key(words).split()),
        addresses=tuple(regex.compile(pattern, regex.IGNORECASE) for pattern in data["id_urls"]),
        denials=Phrases(_denials(data["creative_commons"]["elements"], data["contradicting"]["denials"])),
    )


def _spellings(licenses: Mapping[str, License]) -> Iterator[tuple[str, str, str]]:
    """Key, id and rule."""
    for id_, row in licenses.items():
        yield license_key(id_), id_, "license-id"
        yield from ((license_key(url), id_, "license-address") for url in row.url)
        yield from ((license_key(alias), id_, "license-name") for alias in row.alias)


def _denials(elements: _Phrases, denials: _Phrases) -> Iterator[tuple[str, tuple[str, Effect]]]:
    denied = (
        (elements["nc"], "commercial", Effect.YES),
        (elements["nd"], "derivatives", Effect.YES),
        (elements["sa"], "share_alike", Effect.NO),
        (denials["commercial"], "commercial", Effect.YES),
        (denials["derivatives"], "derivatives", Effect.YES),
    )
    for phrases, name, effect in denied:
        yield from ((phrase, (name, effect)) for phrase in phrases)
