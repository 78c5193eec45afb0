"""The indexes of one installation: which is live, which is being built.

The live index has an alias for reading. There may be a second one that is being built; it has an alias for writing only. Changes
are written to both, so a rebuild loses none: a process that does not see the second index yet writes only changes that were in
the store before the rebuild began to read it. A rebuild writes a heartbeat into the index that it builds (`_meta`), so that only
one rebuild runs.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from ..errors import EngineBusy, IndexMissing
from . import names
from .errors import kind, mapped
from .mapping import mappings, settings

BEAT = timedelta(seconds=10)
"""How often a rebuild writes its heartbeat."""

DEAD = timedelta(minutes=2)
"""A rebuild without a heartbeat for this time is dead. It is longer than retries of a request, and than clocks differ."""

MASTER = "30s"
"""How long a change of indexes waits until the cluster has a master."""


@dataclass(frozen=True)
class State:
    """The indexes that exist: all of them by name, the live one, and the one that is being built."""

    every: dict[str, names.Name]
    live: str | None = None
    building: str | None = None

    @property
    def outdated(self) -> bool:
        """Whether the live index was built by other rules."""
        return self.live is not None and not self.every[self.live].is_current

    @property
    def next_number(self) -> int:
        return max((name.number for name in self.every.values()), default=0) + 1


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


class Generations:
    """The indexes with one prefix. Every method raises `EngineUnavailable`, besides the errors that it names."""

    def __init__(self, client: Elasticsearch, prefix: str, *, replicas: int | None, clock: Callable[[], datetime] = now) -> None:
        self._client = client
        self._prefix = prefix
        self._replicas = replicas
        self._clock = clock

    def look(self) -> State:
        """The indexes as they are now."""
        with mapped():
            answer = self._client.indices.get_alias(index=f"{self._prefix}-*", expand_wildcards="open")
        ours = {name: found for name in sorted(answer) if (found := names.read(self._prefix, name))}
        live = building = None
        for name in ours:
            aliases = answer[name]["aliases"]
            if any(names.is_for_reading(self._prefix, alias) for alias in aliases):
                live = name
            elif names.for_writing(name) in aliases:
                building = name
        return State(ours, live, building)

    def targets(self) -> tuple[str, ...]:
        """The indexes that changes go to: the live one, made if there is none, and the one that is being built.

        Raises `IndexMissing` if the live one was made by other rules; `EngineBusy` if one by other rules is being built, or the
        first one ever: changes must wait for it. If its builder is dead it is removed, so that it cannot become live any more.
        """
        state = self.look()
        if state.building and not (state.live and state.every[state.building].is_current):
            self._take_over(state.building)
            state = self.look()
        if not state.live and not state.building:
            self._create(state.next_number, readable=True)
            state = self.look()
        if state.outdated:
            raise IndexMissing("The index was built by other rules: rebuild it.")
        if not state.live:
            raise EngineBusy("Another process is building a new index.")
        return (state.live, state.building) if state.building else (state.live,)

    def begin(self) -> str:
        """Make an index to be built and return its name. Raises `EngineBusy` if another rebuild runs."""
        state = self.look()
        if state.building:
            self._take_over(state.building)
        made = self._create(state.next_number, readable=False)
        others = [name for name in self.look().every if name not in (made, *state.every)]
        if made is None or others:
            self._delete([made] if made else [])
            raise EngineBusy("Another process is building a new index.")
        return made

    def beat(self, name: str) -> None:
        """Write the heartbeat of a rebuild."""
        with mapped():
            self._client.indices.put_mapping(index=name, meta=self._meta(), master_timeout=MASTER)

    def publish(self, name: str) -> None:
        """Make an index the live one and remove the former, in one step. Raises `EngineBusy` if another rebuild took over."""
        live = self.look().live
        swap: list[dict[str, Any]] = [{"add": {"index": name, "alias": names.for_reading(self._prefix)}}]
        swap += [{"remove_index": {"index": live}}] if live else []
        try:
            with mapped():
                self._client.indices.refresh(index=name)
                self._client.indices.update_aliases(actions=swap, master_timeout=MASTER)
        except IndexMissing:
            raise EngineBusy("Another process took over the building of the index.") from None

    def discard(self, name: str) -> None:
        """Remove an index whose building failed."""
        if self.look().live != name:  # if it is live, it was published and only the answer was lost
            self._delete([name])

    def clean(self) -> None:
        """Remove every index that is neither live nor being built."""
        state = self.look()
        self._delete(state.every.keys() - {state.live, state.building})

    def _take_over(self, name: str) -> None:
        """Remove the index of a dead rebuild. Raises `EngineBusy` if the rebuild is alive."""
        with mapped():
            answer = self._client.indices.get_mapping(index=name, ignore_unavailable=True)
        for found in answer.values():
            alive = found["mappings"].get("_meta", {}).get("alive")
            if alive and abs(self._clock() - datetime.fromisoformat(alive)) < DEAD:  # a clock that was ahead gives a future one
                raise EngineBusy(f"Another process is building a new index; it was alive at {alive}.")
        self._delete([name])

    def _create(self, number: int, *, readable: bool) -> str | None:
        """Make an index and return its name; None if another process made it first."""
        name = names.written(self._prefix, number)
        aliases = [names.for_writing(name), *([names.for_reading(self._prefix)] if readable else [])]
        with mapped():
            try:
                self._client.indices.create(
                    index=name,
                    aliases={alias: {} for alias in aliases},
                    mappings=mappings() | {"_meta": self._meta()},
                    settings=settings(self._replicas),
                    master_timeout=MASTER,
                )
            except BadRequestError as error:
                if kind(error.body) != "resource_already_exists_exception":
                    raise
                return None
        return name

    def _meta(self) -> dict[str, str]:
        return {"alive": self._clock().isoformat()}

    def _delete(self, indexes: Collection[str]) -> None:
        with mapped(), suppress(NotFoundError):
            for name in sorted(indexes):
                self._client.indices.delete(index=name, master_timeout=MASTER)
