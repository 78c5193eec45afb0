"""For developers: draft a new revision from the difference between models.py and the revisions so far.

python -m registry.store.draft NUMBER "what changes"
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from .database import Database
from .schema import migrating, upgrade


def draft(number: str, what_changes: str) -> None:
    """Write migrations/versions/NUMBER_what_changes.py. It is a draft: read it, and complete its downgrade."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'draft.db'}")
        upgrade(database)
        database.close()
        with migrating(database.address) as config:
            command.revision(config, what_changes, rev_id=number, autogenerate=True)


if __name__ == "__main__":
    draft(*sys.argv[1:3])
