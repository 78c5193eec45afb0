"""The places that a record is about, as codes: states (`KG`, ISO 3166-1) and provinces of the ten states (`KG-GO`, ISO 3166-2).

They are what the data describe, not whose law applies to them: that is the jurisdiction.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from schemas.dataset import Text
from schemas.jurisdictions import jurisdictions
from schemas.record import CatalogRecord

from .concepts.provinces import PLACE, is_province, namesakes, state_of
from .concepts.recognition import tags
from .concepts.table import concepts
from .languages import Meant, base_language, meant_languages

MAX_STATED = 50
"""How many of the stated places of a record are read."""

MAX_LABEL = 200
"""The most characters of a stated place that can be a name."""

_CODE = re.compile(r"(?:.*[/:#])?([A-Z]{2}(?:-[A-Z0-9]{1,3})?|[A-Z]{3})/?", re.ASCII)
"""A code alone or at the end of an address: `KG-GO`, `http://publications.europa.eu/resource/authority/country/KGZ`."""


def places(record: CatalogRecord) -> tuple[str, ...]:
    """The places of a record: stated, or named in its title or keywords, else in its publisher's name. States of provinces too.

    Of provinces of the same name in two states that one counts whose state the record has, if it has one of the two.
    """
    dataset, meant = record.dataset, meant_languages(record.dataset)
    found = [*_stated(record), *_named((*dataset.title, *dataset.keyword), meant)]
    if not found and dataset.publisher:
        found = list(_named(dataset.publisher.name, meant))
    own = set(found) | {record.assessment.jurisdiction.holder_state}
    sure = [each for each in found if not _is_other(each, own)]
    return tuple(dict.fromkeys(code for each in sure for code in (each, state_of(each))))


def _is_other(code: str, own: set[str | None]) -> bool:
    """Whether a province only has the name of one of a state that the record is from."""
    others = namesakes().get(code, frozenset())
    return bool(others) and state_of(code) not in own and any(state_of(other) in own for other in others)


def _stated(record: CatalogRecord) -> Iterator[str]:
    for place in record.dataset.spatial[:MAX_STATED]:
        words = place.verbatim
        if len(words) > MAX_LABEL:
            continue
        code = _code(words)
        yield from [code] if code else _in(tags([(words, None)]))


def _code(words: str) -> str | None:
    """The place that a code stands for."""
    match = _CODE.fullmatch(words.strip())
    code = match[1] if match else ""
    if len(code) == 3:  # noqa: PLR2004 - ISO 3166-1 alpha-3
        code = _by_three_letters().get(code, "")
    return code if code and (is_province(code) or f"{PLACE}{code}" in concepts()) else None


@cache
def _by_three_letters() -> dict[str, str]:
    return {each.alpha3: code for code, each in jurisdictions().items()}


def _named(text: Text, meant: Meant) -> Iterator[str]:
    return _in(tags((item.value, base_language(item, meant)) for item in text))


def _in(found: Iterable[str]) -> Iterator[str]:
    """The codes of places among the tags of a text; regions of the world have numbers and are left out."""
    return (code for each in found if each.startswith(PLACE) and not (code := each.removeprefix(PLACE))[:1].isdigit())
