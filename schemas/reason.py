"""Texts that a person writes with a decision: why, which the public history shows, and short ones beside it."""

from typing import Annotated

from pydantic import Field, StringConstraints

SHORTEST, LONGEST = 10, 2000
"""Characters of a reason."""

REMARK = 500
"""Characters of a remark at most."""

_NO_CONTROL_CHARACTERS = r"^[^\x00-\x08\x0B-\x1F\x7F]*$"

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=SHORTEST, max_length=LONGEST, pattern=_NO_CONTROL_CHARACTERS),
    Field(
        description="Why, in at least ten characters. It becomes part of the public history.",
        examples=["The portal's terms of use name this licence."],
    ),
]

Remark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=REMARK, pattern=_NO_CONTROL_CHARACTERS)]
"""A short text: the name of a document, an authority or a person, an article, an address."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST, pattern=_NO_CONTROL_CHARACTERS)]
"""A text as long as a reason."""
