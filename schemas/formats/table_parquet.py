"""A table as Parquet, with the type of every column. It goes out as it is made, a group of rows at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import RawIOBase
from typing import IO, TYPE_CHECKING, Any

from .table import Heading, Kind, Row

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

GROUP = 500
"""How many rows a group has, all of which are in memory at once."""


class _Outlet(RawIOBase):
    """A file whose bytes are taken from it while it is written."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken


def parquet(headings: Sequence[Heading], batches: Iterable[Sequence[Row]], told: Mapping[str, str]) -> Iterator[bytes]:
    """A table. `told` says what it is and where it is from, in the metadata of the file."""
    out, waiting = _Outlet(), list[Row]()
    with open_writer(out, headings, told) as writer:
        for rows in batches:
            waiting += rows
            if len(waiting) >= GROUP:
                add_group(writer, waiting)
                waiting.clear()
            yield out.taken()
        if waiting:
            add_group(writer, waiting)
    yield out.taken()


def open_writer(
    out: IO[bytes] | RawIOBase, headings: Sequence[Heading], told: Mapping[str, str], **options: Any
) -> "pyarrow.parquet.ParquetWriter":
    """A writer of a table, which tells the least and greatest value of numbers and dates in each group.

    It has no such values of texts: they are long, and all of them stay in memory until the end. `options` are those of PyArrow.
    """
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415  # takes a fifth of a second to load

    measured = [each.name for each in headings if each.kind not in {Kind.TEXT, Kind.TEXTS}]
    return ParquetWriter(out, schema_of(headings, told), compression="zstd", write_statistics=measured, **options)


def add_group(writer: "pyarrow.parquet.ParquetWriter", rows: Sequence[Row]) -> None:
    """Write rows as a group."""
    import pyarrow as pa  # noqa: PLC0415

    writer.write_table(pa.Table.from_pylist(rows, schema=writer.schema))


def schema_of(headings: Sequence[Heading], told: Mapping[str, str]) -> "pyarrow.Schema":
    """The columns with what each is. Of a table in UTC, a moment is a moment wherever it is read."""
    import pyarrow as pa  # noqa: PLC0415

    kinds = {
        Kind.TEXT: pa.string(),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    }
    return pa.schema(
        [pa.field(each.name, kinds[each.kind], metadata=_about(each)) for each in headings],
        metadata=dict(told),
    )


def _about(heading: Heading) -> dict[str, str]:
    return {"description": heading.description} | ({"term": heading.term} if heading.term else {})
