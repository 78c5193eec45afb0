"""What OGC API Records refuses, with a code and a description (OGC API – Features, Part 1, 7.5.1)."""


class OgcError(Exception):
    """Base of what is refused. `code` is stable, the description is for people."""

    status = 400
    code = "InvalidParameterValue"

    def told(self) -> dict[str, str]:
        """The answer."""
        return {"code": self.code, "description": str(self)}


class WrongValue(OgcError):
    """A parameter has a value that it cannot have, or there is no such parameter."""

    def __init__(self, parameter: str, words: str) -> None:
        super().__init__(f"{parameter}: {words}")


class NothingThere(OgcError):
    """No resource has this address."""

    status = 404
    code = "NotFound"
