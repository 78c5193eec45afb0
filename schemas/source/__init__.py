"""The declaration of a portal: its address and kind, what is expected of it, and when it is harvested."""

from .parts import DefaultLicense, LicenseCodes, Retired
from .source import Source

__all__ = ["DefaultLicense", "LicenseCodes", "Retired", "Source"]
