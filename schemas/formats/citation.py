"""How a dataset is cited, for the programs that keep references: BibTeX, RIS and CSL-JSON.

The author is the body that publishes; without one, the portal. A date that nobody states is left out.
"""

import re
from dataclasses import dataclass
from datetime import date

from ..dataset import UNDETERMINED, Dataset, DatePrecision
from .as_json import written
from .entry import Catalog, Entry, Format

_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
"""What ends a line for some program, or is no text: an entry of a reference may not be left by it."""

_IN_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces behind a backslash too
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}

_MISC = "@misc{{serai-{id},\n{fields}\n}}\n"


@dataclass(frozen=True)
class Citation:
    """What a reference to a dataset says. `dated` is as precise as the portal's: a year, a month, a day."""

    id: str
    title: str
    author: str | None
    dated: tuple[int, ...]
    url: str
    version: str | None
    language: str | None
    keywords: tuple[str, ...]
    abstract: str | None


def citation(entry: Entry, catalog: Catalog) -> Citation:
    """The reference to a record, in the first language of each text."""
    dataset = entry.record.dataset
    return Citation(
        id=str(entry.record.id),
        title=_line(dataset.title[0].value if dataset.title else dataset.identifier),
        author=author(entry),
        dated=_dated(dataset),
        url=catalog.dataset(entry.record.id),
        version=_line(dataset.version) if dataset.version else None,
        language=next((each.language for each in dataset.title[:1] if each.language != UNDETERMINED), None),
        keywords=tuple(dict.fromkeys(_line(each.value) for each in dataset.keyword)),
        abstract=_line(dataset.description[0].value) if dataset.description else None,
    )


def author(entry: Entry) -> str | None:
    """The body that publishes; without one, the portal."""
    publisher = entry.record.dataset.publisher
    if publisher and publisher.name:
        return _line(publisher.name[0].value)
    return _line(next(iter(entry.source.title.values()))) if entry.source else None


def _dated(dataset: Dataset) -> tuple[int, ...]:
    for stated in (dataset.issued, dataset.modified):
        day: date | None = stated.calendar_day if stated else None
        if stated and day:
            parts = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2}.get(stated.precision or DatePrecision.DAY, 3)
            return (day.year, day.month, day.day)[:parts]
    return ()


def _line(text: str) -> str:
    """A text in one line."""
    return _BREAKS.sub(" ", text).strip()


def _bibtex(entry: Entry, catalog: Catalog) -> bytes:
    """An entry `misc`, which every version of BibTeX knows. Double braces keep capital letters, and a body's name whole."""
    cited = citation(entry, catalog)
    fields = {
        "title": f"{{{_escaped(cited.title)}}}",
        "author": f"{{{_escaped(cited.author)}}}" if cited.author else None,
        "year": f"{cited.dated[0]:04}" if cited.dated else None,
        "publisher": f"{{{_escaped(cited.author)}}}" if cited.author else None,
        "version": _escaped(cited.version or ""),
        "language": cited.language,
        "keywords": _escaped(", ".join(cited.keywords)),
        "abstract": _escaped(cited.abstract or ""),
        "url": cited.url,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return _MISC.format(id=cited.id, fields=lines).encode()


def _escaped(text: str) -> str:
    return "".join(_IN_BIBTEX.get(sign, sign) for sign in text)


def _ris(entry: Entry, catalog: Catalog) -> bytes:
    """A reference `DATA`. Each value is one line, so no text of a portal can be read as another tag."""
    cited = citation(entry, catalog)
    day = "/".join(f"{part:02}" for part in cited.dated)
    tags = [
        ("TY", "DATA"),
        ("ID", cited.id),
        ("TI", cited.title),
        ("AU", cited.author),
        ("PY", f"{cited.dated[0]:04}" if cited.dated else None),
        ("DA", f"{day}{'/' * (3 - len(cited.dated))}" if cited.dated else None),
        ("PB", cited.author),
        ("ET", cited.version),
        ("LA", cited.language),
        *(("KW", word) for word in cited.keywords),
        ("AB", cited.abstract),
        ("UR", cited.url),
    ]
    lines = [f"{tag}  - {value}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""]).encode()


def _csl(entry: Entry, catalog: Catalog) -> bytes:
    """A list of one item of the type `dataset` (CSL 1.0.2)."""
    cited = citation(entry, catalog)
    item = {
        "id": cited.id,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": cited.author}] if cited.author else None,
        "issued": {"date-parts": [list(cited.dated)]} if cited.dated else None,
        "publisher": cited.author,
        "version": cited.version,
        "language": cited.language,
        "keyword": ", ".join(cited.keywords),
        "abstract": cited.abstract,
        "URL": cited.url,
    }
    return written([{name: value for name, value in item.items() if value}])


BIBTEX = Format("citation.bib", "application/x-bibtex", "BibTeX", "https://ctan.org/pkg/bibtex", _bibtex)
RIS = Format(
    "citation.ris", "application/x-research-info-systems", "RIS", "https://en.wikipedia.org/wiki/RIS_(file_format)", _ris
)
CSL_JSON = Format(
    "citation.csl.json",
    "application/vnd.citationstyles.csl+json",
    "CSL-JSON",
    "https://docs.citationstyles.org/en/stable/specification.html",
    _csl,
)
