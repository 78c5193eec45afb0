"""What a person with a token may do, in four steps."""

from enum import StrEnum


class Role(StrEnum):
    """A role may do all that the ones before it may. `reader`: what everybody may, without a token too.

    `curator`: look after harvests and held withdrawals. `officer`: decide about datasets. `admin`: give others their roles.
    Stable: a role is never renamed. Which deed takes which role is in `registry/access/deeds.py`.
    """

    READER = "reader"
    CURATOR = "curator"
    OFFICER = "officer"
    ADMIN = "admin"

    def covers(self, least: "Role") -> bool:
        """Whether this role may do what takes the role `least`."""
        steps = list(Role)
        return steps.index(self) >= steps.index(least)
