"""What is wrong with the licence of a dataset, as an issue. It follows from the conclusion alone, so both always agree."""

from collections.abc import Mapping

from .assessment import Assessment, LicenseStatus
from .issues import Issue, issue

LICENSE_ISSUES: Mapping[LicenseStatus, str] = {
    LicenseStatus.AMBIGUOUS: "license-ambiguous",
    LicenseStatus.CONFLICT: "license-in-conflict",
    LicenseStatus.UNKNOWN: "license-not-understood",
    LicenseStatus.NOT_STATED: "license-not-stated",
}
"""The code of the issue by how the licence was found. An identified licence has none."""


def license_issue(concluded: Assessment, *, identifier: str) -> Issue | None:
    """What is wrong with the licence that a portal states. The value has the portal's words.

    A person's decision mends nothing at the portal: what Serai concludes without it counts.
    """
    found = concluded.license
    status = LicenseStatus(concluded.without_decision.get("license", {}).get("status", found.status))
    code = LICENSE_ISSUES.get(status)
    return issue(code, identifier=identifier, value="; ".join(found.raw)) if code else None
