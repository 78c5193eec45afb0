"""The declaration of a portal: where it is, how it speaks, what is expected of it, and when it is harvested."""

from .parts import DefaultLicense, LicenseCodes, Retired
from .source import Source

__all__ = ["DefaultLicense", "LicenseCodes", "Retired", "Source"]
