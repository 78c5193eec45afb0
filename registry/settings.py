"""The settings: one class, read once from the environment, each described."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from harvesters.wire.roots import check_roots

from .proof.keys import Cosigner
from .proof.witnesses import Witness, logs_of, witnesses_of

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]
MeaningChoice = Literal["auto", "off"]
FourEyes = Literal["off", "lowering", "all"]
Checks = Literal["off", "signed-in", "public"]


NOBODY = "operator not named"
"""The contact of an installation whose operator has given none."""


class Settings(BaseSettings):
    """Every setting is an environment variable with the prefix `SERAI_`; a wrong one ends a command with exit code 2."""

    model_config = SettingsConfigDict(env_prefix="SERAI_", frozen=True, extra="ignore")

    home: Annotated[Path, Field(description="The folder of everything embedded: database, index, archive.")] = Path("~/.serai")
    sources: Annotated[
        Path | None,
        Field(description="A folder of source declarations, besides the shipped ones and those in `sources` in the home folder."),
    ] = None
    rules: Annotated[
        Path | None,
        Field(
            description="A folder of your own rules of transfer, laid over the shipped ones. What lies there is in force when a "
            "person has confirmed it (`serai rules`), and a second person too, if some answer gets laxer."
        ),
    ] = None
    database_url: Annotated[
        str | None,
        Field(
            repr=False,
            description="Address of the store: `sqlite:///FILE`, or `postgresql://USER:PASSWORD@HOST/NAME` with libpq's options. "
            "Default: SQLite in the home folder.",
        ),
    ] = None
    new_database: Annotated[
        bool,
        Field(
            description="Whether a new database may be made beside an archive or an index that has records. Without it the start "
            "is refused, because a database was probably lost."
        ),
    ] = False
    search_url: Annotated[
        str | None,
        Field(
            repr=False,
            description="Address of the search engine: `tantivy:FOLDER`, or `https://USER:PASSWORD@NODE:9200,NODE:9200/PREFIX` "
            "with the options of `search.elastic.address`. Default: Tantivy in the home folder.",
        ),
    ] = None
    meaning: Annotated[
        MeaningChoice,
        Field(
            description="Whether records are also found by what they mean, in any language: `auto` (where the libraries for it "
            "are installed) or `off`."
        ),
    ] = "auto"
    archive_url: Annotated[
        str | None,
        Field(
            repr=False,
            description="Address of the archive: a folder as `file:///FOLDER`, or `s3://BUCKET/PREFIX` with the keys in AWS's "
            "usual variables (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`). Default: a folder in the home folder.",
        ),
    ] = None
    s3_endpoint: Annotated[
        str | None, Field(description="Address of the S3 server of the archive. Default: Amazon's of the region.")
    ] = None
    host: Annotated[str, Field(description="The address that the web server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="The port of the web server; 0 takes a free one.")] = 8000
    processes: Annotated[
        int | None, Field(ge=1, le=64, description="How many processes answer requests. Default: one for each core.")
    ] = None
    client_seconds: Annotated[
        float, Field(gt=0, le=3600, description="How long a client may take to send a request, or stop reading an answer.")
    ] = 10
    base_url: Annotated[
        str | None, Field(description="The public address of this installation, if it differs from host and port.")
    ] = None
    contact: Annotated[str, Field(description="How portals reach the operator; part of the User-Agent.")] = NOBODY
    tls_roots: Annotated[
        Path | None,
        Field(
            description="A file of certificates (PEM) to trust for all portals besides the usual ones. A declaration names its "
            "own with `roots`."
        ),
    ] = None
    samples: Annotated[
        bool | None,
        Field(description="Whether to serve and harvest the sample portals. Default: only where all parts are embedded."),
    ] = None
    batch_size: Annotated[int, Field(ge=1, le=10_000, description="How many records are saved in one transaction.")] = 250
    worker_slots: Annotated[int, Field(ge=1, le=64, description="How many portals one worker harvests at a time.")] = 4
    four_eyes: Annotated[
        FourEyes,
        Field(
            description="Which decisions of officers, and which re-assessments, wait for a second one: `off` (none), `lowering` "
            "(those that lower a privacy class, remove a subclass, replace a licence by one that permits more, or leave out "
            "something that a dataset was made from) or `all`."
        ),
    ] = "off"
    trail_key: Annotated[
        str | None,
        Field(
            repr=False,
            description="The private key that signs the audit trail, as `serai audit new-key` prints it. After a change of the "
            "key, the new one and the old one behind it, with a space between. Default: the file `trail.key` in the home folder, "
            "which is made if the database is there too; without a key nothing is signed.",
        ),
    ] = None
    witnesses: Annotated[
        str | None,
        Field(
            description="Who is asked to sign each checkpoint of the audit trail too: for each witness its public key, as `serai "
            "witness key` prints it, a space, and its address; `;` or ends of lines between."
        ),
    ] = None
    witness_key: Annotated[
        str | None,
        Field(
            repr=False,
            description="The private key with which this installation signs checkpoints of others. Default: the file "
            "`witness.key` in the home folder, which `serai witness` makes.",
        ),
    ] = None
    witness_logs: Annotated[
        str | None,
        Field(
            description="Whose checkpoints `serai witness` signs: the public keys of their trails, as `serai audit key` prints "
            "them, `;` or ends of lines between. After a change of its key a log has two."
        ),
    ] = None
    answers_per_hour: Annotated[
        int,
        Field(
            ge=0,
            description="How many answers visitors who have not signed in may keep in an hour, all together; 0: none. Who signs "
            "in may always keep one.",
        ),
    ] = 120
    checks: Annotated[
        Checks,
        Field(
            description="Who may have a portal checked on the web: `off` (nobody), `signed-in`, or `public` (everybody). It is "
            "public because the staff of a portal have no account; a check asks public addresses only, and only a little, and "
            "keeps nothing in the catalogue."
        ),
    ] = "public"
    checks_per_hour: Annotated[
        int,
        Field(
            ge=1,
            description="How many checks visitors who have not signed in may ask for in an hour, all together. One network "
            "address may ask for a quarter.",
        ),
    ] = 20
    check_days: Annotated[int, Field(ge=1, le=365, description="How many days the report of a check is kept.")] = 7
    log_format: Annotated[
        LogFormat, Field(description="How events are logged on standard error: `text`, or `json`, an object a line.")
    ] = "text"
    log_level: Annotated[
        LogLevel,
        Field(
            description="The lowest level that is logged: `debug`, `info`, `warning` or `error`. Runs log their events at `info`."
        ),
    ] = "warning"

    @model_validator(mode="after")
    def _expand_home(self) -> Self:
        object.__setattr__(self, "home", self.home.expanduser().absolute())
        return self

    @field_validator("tls_roots")
    @classmethod
    def _usable(cls, file: Path | None) -> Path | None:
        if file is None:
            return None
        file = file.expanduser().absolute()
        check_roots(file)
        return file

    @field_validator("witnesses")
    @classmethod
    def _named_witnesses(cls, text: str | None) -> str | None:
        witnesses_of(text or "")
        return text

    @field_validator("witness_logs")
    @classmethod
    def _known_logs(cls, text: str | None) -> str | None:
        logs_of(text or "")
        return text

    @field_validator("witness_key")
    @classmethod
    def _cosigns(cls, text: str | None) -> str | None:
        if text is not None:
            Cosigner.parse(text.strip())
        return text

    @property
    def declaration_folders(self) -> tuple[Path, ...]:
        """The operator's folders of declarations. The one in the home folder need not be there."""
        at_home = self.home / "sources"
        return (at_home,) if self.sources is None or self.sources.absolute() == at_home else (at_home, self.sources)

    @property
    def written_declarations(self) -> Path:
        """The operator's folder into which declarations are written: the one that is set, else the one in the home folder."""
        return self.declaration_folders[-1]

    @property
    def database(self) -> str:
        """The store's address, whether set or embedded."""
        return self.database_url or f"sqlite:///{self.home / 'serai.db'}"

    @property
    def search(self) -> str:
        """The search engine's address, whether set or embedded."""
        return self.search_url or f"tantivy:{self.home / 'index'}"

    @property
    def archive(self) -> str:
        """The archive's address, whether set or embedded."""
        return self.archive_url or (self.home / "archive").as_uri()

    @property
    def root(self) -> str:
        """The address by which people reach this installation where no request tells it. Without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def named_witnesses(self) -> tuple[Witness, ...]:
        """The witnesses that are asked to sign checkpoints."""
        return witnesses_of(self.witnesses or "")

    @property
    def with_samples(self) -> bool:
        """Whether the sample portals are part of this installation."""
        embedded = self.database_url is None and self.search_url is None and self.archive_url is None
        return embedded if self.samples is None else self.samples


def settings_table() -> str:
    """All settings as a Markdown table, for the README."""
    rows = [
        f"| `SERAI_{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows])


def _default(value: object) -> str:
    return "" if value is None else f"`{value}`"
