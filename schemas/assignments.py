"""Who of the officers takes a question (`schemas.questions`)."""

from datetime import datetime

from .actor import Actor
from .model import Model


class Assignment(Model):
    """A question is a person's to answer: the question's id, the person's name, and who assigned it when."""

    question: str
    name: str
    by: Actor
    at: datetime
