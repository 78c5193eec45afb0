"""The settings: one class, read once from the environment, each described."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting is an environment variable with the prefix `SERAI_`; a value that does not hold ends the command with exit code 2."""

    model_config = SettingsConfigDict(env_prefix="SERAI_", frozen=True, extra="ignore")

    home: Annotated[Path, Field(description="The folder of everything embedded: database, index, archive.")] = Path("~/.serai")
    sources: Annotated[Path | None, Field(description="A folder of source declarations beside the shipped ones.")] = None
    database_url: Annotated[str | None, Field(description="SQLAlchemy address of the store. Default: SQLite in the home folder.")] = None
    search_url: Annotated[str | None, Field(description="Address of the search engine. Default: the embedded one, in the home folder.")] = None
    archive_url: Annotated[str | None, Field(description="Folder of the archive as a `file:` address. Default: in the home folder.")] = None
    host: Annotated[str, Field(description="The address that the web server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="The port of the web server; 0 takes a free one.")] = 8000
    base_url: Annotated[str | None, Field(description="The public address of this installation, where it differs from host and port.")] = None
    contact: Annotated[str, Field(description="How portals reach the operator; part of the User-Agent.")] = "operator not named"
    batch_size: Annotated[int, Field(ge=1, le=10_000, description="How many records are saved in one transaction.")] = 500
