"""What every store must do about schedules, and turns at the hosts of portals."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from registry.store import Store
from registry.store.schedules import Decided
from schemas.actor import Actor
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT


class SchedulesContract(Backend):
    """A part of `StoreContract`."""

    def test_a_schedule_holds_until_it_is_forgotten(self, store: Store) -> None:
        store.schedules.decide("kg_data_gov", "1d", by=Actor.person("Bolat"), at=AT)
        store.schedules.decide("kg_data_gov", "off", by=Actor.person("Айсулуу"), at=AT + timedelta(days=1))
        assert store.schedules.decided() == {"kg_data_gov": Decided("off", Actor.person("Айсулуу"), AT + timedelta(days=1))}
        store.schedules.forget("kg_data_gov")
        assert store.schedules.decided() == {}

    def test_turns_at_a_host_are_apart(self, store: Store) -> None:
        def turn(host: str) -> float:
            return store.hosts.turn(host, delay=timedelta(seconds=2), at=AT)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(turn, ["data.gov.kg"] * 6)) == [0, 2, 4, 6, 8, 10]
        assert turn("egov.kz") == 0
        assert store.hosts.turn("data.gov.kg", delay=timedelta(seconds=2), at=AT + timedelta(seconds=11.5)) == 0.5
        assert store.hosts.turn("data.gov.kg", delay=timedelta(seconds=2), at=AT + timedelta(minutes=1)) == 0

    def test_a_turn_of_a_clock_that_was_ahead_is_waited_for_no_longer_than_a_delay(self, store: Store) -> None:
        def turn(at: datetime) -> float:
            return store.hosts.turn("data.gov.kg", delay=timedelta(seconds=2), at=at)

        assert turn(AT + timedelta(days=700)) == 0
        assert [turn(AT), turn(AT), turn(AT + timedelta(seconds=1))] == [2, 4, 5]
