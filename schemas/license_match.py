"""Reading a portal's words as a licence: exact steps, no guess, no edit distance.

An address inside the text wins over the words around it; then the whole text, then the text without words that say nothing, is
looked up by its key; then it is tried as an SPDX expression. One letter apart can be another licence (BY-NC, BY-ND), so what is
not found is unknown. The steps follow `meta.steps` of the source named in `vocab/licenses.yml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import regex
from license_expression import ExpressionError, Licensing, get_spdx_licensing

from .assessment import Confidence, Effect, LicenseStatus
from .license_key import URL, license_key, urls
from .licenses import NO_TERMS, UNKNOWN_LICENSE, Terms, agreed_terms, base_id, licenses, portal_codes
from .vocab import load

MAX_EXPRESSION = 200
"""Longer texts are sentences, not SPDX expressions."""

SCANCODE = "LicenseRef-scancode-"


@dataclass(frozen=True)
class Match:
    """What a text says about a licence. `rule` is the step that found it, `seen` the part of the text that it read.

    `id` is `LicenseRef-unknown` unless `status` is `identified`; then `candidate` has what it could be. `port` is the national
    version that the text names and no id tells.
    """

    id: str
    status: LicenseStatus
    rule: str
    confidence: Confidence
    seen: str
    candidate: tuple[str, ...] = ()
    terms: Terms = NO_TERMS
    port: str | None = None


@lru_cache(maxsize=8192)
def identify(raw: str) -> Match:
    """Read a text as a licence. It never raises; what is not understood is `unknown`, what is empty is `not_stated`."""
    key = license_key(raw)
    if not key:
        return Match(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, "license-empty", Confidence.HIGH, raw)
    addresses = urls(raw)
    found = [match for url in addresses if (match := _address(url, raw)) is not None]
    if found:
        return _one(found, words=license_key(URL.sub(" ", raw)), raw=raw)
    words = license_key(URL.sub(" ", raw)) if addresses else key
    return _known(key, raw) or _bare(words, raw) or _expression(raw) or _unknown(raw)


def identify_code(portal: str, field: str, raw: str) -> Match | None:
    """Read a code that means a licence on this portal only. None if the portal's field has no such codes."""
    codes = portal_codes().get(portal)
    if codes is None or codes.field != field:
        return None
    id_ = codes.code.get(raw.strip(), codes.otherwise if raw.strip() else None)
    return _identified(id_, "license-portal-code", raw) if id_ else _unknown(raw)


def is_compatible(id_: str, name: Match) -> bool:
    """Whether a name without a version can be this licence: a full id beats an ambiguous name of its own family."""
    return id_ in name.candidate or base_id(id_) in name.candidate


def contradictions(words: str, terms: Terms) -> tuple[str, ...]:
    """The phrases in a text (a key) that deny what the terms permit, or name an element that they lack."""
    padded = f" {words} "
    return tuple(
        phrase for phrase, name, effect in _names().denials if getattr(terms, name).effect is effect and _holds(padded, phrase)
    )


def _address(url: str, raw: str) -> Match | None:
    """What one address means, or None if it is not a licence's."""
    if match := _creative_commons(url):
        return match
    for pattern in _names().addresses:
        if part := pattern.search(url):
            id_ = _FILE_END.sub("", part[1].strip("/."))
            later = _known(license_key(f"{id_}+"), url) if regex.search(r"\w\+(?!\w)", raw) else None
            return (
                later
                or _known(license_key(url), url)
                or _known(license_key(id_), url, rule="license-address")
                or _expression(id_)
            )
    return _known(license_key(url), url, rule="license-address")


_FILE_END = regex.compile(r"\.(?:html|txt|json|rdf)$")
_CC_PATH = regex.compile(
    r"(?:creativecommons\.org/(?:licenses|publicdomain)|(?:licensebuttons\.net|i\.creativecommons\.org)/[lp])"
    r"/(?P<elements>[a-z+-]+)(?:/(?P<version>\d\.\d))?(?:/(?P<port>[a-z]+)(?=/|$))?",
    regex.I,
)
_CC_NAMED = {"zero": "CC0-1.0", "mark": "CC-PDM-1.0", "publicdomain": "CC-PDDC"}
_CC_ORDER = ("by", "nc", "nd", "sa")


