"""Reading portals. One file per kind; a portal is a YAML file under `sources/`."""

from .base import Harvester
from .ckan import CkanHarvester
from .oai_pmh import OaiPmhHarvester

HARVESTERS: dict[str, Harvester] = {
    "ckan": CkanHarvester(),
    "oai_pmh": OaiPmhHarvester(),
}
"""Every kind of portal, by the name that a declaration calls it."""
