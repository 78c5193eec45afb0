"""The declaration of a portal: one YAML file each."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    JsonValue,
    PlainSerializer,
    ValidationInfo,
    field_validator,
)

from ..dataset import UNDETERMINED
from ..languages import language
from ..model import Model
from .expectation import Expectation, Grace
from .schedule import parse_cron, parse_every, parse_span, span_text
from .secret_names import telling

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


def _language_tag(tag: str) -> str:
    """A BCP 47 tag of a language that has a name. Raises `ValueError`."""
    if not LANGUAGE_TAG.fullmatch(tag) or language(tag).code is None:
        raise ValueError(f"{tag!r} is no language tag (BCP 47), such as ky, ru, zh-Hans or uz-Latn")
    return tag


def _without_secrets(url: HttpUrl) -> HttpUrl:
    if url.username or url.password:
        raise ValueError("an address must not hold a user name or password")
    if any(telling(name) for name, _ in url.query_params()):
        raise ValueError("an address must not hold a key: put it into an environment variable and name that as `secret`")
    return url


def _one_line(text: str, what: str) -> str:
    if not text.strip() or len(text.splitlines()) > 1:
        raise ValueError(f"{what} is one line of text")
    return text


def _iso_date(value: object) -> object:
    """A day as ISO 8601 has it. Raises `ValueError`, also for a day that no month has."""
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(f"{value!r} is no day; write year, month and day, such as 2026-11-28")


def _cron(text: str | None) -> str | None:
    return parse_cron(text).text if text else text


def _every(text: str | None) -> str | None:
    if text:
        parse_every(text)
    return text


def _span(value: object) -> object:
    """A span as people write it. Raises `ValueError`."""
    return parse_span(value) if isinstance(value, str) else value


LanguageTag = Annotated[str, AfterValidator(_language_tag)]
Title = Annotated[str, AfterValidator(lambda text: _one_line(text, "a title"))]
Reason = Annotated[str, AfterValidator(lambda text: _one_line(text, "a reason"))]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
PortalUrl = Annotated[HttpUrl, AfterValidator(_without_secrets)]
Span = Annotated[timedelta, BeforeValidator(_span), PlainSerializer(span_text, return_type=str), Field(gt=timedelta(0))]


class DefaultLicense(Model):
    """What the portal says of the licence of all its datasets, where a dataset itself says nothing.

    `statement` is the portal's words, `url` the page where they stand, `seen` when somebody read them (ISO date).
    """

    statement: str
    url: HttpUrl | None = None
    seen: str | None = None


class LicenseCodes(Model):
    """The licence codes of a portal: in `field`, each of `code` means a licence (its id), anything else means `otherwise`."""

    field: Annotated[str, Field(min_length=1)]
    code: dict[str, str]
    otherwise: str | None = None


class Retired(Model):
    """The end of a portal: the day (ISO) from which on it is harvested no more, and why. What it held is kept as it is."""

    on: IsoDate
    why: Reason


class Source(Model):
    """One portal: where it is, how it speaks, whose law its holder lives under.

    A declaration holds no secret: where one is needed, `secret` names the environment variable that has it.
    """

    id: Annotated[
        str, Field(pattern=r"^[a-z][a-z0-9_]{1,62}$", description="The name of the file, and the first part of every record id.")
    ]
    title: Annotated[dict[LanguageTag, Title], Field(min_length=1, description="The portal's name by language (BCP 47 tag).")]
    kind: Annotated[str, Field(description="The kind of portal: a key of `harvesters.HARVESTERS`.")]
    platform: Annotated[
        str | None, Field(description="The product that the portal runs: a file of `platforms/`, whose values are defaults.")
    ] = None
    url: Annotated[PortalUrl, Field(description="The portal's base address, as its API expects it.")]
    jurisdiction: Annotated[str, Field(description="The state of the holder: a code of `schemas/vocab/jurisdictions.yml`.")]
    language: Annotated[
        tuple[LanguageTag, ...], Field(description="The languages the portal writes in, most frequent first (BCP 47 tags).")
    ] = ()
    operator: Annotated[str | None, Field(description="Who runs the portal.")] = None
    official: Annotated[bool, Field(description="Whether the state, or a body of it, runs the portal.")] = True
    license: Annotated[DefaultLicense | None, Field(description="The portal's licence for datasets that state none.")] = None
    license_codes: Annotated[
        LicenseCodes | None, Field(description="What the portal's own licence codes mean: ids of `schemas/vocab/licenses.yml`.")
    ] = None
    page_size: Annotated[
        int, Field(ge=1, le=1000, description="How many records to ask for at once, where the portal lets us choose.")
    ] = 100
    options: Annotated[
        Mapping[str, JsonValue],
        Field(description="What only portals of this kind have: the stated values of the `Options` of its harvester."),
    ] = {}
    schedule: Annotated[str | None, AfterValidator(_cron), Field(description="When to harvest: cron text, in UTC.")] = None
    every: Annotated[str | None, AfterValidator(_every), Field(description="How often to harvest: `12h`, `1d`.")] = None
    sweep_every: Annotated[
        Span, Field(description="How old the last whole sweep may get before everything is read again, not only changes.")
    ] = timedelta(days=7)
    delay_seconds: Annotated[
        float, Field(ge=0, le=3600, description="Seconds between two requests to the portal's host, over all workers.")
    ] = 0
    page_deadline: Annotated[Span, Field(description="How long one page may take, with all its tries.")] = timedelta(minutes=30)
    run_deadline: Annotated[Span, Field(description="How long a run may take.")] = timedelta(days=1)
    grace: Annotated[Grace, Field(description="How long a dataset may be missing before it is withdrawn.")] = Grace()
    expect: Annotated[
        Expectation, Field(description="What a whole sweep should find. What does not fit is held for a person.")
    ] = Expectation()
    allow_private_addresses: Annotated[bool, Field(description="Allow loopback and private network addresses.")] = False
    secret: Annotated[
        str | None, Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="The environment variable that holds the API key.")
    ] = None
    retired: Annotated[Retired | None, Field(description="Since when, and why, the portal is harvested no more.")] = None
    origin: Annotated[
        str | None, Field(description="Where the facts of this declaration come from, and when they were read.")
    ] = None

    @field_validator("every")
    @classmethod
    def _one_schedule(cls, every: str | None, info: ValidationInfo) -> str | None:
        if every and info.data.get("schedule"):
            raise ValueError("a declaration has either schedule or every")
        return every

    @property
    def text_language(self) -> str:
        """The language of a text that states none: the portal's, where it has only one."""
        return self.language[0] if len(self.language) == 1 else UNDETERMINED

    @property
    def name(self) -> str:
        """The portal's name in the first language it is given in."""
        return next(iter(self.title.values()))
