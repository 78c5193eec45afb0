"""Serai for programs in Python, over HTTP: `Serai`, and `SeraiError` for whatever goes wrong."""

from .errors import SeraiError
from .found import Found
from .serai import Serai

__all__ = ["Found", "Serai", "SeraiError"]
