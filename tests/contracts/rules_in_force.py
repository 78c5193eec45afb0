"""Which rules are in force on every database: at the start, after a new release, when a person confirms, and all of that at once.

A database subclasses `RulesInForceContract` and gives the address of an empty one.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType

import pytest

from registry.operation.in_force import PAUSE, RulesInForce, RulesNotKept, RulesUnreadable
from registry.pipeline.matters import NotTheProposer, SecondPersonNeeded
from registry.pipeline.rule_sets import RulesUnchanged, approve, confirm, preview, propose, reject, rules_status
from registry.policy.rules import Rules, load_rules, shipped_contents
from registry.policy.transfer.errors import InvalidRules
from registry.policy.transfer.moved import moved
from registry.services import Services
from registry.settings import FourEyes
from registry.store.errors import RuleSetMissing, RuleSetOutdated, RuleSetSettled
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.matter import FourEyesCause
from schemas.moved import Moved
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState
from tests.contracts.installed import Installed
from tests.contracts.store.rule_sets import MOVED
from tests.harvest_processes import NOW, ROOT, Place
from tests.waiting import at_once

AIZADA, BOLAT, CHINARA = (Actor.person(name) for name in ("Aizada", "Bolat", "Chinara"))
START = Actor.system("start")
WHY = "the regulator has answered our letter"
OTHERS = "the letter says the contrary"
TRANSFER, ASSESSMENT = RuleSetKind.TRANSFER, RuleSetKind.ASSESSMENT

OWN = """\
version: "1"
as_of: 2026-11-25
state: KZ
export:
  - id: KZ-OWN
    to: [RU]
    data_class: [open]
    effect: conditional
    conditions: [LICENCE]
    citation: Letter of the regulator of 20 November 2026
    sources: [S60]
    confidence: high
    known_since: 2026-11-25
"""
"""A file of an operator's folder, with one more rule."""

STRICTER = MOVED.model_copy(update={"looser": 0, "stricter": 7})


def edited(name: str, before: str, after: str) -> Rules:
    """The shipped rules with one file changed."""
    content = shipped_contents()[name]
    assert before in content
    return load_rules({name: content.replace(before, after)})


OTHER_ASSESSMENT = edited("licenses", "version: ", "version: 9.")
OTHER_TRANSFER = edited("transfer/kz", "confidence: medium", "confidence: high")
OTHER_TABLE = edited("combination", "version: ", "version: 9.")
BROKEN = edited("transfer/kz", "effect: allowed", "effect: perhaps")


def replaced(rules: Rules, name: str, before: str, after: str) -> Rules:
    """The rules with one file changed."""
    assert before in rules.contents[name]
    return Rules({**rules.contents, name: rules.contents[name].replace(before, after)})


STATES = ("common", "kz")
FEW = Rules({name: text for name, text in shipped_contents().items() if name.partition("/")[2] in {"", *STATES}})
"""Rules of transfer of one state, so that all answers are compared in less than a second."""

FEW_AND_NO_MEMBER = replaced(FEW, "jurisdictions", "{status: member, since: 2024-07-04}", "{status: partner, since: 2024-07-04}")
FEW_AND_OTHER_LICENSES = replaced(FEW, "licenses", "version: ", "version: 9.")


def ids(services: Services) -> dict[RuleSetKind, tuple[int, str] | None]:
    return {kind: services.store.rule_sets.current(kind) for kind in RuleSetKind}


def wanting(services: Services, mode: FourEyes) -> Services:
    """The same installation, whose operator wants four eyes."""
    return replace(services, settings=services.settings.model_copy(update={"four_eyes": mode}))


def drafted(services: Services, rules: Rules, difference: Moved = STRICTER, *, by: Actor = AIZADA) -> RuleSet:
    """A set of these rules, as if a person had proposed it who was shown this difference."""
    current = services.store.rule_sets.current(TRANSFER)
    assert current is not None
    made = RuleSet(kind=TRANSFER, version=rules.transfer_version, base=current[0], reason=WHY, by=by, at=NOW)
    return services.store.rule_sets.keep(made, rules.transfer_contents, difference)


