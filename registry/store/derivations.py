"""What datasets were made from: the names that they have, and the names that they say they were made from.

What a person decided holds instead of what a statement says: then the ids of the records are the names.

A dataset is found by its names (`schemas.origins`), whichever of both was harvested first. Names are kept as numbers, so that
the tables stay small; two different names with one number would have to be met once in a hundred million catalogues.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, tuple_

from schemas.dataset import Dataset
from schemas.lineage import ALONE, Ancestor, Lineage
from schemas.origins import Made, made_from, meant, names, record_name
from schemas.record import CatalogRecord, Curation

from .bulk import add
from .database import AnySelect, Database, chunks
from .models import DatasetNameRow, DerivationRow
from .rows import to_record, whole_records_of

MAX_ANCESTORS = 100
"""The most ancestors of a dataset that are followed. The names of the others count as not in this catalogue."""

SHARED = 10
"""A name that more datasets than this have means none of them: it is that of a service, or of the portal."""

NOTHING = Curation()

State = Callable[[CatalogRecord], CatalogRecord | None]
"""Gives the state of a record that counts, by its stored one; None: it is not in the catalogue."""


def stored(record: CatalogRecord) -> CatalogRecord:
    """The state that is stored."""
    return record


@dataclass(frozen=True)
class Links:
    """The names of a dataset, and those of what it was made from, as it says itself or a person decided."""

    named: frozenset[int]
    made_from: frozenset[int]


def links_of(dataset: Dataset, *, id: UUID, source: str, curation: Curation = NOTHING) -> Links:
    origins = (name for each in made_from(dataset, curation) for name in _names(each, source))
    return Links(frozenset(map(_key, names(dataset, id=id, source=source))), frozenset(map(_key, origins)))


def _names(made: Made, source: str) -> tuple[str, ...]:
    """The names of what a dataset of a source was made from."""
    return tuple(map(record_name, made.records)) if made.decided else meant(made.said, source)


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


class Derivations:
    """Finds what records were made from. `write` keeps it, in the transaction that saves the records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lineage(self, record: CatalogRecord, *, state: State = stored) -> Lineage:
        """The lineage of one record. `state` gives the state in which each ancestor counts, as it is stored. Raises `Corrupt`."""
        return _Family(self._database, state).lineage(record) if _made(record) else ALONE

    def lineages(self, records: Sequence[CatalogRecord]) -> dict[UUID, Lineage]:
        """The lineage of each record, by its id. Nothing is read for a record without any origin. Raises `Corrupt`."""
        family = _Family(self._database, stored)
        family.load(records)
        return {record.id: family.lineage(record) if _made(record) else ALONE for record in records}

    def before_and_after(self, before: CatalogRecord, after: CatalogRecord) -> tuple[Lineage, Lineage]:
        """The lineages of two states of one record, of which none has to be stored. Raises `Corrupt`."""
        lineage = self.lineage(before)
        return lineage, lineage if _made(before) == _made(after) else self.lineage(after)


Way = tuple[CatalogRecord, tuple[UUID, ...]]
"""A record, and the ids of the records that lead to it, with its own."""