def _creative_commons(url: str) -> Match | None:
    """Read an address of Creative Commons by its path: elements, version, port."""
    path = _CC_PATH.search(url)
    if path is None:
        return None
    elements, version = path["elements"].lower(), path["version"]
    if elements in _CC_NAMED:
        exists = version in (None, "1.0")
        return _identified(_CC_NAMED[elements], "license-cc-address", url) if exists else _unknown(url)
    parts = elements.split("-")
    if not set(parts) <= set(_CC_ORDER):
        return _known(license_key(url), url) or _unknown(url)
    name = "-".join(["CC", *(part.upper() for part in _CC_ORDER if part in parts)])
    if version is None:
        return _known(license_key(name), url, rule="license-cc-address") or _unknown(url)
    return _with_port(name, version, (path["port"] or "").lower(), url)


def _with_port(name: str, version: str, port: str, url: str) -> Match:
    """The id of elements, version and port. A port without an id keeps the base id, an IGO one gets an id of ours."""
    known, port = licenses(), port if port in _names().ports else ""
    for id_ in (f"{name}-{version}-{port.upper()}", f"{SCANCODE}{name.lower()}-{version}-{port}") if port else ():
        if id_ in known:
            return _identified(id_, "license-cc-address", url)
    base = f"{name}-{'2.0' if version == '2.1' else version}"  # 2.1 was only ever a port of 2.0
    if base not in known:
        return _known(license_key(url), url) or _unknown(url)
    if not port:
        return _identified(base, "license-cc-address", url)
    id_ = f"LicenseRef-{base}-IGO" if port == "igo" else base
    return replace(_identified(base, "license-cc-address", url), id=id_, port=port)


def _one(found: list[Match], *, words: str, raw: str) -> Match:
    """What several addresses and the words around them say together."""
    ids = tuple(dict.fromkeys(match.id for match in found if match.status is LicenseStatus.IDENTIFIED))
    names = [match for match in found if match.status is LicenseStatus.AMBIGUOUS]
    if not ids:
        return (names or found)[0]
    if len(ids) > 1 or not all(is_compatible(ids[0], name) for name in names):
        candidates = tuple(dict.fromkeys((*ids, *(id_ for name in names for id_ in name.candidate))))
        return _conflict(candidates, "license-addresses-differ", raw)
    best = next(match for match in found if match.id == ids[0])
    return _conflict(ids, "license-words-contradict", raw) if contradictions(words, best.terms) else best


def _known(key: str, seen: str, *, rule: str | None = None) -> Match | None:
    """The licence, or the ambiguous name, whose key this is."""
    names = _names()
    if key in names.ids:
        id_, kind = names.ids[key]
        if id_ == UNKNOWN_LICENSE:
            return _nothing(key, seen)
        return _identified(id_, rule or f"license-{kind}", seen)
    candidates = names.ambiguous.get(key)
    if candidates is None:
        return None
    if candidates == (UNKNOWN_LICENSE,):
        return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-bare-word", Confidence.LOW, seen)
    terms = agreed_terms(candidates)
    return Match(
        UNKNOWN_LICENSE, LicenseStatus.AMBIGUOUS, "license-ambiguous", Confidence.MEDIUM, seen, candidate=candidates, terms=terms
    )


def _bare(words: str, raw: str) -> Match | None:
    """The same without the words on both ends that say nothing, the longest rest first."""
    tokens, shell = words.split(), _names().shell
    head = next((n for n, token in enumerate(tokens) if token not in shell), len(tokens))
    tail = next((n for n, token in enumerate(reversed(tokens)) if token not in shell), len(tokens))
    cuts = sorted(((a, b) for a in range(head + 1) for b in range(tail + 1)), key=sum)
    for a, b in cuts:
        if match := _known(" ".join(tokens[a : len(tokens) - b]), raw, rule="license-name-in-shell"):
            return match
    return None


