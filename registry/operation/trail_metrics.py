"""Metrics of the audit trail: how far it is signed, and how its witnesses stand to it."""

from collections.abc import Iterator, Sequence

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from schemas.audit import Action

from ..proof.keys import Verifier
from ..proof.witnesses import Fault, Witness
from ..store import Store
from ..store.checkpoints import Signed
from ..store.errors import StoreError
from ..store.witnesses import Standing


class TrailCollector(Collector):
    """Reads the metrics from the store when they are asked for. If it does not answer, there are none."""

    def __init__(self, store: Store, witnesses: Sequence[Witness]) -> None:
        self._store, self._witnesses = store, witnesses

    def describe(self) -> list[Metric]:
        """Nothing. Otherwise Prometheus' client would read the store when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        try:
            entries, newest = self._store.audit.end(), self._newest()
            known = self._store.witnesses.of(newest.origin) if newest else {}
        except StoreError:
            return
        yield from _of_trail(entries, newest)
        if self._witnesses:
            yield from _of_witnesses([(each.name, known.get(str(each.verifier), Standing())) for each in self._witnesses])

    def _newest(self) -> Signed | None:
        sign = self._store.audit.last(Action.SIGN)
        return self._store.checkpoints.last(Verifier.parse(sign.details["key"]).name) if sign else None


def _of_trail(entries: int, newest: Signed | None) -> Iterator[Metric]:
    signed = newest.size if newest else 0
    yield GaugeMetricFamily("serai_trail_entries", "Entries of the audit trail.", value=entries)
    yield GaugeMetricFamily("serai_trail_unsigned_entries", "Entries that no signed checkpoint covers.", value=entries - signed)
    if newest:
        at = newest.at.timestamp()
        yield GaugeMetricFamily("serai_trail_signed_timestamp_seconds", "When the newest checkpoint was signed.", value=at)


def _of_witnesses(standings: Sequence[tuple[str, Standing]]) -> Iterator[Metric]:
    size = GaugeMetricFamily("serai_witness_entries", "Entries that each witness signed last.", labels=("witness",))
    at = GaugeMetricFamily("serai_witness_timestamp_seconds", "When each witness signed last.", labels=("witness",))
    fault = GaugeMetricFamily(
        "serai_witness_fault",
        "Why each witness has not signed; inconsistent: it has signed another past.",
        labels=("witness", "fault"),
    )
    for name, standing in standings:
        size.add_metric((name,), standing.size)
        if standing.at:
            at.add_metric((name,), standing.at.timestamp())
        for each in Fault:
            fault.add_metric((name, each.value), int(each is standing.fault))
    yield from (size, at, fault)
