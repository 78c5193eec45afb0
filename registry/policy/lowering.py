"""Whether a new conclusion protects less than the former one. Where the operator wants that, it takes a second person."""

from collections.abc import Iterator
from uuid import UUID

from schemas.assessment import Assessment, Effect, LicenseAssessment, LicenseStatus, PrivacyClass
from schemas.lineage import Lineage
from schemas.matter import FourEyesCause
from schemas.record import Aspect


def lowered(before: Assessment, after: Assessment) -> tuple[FourEyesCause, ...]:
    """In which ways `after` protects less or permits more than `before`; empty if in none."""
    return tuple(_lowered(before, after))


def _lowered(before: Assessment, after: Assessment) -> Iterator[FourEyesCause]:
    if _protection(after.privacy.privacy_class) < _protection(before.privacy.privacy_class):
        yield FourEyesCause.CLASS_LOWERED
    if set(before.privacy.subclass) - set(after.privacy.subclass):
        yield FourEyesCause.SUBCLASS_REMOVED
    if before.license.status not in _NOT_UNDERSTOOD and _permits_more(before.license, after.license):
        yield FourEyesCause.LICENSE_WIDENED


def origin_removed(record: UUID, before: Lineage, after: Lineage) -> bool:
    """Whether something that a record was made from does not count any more: a dataset, or words about what is not known."""
    kept = {*after.unseen.get(record, ()), *(each.said for each in after.ancestors if not each.path)}
    ids = [{each.record.id for each in lineage.ancestors} for lineage in (before, after)]
    return bool(ids[0] - ids[1]) or not kept.issuperset(before.unseen.get(record, ()))


def stricter(before: Assessment, after: Assessment, aspect: Aspect) -> bool:
    """Whether `after` protects more or permits less than `before` in an aspect; False where that cannot be said."""
    if aspect is Aspect.PRIVACY_CLASS:
        more = _protection(after.privacy.privacy_class) > _protection(before.privacy.privacy_class)
        return more or bool(set(after.privacy.subclass) - set(before.privacy.subclass))
    return aspect is Aspect.LICENSE and _permits_more(after.license, before.license)


_ORDER = [each for each in PrivacyClass if each is not PrivacyClass.UNKNOWN]
"""From least to most protected."""


def _protection(privacy_class: PrivacyClass) -> int:
    """How much a class protects. An unknown class counts as personal."""
    return _ORDER.index(PrivacyClass.PERSONAL if privacy_class is PrivacyClass.UNKNOWN else privacy_class)


_NOT_UNDERSTOOD = {LicenseStatus.AMBIGUOUS, LicenseStatus.UNKNOWN, LicenseStatus.NOT_STATED}
"""A licence that was not understood permits nothing that could be widened: to find out which it is, is what officers are for."""

_USES = ("commercial", "derivatives", "ai_training")

_GRANTS = {Effect.NO: 0, Effect.UNCLEAR: 0, Effect.CONDITIONAL: 1, Effect.YES: 2}
"""How much a use is permitted, or a duty asks. What is unclear is not permitted, and asks nothing that could be gone."""


def _permits_more(before: LicenseAssessment, after: LicenseAssessment) -> bool:
    """Whether a use is permitted further, or a duty is gone. To share alike is one only where changes are permitted."""
    duties = ["attribution"] + ["share_alike"] * bool(_grant(after, "derivatives"))
    return any(_grant(after, use) > _grant(before, use) for use in _USES) or any(
        getattr(after, duty).effect is Effect.NO and _grant(before, duty) for duty in duties
    )


def _grant(licensed: LicenseAssessment, name: str) -> int:
    return _GRANTS[getattr(licensed, name).effect]
