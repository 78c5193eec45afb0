"""Reading portals. One file or folder per kind under `kinds/`; a portal is a YAML file under `sources/`."""

from .base import Harvester
from .kinds.ckan import CkanHarvester
from .kinds.data_json import DataJsonHarvester
from .kinds.declared import DeclaredHarvester
from .kinds.dkan import DkanHarvester
from .kinds.oai_pmh import OaiPmhHarvester
from .kinds.passports import PassportsHarvester

HARVESTERS: dict[str, Harvester] = {
    "ckan": CkanHarvester(),
    "data_json": DataJsonHarvester(),
    "declared": DeclaredHarvester(),
    "dkan": DkanHarvester(),
    "oai_pmh": OaiPmhHarvester(),
    "passports": PassportsHarvester(),
}
"""Every kind of portal, by the name that a declaration calls it."""
