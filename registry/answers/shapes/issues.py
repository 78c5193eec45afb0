"""What was wrong in a run: causes, each with an example."""

from schemas.dataset import Text
from schemas.model import Model
from schemas.runs import IssueGroup


class ExampleAnswer(Model):
    """A dataset that has the cause: the portal's identifier, its title and the portal's page of it, if we have the dataset."""

    identifier: str
    title: Text = ()
    page: str | None = None


class GroupAnswer(IssueGroup):
    """A cause: all issues of one kind at one place, with a dataset that has it."""

    example: ExampleAnswer | None = None
