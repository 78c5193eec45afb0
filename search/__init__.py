"""Finding records: a query model, a table of fields, and engines behind one interface."""

from .engines import open_engine

__all__ = ["open_engine"]
