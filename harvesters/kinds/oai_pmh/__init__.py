"""OAI-PMH portals."""

from .harvester import OaiPmhHarvester

__all__ = ["OaiPmhHarvester"]
