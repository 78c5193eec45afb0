"""The store: one database, and its parts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Self

from .absence import Absence
from .aliases import Aliases
from .answers import Answers
from .assignments import Assignments
from .audit import Audit
from .changes import Changes
from .checkpoints import Checkpoints, Witnessed
from .checks import Checks
from .database import Database, Watch, unwatched
from .decisions import Decisions
from .derivations import Derivations
from .errors import Corrupt, UnknownSchema
from .figures import Figures
from .holds import Holds
from .hosts import Hosts
from .open_issues import OpenIssues
from .outbox import Outbox
from .proposals import Proposals
from .reassessments import Reassessments
from .records import Records
from .refusals import Refusals
from .revision import agreed, is_current, is_empty, read_a_little
from .rule_sets import RuleSets
from .runs import Runs
from .schedules import Schedules
from .snapshot import Snapshot
from .states import States
from .tokens import Tokens
from .witnesses import Witnesses

NO_BACKUP = "Without one, move it away and run `serai archive restore`."
"""What helps if a damaged database has no backup."""


class Store:
    """Everything that is kept, in SQLite or PostgreSQL. Many threads may use it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.records = Records(database)
        self.aliases = Aliases(database)
        self.absence = Absence(database)
        self.runs = Runs(database)
        self.holds = Holds(database)
        self.open_issues = OpenIssues(database)
        self.outbox = Outbox(database)
        self.audit = Audit(database)
        self.states = States(database)
        self.checkpoints = Checkpoints(database)
        self.witnessed = Witnessed(database)
        self.witnesses = Witnesses(database)
        self.decisions = Decisions(database)
        self.derivations = Derivations(database)
        self.assignments = Assignments(database)
        self.proposals = Proposals(database)
        self.rule_sets = RuleSets(database)
        self.reassessments = Reassessments(database)
        self.answers = Answers(database)
        self.checks = Checks(database)
        self.refusals = Refusals(database)
        self.figures = Figures(database)
        self.changes = Changes(database)
        self.schedules = Schedules(database)
        self.hosts = Hosts(database)
        self.tokens = Tokens(database)

    @classmethod
    def open(cls, url: str, *, watch: Watch = unwatched, before_new: Callable[[], None] = agreed) -> Self:
        """Open a database by its SQLAlchemy address and bring its tables up to date. `watch` surrounds every transaction.

        `before_new` is called before tables are made in an empty database; it may raise to prevent that.

        Raises `InvalidAddress`, `UnknownSchema`, `Corrupt` and `StoreUnavailable`.
        """
        database = Database(url, watch=watch)
        try:
            if not is_current(database):
                if is_empty(database):
                    before_new()
                import_module(".schema", __package__).upgrade(database)  # loading Alembic takes 10 MB and a tenth of a second
        except BaseException as error:
            database.close()
            if isinstance(error, Corrupt):
                raise Corrupt(f"the database is damaged: {error}. Bring it back from a backup. {NO_BACKUP}") from error
            raise
        return cls(database)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written, because the database is a file that may only be read."""
        return self._database.read_only

    def seal(self) -> None:
        """Close a database that is a file of SQLite, and let nobody write it from now on, in any process."""
        self.close()
        self._database.seal()

    def check(self) -> None:
        """Read a little from every table, in a time that does not grow with the database. Raises `StoreError`."""
        if not is_current(self._database):
            raise UnknownSchema("the database has not the tables of this version")
        read_a_little(self._database)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One state of the database, for as long as the block runs. Writers go on. Raises `StoreError`."""
        with self._database.snapshot() as connection:
            yield Snapshot(connection)

    def sync(self) -> None:
        """Return when no power cut can lose what was written. Raises `StoreUnavailable`."""
        self._database.sync()

    def close(self) -> None:
        """Close the connections. The store must not be used any more."""
        self._database.close()
