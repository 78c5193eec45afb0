"""What becomes of proposals on every database: preview, confirmation, a second person, undoing, and all of that at once.

A database subclasses `ProposingContract` and gives the address of an empty one.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

import pytest

from registry.pipeline import selecting
from registry.pipeline.curate import curate
from registry.pipeline.index import drain
from registry.pipeline.judge import Judge
from registry.pipeline.matters import NotTheProposer, SecondPersonNeeded
from registry.pipeline.propose import (
    NothingToRecord,
    ProposalOutdated,
    approve,
    confirm,
    decide,
    propose,
    reject,
    take_back,
    undo,
)
from registry.policy.choices import InvalidDecision
from registry.services import Services
from registry.settings import FourEyes
from registry.store.decisions import Wanted
from registry.store.errors import ProposalMissing, ProposalSettled, StaleRecord
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.decisions import DecisionState
from schemas.matter import FourEyesCause
from schemas.proposals import Effect, Outcome, Proposal, ProposalState, Selection
from schemas.questions import questions
from schemas.record import Aspect, CatalogRecord, Decision, LicenseDecision, PrivacyDecision
from schemas.source import Source
from search.errors import InvalidQuery
from tests.contracts.installed import Installed
from tests.factories import dataset, record
from tests.harvest_processes import NOW, ROOT, Place
from tests.waiting import at_once

AIZADA, BOLAT, CHINARA = (Actor.person(name) for name in ("Aizada", "Bolat", "Chinara"))
WHY = "the portal's terms of use name it"
OTHERS = "the portal has corrected its terms of use"

SOURCE = Source.model_validate(
    {
        "id": "kg_example",
        "title": {"en": "Example"},
        "kind": "ckan",
        "url": "https://data.example.kg",
        "jurisdiction": "KG",
        "language": ["ru"],
    }
)

EVERYTHING = Selection(query=f"source={SOURCE.id}")


def licensed(value: str = "CC-BY-4.0", *, by: Actor = AIZADA, reason: str = WHY) -> LicenseDecision:
    return LicenseDecision(value=value, reason=reason, by=by.name, at=NOW)


def classed(value: str | None, *, by: Actor = AIZADA, **fields: Any) -> PrivacyDecision:
    return PrivacyDecision.model_validate({"value": value, "reason": WHY, "by": by.name, "at": NOW, **fields})


def fill(services: Services, *titles: str) -> list[CatalogRecord]:
    """New records with these titles, in the store and in the index."""
    judge = Judge(SOURCE, services.rules, NOW.date())
    made = [
        judge.record(dataset(title, identifier=title, modified=f"2026-{1 + at % 12:02}"), provenance=record().provenance)
        for at, title in enumerate(titles)
    ]
    services.store.records.save([Save(each, Action.CREATE, {}) for each in made], actor=Actor.of_run(1), at=NOW)
    drain(services)
    return made


def harvested(services: Services, id: UUID) -> CatalogRecord:
    """A new version of a record, as a harvest makes one."""
    current = now(services, id)
    changed = current.model_copy(update={"version": current.version + 1})
    services.store.records.save([Save(changed, Action.CHANGE, {})], actor=Actor.of_run(2), at=NOW)
    return changed


def now(services: Services, id: UUID) -> CatalogRecord:
    found = services.store.records.get(id)
    assert found is not None
    return found


def proposed(services: Services, decision: Decision, *, of: Selection = EVERYTHING, by: Actor = AIZADA) -> Proposal:
    return propose(services, of, aspect=decision.aspect, decision=decision, reason=decision.reason, by=by)


def wanting(services: Services, mode: FourEyes) -> Services:
    """The same installation, whose operator wants four eyes."""
    return replace(services, settings=services.settings.model_copy(update={"four_eyes": mode}))


def licences(services: Services) -> list[str]:
    return [each.assessment.license.id for each in services.store.records.stream()]


REFUSED = (ProposalSettled, ProposalOutdated, StaleRecord, NothingToRecord)
"""How the slower of two who act at once may be refused."""


class ProposingContract(Installed):
    @pytest.fixture
    def services(self, place: Place) -> Iterator[Services]:
        with place.open() as opened:
            yield replace(opened, sources={SOURCE.id: SOURCE})

    def test_a_preview_tells_what_would_change_and_records_nothing(self, services: Services) -> None:
        first, second, third = fill(services, "Water", "Roads", "Schools")
        curate(services, first.id, licensed("CC0-1.0", by=BOLAT))
        curate(services, second.id, licensed("CC-BY-4.0", by=BOLAT))
        before = list(services.store.records.stream())
        found = proposed(services, licensed())
        assert list(services.store.records.stream()) == before
        assert (found.count, found.unchanged, found.left, found.replaced, found.changed) == (3, 1, 0, 1, 2)
        assert (found.state, found.four_eyes, found.by, found.reason) == (ProposalState.DRAFT, False, AIZADA, WHY)
        assert services.store.proposals.get(found.id) == found
        after = {"value": "CC-BY-4.0", "status": "identified"}
        assert sorted(services.store.proposals.effects(found.id, limit=9), key=str) == [
            Effect(before={"value": "CC0-1.0", "status": "identified"}, after=after, count=1),
            Effect(before={"value": "LicenseRef-unknown", "status": "not_stated"}, after=after, count=1),
        ]
        outcomes = {each.record: (each.outcome, each.version) for each in services.store.proposals.all_records(found.id)}
        assert outcomes == {
            first.id: (Outcome.CHANGED, 2),
            second.id: (Outcome.UNCHANGED, 2),
            third.id: (Outcome.CHANGED, 1),
        }

    def test_confirming_records_all_with_the_proposal_in_the_trail(self, services: Services) -> None:
        made = fill(services, "Water", "Roads", "Schools")
        draft = proposed(services, licensed())
        applied = confirm(services, draft.id, by=AIZADA)
        assert (applied.state, applied.settled_by, applied.settled_at) == (ProposalState.APPLIED, AIZADA, NOW)
        assert services.store.proposals.get(draft.id) == applied
        assert licences(services) == ["CC-BY-4.0"] * 3
        for each in made:
            decision = now(services, each.id).curation.license
            assert decision is not None
            assert (decision.by, decision.at, decision.reason) == ("Aizada", NOW, WHY)
            *_, entry = services.store.audit.history(each.id)
            assert (entry.actor, entry.details["proposal"], entry.details["records"]) == (AIZADA, draft.id, 3)
        listed = services.store.decisions.list(Wanted(proposal=draft.id))
        assert [(each.state, each.proposal) for each in listed] == [(DecisionState.IN_FORCE, draft.id)] * 3
        assert services.store.outbox.depth() == 3
        assert services.store.audit.verify() is None

    def test_confirming_again_answers_the_proposal(self, services: Services) -> None:
        fill(services, "Water")
        draft = proposed(services, licensed())
        applied = confirm(services, draft.id, by=AIZADA)
        assert confirm(services, draft.id, by=AIZADA) == applied
        assert len(services.store.decisions.list(Wanted())) == 1

    def test_only_who_made_it_confirms_it(self, services: Services) -> None:
        fill(services, "Water")
        draft = proposed(services, licensed())
        with pytest.raises(NotTheProposer, match="Aizada"):
            confirm(services, draft.id, by=BOLAT)
        with pytest.raises(ProposalMissing):
            confirm(services, draft.id + 1, by=AIZADA)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda services, made: fill(services, "Schools"), "1 came, 0 went and 0 changed"),
            (lambda services, made: harvested(services, made[0].id), "0 came, 0 went and 1 changed"),
            (lambda services, made: curate(services, made[1].id, licensed("CC0-1.0", by=BOLAT)), "0 came, 0 went and 1 changed"),
        ],
        ids=["came", "harvested", "decided"],
    )
    def test_a_selection_that_means_something_else_now_is_outdated(
        self, services: Services, change: Callable[[Services, list[CatalogRecord]], object], said: str
    ) -> None:
        made = fill(services, "Water", "Roads")
        draft = proposed(services, licensed())
        change(services, made)
        before = list(services.store.records.stream())
        with pytest.raises(ProposalOutdated, match=said):
            confirm(services, draft.id, by=AIZADA)
        assert list(services.store.records.stream()) == before
        assert services.store.proposals.get(draft.id) == draft

    def test_records_that_left_the_selection_are_counted(self, services: Services) -> None:
        water, _ = fill(services, "Water", "Roads")
        unlicensed = Selection(query=f"source={SOURCE.id}&license_status=not_stated")
        draft = proposed(services, licensed(), of=unlicensed)
        curate(services, water.id, licensed("CC0-1.0", by=BOLAT))
        drain(services)
        with pytest.raises(ProposalOutdated, match="0 came, 1 went and 0 changed") as raised:
            confirm(services, draft.id, by=AIZADA)
        assert (raised.value.came, raised.value.gone, raised.value.changed) == (0, 1, 0)

    def test_a_search_is_read_to_its_end_whichever_page_its_address_shows(self, services: Services) -> None:
        fill(services, *(f"Water {number}" for number in range(230)))
        page = Selection(query=f"?source={SOURCE.id}&offset=40&limit=7&sort=oldest&facet=license&q=water")
        draft = proposed(services, licensed(), of=page)
        assert draft.count == 230
        assert draft.selection == Selection(query=f"q=water&source={SOURCE.id}")
        assert len({each.record for each in services.store.proposals.all_records(draft.id)}) == 230

    def test_records_and_questions_are_selected_too(self, services: Services) -> None:
        water, roads, schools = fill(services, "Water", "Roads", "Schools")
        both = Selection(records=(water.id, schools.id, water.id))
        assert proposed(services, licensed(), of=both).count == 2
        [asked] = [each for each in questions(water) if each.aspect is Aspect.PRIVACY_CLASS]
        question = Selection(question=asked.id)
        expected = {each.id for each in (water, roads, schools) if asked.id in {question.id for question in questions(each)}}
        curate(services, water.id, classed("open", by=BOLAT))  # the index does not know yet
        draft = proposed(services, classed("open"), of=question)
        assert {each.record for each in services.store.proposals.all_records(draft.id)} == expected - {water.id}
        with pytest.raises(InvalidQuery, match="not the id of a question"):
            proposed(services, classed("open"), of=Selection(question="license.ambiguous"))
        with pytest.raises(InvalidQuery, match="no such parameter"):
            proposed(services, classed("open"), of=Selection(query="licence=CC0-1.0"))

    def test_too_many_records_are_refused_with_their_number(self, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(services, *(f"Water {number}" for number in range(6)))
        monkeypatch.setattr(selecting, "MOST", 5)
        with pytest.raises(selecting.SelectionTooLarge, match="it has 6, and a proposal may have 5"):
            proposed(services, licensed())
        assert services.store.proposals.list() == ()

    def test_a_decision_is_checked_as_a_single_one(self, services: Services) -> None:
        fill(services, "Water")
        with pytest.raises(InvalidDecision):
            proposed(services, licensed("CC-BY"))

    def test_what_cannot_be_decided_is_left(self, services: Services) -> None:
        fill(services, "Water", "Roads")
        undeclared = replace(services, sources={})
        draft = proposed(undeclared, licensed())
        assert (draft.count, draft.left, draft.changed) == (2, 2, 0)
        with pytest.raises(NothingToRecord):
            confirm(undeclared, draft.id, by=AIZADA)
        with pytest.raises(ProposalOutdated, match="2 changed"):  # declared again: the preview does not hold any more
            confirm(services, draft.id, by=AIZADA)

    def test_decisions_are_taken_back_together(self, services: Services) -> None:
        water, roads = fill(services, "Water", "Roads")
        curate(services, water.id, licensed("CC0-1.0", by=BOLAT))
        drain(services)
        draft = propose(services, EVERYTHING, aspect=Aspect.LICENSE, decision=None, reason=OTHERS, by=AIZADA)
        assert (draft.count, draft.unchanged, draft.replaced) == (2, 1, 1)
        confirm(services, draft.id, by=AIZADA)
        assert now(services, water.id).curation.license is None
        assert now(services, roads.id) == roads

    def test_undoing_gives_each_record_back_what_it_had(self, services: Services) -> None:
        water, roads, schools = fill(services, "Water", "Roads", "Schools")
        former = curate(services, water.id, licensed("CC0-1.0", by=BOLAT)).curation.license
        drain(services)
        draft = proposed(services, licensed())
        confirm(services, draft.id, by=AIZADA)
        kept = curate(services, schools.id, licensed("ODbL-1.0", by=BOLAT))
        done = undo(services, draft.id, by=CHINARA, reason=OTHERS)
        assert (done.left, done.proposal.state, done.undo.state) == (1, ProposalState.UNDONE, ProposalState.APPLIED)
        assert (done.proposal.undone_by, done.proposal.undone_at, done.proposal.undone_reason) == (CHINARA, NOW, OTHERS)
        assert now(services, water.id).curation.license == former
        assert now(services, roads.id).curation.license is None
        assert now(services, schools.id) == kept
        assert licences(services).count("CC-BY-4.0") == 0
        *_, entry = services.store.audit.history(water.id)
        assert (entry.actor, entry.details["proposal"], entry.details["undoes"]) == (CHINARA, done.undo.id, draft.id)
        outcomes = {each.record: each.outcome for each in services.store.proposals.all_records(done.undo.id)}
        assert outcomes == {
            water.id: Outcome.CHANGED,
            roads.id: Outcome.CHANGED,
            schools.id: Outcome.DECIDED_SINCE,
        }
        assert undo(services, draft.id, by=CHINARA, reason=OTHERS) == done
        with pytest.raises(ProposalSettled):
            undo(services, draft.id, by=BOLAT, reason=OTHERS)
        assert services.store.audit.verify() is None

    def test_an_undoing_is_undone_in_the_same_way(self, services: Services) -> None:
        [water] = fill(services, "Water")
        draft = proposed(services, licensed())
        confirm(services, draft.id, by=AIZADA)
        decided = now(services, water.id).curation.license
        first = undo(services, draft.id, by=AIZADA, reason=OTHERS)
        harvested(services, water.id)  # a harvest in between is no decision
        second = undo(services, first.undo.id, by=BOLAT, reason=OTHERS)
        assert now(services, water.id).curation.license == decided
        assert (second.proposal.state, second.undo.undoes) == (ProposalState.UNDONE, first.undo.id)
        with pytest.raises(ProposalSettled, match="undone"):
            undo(services, draft.id, by=BOLAT, reason=OTHERS)

    def test_where_somebody_has_decided_since_about_all_there_is_nothing_to_undo(self, services: Services) -> None:
        [water] = fill(services, "Water")
        draft = proposed(services, licensed())
        confirm(services, draft.id, by=AIZADA)
        curate(services, water.id, licensed("CC-BY-4.0", by=BOLAT))
        with pytest.raises(NothingToRecord):
            undo(services, draft.id, by=AIZADA, reason=OTHERS)
        assert [each.id for each in services.store.proposals.list()] == [draft.id]

    def test_what_protects_less_waits_for_a_second_person(self, services: Services) -> None:
        services = wanting(services, "lowering")
        [water] = fill(services, "Water")
        confirm(services, proposed(services, classed("special")).id, by=AIZADA)
        assert now(services, water.id).assessment.privacy.privacy_class == "special"
        drain(services)
        draft = proposed(services, classed("open"))
        assert draft.why_four_eyes == (FourEyesCause.CLASS_LOWERED,)
        waiting = confirm(services, draft.id, by=AIZADA)
        assert (waiting.state, waiting.confirmed_at) == (ProposalState.WAITING, NOW)
        assert confirm(services, draft.id, by=AIZADA) == waiting
        assert now(services, water.id).assessment.privacy.privacy_class == "special"
        with pytest.raises(SecondPersonNeeded):
            approve(services, draft.id, by=AIZADA, reason=OTHERS)
        [refusal] = services.store.audit.refusals(limit=9)
        assert refusal.actor == AIZADA
        assert refusal.details == {"deed": "approve", "needed": "second-person", "proposal": draft.id, "left_out": 0}
        applied = approve(services, draft.id, by=BOLAT, reason=OTHERS)
        assert (applied.state, applied.settled_by, applied.settled_reason) == (ProposalState.APPLIED, BOLAT, OTHERS)
        assert approve(services, draft.id, by=BOLAT, reason=OTHERS) == applied
        assert now(services, water.id).assessment.privacy.privacy_class == "open"
        *_, entry = services.store.audit.history(water.id)
        assert (entry.actor, entry.details["approved_by"], entry.details["approval"]) == (AIZADA, "Bolat", OTHERS)
        [latest] = services.store.decisions.list(Wanted(proposal=draft.id))
        assert (latest.by, latest.approved_by) == (AIZADA, "Bolat")

    def test_approving_checks_the_selection_again(self, services: Services) -> None:
        services = wanting(services, "all")
        [water] = fill(services, "Water")
        waiting = confirm(services, proposed(services, licensed()).id, by=AIZADA)
        harvested(services, water.id)
        with pytest.raises(ProposalOutdated):
            approve(services, waiting.id, by=BOLAT, reason=OTHERS)
        assert services.store.proposals.get(waiting.id) == waiting

    def test_a_proposal_is_rejected_or_withdrawn(self, services: Services) -> None:
        services = wanting(services, "all")
        fill(services, "Water")
        by_whom = {}
        for person in (BOLAT, AIZADA):
            waiting = confirm(services, proposed(services, licensed()).id, by=AIZADA)
            rejected = reject(services, waiting.id, by=person, reason=OTHERS)
            assert rejected == reject(services, waiting.id, by=person, reason=OTHERS)
            by_whom[person] = (rejected.state, rejected.settled_by, rejected.settled_reason)
            for act in (lambda id: approve(services, id, by=CHINARA, reason=OTHERS), lambda id: confirm(services, id, by=AIZADA)):
                with pytest.raises(ProposalSettled, match="rejected"):
                    act(waiting.id)
        assert by_whom == {person: (ProposalState.REJECTED, person, OTHERS) for person in (BOLAT, AIZADA)}
        assert licences(services) == ["LicenseRef-unknown"]
        with pytest.raises(ProposalSettled):
            reject(services, 1, by=CHINARA, reason=OTHERS)

    def test_an_undoing_that_protects_less_waits_too(self, services: Services) -> None:
        services = wanting(services, "lowering")
        [water] = fill(services, "Water")
        curate(services, water.id, classed("open", by=BOLAT))
        drain(services)
        raised = confirm(services, proposed(services, classed("special")).id, by=AIZADA)
        assert raised.state is ProposalState.APPLIED
        done = undo(services, raised.id, by=BOLAT, reason=OTHERS)
        assert (done.proposal.state, done.undo.state) == (ProposalState.APPLIED, ProposalState.WAITING)
        assert undo(services, raised.id, by=BOLAT, reason=OTHERS) == done
        with pytest.raises(ProposalSettled, match=f"undone by proposal {done.undo.id}"):
            undo(services, raised.id, by=CHINARA, reason=OTHERS)
        with pytest.raises(SecondPersonNeeded):
            approve(services, done.undo.id, by=BOLAT, reason=OTHERS)
        approve(services, done.undo.id, by=AIZADA, reason=OTHERS)
        assert now(services, water.id).assessment.privacy.privacy_class == "open"
        assert services.store.proposals.get(raised.id).state is ProposalState.UNDONE

    def test_single_decisions_wait_too_where_it_takes_a_second_person(self, services: Services) -> None:
        [water] = fill(services, "Water")
        wants = wanting(services, "lowering")
        raised = decide(wants, water.id, classed("special"), seen=1, by=AIZADA)
        assert isinstance(raised, CatalogRecord)
        waiting = take_back(wants, water.id, Aspect.PRIVACY_CLASS, reason=OTHERS, seen=2, by=AIZADA)
        lowered = decide(wants, water.id, classed("open"), seen=2, by=AIZADA)
        assert isinstance(lowered, Proposal)
        assert (lowered.state, lowered.count, lowered.replaced) == (ProposalState.WAITING, 1, 1)
        assert lowered.selection == Selection(records=(water.id,))
        assert decide(wants, water.id, classed("open"), seen=2, by=AIZADA) == lowered
        assert decide(wants, water.id, classed("open", by=BOLAT), seen=2, by=BOLAT) != lowered
        with pytest.raises(StaleRecord):
            decide(wants, water.id, classed("open"), seen=1, by=AIZADA)
        assert now(services, water.id) == raised
        approve(wants, lowered.id, by=BOLAT, reason=OTHERS)
        assert now(services, water.id).assessment.privacy.privacy_class == "open"
        if isinstance(waiting, Proposal):  # where Serai concludes less without the decision
            with pytest.raises(ProposalOutdated):
                approve(wants, waiting.id, by=BOLAT, reason=OTHERS)

    def test_every_decision_waits_where_the_operator_wants_that(self, services: Services) -> None:
        [water] = fill(services, "Water")
        wants = wanting(services, "all")
        waiting = decide(wants, water.id, licensed(), seen=1, by=AIZADA)
        assert isinstance(waiting, Proposal)
        assert waiting.why_four_eyes == (FourEyesCause.EVERY_DECISION,)
        approve(wants, waiting.id, by=BOLAT, reason=OTHERS)
        with pytest.raises(NothingToRecord):
            decide(wants, water.id, licensed(reason=OTHERS), seen=2, by=AIZADA)
        assert isinstance(decide(services, water.id, licensed(reason=OTHERS), seen=2, by=AIZADA), CatalogRecord)

    def test_drafts_that_nobody_confirms_are_removed_after_a_day(self, services: Services) -> None:
        services = wanting(services, "all")
        fill(services, "Water")
        draft = proposed(services, licensed())
        waiting = confirm(services, proposed(services, licensed()).id, by=AIZADA)
        later = replace(services, clock=lambda: NOW + timedelta(days=1, seconds=1))
        new = proposed(later, licensed())
        assert [each.id for each in services.store.proposals.list()] == [new.id, waiting.id]
        assert list(services.store.proposals.all_records(draft.id)) == []
        with pytest.raises(ProposalMissing):
            confirm(later, draft.id, by=AIZADA)

    def test_of_those_who_confirm_at_once_one_records(self, services: Services) -> None:
        fill(services, *(f"Water {number}" for number in range(30)))
        draft = proposed(services, licensed())
        results = at_once(*[lambda: confirm(services, draft.id, by=AIZADA)] * 4, refused=REFUSED)
        assert any(isinstance(each, Proposal) for each in results)
        assert all(isinstance(each, Proposal | ProposalSettled) for each in results)
        self._decided_once(services, draft, 30)

    def test_of_those_who_approve_or_reject_at_once_one_settles(self, services: Services) -> None:
        services = wanting(services, "all")
        fill(services, *(f"Water {number}" for number in range(30)))
        waiting = confirm(services, proposed(services, licensed()).id, by=AIZADA)
        results = at_once(
            lambda: approve(services, waiting.id, by=BOLAT, reason=OTHERS),
            lambda: approve(services, waiting.id, by=CHINARA, reason=OTHERS),
            lambda: reject(services, waiting.id, by=AIZADA, reason=OTHERS),
            refused=REFUSED,
        )
        [winner] = [each for each in results if isinstance(each, Proposal)]
        assert sum(isinstance(each, ProposalSettled) for each in results) == 2
        assert services.store.proposals.get(waiting.id) == winner
        self._decided_once(services, waiting, 30 if winner.state is ProposalState.APPLIED else 0)

    def test_of_those_who_undo_at_once_one_does(self, services: Services) -> None:
        fill(services, *(f"Water {number}" for number in range(30)))
        applied = confirm(services, proposed(services, licensed()).id, by=AIZADA)
        people = (AIZADA, BOLAT, CHINARA)
        results = at_once(*(lambda by=by: undo(services, applied.id, by=by, reason=OTHERS) for by in people), refused=REFUSED)
        assert sum(not isinstance(each, Exception) for each in results) == 1
        assert set(licences(services)) == {"LicenseRef-unknown"}
        assert {each.version for each in services.store.records.stream()} == {3}
        assert services.store.audit.verify() is None

    def test_a_decision_and_a_proposal_at_once_are_both_kept_or_one_is_refused(self, services: Services) -> None:
        made = fill(services, *(f"Water {number}" for number in range(30)))
        draft = proposed(services, licensed())
        results = at_once(
            lambda: confirm(services, draft.id, by=AIZADA),
            lambda: curate(services, made[17].id, classed("personal", by=BOLAT)),
            refused=REFUSED,
        )
        state = services.store.proposals.get(draft.id).state
        applied = isinstance(results[0], Proposal)
        assert (state is ProposalState.APPLIED) == applied
        self._decided_once(services, draft, 30 if applied else 0)
        assert applied or isinstance(results[1], CatalogRecord)

    def test_a_process_that_is_killed_while_it_records_leaves_nothing_done(self, place: Place, services: Services) -> None:
        fill(services, *(f"Water {number}" for number in range(60)))
        draft = proposed(services, licensed())
        command = [sys.executable, "-m", "tests.contracts.proposing", str(place.home), place.database, str(draft.id)]
        killed = subprocess.run(command, cwd=ROOT, check=False, timeout=60)
        assert killed.returncode == -9
        assert set(licences(services)) == {"LicenseRef-unknown"}
        assert services.store.proposals.get(draft.id) == draft
        assert services.store.audit.verify() is None
        assert confirm(services, draft.id, by=AIZADA).state is ProposalState.APPLIED
        self._decided_once(services, draft, 60)

    def _decided_once(self, services: Services, proposal: Proposal, count: int) -> None:
        assert len(services.store.decisions.list(Wanted(proposal=proposal.id))) == count
        assert licences(services).count("CC-BY-4.0") == count
        assert services.store.audit.verify() is None


def killed_while_recording(home: str, database: str, proposal: str) -> None:
    """Confirm a proposal, and be killed in the transaction when the records and their entries are written, before its end."""

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code.co_name == "write" and frame.f_code.co_filename.endswith("store/saving.py"):
            os.kill(os.getpid(), signal.SIGKILL)

    with Place(Path(home), database).open() as services:
        declared = replace(services, sources={SOURCE.id: SOURCE})
        sys.setprofile(watch)
        confirm(declared, int(proposal), by=AIZADA)


if __name__ == "__main__":
    killed_while_recording(*sys.argv[1:4])
