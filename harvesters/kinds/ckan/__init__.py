"""CKAN portals."""

from .harvester import CkanHarvester

__all__ = ["CkanHarvester"]
