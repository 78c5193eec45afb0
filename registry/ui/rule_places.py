"""Where the rules of an answer stand in full: on the page of the two states between which each is used."""

from collections.abc import Mapping

from schemas.record import CatalogRecord
from schemas.usage import Ground, UsageVerdict

from .site import Page


def rule_places(page: Page, record: CatalogRecord, verdict: UsageVerdict) -> Mapping[str, str]:
    """The address of each rule by its id. What the record itself says is no rule of two states, and has none."""
    rules, to = page.services.rules.transfer, verdict.request.state
    concerned = record.assessment.jurisdiction
    states = [
        each for each in (concerned.holder_state, *concerned.data_subject_state, *concerned.collection_state) if each is not None
    ]
    reaching = {rule.id: rule.from_state for rule in rules.rules if rule.id not in rules.record}
    places = {}
    for rule in verdict.rule:
        if rule.id not in reaching:
            continue
        if rule.ground is Ground.TRANSFER:
            start = rule.state or to
        elif rule.ground is Ground.DOMESTIC:
            start = to
        else:
            there = [each for each in states if not reaching[rule.id] or each in reaching[rule.id]]
            start = next((each for each in there if each != to), to)
        places[rule.id] = f"{page.links.rules_between(start, to)}#{rule.id}"
    return places
