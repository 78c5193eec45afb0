"""Who did something: a run, a person, a schedule, or the system itself."""

from enum import StrEnum
from typing import Self

from .model import Model


class ActorKind(StrEnum):
    """`system`: Serai itself, where neither a run nor a person is the cause: its command, or a restore from the archive."""

    RUN = "run"
    PERSON = "person"
    SCHEDULE = "schedule"
    SYSTEM = "system"


class Actor(Model):
    """Who did something. `name` is a run's number, a person's name, a schedule's text, or the part of the system.

    The kind is not part of the name, because a person may be called "run 12".
    """

    kind: ActorKind
    name: str

    def __str__(self) -> str:
        """The actor as people read it: `run 12`, `schedule 1d`, else the name alone, or that it was erased."""
        if self.erased:
            return ERASED
        return f"{self.kind} {self.name}" if self.kind in PREFIXED else self.name

    @property
    def erased(self) -> bool:
        """Whether it is a person whose name was erased from the trail."""
        return self.kind is ActorKind.PERSON and not self.name

    @classmethod
    def of_run(cls, run: int) -> Self:
        """The run of this number."""
        return cls(kind=ActorKind.RUN, name=str(run))

    @classmethod
    def person(cls, name: str) -> Self:
        """The person of this name."""
        return cls(kind=ActorKind.PERSON, name=name)

    @classmethod
    def schedule(cls, text: str) -> Self:
        """A schedule, by its text: `1d`, say."""
        return cls(kind=ActorKind.SCHEDULE, name=text)

    @classmethod
    def system(cls, name: str) -> Self:
        """A part of Serai."""
        return cls(kind=ActorKind.SYSTEM, name=name)


ERASED = "a name that was erased"
"""What stands in the place of a name that was erased from the trail."""


def person_name(text: str) -> str:
    """The name of a person, as the history has it: one line of visible characters, with a letter. Raises `ValueError`.

    Without this rule a name could look like another one, or like a part of the page around it.
    """
    name = " ".join(filter(None, text.split(" ")))
    if not name.isprintable() or len(name) > LONGEST_NAME or not any(sign.isalpha() for sign in name):
        raise ValueError(f"a name is one line of visible characters, at most {LONGEST_NAME}, and has a letter")
    return name


LONGEST_NAME = 100
"""The most characters of a person's name."""

PREFIXED = {ActorKind.RUN, ActorKind.SCHEDULE}
"""The kinds whose name alone says too little."""

COMMAND = Actor.system("command")
"""The caller of `serai` who gives no name."""
