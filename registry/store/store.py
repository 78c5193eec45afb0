"""The store: one database, and its parts."""

from importlib import import_module
from typing import Self

from .absence import Absence
from .aliases import Aliases
from .audit import Audit
from .changes import Changes
from .database import Database, Watch, unwatched
from .figures import Figures
from .holds import Holds
from .hosts import Hosts
from .outbox import Outbox
from .records import Records
from .revision import is_current
from .runs import Runs
from .schedules import Schedules
from .tokens import Tokens


class Store:
    """Everything that is kept, in SQLite or PostgreSQL. Many threads may use it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.records = Records(database)
        self.aliases = Aliases(database)
        self.absence = Absence(database)
        self.runs = Runs(database)
        self.holds = Holds(database)
        self.outbox = Outbox(database)
        self.audit = Audit(database)
        self.figures = Figures(database)
        self.changes = Changes(database)
        self.schedules = Schedules(database)
        self.hosts = Hosts(database)
        self.tokens = Tokens(database)

    @classmethod
    def open(cls, url: str, *, watch: Watch = unwatched) -> Self:
        """Open a database by its SQLAlchemy address and bring its tables up to date. `watch` surrounds every transaction.

        Raises `InvalidAddress`, `UnknownSchema` and `StoreUnavailable`.
        """
        database = Database(url, watch=watch)
        try:
            if not is_current(database):
                import_module(".schema", __package__).upgrade(database)  # loading Alembic takes 10 MB and a tenth of a second
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Close the connections. The store must not be used any more."""
        self._database.close()
