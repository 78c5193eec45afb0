"""How much a record tells a reader, as a small help in ranking: of two records that fit alike, the one with more to use comes
first.
"""

from schemas.assessment import LicenseStatus
from schemas.record import CatalogRecord


def completeness(record: CatalogRecord) -> int:
    """From 0 to 100: the share of what readers look for in a record that is there."""
    dataset = record.dataset
    told = (
        dataset.description,
        dataset.keyword,
        dataset.publisher,
        dataset.modified,
        dataset.distribution,
        dataset.theme,
        record.assessment.license.status is LicenseStatus.IDENTIFIED,
    )
    return round(100 * sum(map(bool, told)) / len(told))
