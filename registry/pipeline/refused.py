"""Portals that were asked and gave nothing: the table `refused.csv` in the operator's folder of declarations."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

FILE = "refused.csv"


class Refused(NamedTuple):
    """One portal: its address, the day on which it was asked last, and why there is no declaration of it."""

    url: str
    on: str
    why: str


def refused(folder: Path | None) -> dict[str, Refused]:
    """The portals of the table, by address. None if there is no folder or no table."""
    return {row.url: row for row in _rows(folder / FILE)} if folder and (folder / FILE).is_file() else {}


def note_refused(folder: Path, url: str, why: str, *, on: date) -> None:
    """Put a portal into the table, in the place of what was there about it. The file is replaced as a whole."""
    rows = refused(folder) | {url: Refused(url, on.isoformat(), " ".join(why.split()))}
    _write(folder / FILE, rows)


def forget_refused(folder: Path, url: str) -> None:
    """Take a portal that has answered out of the table."""
    rows = refused(folder)
    if rows.pop(url, None):
        _write(folder / FILE, rows)


def _write(file: Path, rows: dict[str, Refused]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened, lineterminator="\n")
        table.writerow(Refused._fields)
        table.writerows(rows[url] for url in sorted(rows))
    new.replace(file)


def _rows(file: Path) -> Iterator[Refused]:
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            yield Refused(row.get("url") or "", row.get("on") or "", row.get("why") or "")
