"""What every store must do about open issues: what is wrong at a portal now, from all of its runs."""

from datetime import timedelta

import pytest

from registry.store import Store
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.assessment import LicenseStatus
from schemas.audit import Action
from schemas.holds import HoldState
from schemas.issues import Issue, issue
from schemas.license_issues import LICENSE_ISSUES
from schemas.record import CatalogRecord
from schemas.runs import RunState
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import DAY, SOURCE, changed, ended, held, keep, new, next_version, withdraw
from tests.factories import record

READ, WORDS = "date-not-understood", "format-not-understood"


class OpenIssuesContract(Backend):
    """A part of `StoreContract`."""

    def test_a_run_that_meets_a_record_unchanged_leaves_its_issues_open(self, store: Store) -> None:
        sweep = ended(store, day=0)
        made = licensed(store, keep(store, sweep, "a", "b"))
        found = [issue(READ, identifier="a", pointer="/issued"), issue(READ, identifier="b", pointer="/issued")]
        store.runs.add_issues(sweep.id, found)
        for day, since in ((1, DAY), (2, None)):
            store.records.mark_seen(ended(store, day=day, since=since).id, [each.id for each in made.values()])
            assert codes(store) == {READ: 2}
        [group] = store.open_issues.groups(SOURCE)
        assert (group.count, group.datasets, group.example_identifier) == (2, 2, "a")
        listed = store.open_issues.page(SOURCE, code=READ, pointer="/issued")
        assert [(each.issue, each.record) for each in listed] == [(each, made[each.identifier or ""].id) for each in found]
        assert store.open_issues.page(SOURCE, code=READ, pointer="/issued", offset=1, limit=1) == listed[1:]
        assert store.open_issues.page(SOURCE, code=READ, pointer="/title") == ()
        assert store.open_issues.groups("kz_egov") == ()

    def test_what_a_later_run_reads_again_has_only_that_runs_issues(self, store: Store) -> None:
        sweep = ended(store, day=0)
        made = licensed(store, keep(store, sweep, "a", "b", "c", "d"))
        store.runs.add_issues(sweep.id, [issue(READ, identifier=name, pointer="/issued") for name in made])
        later = ended(store, day=1, since=DAY)
        again = next_version(made["a"], provenance=made["a"].provenance.model_copy(update={"run": later.id}))
        store.records.save([changed(again)], actor=Actor.of_run(later.id), at=DAY)
        store.records.mark_seen(later.id, [made["b"].id], raw_hashes={made["b"].id: "f" * 64})
        store.runs.add_issues(later.id, [issue(WORDS, identifier="b")])
        withdraw(store, made["c"], later)
        assert codes(store) == {READ: 1, WORDS: 1}
        assert [each.issue.identifier for each in store.open_issues.page(SOURCE, code=READ, pointer="/issued")] == ["d"]

    def test_a_record_that_stays_out_is_wrong_until_a_run_sees_it_without_that(self, store: Store) -> None:
        sweep = ended(store, day=0)
        made = licensed(store, keep(store, sweep, "known"))
        bad = [issue("title-missing", identifier=name) for name in ("known", "unknown")]
        store.runs.add_issues(sweep.id, bad)
        assert store.open_issues.left_out(SOURCE) == 1
        later = ended(store, day=1, since=DAY)
        store.records.mark_seen(later.id, [made["known"].id])
        store.runs.add_issues(later.id, bad[1:])
        assert codes(store) == {"title-missing": 1}
        ended(store, day=2)
        assert codes(store) == {}
        assert store.open_issues.left_out(SOURCE) == 0

    @pytest.mark.parametrize("state", [RunState.FAILED, RunState.PARTIAL, RunState.INTERRUPTED])
    def test_a_run_that_breaks_off_closes_nothing_and_is_over_when_one_ends_well(self, store: Store, state: RunState) -> None:
        sweep = ended(store, day=0)
        store.runs.add_issues(sweep.id, [issue("total-wrong"), issue("title-missing", identifier="x")])
        broken = ended(store, day=1, state=state)
        store.runs.add_issues(broken.id, [issue("page-failed"), issue("total-wrong")])
        assert codes(store) == {"total-wrong": 1, "title-missing": 1, "page-failed": 1}
        assert store.open_issues.sweep(SOURCE) == sweep
        ended(store, day=2, since=DAY)
        assert codes(store) == {"total-wrong": 1, "title-missing": 1}
        last = ended(store, day=3)
        assert codes(store) == {}
        assert store.open_issues.sweep(SOURCE) == last

    def test_a_portal_that_was_never_read_whole_has_the_issues_of_all_its_runs(self, store: Store) -> None:
        first = ended(store, day=0, state=RunState.FAILED)
        store.runs.add_issues(first.id, [issue("closed-to-programs"), issue("title-missing", identifier="x")])
        assert store.open_issues.sweep(SOURCE) is None
        assert codes(store) == {"closed-to-programs": 1, "title-missing": 1}

    @pytest.mark.parametrize(("state", "left"), [(HoldState.RELEASED, {}), (HoldState.DROPPED, {"many-missing": 1})])
    def test_a_released_withdrawal_is_no_fault_any_more(self, store: Store, state: HoldState, left: dict[str, int]) -> None:
        run = ended(store, day=0, state=RunState.HELD)
        store.runs.add_issues(run.id, [issue("many-missing")])
        hold = held(store, run)
        assert store.open_issues.sweep(SOURCE) == run
        assert codes(store) == {"many-missing": 1}
        store.holds.settle(hold.id, state, by=Actor.person("Bolat"), reason="asked", at=DAY + timedelta(hours=1))
        assert codes(store) == left

    @pytest.mark.parametrize("status", LICENSE_ISSUES)
    def test_a_licence_is_wrong_as_it_is_judged_now(self, store: Store, status: LicenseStatus) -> None:
        sweep = ended(store, day=0)
        item = of_license(record(identifier="a", run=sweep.id), status, "free, as ours")
        store.records.save([new(item)], actor=Actor.of_run(sweep.id), at=DAY)
        code = LICENSE_ISSUES[status]
        store.runs.add_issues(sweep.id, [issue(code, identifier="a")])
        assert codes(store) == {code: 1}
        [listed] = store.open_issues.page(SOURCE, code=code)
        assert listed.issue == Issue(code=code, identifier="a", value="free, as ours")
        decided = next_version(of_license(item, LicenseStatus.IDENTIFIED, without={"license": {"status": status.value}}))
        store.records.save([Save(decided, Action.CURATE, {})], actor=Actor.person("Bolat"), at=DAY)
        assert codes(store) == {code: 1}
        judged = next_version(of_license(decided, LicenseStatus.IDENTIFIED, without={}))
        store.records.save([Save(judged, Action.REASSESS, {})], actor=Actor.person("Bolat"), at=DAY)
        assert codes(store) == {}


def codes(store: Store) -> dict[str, int]:
    """How many open issues there are of each kind."""
    found = {group.code: group.count for group in store.open_issues.groups(SOURCE)}
    for code, number in found.items():
        pointers = {group.pointer for group in store.open_issues.groups(SOURCE) if group.code == code}
        assert sum(len(store.open_issues.page(SOURCE, code=code, pointer=pointer)) for pointer in pointers) == number
    return found


def licensed(store: Store, made: dict[str, CatalogRecord]) -> dict[str, CatalogRecord]:
    """The records with a licence that was found, so that they have no issue about it."""
    after = {name: next_version(of_license(item, LicenseStatus.IDENTIFIED)) for name, item in made.items()}
    store.records.save([Save(item, Action.REASSESS, {}) for item in after.values()], actor=Actor.person("Bolat"), at=DAY)
    return after


def of_license(
    item: CatalogRecord, status: LicenseStatus, *raw: str, without: dict[str, dict[str, str]] | None = None
) -> CatalogRecord:
    found = item.assessment.license.model_copy(update={"status": status, "raw": raw or item.assessment.license.raw})
    update = {"license": found} if without is None else {"license": found, "without_decision": without}
    return item.model_copy(update={"assessment": item.assessment.model_copy(update=update)})