REFUSED = (RuleSetSettled, RuleSetOutdated)
"""How the slower of two who act at once may be refused."""


class RulesInForceContract(Installed):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        made = tmp_path / "own rules"
        made.mkdir()
        return made

    @pytest.fixture
    def owning(self, services: Services, folder: Path) -> Services:
        """The same installation, whose operator has a folder of rules."""
        return replace(services, settings=services.settings.model_copy(update={"rules": folder}))

    @pytest.fixture
    def released(self, place: Place) -> Iterator[Callable[[Rules], Services]]:
        """Opens the installation by a release with other rules, an hour later each time."""
        with ExitStack() as stack:
            opened: list[Services] = []

            def start_with(shipped: Rules) -> Services:
                later = NOW + timedelta(hours=len(opened) + 1)
                opened.append(stack.enter_context(place.open(now=later, shipped=shipped)))
                return opened[-1]

            yield start_with

    def test_the_first_start_puts_the_shipped_rules_in_force_and_keeps_them(
        self, services: Services, released: Callable[[Rules], Services]
    ) -> None:
        shipped = services.in_force.shipped
        assert services.rules is shipped
        for kind, version, contents in (
            (ASSESSMENT, shipped.assessment_version, shipped.assessment_contents),
            (TRANSFER, shipped.transfer_version, shipped.transfer_contents),
        ):
            kept = services.store.rule_sets.in_force(kind)
            assert kept is not None
            assert (kept.version, kept.by, kept.in_force_from, kept.base) == (version, START, NOW, None)
            assert services.store.rule_sets.contents(kept.id) == contents
        assert [entry.action for entry in services.store.audit.history(CATALOGUE)] == [Action.PUT_IN_FORCE] * 2
        again = released(load_rules())
        assert ids(again) == ids(services)
        assert again.store.audit.end() == 2

    def test_another_release_assesses_by_its_own_rules(self, services: Services, released: Callable[[Rules], Services]) -> None:
        upgraded = released(OTHER_ASSESSMENT)
        assert upgraded.rules.version == OTHER_ASSESSMENT.version != services.rules.version
        kept = upgraded.store.rule_sets.in_force(ASSESSMENT)
        assert kept is not None
        assert (kept.version, kept.by, kept.in_force_from) == (
            OTHER_ASSESSMENT.assessment_version,
            START,
            NOW + timedelta(hours=1),
        )
        assert ids(upgraded)[TRANSFER] == ids(services)[TRANSFER]
        assert "release" in upgraded.store.audit.history(CATALOGUE)[-1].details["reason"]

    def test_another_table_of_combinations_is_another_set_and_makes_no_conclusion_old(
        self, services: Services, released: Callable[[Rules], Services]
    ) -> None:
        [first] = services.store.rule_sets.list(kind=ASSESSMENT)
        upgraded = released(OTHER_TABLE)
        kept = upgraded.store.rule_sets.in_force(ASSESSMENT)
        assert kept is not None
        assert (kept.version, kept.base) == (OTHER_TABLE.assessment_version, first.id)
        assert upgraded.store.rule_sets.contents(kept.id)["combination"] == OTHER_TABLE.contents["combination"]
        assert upgraded.rules.version == services.rules.version
        later = upgraded.rules_at(NOW + timedelta(hours=1))
        assert (later.combination.version, later.transfer.version) == (
            OTHER_TABLE.combination.version,
            services.rules.transfer.version,
        )
        before = released(OTHER_TABLE).rules_at(NOW).combination
        assert before.version == services.rules.combination.version != OTHER_TABLE.combination.version
        assert before.file == services.rules.combination.file.model_copy(update={"version": before.file.version})

    @pytest.mark.parametrize("content", [None, "version: 0.1\npairs: ["], ids=["older", "unreadable"])
    def test_a_set_without_a_table_that_can_be_read_has_all_its_other_rules(
        self, services: Services, content: str | None
    ) -> None:
        contents = {name: text for name, text in services.rules.assessment_contents.items() if name != "combination"}
        if content is not None:
            contents["combination"] = content
        base = ids(services)[ASSESSMENT][0]
        made = RuleSet(kind=ASSESSMENT, version="older", base=base, reason=WHY, by=START, at=NOW + timedelta(hours=1))
        services.store.rule_sets.begin(made, contents)
        then = services.rules_at(NOW + timedelta(hours=2))
        assert (then.version, then.transfer.version) == (services.rules.version, services.rules.transfer.version)
        with pytest.raises(InvalidRules, match=r"combination\.yml:"):
            _ = then.combination

    def test_a_release_says_which_answers_it_moves_without_a_person(
        self, released: Callable[[Rules], Services], caplog: pytest.LogCaptureFixture
    ) -> None:
        before = released(FEW)
        moves, alike = released(FEW_AND_NO_MEMBER), released(FEW_AND_OTHER_LICENSES)
        first, moving, same = reversed(before.store.rule_sets.list(kind=ASSESSMENT))
        assert before.store.rule_sets.difference(first.id) is None
        assert moves.store.rule_sets.difference(moving.id) == moved(FEW.transfer, FEW_AND_NO_MEMBER.transfer, today=NOW.date())
        assert moving.stricter + moving.looser > 0
        back = alike.store.rule_sets.difference(same.id)
        assert back is not None
        assert (back.stricter, back.looser) == (moving.looser, moving.stricter)
        [told, *_] = [each.getMessage() for each in caplog.records if "`serai rules show" in each.getMessage()]
        assert f"rule set {moving.id} " in told
        assert f"{moving.stricter} answers about use get stricter, {moving.looser} looser" in told
        again = released(replaced(FEW_AND_OTHER_LICENSES, "privacy_rules", "version: ", "version: 9."))
        still = again.store.rule_sets.in_force(ASSESSMENT)
        assert still is not None
        assert again.store.rule_sets.difference(still.id) == Moved(stricter=0, looser=0)

    def test_its_rules_of_transfer_wait_for_a_person(self, services: Services, released: Callable[[Rules], Services]) -> None:
        upgraded = released(OTHER_TRANSFER)
        before = services.rules.transfer.version
        assert upgraded.rules.transfer.version == before != OTHER_TRANSFER.transfer_version
        assert rules_status(upgraded).candidate == OTHER_TRANSFER.transfer_version
        assert rules_status(services).candidate is None
        made = propose(upgraded, reason=WHY, by=AIZADA)
        assert upgraded.rules.transfer.version == before
        done = confirm(upgraded, made.id, by=AIZADA)
        if done.state is RuleSetState.WAITING:
            done = approve(upgraded, made.id, by=BOLAT, reason=OTHERS)
        assert upgraded.rules.transfer.version == done.version == OTHER_TRANSFER.transfer_version
        assert released(load_rules()).rules.transfer.version == done.version  # an older release goes on with it

    @pytest.mark.parametrize("how", ["unreadable", "changed behind the back"])
    def test_rules_that_cannot_be_read_are_replaced_by_the_shipped_ones(
        self, place: Place, services: Services, released: Callable[[Rules], Services], how: str
    ) -> None:
        [first] = services.store.rule_sets.list(kind=TRANSFER)
        broken = BROKEN if how == "unreadable" else OTHER_TRANSFER
        made = RuleSet(kind=TRANSFER, version=broken.transfer_version, base=first.id, reason=WHY, by=START, at=NOW)
        kept = services.store.rule_sets.begin(made, broken.transfer_contents)
        if how != "unreadable":
            self.change_files(place)
        services.in_force.look()
        assert services.rules.transfer.version == first.version  # who runs already goes on
        started = released(load_rules())
        assert started.rules.transfer.version == first.version
        *_, entry = started.store.audit.history(CATALOGUE)
        assert (entry.actor, entry.details["replaces"]) == (START, kept.id)
        assert ("kz.yml" if how == "unreadable" else "not those that were kept") in entry.details["reason"]
        status = rules_status(started)
        assert next(each for each in status.in_force if each.kind is TRANSFER).by == START
        assert services.store.audit.verify() is None

    def change_files(self, place: Place) -> None:
        """Change the files of all kept rules behind the store's back."""
        raise NotImplementedError

    def test_files_that_a_release_reads_in_another_way_are_another_version(
        self, services: Services, released: Callable[[Rules], Services]
    ) -> None:
        [first] = services.store.rule_sets.list(kind=TRANSFER)
        older = OTHER_TRANSFER.transfer_version.replace("method-", "method-0")
        made = RuleSet(kind=TRANSFER, version=older, base=first.id, reason=WHY, by=START, at=NOW)
        kept = services.store.rule_sets.begin(made, OTHER_TRANSFER.transfer_contents)
        started = released(load_rules())
        assert started.rules.transfer.version == OTHER_TRANSFER.transfer_version
        now = started.store.rule_sets.in_force(TRANSFER)
        assert now is not None
        assert (now.base, now.hash, now.version) == (kept.id, kept.hash, OTHER_TRANSFER.transfer_version)

    def test_without_any_valid_rules_the_catalogue_goes_on(self, released: Callable[[Rules], Services]) -> None:
        started = released(BROKEN)
        assert started.store.rule_sets.current(TRANSFER) is None
        assert started.rules.licenses.by_id
        with pytest.raises(InvalidRules, match=r"kz\.yml"):
            _ = started.rules.transfer
        with pytest.raises(RulesNotKept, match="none are kept"):
            started.rules_at(NOW + timedelta(days=9))

    def test_every_process_follows_and_looks_once_a_second(self, services: Services) -> None:
        time = 100.0
        other = RulesInForce(services.store, services.in_force.shipped, timer=lambda: time)
        before = other.now.transfer.version
        confirm(services, drafted(services, OTHER_TRANSFER).id, by=AIZADA)
        assert services.rules.transfer.version == OTHER_TRANSFER.transfer_version  # at once where it was confirmed
        time += PAUSE * 0.9
        assert other.now.transfer.version == before
        time += PAUSE * 0.2
        assert other.now.transfer.version == OTHER_TRANSFER.transfer_version
        assert other.now is other.now

    def test_a_turn_reads_nothing_of_assessment_again(self, services: Services) -> None:
        reader, remembered = services.rules.license_reader, services.rules.licenses_concluded
        confirm(services, drafted(services, OTHER_TRANSFER).id, by=AIZADA)
        assert services.rules.license_reader is reader
        assert services.rules.licenses_concluded is remembered

    def test_the_rules_of_any_moment(self, services: Services, released: Callable[[Rules], Services]) -> None:
        first = services.rules.transfer.version
        later = replace(services, clock=lambda: NOW + timedelta(minutes=30))
        confirm(later, drafted(later, OTHER_TRANSFER).id, by=AIZADA)
        upgraded = released(OTHER_ASSESSMENT)
        moments = [0, 29, 30, 59, 60, 9999]
        found = [upgraded.rules_at(NOW + timedelta(minutes=each)) for each in moments]
        assert [each.transfer.version for each in found] == [first] * 2 + [OTHER_TRANSFER.transfer_version] * 4
        assert [each.version for each in found] == [services.rules.version] * 4 + [OTHER_ASSESSMENT.version] * 2
        assert [each.licenses.by_id.keys() == services.rules.licenses.by_id.keys() for each in found] == [True] * 6
        assert upgraded.rules_at(NOW) is found[0]
        with pytest.raises(RulesNotKept) as raised:
            upgraded.rules_at(NOW - timedelta(microseconds=1))
        assert raised.value.first == NOW

    def test_rules_of_a_moment_that_this_release_cannot_read(self, services: Services) -> None:
        made = RuleSet(
            kind=TRANSFER, version=BROKEN.transfer_version, base=ids(services)[TRANSFER][0], reason=WHY, by=START, at=NOW
        )
        kept = services.store.rule_sets.begin(made, BROKEN.transfer_contents)
        with pytest.raises(RulesUnreadable, match=r"kz\.yml") as raised:
            services.rules_at(NOW + timedelta(hours=1))
        assert raised.value.rule_set == kept.id

    def test_what_lies_in_the_folder_is_only_a_candidate(self, owning: Services, folder: Path) -> None:
        before = owning.rules.transfer.version
        assert rules_status(owning).candidate is None
        with pytest.raises(RulesUnchanged):
            propose(owning, reason=WHY, by=AIZADA)
        (folder / "kz.yml").write_text(OWN, "utf-8")
        (folder / "README.md").write_text("Ours", "utf-8")
        owning.in_force.look()
        assert owning.rules.transfer.version == before
        status = rules_status(owning)
        assert (status.flaws, status.waiting) == ((), ())
        assert status.candidate == preview(owning).rules.transfer_version != before
        made = propose(owning, reason=WHY, by=AIZADA)
        assert (made.state, made.version, made.by) == (RuleSetState.DRAFT, status.candidate, AIZADA)
        assert owning.rules.transfer.version == before
        (folder / "kz.yml").write_text(OWN.replace("KZ-OWN", "KZ-OTHER"), "utf-8")  # what was looked at is confirmed
        done = confirm(owning, made.id, by=AIZADA)
        if done.state is RuleSetState.WAITING:
            done = approve(owning, made.id, by=BOLAT, reason=OTHERS)
        named = {rule.id for rule in owning.rules.transfer.rules}
        assert (done.state, "KZ-OWN" in named, "KZ-OTHER" in named) == (RuleSetState.IN_FORCE, True, False)

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("kz.yml", OWN.replace("conditional", "perhaps").encode(), "kz.yml:8: There is no effect “perhaps”"),
            ("kz.yml", OWN.encode("utf-16"), "kz.yml:1: The file cannot be read: it is not UTF-8"),
            ("kz.yaml", OWN.encode(), "kz.yaml:1: The file is not read: the name of a file of rules ends in .yml"),
            ("zz.yml", OWN.encode(), "zz.yml:1"),
            ("kz.yml", b"export: [", "kz.yml:"),
        ],
        ids=["value", "encoding", "ending", "name", "syntax"],
    )
    def test_a_folder_that_is_not_valid_changes_nothing(
        self, owning: Services, folder: Path, name: str, content: bytes, said: str
    ) -> None:
        before = ids(owning)
        (folder / name).write_bytes(content)
        with pytest.raises(InvalidRules) as raised:
            propose(owning, reason=WHY, by=AIZADA)
        assert said in str(raised.value)
        status = rules_status(owning)
        assert any(said in flaw for flaw in status.flaws)
        assert status.candidate is None
        assert (ids(owning), owning.store.rule_sets.list(state=RuleSetState.DRAFT)) == (before, ())

    def test_a_folder_that_is_not_there_is_a_flaw(self, owning: Services, folder: Path) -> None:
        folder.rmdir()
        assert "own rules" in rules_status(owning).flaws[0]

    def test_who_proposed_confirms(self, services: Services) -> None:
        draft = drafted(services, OTHER_TRANSFER)
        with pytest.raises(NotTheProposer, match="Aizada"):
            confirm(services, draft.id, by=BOLAT)
        with pytest.raises(RuleSetMissing):
            confirm(services, draft.id + 9, by=AIZADA)
        done = confirm(services, draft.id, by=AIZADA)
        assert (done.state, done.settled_by, done.confirmed_at, done.four_eyes) == (RuleSetState.IN_FORCE, AIZADA, NOW, False)
        assert confirm(services, draft.id, by=AIZADA) == done
        *_, entry = services.store.audit.history(CATALOGUE)
        assert (entry.actor, entry.details["rule_set"], "approved_by" in entry.details) == (AIZADA, done.id, False)

    @pytest.mark.parametrize(
        ("mode", "difference", "why"),
        [
            ("off", MOVED, (FourEyesCause.RULES_LOOSENED,)),
            ("all", STRICTER, (FourEyesCause.EVERY_DECISION,)),
            ("all", MOVED, (FourEyesCause.EVERY_DECISION, FourEyesCause.RULES_LOOSENED)),
        ],
    )
    def test_what_is_looser_takes_a_second_person_whatever_the_operator_wants(
        self, services: Services, mode: FourEyes, difference: Moved, why: tuple[FourEyesCause, ...]
    ) -> None:
        services = wanting(services, mode)
        draft = drafted(services, OTHER_TRANSFER, difference)
        before = services.rules.transfer.version
        waiting = confirm(services, draft.id, by=AIZADA)
        assert (waiting.state, waiting.why_four_eyes, waiting.confirmed_at) == (RuleSetState.WAITING, why, NOW)
        assert confirm(services, draft.id, by=AIZADA) == waiting
        assert rules_status(services).waiting == (waiting,)
        with pytest.raises(SecondPersonNeeded):
            approve(services, draft.id, by=AIZADA, reason=OTHERS)
        [refusal] = services.store.audit.refusals(limit=9)
        assert refusal.details == {"deed": "approve", "needed": "second-person", "rule_set": draft.id, "left_out": 0}
        assert services.rules.transfer.version == before
        done = approve(services, draft.id, by=BOLAT, reason=OTHERS)
        assert (done.state, done.settled_by, done.settled_reason) == (RuleSetState.IN_FORCE, BOLAT, OTHERS)
        assert approve(services, draft.id, by=BOLAT, reason=OTHERS) == done
        assert services.rules.transfer.version == OTHER_TRANSFER.transfer_version

    def test_rules_are_rejected_or_withdrawn(self, services: Services) -> None:
        before = ids(services)
        for person in (BOLAT, AIZADA):
            waiting = confirm(services, drafted(services, OTHER_TRANSFER, MOVED).id, by=AIZADA)
            rejected = reject(services, waiting.id, by=person, reason=OTHERS)
            assert (rejected.state, rejected.settled_by) == (RuleSetState.REJECTED, person)
            assert reject(services, waiting.id, by=person, reason=OTHERS) == rejected
            for act in (lambda id: approve(services, id, by=CHINARA, reason=OTHERS), lambda id: confirm(services, id, by=AIZADA)):
                with pytest.raises(RuleSetSettled, match="rejected"):
                    act(waiting.id)
        assert ids(services) == before
        with pytest.raises(RuleSetSettled, match="in-force"):
            reject(services, before[TRANSFER][0], by=AIZADA, reason=OTHERS)

    def test_what_waits_is_outdated_when_others_come_in_force(self, services: Services) -> None:
        waiting = confirm(services, drafted(services, OTHER_TRANSFER, MOVED).id, by=AIZADA)
        draft = drafted(services, OTHER_TRANSFER, by=CHINARA)
        third = edited("transfer/kz", "as_of: 2026-11-29", "as_of: 2026-11-30")
        confirm(services, drafted(services, third, by=BOLAT).id, by=BOLAT)
        for act in (
            lambda: approve(services, waiting.id, by=BOLAT, reason=OTHERS),
            lambda: confirm(services, draft.id, by=CHINARA),
        ):
            with pytest.raises(RuleSetOutdated, match="propose it again"):
                act()
        assert services.store.rule_sets.get(waiting.id).state is RuleSetState.OUTDATED
        assert services.rules.transfer.version == third.transfer_version

    def test_what_another_release_reads_otherwise_is_outdated(self, services: Services) -> None:
        draft = drafted(services, OTHER_TRANSFER)
        made = draft.model_copy(update={"id": 0, "version": draft.version.replace("method-", "method-0")})
        kept = services.store.rule_sets.keep(made, OTHER_TRANSFER.transfer_contents, STRICTER)
        unreadable = services.store.rule_sets.keep(made, BROKEN.transfer_contents, STRICTER)
        for each in (kept, unreadable):
            with pytest.raises(RuleSetOutdated):
                confirm(services, each.id, by=AIZADA)

    def test_of_those_who_confirm_at_once_one_puts_in_force(self, services: Services) -> None:
        drafts = [drafted(services, OTHER_TRANSFER) for _ in range(3)]
        results = at_once(*(lambda id=each.id: confirm(services, id, by=AIZADA) for each in drafts * 2), refused=REFUSED)
        won = {each.id for each in results if isinstance(each, RuleSet)}
        assert len(won) == 1
        self._in_force_once(services, won.pop())

    def test_of_those_who_approve_or_reject_at_once_one_settles(self, services: Services) -> None:
        waiting = confirm(services, drafted(services, OTHER_TRANSFER, MOVED).id, by=AIZADA)
        results = at_once(
            lambda: approve(services, waiting.id, by=BOLAT, reason=OTHERS),
            lambda: approve(services, waiting.id, by=CHINARA, reason=OTHERS),
            lambda: reject(services, waiting.id, by=AIZADA, reason=OTHERS),
            refused=REFUSED,
        )
        [winner] = [each for each in results if isinstance(each, RuleSet)]
        assert services.store.rule_sets.get(waiting.id) == winner
        told = [each.action for each in services.store.audit.history(CATALOGUE)]
        settled = Action.PUT_IN_FORCE if winner.state is RuleSetState.IN_FORCE else Action.REJECT
        assert told == [Action.PUT_IN_FORCE, Action.PUT_IN_FORCE, Action.CONFIRM, settled]

    def test_processes_that_start_at_once_put_the_rules_in_force_once(self, place: Place) -> None:
        command = [sys.executable, "-m", __name__, str(place.home), place.database]
        for release in (load_rules(), OTHER_ASSESSMENT):
            with place.open(shipped=release):
                pass
        started = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
        assert [each.wait(60) for each in started] == [0] * 3
        with place.open() as services:
            kept = services.store.rule_sets.list(kind=ASSESSMENT)
            assert [each.version == services.rules.assessment_version for each in kept] == [True, False, True]
            assert len(services.store.audit.history(CATALOGUE)) == 4
            assert services.store.audit.verify() is None

    @pytest.mark.parametrize("moment", ["append", "_turn"])
    def test_a_process_that_is_killed_while_it_turns_leaves_nothing_done(
        self, place: Place, services: Services, moment: str
    ) -> None:
        draft, other = drafted(services, OTHER_TRANSFER), drafted(services, OTHER_TRANSFER, by=BOLAT)
        before = services.store.rule_sets.list()
        command = [sys.executable, "-m", __name__, str(place.home), place.database, str(draft.id), moment]
        killed = subprocess.run(command, cwd=ROOT, check=False, timeout=60)
        assert killed.returncode == -signal.SIGKILL
        assert services.store.rule_sets.list() == before
        assert services.store.rule_sets.get(other.id) == other
        assert services.store.audit.verify() is None
        assert confirm(services, draft.id, by=AIZADA).state is RuleSetState.IN_FORCE
        self._in_force_once(services, draft.id)

    def _in_force_once(self, services: Services, id: int) -> None:
        """The set is in force, and came in force once after the first one."""
        current = services.store.rule_sets.current(TRANSFER)
        assert current is not None
        assert current[0] == id
        assert services.rules.transfer.version == current[1]
        turns = [entry.details["rule_set"] for entry in services.store.audit.history(CATALOGUE)]
        assert turns.count(id) == 1
        assert len(turns) == 3
        assert services.store.audit.verify() is None


def start(home: str, database: str, rule_set: str = "", moment: str = "") -> None:
    """Open an installation. Confirm a rule set, and be killed in that transaction when a function of the store returns."""

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code.co_name == moment and "/store/" in frame.f_code.co_filename:
            os.kill(os.getpid(), signal.SIGKILL)

    with Place(Path(home), database).open() as services:
        if not rule_set:
            return
        sys.setprofile(watch)
        confirm(services, int(rule_set), by=AIZADA)


if __name__ == "__main__":
    start(*sys.argv[1:])
