"""Sending changes in bulk, as fast as the cluster accepts them. A change that is refused does not hold up the others."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from elastic_transport import ApiError, ConnectionTimeout
from elasticsearch import Elasticsearch

from ..errors import EngineUnavailable
from .errors import NO_INDEX, mapped, reason

MAX_LINES = 1000
"""The most changes in one request."""

MAX_BYTES = 5_000_000
"""The most bytes in one request, unless one change alone has more."""

PATIENCE = 60.0
"""Seconds without any progress after which sending ends with an error."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds to wait when the cluster is overloaded; doubled each time."""

BUSY = frozenset({408, 429, 502, 503, 504})
"""Answers after which the same is sent again later."""

CONFLICT, TOO_LARGE, NOT_FOUND, INVALID = 409, 413, 404, 400

_ANSWERED = ["errors", "items.*.status", "items.*.error"]


class Line(NamedTuple):
    """A change, ready to be sent."""

    id: UUID
    content: bytes


class TargetGone(Exception):
    """The index that was written to does not exist any more: a rebuild replaced it."""


class Sender:
    """Sends lines. When the cluster is overloaded it waits, and sends half as many at once; after each success a few more.

    `sleep` and `clock` are those of `time`, in seconds.
    """

    def __init__(
        self,
        client: Elasticsearch,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._clock = clock
        self._size = MAX_LINES

    def send(self, alias: str, lines: Sequence[Line]) -> dict[UUID, str]:
        """Write to an alias and return why changes were refused. A change that is older than what the index has is ignored.

        Raises `TargetGone`, and `EngineUnavailable` if nothing was accepted for `PATIENCE`; what was written until then stays.
        """
        refused: dict[UUID, str] = {}
        waiting, pause, progress = list(lines), FIRST_PAUSE, self._clock()
        while waiting:
            batch = waiting[: fitting(waiting, self._size)]
            busy, why = self._tried(alias, batch, refused)
            waiting[: len(batch)] = busy
            if len(busy) < len(batch):
                pause, progress = FIRST_PAUSE, self._clock()
            if not busy:
                self._size = min(MAX_LINES, self._size + self._size // 4 + 1)
            elif self._clock() - progress > PATIENCE:
                raise EngineUnavailable(f"Elasticsearch takes no changes: {why}")
            else:
                self._size = max(1, len(batch) // 2)
                self._sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311 - so that not all writers come back at once
                pause = min(LONGEST_PAUSE, pause * 2)
        return refused

    def _tried(self, alias: str, batch: Sequence[Line], refused: dict[UUID, str]) -> tuple[list[Line], str]:
        """Send a batch once. Returns what should be sent again, and why."""
        with mapped():
            try:
                answer = self._client.bulk(
                    index=alias,
                    operations=[line.content for line in batch],  # type: ignore[misc]  # it takes bytes too
                    require_alias=True,  # else an index that is gone would be created again, with another layout
                    filter_path=_ANSWERED,
                )
            except ConnectionTimeout as error:
                return list(batch), str(error.message)
            except ApiError as error:
                return self._unanswered(error, batch, refused)
        return sorted_out(batch, answer["items"], refused) if answer["errors"] else ([], "")

    def _unanswered(self, error: ApiError, batch: Sequence[Line], refused: dict[UUID, str]) -> tuple[list[Line], str]:
        status = error.meta.status
        if status == TOO_LARGE and len(batch) == 1:
            refused[batch[0].id] = f"a document of {len(batch[0].content)} bytes is too large for the server"
            return [], ""
        if status == TOO_LARGE or status in BUSY:
            return list(batch), str(error)
        raise error


def sorted_out(batch: Sequence[Line], items: Sequence[Mapping[str, Any]], refused: dict[UUID, str]) -> tuple[list[Line], str]:
    """Read the answers to a batch: add refusals to `refused`, and return what should be sent again, and why.

    Raises `TargetGone` and `EngineUnavailable` for faults that are not of a document.
    """
    busy: list[Line] = []
    why = ""
    for line, item in zip(batch, items, strict=True):
        status, error = item["index"]["status"], item["index"].get("error")
        if error is None or status == CONFLICT:
            continue
        if status in BUSY:
            busy.append(line)
            why = reason(error)
        elif status == INVALID:
            refused[line.id] = reason(error)
        elif status == NOT_FOUND and error["type"] == NO_INDEX:
            raise TargetGone
        else:
            raise EngineUnavailable(f"Elasticsearch does not take changes ({status}): {reason(error)}")
    return busy, why


def fitting(lines: Sequence[Line], size: int) -> int:
    """How many of the first lines fit into one request: at most `size`, at least one."""
    total = 0
    for count, line in enumerate(lines[:size]):
        total += len(line.content)
        if count and total > MAX_BYTES:
            return count
    return min(size, len(lines))


def chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in portions, each for one request."""
    chunk: list[Line] = []
    held = 0
    for line in lines:
        if chunk and (len(chunk) == MAX_LINES or held + len(line.content) > MAX_BYTES):
            yield chunk
            chunk, held = [], 0
        chunk.append(line)
        held += len(line.content)
    if chunk:
        yield chunk
