"""All that a search finds as one file: CSV, JSON Lines, Parquet, GeoJSON. Each goes out as it is made."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from schemas.formats.table_parquet import parquet
from schemas.formats.table_text import csv_table, feature_collection, json_lines
from schemas.model import Model
from search.params import render
from search.query import Query

from . import links
from .found_rows import Finding, Found, whole
from .whole_file import whole_file


class Separator(StrEnum):
    """What stands between the cells of CSV. Where numbers have a decimal comma, Excel expects a semicolon."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"


SIGNS: Mapping[Separator, str] = MappingProxyType({Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"})


@dataclass(frozen=True)
class Export:
    """A kind of file. `suffix` is the end of its address, and `content_type` as a header has it."""

    suffix: str
    content_type: str
    title: str
    write: Callable[[Finding], Iterator[bytes]]

    @property
    def media_type(self) -> str:
        """The media type alone."""
        return self.content_type.partition(";")[0]


def write_csv(found: Finding, *, separator: Separator = Separator.COMMA, mark: bool = False) -> Iterator[bytes]:
    """A table. With `mark` it begins with a byte order mark, by which Excel knows UTF-8."""
    return csv_table(found.headings, found.rows(), separator=SIGNS[separator], mark=mark)


def write_parquet(found: Finding) -> Iterator[bytes]:
    """A table with typed columns, and what it is in its metadata."""
    return parquet(found.headings, found.rows(), told(found))


def write_geojson(found: Finding) -> Iterator[bytes]:
    """A collection of features, each as OGC API Records has it. Who has no box has no geometry."""
    return feature_collection(found.features())


def told(found: Finding) -> dict[str, str]:
    """What a file tells about itself: where it is from, what was asked, when, and what holds for its licences."""
    catalog = found.catalog
    about = {
        "source": catalog.root + links.search(render(found.query)),
        "query": found.parameters,
        "made": found.made.isoformat().replace("+00:00", "Z"),
        "software": f"Serai {catalog.version}",
        "license": "Descriptions of datasets as their portals publish them. Each dataset has its own licence: column license.",
    }
    if found.usable:
        request = found.usable.request
        about |= {"usage": f"{request.state}:{request.purpose}", "usage_rules": found.usable.rules.transfer.version}
    return about


CSV = Export("csv", "text/csv; charset=utf-8; header=present", "CSV", write_csv)

_ALL = (
    CSV,
    Export("jsonl", "application/x-ndjson", "JSON Lines", lambda found: json_lines(found.rows())),
    Export("parquet", "application/vnd.apache.parquet", "Parquet", write_parquet),
    Export("geojson", "application/geo+json", "GeoJSON", write_geojson),
)

EXPORTS: Mapping[str, Export] = MappingProxyType({each.suffix: each for each in _ALL})
"""The kinds of files, by the ends of their addresses."""


def download(export: Export, query: Query, *, separator: Separator = Separator.COMMA, mark: bool = False) -> str:
    """The address of all that a search finds, also of a search that asks for a page. The last two are for CSV."""
    written = [("separator", separator.value)] if separator is not Separator.COMMA else []
    written += [("mark", "true")] if mark else []
    return links.search_as(export.suffix, [*render(whole(query)), *written])


class ExportFile(Model):
    """A file that was written: its name, its bytes, and how many records it has."""

    file: str
    size: int
    records: int


def write_export(found: Finding, write: Callable[[Finding], Iterator[bytes]], file: Path, *, replace: bool = False) -> ExportFile:
    """Write all that a search finds. There is a whole file of this name, or none.

    With `replace` a file that is there is still the old one until the new one is whole. Raises `ExportExists`,
    `ExportNotWritten`, and as a search does.
    """
    count = 0

    def counted() -> Iterator[Sequence[Found]]:
        nonlocal count
        for page in found.pages:
            count += len(page)
            yield page

    with whole_file(file, replace=replace) as part, part.open("wb") as out:
        out.writelines(write(dataclasses.replace(found, pages=counted())))
    return ExportFile(file=str(file), size=file.stat().st_size, records=count)
