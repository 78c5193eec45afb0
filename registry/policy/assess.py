"""The three conclusions about a dataset."""

from datetime import date

from schemas.assessment import Assessment
from schemas.dataset import Dataset
from schemas.record import CONCLUDED, Curation
from schemas.source import Source

from .concluded import concluded
from .jurisdiction import assess_jurisdiction
from .license import assess_license
from .privacy import assess_privacy
from .rules import Rules


def assess(dataset: Dataset, curation: Curation, *, source: Source, rules: Rules, today: date) -> Assessment:
    """Conclude on licence, jurisdiction and privacy class: pure, the same answer for the same arguments.

    What a person recorded decides, then what the portal states, then what is inferred; the findings keep all three.
    """
    found = _assess(dataset, curation, source=source, rules=rules, today=today)
    decided = [aspect for aspect in CONCLUDED if getattr(curation, aspect.value) is not None]
    if not decided:
        return found
    without = {
        aspect.value: concluded(
            _assess(dataset, curation.model_copy(update={aspect.value: None}), source=source, rules=rules, today=today), aspect
        )
        for aspect in decided
    }
    return found.model_copy(update={"without_decision": without})


def _assess(dataset: Dataset, curation: Curation, *, source: Source, rules: Rules, today: date) -> Assessment:
    licensed = assess_license(dataset, curation.license, source=source, rules=rules)
    return Assessment(
        license=licensed,
        jurisdiction=assess_jurisdiction(curation.jurisdiction, source=source, rules=rules),
        privacy=assess_privacy(dataset, curation.privacy_class, source=source, rules=rules, licensed=licensed),
        rules=rules.version,
        assessed_on=today,
    )
