"""The web pages: HTML made on the server, usable without script, in every language whose catalogue is complete."""

from .app import create_pages

__all__ = ["create_pages"]
