"""What is kept: records with their audit trail and outbox, runs with their reports, tokens, and the archive of raw records."""

from .store import Store

__all__ = ["Store"]
