"""What every store must do about checks of portals: each is worked on once, and is gone when its days are over."""

from datetime import timedelta

import pytest

from registry.store import Store
from registry.store.errors import CheckExpired, CheckLost, CheckMissing, TooManyChecks
from schemas.checks import CheckBounds, CheckOutcome, CheckReport, CheckRequest, CheckState
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT
from tests.waiting import at_once

REQUEST = CheckRequest(address="https://data.example.kg/", jurisdiction="KG")
REPORT = CheckReport(
    outcome=CheckOutcome.READ, url=REQUEST.address, title="Ачык\0", bounds=CheckBounds(records=1, requests=2, seconds=3)
)


def ask(store: Store, site: str = "data.example.kg", *, client: str | None = None, per_hour: int = 9) -> str:
    return store.checks.ask(REQUEST, site=site, client=client, per_hour=per_hour, per_client=2, at=AT).id


class ChecksContract(Backend):
    """A part of `StoreContract`."""

    def test_a_check_is_taken_told_of_and_ended_by_one_worker(self, store: Store) -> None:
        id_ = ask(store)
        taken = store.checks.take(at=AT)
        assert taken is not None
        assert store.checks.take(at=AT) is None
        store.checks.beat(taken.model_copy(update={"read": 7, "stated_total": 2**70}), at=AT)
        assert store.checks.get(id_, kept_since=AT).read == 7
        done = store.checks.end(taken, report=REPORT, at=AT)
        assert (done, done.state, done.report) == (store.checks.get(id_, kept_since=AT), CheckState.DONE, REPORT)
        with pytest.raises(CheckLost):
            store.checks.beat(taken, at=AT)

    def test_of_many_who_ask_at_once_no_more_get_one_than_may(self, store: Store) -> None:
        acts = [lambda: ask(store, client="", per_hour=3)] * 6
        results = at_once(*acts, refused=(TooManyChecks,))
        assert sum(isinstance(each, str) for each in results) == 3

    def test_what_is_kept_no_longer_is_forgotten(self, store: Store) -> None:
        id_ = ask(store, client="abc")
        taken = store.checks.take(at=AT)
        assert taken is not None
        store.checks.end(taken, report=REPORT, at=AT)
        later = AT + timedelta(days=8)
        store.checks.forget(kept_since=AT + timedelta(days=1), at=later)
        with pytest.raises(CheckExpired):
            store.checks.get(id_, kept_since=AT - timedelta(days=9))  # also to who would keep it for longer
        store.checks.forget(kept_since=AT + timedelta(days=99), at=later)
        with pytest.raises(CheckMissing) as missing:
            store.checks.get(id_, kept_since=AT)
        assert type(missing.value) is CheckMissing
