"""Reading portals. One file or folder per kind under `kinds/`; a portal is a YAML file under `sources/`."""

from .base import Harvester
from .kinds.ckan import CkanHarvester
from .kinds.oai_pmh import OaiPmhHarvester

HARVESTERS: dict[str, Harvester] = {
    "ckan": CkanHarvester(),
    "oai_pmh": OaiPmhHarvester(),
}
"""Every kind of portal, by the name that a declaration calls it."""
