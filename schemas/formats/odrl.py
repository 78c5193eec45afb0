"""What the licence of a record permits, forbids and asks for, as actions of ODRL 2.2 (https://www.w3.org/TR/odrl-vocab/).

The one place that reads terms of a licence as ODRL; formats only write it. ODRL takes `CommercialUse` and `ShareAlike` from
Creative Commons. It has no action for the training of models, so that term is in no policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..assessment import Confidence, Effect, LicenseAssessment, LicenseStatus, PrivacyClass
from ..web_address import iri_of
from .entry import Entry

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {"odrl": "http://www.w3.org/ns/odrl/2/", "cc": "http://creativecommons.org/ns#"},
)
"""What the prefixes of the actions stand for."""

USE = "odrl:use"
COMMERCIAL_USE = "cc:CommercialUse"
DERIVE = "odrl:derive"
ATTRIBUTE = "odrl:attribute"
SHARE_ALIKE = "cc:ShareAlike"

_ACTIONS = (("commercial", COMMERCIAL_USE), ("derivatives", DERIVE))
"""The terms that permit or forbid something, with what that is."""

_DUTIES = (("attribution", ATTRIBUTE), ("share_alike", SHARE_ALIKE))
"""The terms that ask for something, with what that is."""

_STATED = frozenset({Effect.YES, Effect.NO})

_UNPROTECTED = frozenset({PrivacyClass.OPEN, PrivacyClass.ANONYMISED})
"""Classes for whose data a licence is enough."""

_PUBLIC = frozenset({"PUBLIC"})
"""The access right that limits nothing (EU access-right table)."""


@dataclass(frozen=True)
class Policy:
    """Actions by their compact names (`NAMESPACES`). The duties come with every permission. `license` is an address."""

    permission: tuple[str, ...] = ()
    prohibition: tuple[str, ...] = ()
    duty: tuple[str, ...] = ()
    license: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.permission or self.prohibition)


def action_iri(action: str) -> str:
    """The address of an action. Raises `KeyError` for a prefix that is not in `NAMESPACES`."""
    prefix, _, local = action.partition(":")
    return NAMESPACES[prefix] + local


def is_settled(found: LicenseAssessment) -> bool:
    """Whether a conclusion about a licence can be passed on to programs: it is one licence, and not by a weak sign."""
    return found.status is LicenseStatus.IDENTIFIED and found.confidence is not Confidence.LOW


def is_limited(entry: Entry) -> bool:
    """Whether the data may need more than a licence: because of people or secrets in them, or because access is limited.

    A privacy class that is unclear may be any.
    """
    found = entry.record.assessment.privacy
    stated = {each.code for each in entry.record.dataset.access_rights if each.code}
    return found.privacy_class not in _UNPROTECTED or found.confidence is Confidence.LOW or bool(stated - _PUBLIC)


def policy_of(entry: Entry) -> Policy:
    """What is known of the policy. It is empty if the licence is not settled; unclear terms and conditions are left out.

    A permission is given only if its duties are known, and never for data that are limited otherwise: there a licence alone
    permits nothing.
    """
    found = entry.record.assessment.license
    if not is_settled(found):
        return Policy()
    permission = () if is_limited(entry) else _permission(found)
    return Policy(
        permission=permission,
        prohibition=tuple(action for term, action in _ACTIONS if _effect(found, term) is Effect.NO),
        duty=tuple(action for term, action in _DUTIES if _effect(found, term) is not Effect.NO) if permission else (),
        license=iri_of(found.url) if found.url else None,
    )


def _permission(found: LicenseAssessment) -> tuple[str, ...]:
    """`use` includes all other actions, so it is there only if each of them is permitted or forbidden in words of its own."""
    if any(_effect(found, term) is Effect.UNCLEAR for term, _ in _DUTIES):
        return ()
    permitted = tuple(action for term, action in _ACTIONS if _effect(found, term) is Effect.YES)
    whole = permitted and all(_effect(found, term) in _STATED for term, _ in _ACTIONS)
    return (USE, *permitted) if whole else permitted


def _effect(found: LicenseAssessment, term: str) -> Effect:
    effect: Effect = getattr(found, term).effect
    return effect