def _expression(raw: str) -> Match | None:
    """An SPDX id or expression. An id without a row of ours keeps its id and says nothing about its terms."""
    text = raw.strip()
    if len(text) > MAX_EXPRESSION or not text.isascii():
        return None
    try:
        parsed = _licensing().parse(text, validate=True, strict=True)
    except ExpressionError:
        return None
    parts = [str(symbol) for symbol in _licensing().license_symbols(parsed, decompose=False)]
    if len(parts) == 1 and parts[0] in licenses():
        return _identified(parts[0], "license-spdx", raw)
    return Match(str(parsed), LicenseStatus.IDENTIFIED, "license-spdx", Confidence.HIGH, raw, terms=agreed_terms(parts))


def _identified(id_: str, rule: str, seen: str) -> Match:
    row = licenses()[id_]
    confidence = row.confidence if row.has_terms else Confidence.LOW
    return Match(id_, LicenseStatus.IDENTIFIED, rule, confidence, seen, terms=row.terms)


def _conflict(candidates: tuple[str, ...], rule: str, raw: str) -> Match:
    return Match(UNKNOWN_LICENSE, LicenseStatus.CONFLICT, rule, Confidence.LOW, raw, candidate=candidates)


def _nothing(key: str, seen: str) -> Match:
    if key in _names().not_stated:
        return Match(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, "license-not-stated", Confidence.HIGH, seen)
    return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-bare-word", Confidence.LOW, seen)


def _unknown(raw: str) -> Match:
    return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-no-match", Confidence.LOW, raw)


@dataclass(frozen=True)
class _Names:
    """The vocabulary by key. `ids` has the id and what the key is: id, address or name."""

    ids: Mapping[str, tuple[str, str]]
    ambiguous: Mapping[str, tuple[str, ...]]
    not_stated: frozenset[str]
    shell: frozenset[str]
    ports: frozenset[str]
    addresses: tuple[regex.Pattern[str], ...]
    denials: tuple[tuple[str, str, Effect], ...]


@cache
def _names() -> _Names:
    data = load("licenses.yml")
    return _Names(
        ids={key: (id_, kind) for key, id_, kind in reversed(list(_keys())) if key},  # an id counts before a name
        ambiguous={license_key(name): tuple(candidates) for name, candidates in data["ambiguous"].items()},
        not_stated=frozenset(map(license_key, data["not_stated"])),
        shell=frozenset(map(license_key, data["shell"])),
        ports=frozenset(data["creative_commons"]["ports"]),
        addresses=tuple(regex.compile(pattern, regex.IGNORECASE) for pattern in data["id_urls"]),
        denials=tuple(_denials(data["contradicting"])),
    )


def _keys() -> Iterator[tuple[str, str, str]]:
    for id_, row in licenses().items():
        yield license_key(id_), id_, "id"
        yield from ((license_key(url), id_, "address") for url in row.url)
        yield from ((license_key(alias), id_, "name") for alias in row.alias)


def _denials(words: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, Effect]]:
    """Each phrase with the term, and the effect of the term that the phrase denies."""
    elements, denials = words["elements"], words["denials"]
    denied = (
        (elements["nc"], "commercial", Effect.YES),
        (elements["nd"], "derivatives", Effect.YES),
        (elements["sa"], "share_alike", Effect.NO),
        (denials["commercial"], "commercial", Effect.YES),
        (denials["derivatives"], "derivatives", Effect.YES),
    )
    for phrases, name, effect in denied:
        yield from ((license_key(phrase), name, effect) for phrase in phrases)


_NO_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")


def _holds(padded: str, phrase: str) -> bool:
    """Whether a text, with a space at both ends, holds a phrase as whole words; scripts without spaces have no words."""
    return phrase in padded if _NO_SPACES.search(phrase) else f" {phrase} " in padded


@cache
def _licensing() -> Licensing:
    return get_spdx_licensing()
