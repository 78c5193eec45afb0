"""The declaration of a portal: its address and kind, what is expected of it, and when it is harvested."""

from .parts import Contacts, DefaultStatement, LicenseCodes, Proof, ProofLevel, Retired, Tls
from .source import Source

__all__ = ["Contacts", "DefaultStatement", "LicenseCodes", "Proof", "ProofLevel", "Retired", "Source", "Tls"]
