"""Metrics for Prometheus.

What all processes do together (runs, records, issues, the outbox) is read from the store when metrics are asked for, so any
process can report it. What processes do by themselves (requests, searches, transactions) is counted and timed when it happens.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from schemas.runs import OPEN, OUTCOMES, Run
from search.meaning.meaning import Meaning

from ..proof.witnesses import Witness
from ..store import Store
from ..store.errors import StoreError
from ..store.runs import Latest
from .trail_metrics import TrailCollector

MEDIA_TYPE = exposition.CONTENT_TYPE_PLAIN_0_0_4

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper ends of the buckets of every duration."""


SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names a folder in which the processes that answer requests count together; the library reads it at import."""


class Metrics:
    """The metrics of one installation in one process."""

    def __init__(self) -> None:
        self.registry, self._here = CollectorRegistry(), CollectorRegistry()
        ProcessCollector(registry=self._here)
        self._requests = Counter(
            "serai_http_requests", "Requests answered. HEAD counts as GET.", ("method", "route", "status"), registry=self.registry
        )
        self._request_seconds = self._durations(
            "serai_http_request_seconds", "Time from request to the end of the answer.", "route"
        )
        self._engine_seconds = self._durations("serai_engine_seconds", "Time that the search engine took.", "operation")
        self._engine_errors = Counter(
            "serai_engine_errors", "Calls of the search engine that raised.", ("operation", "error"), registry=self.registry
        )
        self._store_seconds = self._durations("serai_store_seconds", "Time that a transaction of the store was open.", "kind")

    def _durations(self, name: str, meaning: str, label: str) -> Histogram:
        return Histogram(name, meaning, (label,), buckets=SECONDS, registry=self.registry)

    def request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered. `route` is the pattern of the address, never the address itself."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def engine(self, operation: str, *, seconds: float, error: BaseException | None) -> None:
        """The engine was called, and raised `error` if any."""
        self._engine_seconds.labels(operation).observe(seconds)
        if error is not None:
            self._engine_errors.labels(operation, type(error).__name__).inc()

    def transaction(self, kind: str) -> AbstractContextManager[object]:
        """Times a transaction of the store: `read` or `write`."""
        return self._store_seconds.labels(kind).time()

    def follow(self, store: Store, meaning: Meaning | None = None, *, witnesses: Sequence[Witness] = ()) -> None:
        """Read what all processes do from this store, and from the vectors if there are any. `witnesses` are the named ones."""
        self._here.register(StoreCollector(store))
        self._here.register(TrailCollector(store, witnesses))
        if meaning:
            self._here.register(MeaningCollector(meaning))

    def text(self) -> bytes:
        """All metrics in Prometheus' text format.

        Requests, searches and transactions are counted over all processes that answer on the same address.
        """
        counted = self.registry
        if SHARED in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return exposition.generate_latest(counted) + exposition.generate_latest(self._here)


class StoreCollector(Collector):
    """Reads metrics from the store when they are asked for. If it does not answer, there is only `serai_store_up`, which is 0."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._issues: dict[int, dict[str, int]] = {}  # of ended runs, which do not change any more

    def describe(self) -> list[Metric]:
        """Nothing. Otherwise Prometheus' client would read the store when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("serai_store_up", "Whether the store answers.")
        try:
            metrics = [
                *self._runs(),
                *self._last(self._store.runs.latest()),
                self._outbox(),
                self._records(),
                self._reassessments(),
            ]
        except StoreError:
            metrics = []
        up.add_metric((), 1 if metrics else 0)
        yield from (up, *metrics)

    def _runs(self) -> Iterator[Metric]:
        ended = CounterMetricFamily("serai_runs", "Runs that have ended, by how.", labels=("source", "state"))
        underway = GaugeMetricFamily("serai_runs_underway", "Runs that have not ended.", labels=("source", "state"))
        records = CounterMetricFamily("serai_records", "What became of records in all runs.", labels=("source", "outcome"))
        sums: dict[tuple[str, str], int] = {}
        for figures in self._store.figures.runs():
            (underway if figures.state in OPEN else ended).add_metric((figures.source, figures.state.value), figures.runs)
            for outcome in OUTCOMES:
                place = (figures.source, outcome)
                sums[place] = sums.get(place, 0) + getattr(figures.counts, outcome)
        for place, number in sums.items():
            records.add_metric(place, number)
        yield from (ended, underway, records)

    def _last(self, latest: dict[str, Latest]) -> Iterator[Metric]:
        issues = GaugeMetricFamily("serai_issues", "Issues of the last run of each source.", labels=("source", "code"))
        last = GaugeMetricFamily("serai_last_run_timestamp_seconds", "When the last run began.", labels=("source",))
        done = GaugeMetricFamily("serai_last_done_timestamp_seconds", "When the last run that is done began.", labels=("source",))
        found = self._issues_of([runs.last for runs in latest.values()])
        for source, runs in latest.items():
            last.add_metric((source,), runs.last.started.timestamp())
            if runs.done:
                done.add_metric((source,), runs.done.started.timestamp())
            for code, number in found.get(runs.last.id, {}).items():
                issues.add_metric((source, code), number)
        yield from (issues, last, done)

    def _issues_of(self, runs: list[Run]) -> dict[int, dict[str, int]]:
        known = {run.id: self._issues[run.id] for run in runs if run.id in self._issues}
        asked = [run for run in runs if run.id not in known]
        found = self._store.figures.issues(run.id for run in asked)
        self._issues = known | {run.id: found.get(run.id, {}) for run in asked if run.state not in OPEN}
        return known | found

    def _outbox(self) -> Metric:
        return GaugeMetricFamily("serai_outbox", "Changes that the index has yet to take.", value=self._store.outbox.depth())

    def _reassessments(self) -> Metric:
        kept = GaugeMetricFamily("serai_reassessments", "Re-assessments of all records, by their state.", labels=("state",))
        for state, number in self._store.reassessments.counts().items():
            kept.add_metric((state.value,), number)
        return kept

    def _records(self) -> Metric:
        kept = GaugeMetricFamily("serai_catalogue_records", "Records that are kept and not withdrawn.", labels=("source",))
        for source, number in self._store.records.counts().items():
            kept.add_metric((source,), number)
        return kept


class MeaningCollector(Collector):
    """Counts the vectors when metrics are asked for. If they cannot be read, there is only `serai_meaning_up`, which is 0."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    def describe(self) -> list[Metric]:
        """Nothing, as `StoreCollector.describe`."""
        return []

    def collect(self) -> Iterator[Metric]:
        found = self._meaning.check()
        yield GaugeMetricFamily("serai_meaning_up", "Whether records are found by meaning.", value=int(found.reachable))
        if found.reachable:
            yield GaugeMetricFamily("serai_meaning_vectors", "Records that can be found by meaning.", value=found.count)
