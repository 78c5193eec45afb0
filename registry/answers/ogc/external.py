"""Records by the identifiers that their portals give them (`externalIds` of OGC API – Records)."""

from collections.abc import Iterable, Iterator, Mapping

from schemas.web_address import iri_of
from search.query import Condition, Either, Filter, Ids

from ...services import Services


def external(services: Services, values: Iterable[str]) -> Condition:
    """Records with any of the identifiers: alone, behind the address of a portal and a colon, or all that have that address.

    The store is asked, which also knows identifiers that have moved.
    """
    values = list(dict.fromkeys(values))
    schemes = _schemes(services)
    known = [services.store.records.known(source, _named(values, scheme)) for source, scheme in schemes.items()]
    ids = tuple(found.id for each in known for found in each.values())
    whole = tuple(source for source, scheme in schemes.items() if scheme and scheme in values)
    return Either(either=(Ids(id=ids), *([Filter(field="source", value=whole)] if whole else [])))


def _named(values: Iterable[str], scheme: str) -> Iterator[str]:
    """The identifiers at a portal that the values may stand for."""
    for each in values:
        yield each
        if scheme and each.startswith(f"{scheme}:"):
            yield each[len(scheme) + 1 :]


def _schemes(services: Services) -> Mapping[str, str]:
    """Every portal with records, with the scheme of its identifiers: its address, or nothing if nobody declares it any more."""
    declared = {id: services.sources.get(id) for id in sorted(services.store.records.counts())}
    return {id: (iri_of(str(source.url)) or "") if source else "" for id, source in declared.items()}
