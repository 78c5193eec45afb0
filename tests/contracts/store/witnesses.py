"""What every store must do about checkpoints that others sign, and about those of others that this installation signs."""

from dataclasses import replace
from datetime import timedelta

from registry.proof.witnesses import Fault
from registry.store import Store
from registry.store.checkpoints import Signed
from registry.store.witnesses import Standing
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT
from tests.waiting import at_once

LOG, OTHER = "ministry.example/trail", "other.example/trail"
ONE, TWO = "one.example+00000000+key", "two.example+00000000+key"
LATER = AT + timedelta(hours=1)


def signed(size: int, note: str = "note", origin: str = LOG) -> Signed:
    return Signed(origin, size, note, AT)


class WitnessesContract(Backend):
    """A part of `StoreContract`."""

    def test_a_checkpoint_gets_more_signatures_and_loses_none(self, store: Store) -> None:
        first = store.checkpoints.keep(signed(5))
        assert store.checkpoints.cosigned(first, "note, one")
        assert not store.checkpoints.cosigned(first, "note, two"), "it has another signature meanwhile"
        kept = store.checkpoints.of_size(LOG, 5)
        assert kept == signed(5, "note, one")
        assert kept is not None
        assert store.checkpoints.cosigned(kept, "note, one, two")
        assert store.checkpoints.last(LOG) == signed(5, "note, one, two")
        assert store.checkpoints.of_size(LOG, 4) is None

    def test_of_what_many_witness_at_once_one_is_kept(self, store: Store) -> None:
        def act(number: int) -> bool:
            return store.witnessed.keep(signed(number, f"note {number}"), before=0)

        assert store.witnessed.latest(LOG) is None
        kept = at_once(*(lambda number=number: act(number) for number in range(1, 9)), refused=())
        assert kept.count(True) == 1
        assert store.witnessed.latest(LOG) == signed(kept.index(True) + 1, f"note {kept.index(True) + 1}")

    def test_what_was_witnessed_is_replaced_only_by_who_knows_it(self, store: Store) -> None:
        assert store.witnessed.keep(signed(3), before=0)
        assert not store.witnessed.keep(signed(9), before=0)
        assert not store.witnessed.keep(signed(9), before=2)
        assert store.witnessed.keep(signed(3, "the same again"), before=3)
        assert store.witnessed.keep(signed(7), before=3)
        assert store.witnessed.keep(signed(1, origin=OTHER), before=0)
        assert (store.witnessed.latest(LOG), store.witnessed.latest(OTHER)) == (signed(7), signed(1, origin=OTHER))

    def test_a_witness_that_signs_has_no_fault_any_more(self, store: Store) -> None:
        assert store.witnesses.of(LOG) == {}
        assert store.witnesses.failed(LOG, ONE, Fault.UNREACHABLE, at=AT)
        assert not store.witnesses.failed(LOG, ONE, Fault.UNREACHABLE, at=LATER)
        silent = Standing(0, None, Fault.UNREACHABLE, AT)
        assert store.witnesses.of(LOG) == {ONE: silent}
        store.witnesses.signed(LOG, TWO, size=4, at=AT)
        assert store.witnesses.failed(LOG, TWO, Fault.REFUSED, at=LATER)
        assert store.witnesses.of(LOG) == {ONE: silent, TWO: Standing(4, AT, Fault.REFUSED, LATER)}
        store.witnesses.signed(LOG, TWO, size=6, at=LATER)
        assert store.witnesses.of(LOG)[TWO] == Standing(6, LATER)
        assert store.witnesses.of(OTHER) == {}

    def test_an_alarm_stays_until_the_witness_signs(self, store: Store) -> None:
        assert store.witnesses.failed(LOG, ONE, Fault.REFUSED, at=AT)
        assert store.witnesses.failed(LOG, ONE, Fault.INCONSISTENT, at=AT)
        for fault in Fault:
            assert not store.witnesses.failed(LOG, ONE, fault, at=LATER)
        alarm = Standing(0, None, Fault.INCONSISTENT, AT)
        assert store.witnesses.of(LOG)[ONE] == alarm
        store.witnesses.signed(LOG, ONE, size=2, at=LATER)
        assert store.witnesses.of(LOG)[ONE] == replace(alarm, size=2, at=LATER, fault=None, since=None)

    def test_what_a_witness_signed_later_stays(self, store: Store) -> None:
        store.witnesses.signed(LOG, ONE, size=9, at=LATER)
        store.witnesses.signed(LOG, ONE, size=8, at=AT)
        assert store.witnesses.of(LOG)[ONE] == Standing(9, LATER)
