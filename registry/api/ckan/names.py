"""What the names and ids of organizations and groups stand for."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from schemas.formats.ckan import group_id, group_name, organization_id
from schemas.themes import themes

from ...services import Services
from .errors import NotFound


def sources_of(services: Services) -> list[str]:
    """The ids of all portals: those that are declared, and those that only have records."""
    return sorted({*services.sources, *services.store.records.counts(status=None)})


def source_of(services: Services, id: str) -> str:
    """The portal of a name or an id. Raises `NotFound`.

    Harvesters ask it for each dataset, so what is declared is looked through before the records are counted.
    """
    if id in services.sources:
        return id
    found = _named(services.sources, id) or _named(sources_of(services), id)
    if found is None:
        raise NotFound
    return found


def theme_of(id: str) -> str:
    """The code of the theme with a name or an id. Raises `NotFound`."""
    found = next((code for code in themes() if id in {group_name(code), str(group_id(code))}), None)
    if found is None:
        raise NotFound
    return found


def _named(sources: Iterable[str], id: str) -> str | None:
    return next((each for each in sources if id in {each, str(_id_of(each))}), None)


@lru_cache(maxsize=10_000)
def _id_of(source: str) -> UUID:
    return organization_id(source)
