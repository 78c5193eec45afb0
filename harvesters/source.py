"""The declaration of a portal: one YAML file each."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl

from schemas.model import Model


class DefaultLicense(Model):
    """What the portal says of the licence of all its datasets, where a dataset itself says nothing.

    `statement` is the portal's words, `url` the page where they stand, `seen` when somebody read them (ISO date).
    """

    statement: str
    url: HttpUrl | None = None
    seen: str | None = None


class Source(Model):
    """One portal: where it is, how it speaks, whose law its holder lives under.

    A declaration holds no secret: where one is needed, `secret` names the environment variable that has it.
    """

    id: Annotated[
        str, Field(pattern=r"^[a-z][a-z0-9_]{1,62}$", description="The name of the file, and the first part of every record id.")
    ]
    title: Annotated[dict[str, str], Field(min_length=1, description="The portal's name by language (BCP 47 tag).")]
    kind: Annotated[str, Field(description="The kind of portal: a key of `harvesters.HARVESTERS`.")]
    url: Annotated[HttpUrl, Field(description="The portal's base address, as its API expects it.")]
    jurisdiction: Annotated[str, Field(description="The state of the holder: a code of `schemas/vocab/jurisdictions.yml`.")]
    language: Annotated[
        tuple[str, ...], Field(description="The languages the portal writes in, most frequent first (BCP 47 tags).")
    ] = ()
    operator: Annotated[str | None, Field(description="Who runs the portal.")] = None
    official: Annotated[bool, Field(description="Whether the state, or a body of it, runs the portal.")] = True
    license: Annotated[DefaultLicense | None, Field(description="The portal's licence for datasets that state none.")] = None
    page_size: Annotated[int, Field(ge=1, le=1000, description="How many records to ask for at once.")] = 100
    allow_private_addresses: Annotated[bool, Field(description="Allow loopback and private network addresses.")] = False
    secret: Annotated[
        str | None, Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="The environment variable that holds the API key.")
    ] = None
    origin: Annotated[
        str | None, Field(description="Where the facts of this declaration come from, and when they were read.")
    ] = None

    @property
    def name(self) -> str:
        """The portal's name in the first language it is given in."""
        return next(iter(self.title.values()))


def load_source(file: Path, *, kinds: frozenset[str]) -> Source:
    """Read one declaration. Raises `InvalidSource` with file, line and the choices."""
    raise NotImplementedError


def load_sources(folder: Path, *, kinds: frozenset[str]) -> dict[str, Source]:
    """Read every `*.yml` of a folder, by id. Raises `InvalidSource`, also where two files declare one id."""
    raise NotImplementedError