class _Family:
    """The records that others were made from, each read once."""

    def __init__(self, database: Database, state: State) -> None:
        self._database = database
        self._state = state
        self._records: dict[UUID, CatalogRecord] = {}
        self._states: dict[UUID, CatalogRecord | None] = {}
        self._named: dict[int, tuple[UUID, ...]] = {}

    def lineage(self, record: CatalogRecord) -> Lineage:
        """Every ancestor once, by the shortest way. A dataset that was made from itself, by any way, adds nothing."""
        ancestors: dict[UUID, Ancestor] = {}
        unseen: dict[UUID, tuple[str, ...]] = {}
        level: list[Way] = [(record, ())]
        cut = False
        while level:
            self.load([each for each, _ in level])
            following = list[Way]()
            for each, path in level:
                missing = []
                for made in _made(each):
                    found = self._meant(each, made)
                    there = [one for id_ in found or () if (one := self._ancestor(id_))]
                    new = [one for one in there if one.id not in ancestors and one.id != record.id]
                    kept = new[: MAX_ANCESTORS - len(ancestors)]
                    cut = cut or kept != new
                    if found is None or len(there) < len(found) or kept != new:
                        missing.append(made.said or ", ".join(map(str, made.records)))
                    for one in kept:
                        ancestors[one.id] = Ancestor(one, made.said, path, decided=bool(made.decided))
                        following.append((one, (*path, one.id)))
                if missing:
                    unseen[each.id] = tuple(missing)
            level = following
        return Lineage(tuple(ancestors.values()), unseen, cut)

    def _ancestor(self, id_: UUID) -> CatalogRecord | None:
        """The state of a record that counts; None if it is not in the catalogue then."""
        if id_ not in self._states:
            found = self._records.get(id_)
            self._states[id_] = self._state(found) if found else None
        return self._states[id_]

    def load(self, records: Iterable[CatalogRecord]) -> None:
        """Read what the records were made from."""
        made = [(record, each) for record in records for each in _made(record)]
        asked = {key for record, each in made if not each.decided for key in _keys(record, each)} - self._named.keys()
        decided = {id_ for _, each in made for id_ in each.records}
        if not asked and not decided - self._records.keys():
            return
        found: dict[int, list[UUID]] = {key: [] for key in asked}
        with self._database.reading() as connection:
            for chunk in chunks(asked):
                for row in connection.execute(_having(chunk)):
                    found[row.key].append(row.record_id)
            self._named |= {key: tuple(ids) for key, ids in found.items()}
            meant = {id_ for ids in found.values() if len(ids) <= SHARED + 1 for id_ in ids}
            for ids in chunks((meant | decided) - self._records.keys()):
                rows = connection.execute(whole_records_of(), {"records": ids})
                self._records |= {row.id: to_record(row) for row in rows}

    def _meant(self, record: CatalogRecord, made: Made) -> tuple[UUID, ...] | None:
        """The other records that a record was made from. Empty if there is none, None if this is not in the catalogue."""
        if made.decided:
            return None if made.elsewhere else tuple(id_ for id_ in made.records if id_ != record.id)
        named = [self._named[key] for key in _keys(record, made)]
        others = [[id_ for id_ in ids if id_ != record.id] for ids in named]
        found = tuple(dict.fromkeys(id_ for ids in others if len(ids) <= SHARED for id_ in ids))
        return found if found or any(record.id in ids for ids in named) else None


def _made(record: CatalogRecord) -> tuple[Made, ...]:
    return made_from(record.dataset, record.curation)


def _keys(record: CatalogRecord, made: Made) -> list[int]:
    return [_key(name) for name in _names(made, record.source)]


def _having(keys: Sequence[int]) -> AnySelect:
    """The records that have names, of each name as many as tell whether it is `SHARED`."""
    number = func.row_number().over(partition_by=DatasetNameRow.key, order_by=DatasetNameRow.record_id).label("number")
    rows = select(DatasetNameRow.key, DatasetNameRow.record_id, number).where(DatasetNameRow.key.in_(keys)).subquery()
    return select(rows.c.key, rows.c.record_id).where(rows.c.number <= SHARED + 2)


def write(connection: Connection, links: Mapping[UUID, Links]) -> set[UUID]:
    """Keep the links of records, and return the records that were made from them: before, or now."""
    _replace(connection, DerivationRow, {id_: each.made_from for id_, each in links.items()})
    touched = _replace(connection, DatasetNameRow, {id_: each.named for id_, each in links.items()})
    return _descendants(connection, touched) - links.keys()


def _replace(
    connection: Connection, table: type[DatasetNameRow | DerivationRow], links: Mapping[UUID, frozenset[int]]
) -> set[int]:
    """Replace the rows of records, and return the keys that these records have or had."""
    before: set[tuple[int, UUID]] = set()
    for chunk in chunks(links):
        rows = connection.execute(select(table.key, table.record_id).where(table.record_id.in_(chunk)))
        before |= {(row.key, row.record_id) for row in rows}
    after = {(key, id_) for id_, keys in links.items() for key in keys}
    for gone in chunks(before - after):
        connection.execute(delete(table).where(tuple_(table.key, table.record_id).in_(gone)))
    if new := after - before:
        add(connection, table, [{"key": key, "record_id": id_} for key, id_ in sorted(new)])
    return {key for key, _ in before | after}


def _descendants(connection: Connection, names: Iterable[int]) -> set[UUID]:
    """The records that were made from datasets with some names, or from what was made from these."""
    found: set[UUID] = set()
    level = _made_from(connection, names)
    while level:
        found |= level
        level = _made_from_records(connection, level) - found
    return found


def _made_from(connection: Connection, names: Iterable[int]) -> set[UUID]:
    statement = select(DerivationRow.record_id)
    return {id_ for chunk in chunks(names) for id_ in connection.scalars(statement.where(DerivationRow.key.in_(chunk)))}


def _made_from_records(connection: Connection, records: Iterable[UUID]) -> set[UUID]:
    joined = select(DerivationRow.record_id).join(DatasetNameRow, DatasetNameRow.key == DerivationRow.key)
    return {id_ for chunk in chunks(records) for id_ in connection.scalars(joined.where(DatasetNameRow.record_id.in_(chunk)))}
