"""How a dataset is published: for everybody or not, by its licence and its access rights, as they are stated."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.assessment import AssertedBy, Confidence, Effect, Finding, LicenseAssessment, PrivacyClass
from schemas.dataset import Coded, Dataset
from schemas.licenses import License, LicenseClass

from .findings import DECLARED, finding, lowered, lowest, quote

PUBLIC = "PUBLIC"
CLOSED = frozenset({"RESTRICTED", "NON_PUBLIC"})


class Publication(NamedTuple):
    """A dataset, what is concluded of its licence, and the row of that licence if there is one."""

    dataset: Dataset
    licensed: LicenseAssessment
    license: License | None

    @property
    def is_closed(self) -> bool:
        """Whether the access rights or the licence limit who may have the data."""
        if any(right.code in CLOSED for right in self.dataset.access_rights):
            return True
        return self.license is not None and self.license.license_class is LicenseClass.RESTRICTED

    def findings(self) -> Iterator[Finding]:
        """What publishes the dataset for reuse: an open licence, or public access."""
        licensed = self.licensed
        if licensed.commercial.effect is Effect.YES and licensed.derivatives.effect is Effect.YES:
            yield self._by_license("privacy-published/license")
        public = [right for right in self.dataset.access_rights if right.code == PUBLIC]
        if public:
            yield self._by_access(public[0])
        elif self.license is not None and self.license.access_rights == PUBLIC:
            yield self._by_license("privacy-published/stated")

    def _by_access(self, right: Coded) -> Finding:
        """What the portal states for all its datasets is one step less sure for each of them, as its licence is."""
        confidence = Confidence.MEDIUM
        return finding(
            "privacy-published/access",
            verdict=PrivacyClass.OPEN,
            confidence=lowered(confidence) if right.of_portal else confidence,
            asserted_by=AssertedBy.PORTAL if right.of_portal else AssertedBy.PUBLISHER,
            evidence=(quote(right.verbatim, DECLARED if right.of_portal else "/access_rights/0/verbatim"),),
        )

    def _by_license(self, rule: str) -> Finding:
        return finding(
            rule,
            verdict=PrivacyClass.OPEN,
            confidence=lowest(self.licensed.confidence, Confidence.MEDIUM),
            asserted_by=self.licensed.asserted_by,
            evidence=self.licensed.finding[0].evidence,
        )
