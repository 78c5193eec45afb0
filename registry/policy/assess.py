"""The three conclusions about a dataset."""

from datetime import date

from schemas.assessment import Assessment
from schemas.dataset import Dataset
from schemas.record import Curation
from schemas.source import Source

from .jurisdiction import assess_jurisdiction
from .license import assess_license
from .privacy import assess_privacy
from .rules import Rules


def assess(dataset: Dataset, curation: Curation, *, source: Source, rules: Rules, today: date) -> Assessment:
    """Conclude on licence, jurisdiction and privacy class: pure, the same answer for the same arguments.

    What a person recorded decides, then what the portal states, then what is inferred; the findings keep all three.
    """
    licensed = assess_license(dataset, curation.license, source=source, rules=rules)
    return Assessment(
        license=licensed,
        jurisdiction=assess_jurisdiction(curation.jurisdiction, source=source, rules=rules),
        privacy=assess_privacy(dataset, curation.privacy_class, source=source, rules=rules, licensed=licensed),
        rules=rules.version,
        assessed_on=today,
    )
