"""What can go wrong, in one shape."""

from schemas.secret_names import hidden

from ..api.problems import Flaw

UNREACHABLE = "unreachable"
"""The code where no whole answer came: no connection, no answer in time, or one that broke off."""

NOT_UNDERSTOOD = "answer-not-understood"
"""The code where something answered that does not speak as Serai does: a proxy, another program, a Serai of another version."""


class SeraiError(Exception):
    """A request that had no good answer.

    `code` is that of the problem as the API has it (`/api/v1/problems` explains each, and none is ever renamed), or `unreachable`
    or `answer-not-understood`. `status` is None where no whole answer came. `errors` has each thing that is wrong with the
    request, `choices` what is possible instead of a refused value, `reference` a number to quote to the operator.
    """

    def __init__(  # noqa: PLR0917 (an error is made again from its arguments when it comes from another process)
        self,
        code: str,
        detail: str,
        address: str,
        status: int | None = None,
        errors: tuple[Flaw, ...] = (),
        choices: tuple[str, ...] = (),
        reference: str | None = None,
    ) -> None:
        super().__init__(code, detail, address, status, errors, choices, reference)
        self.code, self.detail, self.address, self.status = code, hidden(detail), hidden(address), status
        self.errors, self.choices, self.reference = errors, choices, reference

    def __str__(self) -> str:
        flaws = (f"{each.parameter}: {each.detail}" if each.parameter else each.detail for each in self.errors)
        more = (told for told in flaws if told not in self.detail)
        return " ".join([f"{self.detail} ({self.code}, {self.address})", *more])
