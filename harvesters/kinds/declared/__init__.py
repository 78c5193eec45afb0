"""Portals whose lists and records a declaration describes: JSON or HTML, without any code."""

from .harvester import DeclaredHarvester

__all__ = ["DeclaredHarvester"]
