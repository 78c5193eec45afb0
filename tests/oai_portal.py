"""An OAI-PMH portal on loopback HTTP. It misbehaves by the troubles of `tests/portal.py` and by those here.

with OaiPortal([record(1), record(2)], size=1, trouble=[wants_prefix_beside_token()]) as portal:
    source = portal.source()
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from schemas.source import Source

from .portal import Answer, Asked, Portal, Trouble

XML = {"Content-Type": "text/xml;charset=UTF-8"}

SECONDS = "YYYY-MM-DDThh:mm:ssZ"

NAMESPACES = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dct="http://purl.org/dc/terms/" xmlns:ows="http://www.opengis.net/ows"'
)


@dataclass(frozen=True)
class Record:
    """What the portal holds: the header's identifier and datestamp, and the metadata as XML, which a deleted one has not."""

    identifier: str
    datestamp: str
    metadata: str
    deleted: bool = False

    @property
    def header(self) -> str:
        status = ' status="deleted"' if self.deleted else ""
        identifier = f"<identifier>{escape(self.identifier)}</identifier>"
        return f"<header{status}>{identifier}<datestamp>{self.datestamp}</datestamp><setSpec>water</setSpec></header>"

    @property
    def xml(self) -> str:
        metadata = "" if self.deleted else f"<metadata><oai_dc:dc {NAMESPACES}>{self.metadata}</oai_dc:dc></metadata>"
        return f"<record>{self.header}{metadata}</record>"


def record(number: int, *elements: str, datestamp: str = "2026-03-04T05:06:07Z", **fields: Any) -> Record:
    """A healthy record; `elements` are more of its metadata, as XML."""
    fields = {"identifier": f"oai:example.kg:{number}", "title": f"Суу ресурстары {number}"} | fields
    title = f'<dc:title xml:lang="ky">{escape(fields["title"])}</dc:title>' if fields["title"] else ""
    metadata = (
        f"{title}<dc:description>Көлдөрдүн деңгээли</dc:description><dc:subject>суу</dc:subject>"
        f"<dc:identifier>https://data.example/{number}</dc:identifier>"
        f"<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>{''.join(elements)}"
    )
    return Record(fields["identifier"], datestamp, metadata, deleted=fields.get("deleted", False))


class OaiPortal(Portal):
    """Serves records in pages of `size`, by tokens that are positions. `granularity` is what `Identify` states."""

    packages: list[Record]

    def __init__(
        self,
        records: Iterable[Record],
        *,
        trouble: Iterable[Trouble] = (),
        size: int = 25,
        total: int | None = None,
        granularity: str = SECONDS,
    ) -> None:
        super().__init__(records, trouble=trouble, rows_max=size, total=total)
        self.granularity = granularity

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "oai_pmh", "url": f"{self.url}/csw?mode=oaipmh", **fields})

    def answer(self, asked: Asked) -> Answer:
        """Troubles find the place of a page in `start` and `rows`, as at other portals."""
        start = asked.params.get("resumptionToken", "0").rpartition("@")[2]
        place = {"start": start if start.isdecimal() else "0", "rows": str(self.rows_max)}
        return super().answer(replace(asked, params=asked.params | place))

    def healthy(self, asked: Asked) -> Answer:
        """What a portal that keeps to the protocol answers."""
        match asked.params:
            case {"verb": "Identify"}:
                return envelope(
                    "<Identify><repositoryName>Example</repositoryName><protocolVersion>2.0</protocolVersion>"
                    f"<deletedRecord>transient</deletedRecord><granularity>{self.granularity}</granularity></Identify>"
                )
            case {"verb": "ListRecords", "resumptionToken": _, "metadataPrefix": _}:
                return error("badArgument", "resumptionToken is exclusive")
            case {"verb": "ListRecords", "resumptionToken": _} | {"verb": "ListRecords", "metadataPrefix": "oai_dc"}:
                return self.page(asked)
            case {"verb": "ListRecords"}:
                return error("badArgument", "Missing metadataPrefix parameter")
        return error("badVerb")

    def page(self, asked: Asked) -> Answer:
        """The records from a position. A token also holds what the list was asked with."""
        since = asked.params.get("from") or asked.params.get("resumptionToken", "").partition("@")[0]
        found = [each for each in self.packages if each.datestamp >= since]
        if not found:
            return error("noRecordsMatch")
        records = found[asked.start : asked.start + asked.rows]
        total = len(found) if self.total is None else self.total
        after = asked.start + asked.rows
        return listing(records, token=f"{since}@{after}" if after < len(found) else "", total=total)


def envelope(body: str, *, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> Answer:
    text = (
        f'{declaration}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-28T00:00:00Z</responseDate><request>http://example/oai</request>{body}</OAI-PMH>"
    )
    return Answer(text.encode(), 200, XML)


def error(code: str, words: str = "") -> Answer:
    return envelope(f"<error code={quoteattr(code)}>{escape(words)}</error>")


def listing(records: Iterable[Record | str], *, token: str = "", total: int | None = None) -> Answer:
    """A page of records, which may be given as XML."""
    entries = "".join(each if isinstance(each, str) else each.xml for each in records)
    size = "" if total is None else f' completeListSize="{total}"'
    return envelope(f"<ListRecords>{entries}<resumptionToken{size}>{escape(token)}</resumptionToken></ListRecords>")


def rewritten(change: Callable[[str], str]) -> Trouble:
    """The healthy answer with another text."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        healthy = portal.healthy(asked)
        return replace(healthy, body=change(healthy.body.decode()).encode())

    return answer


def says_error(code: str, *, when: str = "verb", words: str = "") -> Trouble:
    """An error of the protocol to every question that has a certain argument."""
    return lambda asked, portal: error(code, words) if when in asked.params else None


def wants_prefix_beside_token() -> Trouble:
    """As pycsw: a token alone is not enough."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if "resumptionToken" not in asked.params:
            return None
        if "metadataPrefix" not in asked.params:
            return error("badArgument", "Missing metadataPrefix parameter")
        return portal.page(asked)  # type: ignore[attr-defined] # an OAI-PMH portal has pages

    return answer


def first_identifier_for_all() -> Trouble:
    """As pycsw: every header of a page has the identifier of the page's first record."""

    def change(text: str) -> str:
        identifiers = re.findall(r"<header><identifier>(.*?)</identifier>", text)
        return re.sub(r"<header><identifier>.*?</identifier>", f"<header><identifier>{identifiers[0]}</identifier>", text)

    return rewritten(lambda text: change(text) if "<header>" in text else text)


def never_ends_by_token() -> Trouble:
    """New records and a new token on every page, with a small total."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        return listing([record(asked.start + each) for each in range(asked.rows)], token=f"@{asked.start + asked.rows}", total=10)

    return answer
