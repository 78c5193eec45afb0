"""The command `serai`: what it ends with when something does not hold."""

import logging
from typing import NoReturn

from pydantic import ValidationError

from harvesters.errors import InvalidSource
from search.errors import InvalidQuery, SearchError

from .. import terminal
from ..api.server import AddressTaken
from ..store.errors import StoreError
from .parts import app


def main() -> None:
    """Run the command; turn the errors that a person can act on into a message and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except (InvalidSource, InvalidQuery) as error:
        _end(str(error), code=2)
    except ValidationError as error:
        _end(f"The settings do not hold: {error}", code=2)
    except (StoreError, SearchError, AddressTaken) as error:
        _end(str(error), code=1)


def _end(message: str, *, code: int) -> NoReturn:
    terminal.say(message)
    raise SystemExit(code)
