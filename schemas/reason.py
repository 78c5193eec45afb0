"""Why a person decides something: a text for the public history."""

from typing import Annotated

from pydantic import Field, StringConstraints

SHORTEST, LONGEST = 10, 2000
"""Characters."""

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=SHORTEST, max_length=LONGEST, pattern=r"^[^\x00-\x08\x0B-\x1F\x7F]*$"),
    Field(
        description="Why, in at least ten characters. It becomes part of the public history.",
        examples=["The portal's terms of use name this licence."],
    ),
]
