"""The verdict on a use."""

from schemas.answers import Basis, RestsOn
from schemas.usage import UsageVerdict

from ..links import Link


class UsageAnswer(UsageVerdict):
    """May the dataset be used from a state, for a purpose. It is information, not legal advice.

    `version` is that of the record, `assessment_rules` the version of the rules by which licence, jurisdiction and privacy class
    were concluded. `kept` is the kept answer that this one is (`basis` is `kept`). `rests_on` tells what an answer rests on that
    was computed for a past day (`basis` is `computed`).
    """

    record: Link
    version: int
    assessment_rules: str
    basis: Basis = Basis.CURRENT
    kept: Link | None = None
    rests_on: RestsOn | None = None
