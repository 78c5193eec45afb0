"""An installation of Serai, asked over HTTP."""

from collections.abc import Iterator
from datetime import date, datetime
from types import TracebackType
from typing import Self, Unpack
from urllib.parse import quote
from uuid import UUID

from search.query import MAX_LIMIT, Sort

from ..answers import links
from ..answers.shapes.balance import BalanceAnswer
from ..answers.shapes.records import HistoryAnswer, HistoryEntry, RecordAnswer
from ..answers.shapes.runs import RunAnswer, RunReport, RunsAnswer
from ..answers.shapes.search import Item
from ..answers.shapes.sources import SourceAnswer, SourcesAnswer
from ..answers.shapes.trail_check import ProofAnswer
from ..answers.shapes.usage import UsageAnswer
from .filters import Filters, Params, Values, parameters, written
from .found import Found
from .patience import Patience
from .wire import Wire

Id = UUID | str | Item | RecordAnswer
"""A dataset: its id, or what the catalogue has told of it."""


class Serai:
    """The catalogue at an address, such as `https://catalogue.example`. It only reads, and needs no account.

    `timeout` is in seconds, for the connection and for each silence. A request that meets a broken connection or a busy server
    (429, 502, 503, 504) is sent again up to `retries` times: after the seconds that the server names, else after `pause` seconds,
    then twice as long each time. Every method raises `SeraiError`. For threads, make one for each.
    """

    def __init__(self, address: str, *, timeout: float = 60, retries: int = 4, pause: float = 0.5) -> None:
        self._wire = Wire(address, timeout=timeout, patience=Patience(retries, pause))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def search(
        self, text: str = "", *, sort: Sort | str = Sort.RELEVANCE, page: int = MAX_LIMIT, **filters: Unpack[Filters]
    ) -> Found:
        """The datasets with words or a whole question, in any language, that match every filter; of several values of one, any.

        `sort` is their order. `page` is how many are asked for at a time. Raises `ValueError` for an empty value.
        """
        if not 1 <= page <= MAX_LIMIT:
            raise ValueError(f"A page has 1 to {MAX_LIMIT} datasets.")
        order = [("sort", Sort(sort).value)] if sort != Sort.RELEVANCE else []
        return Found(self._wire, [*parameters(text, filters), *order], page=page)

    def changes(self, since: datetime | date, **filters: Unpack[Filters]) -> Found:
        """The datasets whose records changed since a moment or a day, the oldest change first; also withdrawn ones (`status`).

        A moment counts by its second: ask again with the last one that you have seen, and what you have may come once more.
        """
        asked: Filters = {"status": ["active", "withdrawn"], "record_modified": (since, None), **filters}
        return self.search(sort=Sort.CHANGED_OLDEST, **asked)

    def dataset(self, id: Id, *, at: date | None = None) -> RecordAnswer:
        """The record of a dataset with its three layers, as it is or as it stood at the end of a day."""
        return self._wire.model(RecordAnswer, links.record(_id(id), at))

    def history(self, id: Id, *, at: date | None = None) -> tuple[HistoryEntry, ...]:
        """What was done to a record, oldest first."""
        return self._wire.model(HistoryAnswer, links.history(_id(id), at)).items

    def raw(self, id: Id, *, at: date | None = None) -> bytes:
        """What the portal sent about a dataset, byte for byte."""
        return self._wire.content(links.raw(_id(id), at))

    def as_format(self, id: Id, file: str) -> str:
        """A dataset in a format of others, by the name of its file: `dcat.ttl`, `croissant.json`, `citation.bib` and more."""
        return self._wire.content(links.in_format(_id(id), quote(file, safe=""))).decode()

    def usage(
        self,
        id: Id,
        *,
        state: str,
        purpose: str,
        day: date | None = None,
        subclass: Values = None,
        denied_subclass: Values = None,
        exporter_count: int | None = None,
        critical_operator: bool | None = None,
    ) -> UsageAnswer:
        """Whether a dataset may be used from a state for a purpose, today or on a day. It is information, not legal advice.

        `subclass` and what follows are facts that the record does not hold, as the API explains them.
        """
        asked: dict[str, Values] = {
            "state": state,
            "purpose": purpose,
            "at": day,
            "subclass": subclass,
            "denied_subclass": denied_subclass,
            "exporter_count": exporter_count,
            "critical_operator": None if critical_operator is None else str(critical_operator).lower(),
        }
        return self._wire.model(UsageAnswer, links.usage(_id(id), written(asked)))

    def coverage(self, text: str = "", **filters: Unpack[Filters]) -> BalanceAnswer:
        """What there is by state, of all that a search finds, and what is thin or missing."""
        return self._wire.model(BalanceAnswer, links.coverage(parameters(text, filters)))

    def sources(self) -> tuple[SourceAnswer, ...]:
        """The declared portals, each with how many records there are of it and its last runs."""
        return self._wire.model(SourcesAnswer, links.sources()).items

    def source(self, id: str) -> SourceAnswer:
        """One portal."""
        return self._wire.model(SourceAnswer, links.source(id))

    def runs(self, *, source: str | None = None) -> Iterator[RunAnswer]:
        """All runs, or those of one portal, the latest first."""
        asked: Params = [("source", source)] if source else []
        address: str | None = links.runs([*asked, ("limit", "100")])
        while address:
            page = self._wire.model(RunsAnswer, address)
            yield from page.items
            address = page.next

    def run(self, id: int) -> RunReport:
        """The report of a run: its counts, and what was wrong at the portal."""
        return self._wire.model(RunReport, links.run(id))

    def proof(self, entry: int | HistoryEntry) -> str:
        """The proof (C2SP tlog-proof) that an entry of the history is in the signed audit trail."""
        return self._wire.content(links.entry_proof(entry if isinstance(entry, int) else entry.id)).decode()

    def check_proof(self, proof: str, *keys: str) -> ProofAnswer:
        """What a proof of the audit trail proves. `keys` are public keys of witnesses and of other logs.

        Who does not want to rely on the installation checks it with `serai audit verify`, which asks nobody.
        """
        return self._wire.post(ProofAnswer, links.trail_check(), {"proof": proof, "key": keys})


def _id(id: Id) -> UUID:
    """The id that is meant. Raises `ValueError` for what is none."""
    return id if isinstance(id, UUID) else UUID(id) if isinstance(id, str) else id.id
