"""The web pages: HTML made on the server, usable without script, in every language whose catalogue is complete."""

from .routes import mount

__all__ = ["mount"]
