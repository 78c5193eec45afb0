"""Portals of the Russian standard of open data: a list of datasets, and a passport of each."""

from .harvester import PassportsHarvester

__all__ = ["PassportsHarvester"]
