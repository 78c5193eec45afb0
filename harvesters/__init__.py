"""Reading portals. One file per kind; a portal is a YAML file under `sources/`."""

from .base import Harvester
from .ckan import CkanHarvester

HARVESTERS: dict[str, Harvester] = {
    "ckan": CkanHarvester(),
}
"""Every kind of portal, by the name that a declaration calls it."""
