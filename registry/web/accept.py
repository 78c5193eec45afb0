"""Which of several representations a client wants: the `Accept` header (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PARTS = re.compile(r'(?:[^,;"]|"(?:[^"\\]|\\.)*")+|[,;]')
_MOST = 2000
"""The characters of a header that are read. Browsers send about a hundred."""


@dataclass(frozen=True)
class Offer:
    """A representation: its media type, its address, and the address of the specification that it follows, if it has one."""

    media_type: str
    address: str
    profile: str | None = None


@dataclass(frozen=True)
class _Range:
    """What a client accepts. `profiles` are those that it names; none stands for any."""

    main: str
    sub: str
    profiles: frozenset[str]
    quality: float

    def precision(self, offer: Offer) -> int:
        """How exactly it names an offer, from 1; 0 if it does not."""
        main, _, sub = offer.media_type.partition("/")
        if self.main not in (main, "*") or self.sub not in (sub, "*") or (self.profiles and offer.profile not in self.profiles):
            return 0
        return 1 + (self.main != "*") + (self.sub != "*") + bool(self.profiles)


def chosen(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The most wanted offer, the first of equal ones. Without a header that is the first; None if none is acceptable."""
    ranges = _ranges(accept or "")
    if not ranges:
        return offers[0]
    weighted = [(_quality(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, offer = max(weighted, key=lambda item: item[:2])
    return offer if quality > 0 else None


def _quality(offer: Offer, ranges: Sequence[_Range]) -> float:
    """The weight of the range that names the offer most exactly."""
    found = [(precision, each.quality) for each in ranges if (precision := each.precision(offer))]
    return max(found)[1] if found else 0.0


def _ranges(accept: str) -> list[_Range]:
    """The ranges of a header. What is none is passed over."""
    items: list[list[str]] = [[]]
    for part in _PARTS.findall(accept[:_MOST]):
        if part == ",":
            items.append([])
        elif part != ";":
            items[-1].append(part.strip())
    return [found for item in items if item and (found := _range(item))]


def _range(parts: Sequence[str]) -> _Range | None:
    main, slash, sub = parts[0].lower().partition("/")
    if not (main and slash and sub):
        return None
    given = dict(_parameter(each) for each in parts[1:])
    profiles = frozenset(given.get("profile", "").split())
    return _Range(main, sub, profiles, _weight(given.get("q", "1")))


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _weight(text: str) -> float:
    """A weight from 0 to 1. What is no weight is taken for 0, so that nobody gets what nobody asked for."""
    return float(text) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", text) else 0.0
