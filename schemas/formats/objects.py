"""The fields of a model as triples: a field's `Term` gives the predicate, the type of its value the form of the object.

Only where a type can stand for several kinds of objects (a text, a coded value, a portal's statement), the term decides. What a
portal wrote and nobody understood is a node of that kind with the portal's words, so nothing is lost and nothing is invented.
The classes are those that DCAT-AP 3.0.1 asks for (its shapes for ranges).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from ..access_rights import access_rights
from ..dataset import Agent, Checksum, Coded, ContactPoint, DateValue, LangString, Location, PeriodOfTime, Statement
from ..file_formats import file_formats
from ..frequencies import frequencies, frequency
from ..geometry_words import Notation, notation
from ..languages import language_iri
from ..model import Model
from ..terms import Term, terms
from ..themes import themes
from . import rdf
from .rdf import address, is_a, literal, part, term, typed
from .xml import legal

Made = tuple[NamedNode | Literal, Iterable[Triple]]
"""An object, and what has to be said about it."""

BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

Maker = Callable[[Any, NamedNode], Made | None]
"""Makes an object of a value. The node is what the object is called if it needs a name of its own. None: nothing can be said."""

LABEL = term("rdfs:label")
PREFERRED = term("skos:prefLabel")


def described(subject: NamedNode, model: Model, *, without: Iterable[str] = ()) -> Iterator[Triple]:
    """All fields of a model that have a term, but those named in `without`."""
    for name, of in fields_of(type(model)).items():
        value = getattr(model, name)
        if value is not None and value != () and name not in without:
            yield from stated(subject, of, value, name)


@cache
def fields_of(model: type[Model]) -> Mapping[str, Term]:
    """The terms of a model's fields, by field name."""
    return MappingProxyType(terms(model))


def stated(subject: NamedNode, of: Term, value: object, name: str) -> Iterator[Triple]:
    """A value, or each of several, under its term. Parts of the subject are called after `name`."""
    if of.curie in _TOGETHER:
        yield from _TOGETHER[of.curie](subject, _each(value), name)
        return
    for number, each in enumerate([value] if of.curie in _WHOLE else _each(value)):
        yield from said(subject, rdf.predicate(of), made(of, each, part(subject, f"{name}-{number + 1}" if number else name)))


def said(subject: NamedNode, predicate: NamedNode, found: Made | None) -> Iterator[Triple]:
    """That a subject has an object, and what is said about the object."""
    if found:
        yield Triple(subject, predicate, found[0])
        yield from found[1]


def made(of: Term, value: Any, name: NamedNode) -> Made | None:
    """The object of one value under a term."""
    if value is None:
        return None
    make = _BY_TERM.get(of.curie) or _BY_TYPE.get(type(value))
    return make(value, name) if make else None


def labelled(node: NamedNode, class_: str, *labels: str, predicate: NamedNode = LABEL) -> Made | None:
    """A node of a class that is known by words only. None if there are none."""
    words = [literal(label) for label in dict.fromkeys(labels) if label.strip()]
    return (node, [*is_a(node, class_), *(Triple(node, predicate, each) for each in words)]) if words else None


def known(iri: str, class_: str, label: str = "", *, predicate: NamedNode = LABEL) -> Made:
    """A node of a vocabulary, with its class and its English name: who reads the graph alone need not look it up."""
    node = NamedNode(iri)
    return node, [*is_a(node, class_), *([Triple(node, predicate, literal(label, "en"))] if label else [])]


def dated(value: DateValue) -> Literal | None:
    """A date with the datatype of its precision."""
    found = value.iso
    if found is None:
        return None
    year, dash, rest = found.partition("-")
    return typed(f"{year.zfill(4)}{dash}{rest}", "xsd:dateTime" if "T" in rest else _PRECISIONS[found.count("-")])


def moment(value: datetime) -> Literal:
    """A moment, to the second, in UTC."""
    return typed(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "xsd:dateTime")


_PRECISIONS = ("xsd:gYear", "xsd:gYearMonth", "xsd:date")


