"""The declaration of a portal: one YAML file each."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field, JsonValue, ValidationInfo, field_validator

from ..dataset import UNDETERMINED
from ..date_customs import Calendar, DateCustoms, customs_of
from ..languages import base_of
from ..model import Model
from .expectation import Expectation, Grace
from .parts import Contacts, DefaultStatement, LicenseCodes, Proof, Retired, Tls
from .values import Charset, CronText, LanguageTag, PortalUrl, Span, SpanText, Subdivision, Title, ZoneName


class Source(Model):
    """One portal: its address, its kind, the state of its holder, and how it is harvested.

    A declaration contains no secret. If the portal needs one, `secret` names the environment variable that has it.
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
    subdivision: Annotated[
        Subdivision | None, Field(description="The part of the state that the portal is of: an ISO 3166-2 code, such as CN-GZ.")
    ] = None
    language: Annotated[
        tuple[LanguageTag, ...], Field(description="The languages the portal writes in, most frequent first (BCP 47 tags).")
    ] = ()
    charset: Annotated[
        Charset | None,
        Field(description="The charset to assume for an answer that is not UTF-8 and states no charset that is valid."),
    ] = None
    time_zone: Annotated[
        ZoneName | None,
        Field(description="The zone of times that state none (IANA name, such as Asia/Tashkent); usually known from the state."),
    ] = None
    calendar: Annotated[
        Calendar | None,
        Field(description="The calendar of its years: gregorian or solar-hijri; usually known from the state."),
    ] = None
    day_first: Annotated[
        bool | None, Field(description="Whether the day comes first in dates such as 03/04/2023, which are not read otherwise.")
    ] = None
    operator: Annotated[str | None, Field(description="Who runs the portal.")] = None
    official: Annotated[bool, Field(description="Whether the state, or a body of it, runs the portal.")] = True
    license: Annotated[DefaultStatement | None, Field(description="The portal's licence for datasets that state none.")] = None
    access: Annotated[
        DefaultStatement | None, Field(description="Who may have the portal's datasets, where a dataset does not say it.")
    ] = None
    contacts: Annotated[
        Contacts, Field(description="Which contacts of its records are kept: omit (none) or office (no persons).")
    ] = Contacts.OMIT
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
    schedule: Annotated[CronText | None, Field(description="When to harvest: cron text, in UTC.")] = None
    every: Annotated[SpanText | None, Field(description="How often to harvest: `12h`, `1d`.")] = None
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
    allow_private_addresses: Annotated[
        bool, Field(description="Allow loopback and private network addresses for the host of `url`, not for redirects.")
    ] = False
    roots: Annotated[
        tuple[str, ...],
        Field(
            description="Files of certificates (PEM) to trust for this portal besides the usual ones: a root that only its state "
            "trusts, or a certificate between that the portal does not send. A path is from the folder of the declaration."
        ),
    ] = ()
    tls: Annotated[
        Tls | None,
        Field(
            description="legacy: the portal's server knows only old TLS. Its certificate and its name are verified as ever; each "
            "run reports the exception."
        ),
    ] = None
    secret: Annotated[
        str | None, Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="The environment variable that holds the API key.")
    ] = None
    sample: Annotated[
        bool, Field(description="Whether its datasets are samples: made by hand, to try Serai with. Pages and answers say so.")
    ] = False
    replaces: Annotated[
        bool | str | None,
        Field(
            description="In an operator's own file: its id, or true, to take the place of the declaration that comes with Serai."
        ),
    ] = None
    retired: Annotated[Retired | None, Field(description="Since when, and why, the portal is no longer harvested.")] = None
    registry: Annotated[
        str | None, Field(pattern=r"^(cdi|temp)\d{8}$", description="The portal's id in the Dateno registry of data portals.")
    ] = None
    proof: Annotated[Proof | None, Field(description="What shows that this declaration reads its portal, and since when.")] = None
    origin: Annotated[
        str | None, Field(description="Where the facts of this declaration come from, and when they were read.")
    ] = None

    @field_validator("subdivision")
    @classmethod
    def _part_of_the_state(cls, subdivision: str | None, info: ValidationInfo) -> str | None:
        state = info.data.get("jurisdiction")
        if subdivision and state and not subdivision.startswith(f"{state}-"):
            raise ValueError(f"{subdivision} is no part of {state}")
        return subdivision

    @field_validator("every")
    @classmethod
    def _one_schedule(cls, every: str | None, info: ValidationInfo) -> str | None:
        if every and info.data.get("schedule"):
            raise ValueError("a declaration has either schedule or every")
        return every

    @field_validator("replaces")
    @classmethod
    def _itself(cls, replaces: bool | str | None, info: ValidationInfo) -> bool | str | None:  # noqa: FBT001 - a value of the file
        id_ = info.data.get("id")
        if replaces is False or (isinstance(replaces, str) and id_ and replaces != id_):
            raise ValueError(f"a declaration takes the place of the shipped one of the same id; write {id_ or 'true'}")
        return replaces

    @property
    def date_customs(self) -> DateCustoms:
        """How the portal writes dates."""
        return customs_of(self.jurisdiction, time_zone=self.time_zone, calendar=self.calendar, day_first=self.day_first)

    @property
    def usual_charset(self) -> str | None:
        """The charset to assume for an answer that is not UTF-8 and states none: the declared one, or that of Chinese texts."""
        return self.charset or ("gb18030" if any(base_of(tag) == "zh" for tag in self.language) else None)

    @property
    def text_language(self) -> str:
        """The language of a text that states none: the portal's, if it has only one."""
        return self.language[0] if len(self.language) == 1 else UNDETERMINED

    @property
    def name(self) -> str:
        """The portal's name in the first language it is given in."""
        return next(iter(self.title.values()))
