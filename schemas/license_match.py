"""Reading a portal's words as a licence: exact steps, no guess, no edit distance.

The address of a licence wins over the words around it. If there is none, the whole text is looked up by its key, then the text
without words that say nothing; at last it is tried as an SPDX expression. A name with one other letter can be another licence
(BY-NC, BY-ND), so what is not found is unknown. The steps follow `meta.steps` of the source named in `vocab/licenses.yml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import regex
from license_expression import ExpressionError, Licensing, get_spdx_licensing

from .assessment import Confidence, LicenseStatus
from .license_key import URL, license_key, urls
from .license_names import LicenseNames, read_license_names
from .licenses import NO_TERMS, UNKNOWN_LICENSE, Licenses, Terms, base_id, read_licenses
from .source import LicenseCodes

MAX_EXPRESSION = 200
"""Longer texts are sentences, not SPDX expressions."""

REMEMBERED = 8192
"""How many texts a reader remembers with what they say. Portals repeat the same few."""

LONG = 2000
"""Longer texts are not remembered, because they would fill the memory."""

SCANCODE = "LicenseRef-scancode-"


@dataclass(frozen=True)
class Match:
    """What a text says about a licence. `rule` is the step that found it, `seen` the part of the text that it read.

    If `status` is not `identified`, `id` is `LicenseRef-unknown` and `candidate` has what it could be. `port` is the national
    version that the text names, if no id of the table says it.
    """

    id: str
    status: LicenseStatus
    rule: str
    confidence: Confidence
    seen: str
    candidate: tuple[str, ...] = ()
    terms: Terms = NO_TERMS
    port: str | None = None


def is_compatible(id_: str, name: Match) -> bool:
    """Whether a name without a version can be this licence: a full id wins over an ambiguous name of the same family."""
    return id_ in name.candidate or base_id(id_) in name.candidate


_FILE_END = regex.compile(r"\.(?:html|txt|json|rdf)$")
_CC_PATH = regex.compile(
    r"(?:creativecommons\.org/(?:licenses|publicdomain)|(?:licensebuttons\.net|i\.creativecommons\.org)/[lp])"
    r"/(?P<elements>[a-z+-]+)(?:/(?P<version>\d\.\d))?(?:/(?P<port>[a-z]+)(?=/|$))?",
    regex.I,
)
_CC_NAMED = {"zero": "CC0-1.0", "mark": "CC-PDM-1.0", "publicdomain": "CC-PDDC"}
_CC_ORDER = ("by", "nc", "nd", "sa")


class LicenseReader:
    """Reads the words of portals as one of `licenses`, by the spellings in `names`. It remembers what it read."""

    def __init__(self, licenses: Licenses, names: LicenseNames) -> None:
        self.licenses = licenses
        self._names = names
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._identify)

    def identify(self, raw: str) -> Match:
        """Read a text as a licence. It never raises: a text that is not understood is `unknown`, an empty one `not_stated`."""
        return self._remembered(raw) if len(raw) <= LONG else self._identify(raw)

    def identify_code(self, raw: str, codes: LicenseCodes) -> Match:
        """Read a portal's own code as its declaration explains it. An unknown code or licence is `unknown`."""
        code = raw.strip()
        id_ = codes.code.get(code, codes.otherwise if code else None)
        return self._identified(id_, "license-portal-code", raw) if id_ and id_ in self.licenses.by_id else _unknown(raw)

    def contradictions(self, text: str, terms: Terms) -> tuple[str, ...]:
        """The phrases in a text that deny what the terms permit, or name an element that they lack."""
        return self._names.contradictions(license_key(text), terms)

    def _identify(self, raw: str) -> Match:
        key = license_key(raw)
        if not key:
            return Match(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, "license-empty", Confidence.HIGH, raw)
        addresses = urls(raw)
        found = [match for url in addresses if (match := self._address(url, raw)) is not None]
        if found:
            return self._one(found, words=license_key(URL.sub(" ", raw)), raw=raw)
        words = license_key(URL.sub(" ", raw)) if addresses else key
        return self._known(key, raw) or self._bare(words, raw) or self._expression(raw) or _unknown(raw)

    def _address(self, url: str, raw: str) -> Match | None:
        """What one address means, or None if it is not the address of a licence."""
        if match := self._creative_commons(url):
            return match
        for pattern in self._names.addresses:
            if part := pattern.search(url):
                id_ = _FILE_END.sub("", part[1].strip("/."))
                later = self._known(license_key(f"{id_}+"), url) if regex.search(r"\w\+(?!\w)", raw) else None
                return (
                    later
                    or self._known(license_key(url), url)
                    or self._known(license_key(id_), url, rule="license-address")
                    or self._expression(id_)
                )
        return self._known(license_key(url), url, rule="license-address")

    def _creative_commons(self, url: str) -> Match | None:
        """Read an address of Creative Commons by its path: elements, version, port."""
        path = _CC_PATH.search(url)
        if path is None:
            return None
        elements, version = path["elements"].lower(), path["version"]
        if elements in _CC_NAMED:
            id_ = _CC_NAMED[elements]
            exists = version in (None, "1.0") and id_ in self.licenses.by_id
            return self._identified(id_, "license-cc-address", url) if exists else _unknown(url)
        parts = elements.split("-")
        if not set(parts) <= set(_CC_ORDER):
            return self._known(license_key(url), url) or _unknown(url)
        name = "-".join(["CC", *(part.upper() for part in _CC_ORDER if part in parts)])
        if version is None:
            return self._known(license_key(name), url, rule="license-cc-address") or _unknown(url)
        return self._with_port(name, version, (path["port"] or "").lower(), url)

    def _with_port(self, name: str, version: str, port: str, url: str) -> Match:
        """The id of elements, version and port. A port without an id keeps the base id; an IGO port gets our own id."""
        known, port = self.licenses.by_id, port if port in self._names.ports else ""
        for id_ in (f"{name}-{version}-{port.upper()}", f"{SCANCODE}{name.lower()}-{version}-{port}") if port else ():
            if id_ in known:
                return self._identified(id_, "license-cc-address", url)
        base = f"{name}-{'2.0' if version == '2.1' else version}"  # 2.1 exists only as ports of 2.0
        if base not in known:
            return self._known(license_key(url), url) or _unknown(url)
        if not port:
            return self._identified(base, "license-cc-address", url)
        id_ = f"LicenseRef-{base}-IGO" if port == "igo" else base
        return replace(self._identified(base, "license-cc-address", url), id=id_, port=port)

    def _one(self, found: list[Match], *, words: str, raw: str) -> Match:
        """What several addresses and the words around them say together."""
        ids = tuple(dict.fromkeys(match.id for match in found if match.status is LicenseStatus.IDENTIFIED))
        names = [match for match in found if match.status is LicenseStatus.AMBIGUOUS]
        if not ids:
            return (names or found)[0]
        if len(ids) > 1 or not all(is_compatible(ids[0], name) for name in names):
            candidates = tuple(dict.fromkeys((*ids, *(id_ for name in names for id_ in name.candidate))))
            return _conflict(candidates, "license-addresses-differ", raw)
        best = next(match for match in found if match.id == ids[0])
        return _conflict(ids, "license-words-contradict", raw) if self._names.contradictions(words, best.terms) else best

    def _known(self, key: str, seen: str, *, rule: str | None = None) -> Match | None:
        """The licence, or the ambiguous name, whose key this is."""
        names = self._names
        if key in names.known:
            id_, own_rule = names.known[key]
            return self._nothing(key, seen) if id_ == UNKNOWN_LICENSE else self._identified(id_, rule or own_rule, seen)
        candidates = names.ambiguous.get(key)
        if candidates is None:
            return None
        if candidates == (UNKNOWN_LICENSE,):
            return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-bare-word", Confidence.LOW, seen)
        terms = self.licenses.agreed_terms(candidates)
        return Match(UNKNOWN_LICENSE, LicenseStatus.AMBIGUOUS, "license-ambiguous", Confidence.MEDIUM, seen, candidates, terms)

    def _bare(self, words: str, raw: str) -> Match | None:
        """Look up the text without the words at both ends that say nothing, the longest rest first.

        Only rests of as many words as some spelling has are looked up, so the work grows with the text, not with its square.
        """
        tokens, shell = words.split(), self._names.shell
        head = next((n for n, token in enumerate(tokens) if token not in shell), len(tokens))
        tail = next((n for n, token in enumerate(reversed(tokens)) if token not in shell), len(tokens))
        for length in self._names.lengths:
            spare = len(tokens) - length
            for start in range(max(0, spare - tail), min(head, spare) + 1):
                if match := self._known(" ".join(tokens[start : start + length]), raw, rule="license-name-in-shell"):
                    return match
        return None

    def _expression(self, raw: str) -> Match | None:
        """An SPDX id or expression. An id that is not in the table is kept, and its terms are unclear."""
        text = raw.strip()
        if len(text) > MAX_EXPRESSION or not text.isascii():
            return None
        spdx = _licensing()
        try:
            parsed = spdx.parse(text, validate=True, strict=True)
        except ExpressionError:
            return None
        parts = [str(symbol) for symbol in spdx.license_symbols(parsed, decompose=False)]
        if len(parts) == 1 and parts[0] in self.licenses.by_id:
            return self._identified(parts[0], "license-spdx", raw)
        terms = self.licenses.agreed_terms(parts)
        return Match(str(parsed), LicenseStatus.IDENTIFIED, "license-spdx", Confidence.HIGH, raw, terms=terms)

    def _identified(self, id_: str, rule: str, seen: str) -> Match:
        """A licence of the table."""
        row = self.licenses.by_id[id_]
        confidence = row.confidence if row.has_terms else Confidence.LOW
        return Match(id_, LicenseStatus.IDENTIFIED, rule, confidence, seen, terms=row.terms)

    def _nothing(self, key: str, seen: str) -> Match:
        """Words that name no licence: they say that none is stated, or claim something without a name."""
        if key in self._names.not_stated:
            return Match(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, "license-not-stated", Confidence.HIGH, seen)
        return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-bare-word", Confidence.LOW, seen)


def _conflict(candidates: tuple[str, ...], rule: str, raw: str) -> Match:
    return Match(UNKNOWN_LICENSE, LicenseStatus.CONFLICT, rule, Confidence.LOW, raw, candidate=candidates)


def _unknown(raw: str) -> Match:
    return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-no-match", Confidence.LOW, raw)


@cache
def _licensing() -> Licensing:
    """The ids and the syntax of SPDX, from the library."""
    return get_spdx_licensing()


def license_reader(data: Mapping[str, Any]) -> LicenseReader:
    """A reader of the licences in the content of `vocab/licenses.yml`."""
    licenses = read_licenses(data)
    return LicenseReader(licenses, read_license_names(data, licenses.by_id))
