"""Reading a portal's words as a licence: steps by rule, no guess, no edit distance.

The address of a licence wins over the words around it. If there is none, the whole text is looked up by its key, then the text
without words that say nothing; then it is tried as an SPDX expression, and at last read as a sentence (`license_sentence`).
A name with one other letter can be another licence (BY-NC, BY-ND), so what is not found is unknown. The steps follow `meta.steps`
of the source named in `vocab/licenses.yml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import regex
from license_expression import ExpressionError, Licensing, get_spdx_licensing

from .assessment import Confidence, Effect, LicenseStatus
from .license_cc import CreativeCommons, Ids
from .license_key import URL, Words, license_key, plain, urls
from .license_names import read_license_names
from .license_sentence import Said, Sentence, SentenceReader
from .licenses import NO_TERMS, UNKNOWN_LICENSE, Terms, base_id, read_licenses
from .source import LicenseCodes

MAX_EXPRESSION = 200
"""Longer texts are sentences, not SPDX expressions."""

REMEMBERED = 8192
"""How many texts a reader remembers with what they say. Portals repeat the same few."""

LONG = 2000
"""Longer texts are not remembered, because they would fill the memory."""


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


class LicenseReader:
    """Reads the words of portals as one of `licenses`, by the spellings in `names`. It remembers what it read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """`data` is the content of `vocab/licenses.yml`."""
        licenses = read_licenses(data)
        names = read_license_names(data, licenses.by_id)
        self.licenses = licenses
        self._names = names
        self._cc = CreativeCommons(data["creative_commons"], licenses)
        self._sentences = SentenceReader(data, licenses, names)
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
        return self._names.contradictions(license_key(text).split(), terms)

    def _identify(self, raw: str) -> Match:
        text = plain(raw)
        if not license_key(text):
            return Match(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, "license-empty", Confidence.HIGH, raw)
        found = [match for url in urls(text) if (match := self._address(url, text)) is not None]
        if whole := not found and self._known(license_key(text), raw):
            return whole
        words = URL.sub(" ", text)
        beside, sentence = self._in_words(words)
        if not found:
            if not beside and words != text:  # an address of no licence may have the name of one in its path
                beside, sentence = self._in_words(text)
            match = self._one(beside, sentence.rest, raw, differ="license-names-differ") if beside else _unknown(raw)
            return _unknown(raw) if sentence.limited and match.status in _READ else match
        if any(match.status is LicenseStatus.IDENTIFIED for match in found):
            return self._beside(self._one(found, Words(words).keys, raw, differ="license-addresses-differ"), beside, raw)
        named = [match for match in beside if match.status is LicenseStatus.IDENTIFIED]
        return self._one([*found, *named], sentence.rest, raw, differ="license-addresses-differ")

    def _in_words(self, text: str) -> tuple[list[Match], Sentence]:
        """What words say without their addresses, and the words that nothing was read from."""
        key, seen = license_key(text), text.strip()
        whole = (self._known(key, seen) or self._bare(key, seen) or self._expression(seen)) if key else None
        if whole is not None:
            return [whole], Sentence()
        sentence = self._sentences.read(text)
        unread = any(word and word not in self._names.shell for word in sentence.rest)
        return [self._said(said, unread=unread) for said in sentence.said], sentence

    def _said(self, said: Said, *, unread: bool) -> Match:
        """A part of a sentence as a match. What stands among words that we do not understand is of medium confidence at most."""
        if not said.ids:
            return _unknown(said.seen)
        if len(said.ids) > 1:
            return self._ambiguous(said.ids, said.seen)
        match = replace(self._identified(said.ids[0], said.rule, said.seen), port=said.port)
        if said.rule == "license-public-domain":
            return replace(match, confidence=Confidence.LOW)
        return replace(match, confidence=Confidence.MEDIUM) if unread and match.confidence is Confidence.HIGH else match

    def _beside(self, match: Match, others: Sequence[Match], raw: str) -> Match:
        """An address with the names beside it: it wins, unless they permit less."""
        for other in others:
            if is_compatible(match.id, other) or other.terms == NO_TERMS or match.status is not LicenseStatus.IDENTIFIED:
                continue
            if base_id(other.id) != base_id(match.id) and _permits_less(other.terms, match.terms):
                return _conflict((match.id, *(other.candidate or (other.id,))), "license-words-contradict", raw)
        return match

    def _address(self, url: str, raw: str) -> Match | None:
        """What one address means, or None if it is not the address of a licence."""
        if (path := self._cc.address(url)) is not None:
            return self._path(path, url)
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

    def _path(self, path: Ids, url: str) -> Match:
        """The path of an address of Creative Commons as a match."""
        if len(path.ids) == 1:
            return replace(self._identified(path.ids[0], "license-cc-address", url), port=path.port)
        return self._ambiguous(path.ids, url) if path.ids else self._known(license_key(url), url) or _unknown(url)

    def _one(self, found: Sequence[Match], words: Sequence[str], raw: str, *, differ: str) -> Match:
        """What several parts of a text and the words around them say together. One that cannot be read makes all unknown."""
        ids = tuple(dict.fromkeys(match.id for match in found if match.status is LicenseStatus.IDENTIFIED))
        names = [match for match in found if match.status is LicenseStatus.AMBIGUOUS]
        if not all(match.status in _READ for match in found):
            unread = next(match for match in found if match.status not in _READ)
            return unread if len(found) == 1 and unread.rule != "license-no-match" else _unknown(raw)
        ids = tuple(id_ for id_ in ids if not any(id_ == base_id(other) and id_ != other for other in ids))
        shared = [id_ for id_ in names[0].candidate if all(id_ in name.candidate for name in names)] if names and not ids else []
        if len(ids) > 1 or not all(is_compatible(ids[0], name) if ids else shared for name in names):
            candidates = tuple(dict.fromkeys((*ids, *(id_ for name in names for id_ in name.candidate))))
            return _conflict(candidates, differ, raw)
        best = next(match for match in found if match.id == ids[0]) if ids else self._ambiguous(tuple(shared), names[0].seen)
        if self._names.contradictions(words, best.terms):
            return _conflict(ids or best.candidate, "license-words-contradict", raw)
        return best

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
        return self._ambiguous(candidates, seen)

    def _ambiguous(self, candidates: tuple[str, ...], seen: str) -> Match:
        """A name that several licences carry: no id, and the terms on which they agree."""
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
        """A licence; one without a row has no terms."""
        row = self.licenses.find(id_)
        if row is None:
            return Match(id_, LicenseStatus.IDENTIFIED, rule, Confidence.LOW, seen)
        confidence = row.confidence if row.has_terms else Confidence.LOW
        return Match(id_, LicenseStatus.IDENTIFIED, rule, confidence, seen, terms=row.terms)

    def _nothing(self, key: str, seen: str) -> Match:
        """Words that name no licence: they say that none is stated, or claim something without a name."""
        if key in self._names.not_stated:
            return Match(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, "license-not-stated", Confidence.HIGH, seen)
        return Match(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, "license-bare-word", Confidence.LOW, seen)


_READ = (LicenseStatus.IDENTIFIED, LicenseStatus.AMBIGUOUS)
"""What a part of a text says, if it can be read."""


def _permits_less(terms: Terms, than: Terms) -> bool:
    """Whether these terms deny what the others permit, or ask for the same licence where the others do not."""
    return any(getattr(than, name).effect is Effect.YES and getattr(terms, name).effect is Effect.NO for name in _PERMITTED) or (
        terms.share_alike.effect is Effect.YES and than.share_alike.effect is Effect.NO
    )


_PERMITTED = ("commercial", "derivatives")


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
    return LicenseReader(data)