def _each(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _with_fields(class_: str, needed: Callable[[Any], bool] = bool) -> Maker:
    """A node of a class with the fields of the model, if they are all that is `needed`."""

    def make(model: Model, name: NamedNode) -> Made | None:
        fields = list(described(name, model))
        return (name, [*is_a(name, class_), *fields]) if needed({each.predicate.value for each in fields}) else None

    return make


def _location(value: Location, name: NamedNode) -> Made | None:
    fields = [*described(name, value), *_outline(value, name)]
    words = labelled(name, "dct:Location", value.name, predicate=PREFERRED)
    return (name, [*(words[1] if words else is_a(name, "dct:Location")), *fields]) if words or fields else None


def _outline(value: Location, name: NamedNode) -> Iterator[Triple]:
    """The geometry that the box is of, if it is what stands in the place of a name."""
    written = None if value.name else notation(value.verbatim)
    if written:
        text = legal(" ".join(value.verbatim.split()))
        yield Triple(name, term("locn:geometry"), typed(text, _NOTATIONS[written]))


_NOTATIONS = {Notation.WKT: "geo:wktLiteral", Notation.GEOJSON: "geo:geoJSONLiteral"}
"""The datatype of a geometry in GeoSPARQL 1.1. The shapes of DCAT-AP ask for a literal."""


def _agent(value: Agent, name: NamedNode) -> Made | None:
    """An agent needs a name: without one it is called by its identifier or its page."""
    fields = list(described(name, value))
    named = any(each.predicate == term("foaf:name") for each in fields)
    spare = (value.identifier or value.homepage or "").strip()
    if not named and not spare:
        return None
    return name, [*is_a(name, "foaf:Agent"), *fields, *([] if named else [Triple(name, term("foaf:name"), literal(spare))])]


def _words(value: str, _: NamedNode) -> Made | None:
    return (literal(value), ()) if value.strip() else None


def _lang_string(value: LangString, _: NamedNode) -> Made | None:
    return (literal(value.value, value.language), ()) if value.value.strip() else None


def _date(value: DateValue, _: NamedNode) -> Made | None:
    found = dated(value)
    return (found, ()) if found else None


def _size(value: int, _: NamedNode) -> Made | None:
    return (typed(str(value), "xsd:nonNegativeInteger"), ()) if value >= 0 else None


def _page(value: str, _: NamedNode) -> Made | None:
    found = address(value)
    return (found, is_a(found, "foaf:Document")) if found else None


def _address(value: str, _: NamedNode) -> Made | None:
    found = address(value)
    return (found, ()) if found else None


def _mail(value: str, _: NamedNode) -> Made | None:
    text = value.strip().removeprefix("mailto:")
    return (NamedNode(f"mailto:{quote(text, safe='@+')}"), ()) if "@" in text else None


def _telephone(value: str, _: NamedNode) -> Made | None:
    digits = re.sub(r"[^\d+]", "", value, flags=re.ASCII)
    return (NamedNode(f"tel:{digits}"), ()) if digits else None


def _theme(value: Coded, name: NamedNode) -> Made | None:
    found = themes().get(value.code or "")
    if found:
        return known(found.iri, "skos:Concept", found.label, predicate=PREFERRED)
    return labelled(name, "skos:Concept", value.verbatim, predicate=PREFERRED)


def _language(value: Coded, name: NamedNode) -> Made | None:
    iri = language_iri(value.code) if value.code else None
    return known(iri, "dct:LinguisticSystem") if iri else labelled(name, "dct:LinguisticSystem", value.verbatim)


def _format(value: Coded, name: NamedNode) -> Made | None:
    found = file_formats().get(value.code or "")
    if found and found.iri:
        return known(found.iri, "dct:MediaTypeOrExtent", found.label)
    return labelled(name, "dct:MediaTypeOrExtent", found.label if found else value.verbatim)


def _media_type(value: str, name: NamedNode) -> Made | None:
    found = MEDIA_TYPE.fullmatch(value.strip())
    if not found:
        return labelled(name, "dct:MediaType", value)
    return known(f"https://www.iana.org/assignments/media-types/{quote(found[1].lower(), safe='/+-.')}", "dct:MediaType")


MEDIA_TYPE = re.compile(
    r"((?:application|audio|font|image|message|model|multipart|text|video)/[\w.+!#$&^-]+)(?:;.*)?", re.ASCII | re.IGNORECASE
)


def _frequency(value: str, name: NamedNode) -> Made | None:
    found = frequencies().get(frequency(value).code or "")
    return known(found.iri, "dct:Frequency", found.label) if found else labelled(name, "dct:Frequency", value)


def _box(value: BBox | None, _: NamedNode) -> Made | None:
    return None if value is None else (typed(box_wkt(value), "geo:wktLiteral"), ())


def box_wkt(box: BBox) -> str:
    """A box as a polygon in Well-Known Text; as two of them, if it crosses the line of the date."""
    west, south, east, north = box
    if west <= east:
        return f"POLYGON({_ring(west, south, east, north)})"
    return f"MULTIPOLYGON(({_ring(west, south, 180, north)}),({_ring(-180, south, east, north)}))"


def _ring(west: float, south: float, east: float, north: float) -> str:
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"({','.join(f'{_degrees(x)} {_degrees(y)}' for x, y in corners)})"


def _degrees(value: float) -> str:
    return f"{value:.7f}".rstrip("0").rstrip(".")


def _algorithm(value: str, _: NamedNode) -> Made | None:
    code = re.sub(r"[^a-z0-9]", "", value.lower().rpartition("_")[2])
    return known(f"{rdf.NAMESPACES['spdx']}checksumAlgorithm_{code}", "spdx:ChecksumAlgorithm") if code in _ALGORITHMS else None


_ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
"""The algorithms that SPDX has a term for, and that portals state."""


def _hexadecimal(value: str, _: NamedNode) -> Made | None:
    text = value.strip().lower()
    return (typed(text, "xsd:hexBinary"), ()) if re.fullmatch(r"(?:[0-9a-f]{2})+", text) else None


def _origin(value: Statement | str, name: NamedNode) -> Made | None:
    words = value if isinstance(value, str) else value.verbatim
    return _address(words, name) or labelled(name, "prov:Entity", words)


def _rights(subject: NamedNode, values: Iterable[object], name: str) -> Iterator[Triple]:
    """The portal's words about the licence. They are no licence: which one it is, is a conclusion."""
    words = [each.verbatim for each in values if isinstance(each, Statement)]
    yield from said(subject, term("dct:rights"), labelled(part(subject, f"{name}-stated"), "dct:RightsStatement", *words))


def _access(subject: NamedNode, values: Iterable[object], name: str) -> Iterator[Triple]:
    """Who may have the data: the strictest right that the portal states, else its words. A dataset has only one."""
    stated_rights = [each for each in values if isinstance(each, Coded)]
    codes = [each.code for each in stated_rights]
    strictest = [right for code, right in access_rights().items() if code in codes]
    if strictest and all(code in access_rights() for code in codes):
        found: Made | None = known(strictest[-1].iri, "dct:RightsStatement", strictest[-1].label)
    else:
        found = labelled(part(subject, name), "dct:RightsStatement", *(each.verbatim for each in stated_rights))
    yield from said(subject, term("dct:accessRights"), found)


def _sources(subject: NamedNode, values: Iterable[object], name: str) -> Iterator[Triple]:
    """DCAT-AP allows only datasets as `dct:source`. An address may be anything, and words are provenance."""
    for number, each in enumerate(each for each in values if isinstance(each, Statement)):
        found = address(each.verbatim)
        words = labelled(part(subject, f"{name}-{number + 1}"), "dct:ProvenanceStatement", each.verbatim)
        yield from said(subject, term("prov:wasDerivedFrom" if found else "dct:provenance"), (found, ()) if found else words)


_CHECKSUM = {term("spdx:algorithm").value, term("spdx:checksumValue").value}
"""A checksum needs both."""

_BY_TYPE: Mapping[type, Maker] = MappingProxyType(
    {
        str: _words,
        int: _size,
        LangString: _lang_string,
        DateValue: _date,
        datetime: lambda value, _: (moment(value), ()),
        Agent: _agent,
        ContactPoint: _with_fields("vcard:Kind"),
        Location: _location,
        PeriodOfTime: _with_fields("dct:PeriodOfTime"),
        Checksum: _with_fields("spdx:Checksum", needed=_CHECKSUM.issubset),
    }
)

_BY_TERM: Mapping[str, Maker] = MappingProxyType(
    {
        "dcat:accessURL": _address,
        "dcat:bbox": _box,
        "dcat:downloadURL": _address,
        "dcat:landingPage": _page,
        "dcat:mediaType": _media_type,
        "dcat:theme": _theme,
        "dct:accrualPeriodicity": _frequency,
        "dct:format": _format,
        "dct:language": _language,
        "foaf:homepage": _page,
        "prov:wasDerivedFrom": _origin,
        "spdx:algorithm": _algorithm,
        "spdx:checksumValue": _hexadecimal,
        "vcard:hasEmail": _mail,
        "vcard:hasTelephone": _telephone,
    }
)

_TOGETHER: Mapping[str, Callable[[NamedNode, Iterable[object], str], Iterator[Triple]]] = MappingProxyType(
    {"dct:license": _rights, "dct:accessRights": _access, "dct:source": _sources}
)
"""Terms whose values are read together, or stand under another predicate."""

_WHOLE = frozenset({"dcat:bbox"})
"""Terms of which a tuple is one value."""
