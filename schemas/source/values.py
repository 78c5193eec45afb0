"""The values that a declaration is made of, each checked as it is read."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, PlainSerializer

from ..charsets import charset_of
from ..languages import language
from ..secret_names import telling
from .schedule import parse_cron, parse_every, parse_span, span_text

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}", re.ASCII)

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


def _language_tag(tag: str) -> str:
    """A BCP 47 tag of a language that has a name. Raises `ValueError`."""
    if not LANGUAGE_TAG.fullmatch(tag) or language(tag).code is None:
        raise ValueError(f"{tag!r} is no language tag (BCP 47), such as ky, ru, zh-Hans or uz-Latn")
    return tag


def _subdivision(code: str) -> str:
    """A code of ISO 3166-2. Raises `ValueError`."""
    if not SUBDIVISION.fullmatch(code):
        raise ValueError(f"{code!r} is no code of ISO 3166-2, such as CN-GZ or RU-MOW")
    return code


def _without_secrets(url: HttpUrl) -> HttpUrl:
    if url.username or url.password:
        raise ValueError("an address must not hold a user name or password")
    if any(telling(name) for name, _ in url.query_params()):
        raise ValueError("an address must not hold a key: put it into an environment variable and name that as `secret`")
    return url


def _charset(name: str) -> str:
    """The name of a charset that texts are written in. Raises `ValueError`."""
    if charset_of(name) is None:
        raise ValueError(f"{name!r} is no charset in which ASCII is ASCII, such as windows-1251, koi8-r or gb18030")
    return name


def _one_line(text: str, what: str) -> str:
    if not text.strip() or len(text.splitlines()) > 1:
        raise ValueError(f"{what} is one line of text")
    return text


def _iso_date(value: object) -> object:
    """A day in ISO 8601. Raises `ValueError`, also for a day that does not exist."""
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(f"{value!r} is no day; write year, month and day, such as 2026-11-28")


def _zone_name(name: str) -> str:
    """The IANA name of a time zone. Raises `ValueError`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last one for the name of a folder, such as Asia
        raise ValueError(f"{name!r} is no time zone (IANA name), such as Asia/Tashkent") from None
    return name


def _cron(text: str) -> str:
    return parse_cron(text).text if text else text


def _every(text: str) -> str:
    if text:
        parse_every(text)
    return text


def _span(value: object) -> object:
    """A span as people write it. Raises `ValueError`."""
    return parse_span(value) if isinstance(value, str) else value


LanguageTag = Annotated[str, AfterValidator(_language_tag)]
Subdivision = Annotated[str, AfterValidator(_subdivision)]
Title = Annotated[str, AfterValidator(lambda text: _one_line(text, "a title"))]
OneLine = Annotated[str, AfterValidator(lambda text: _one_line(text, "a reason"))]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
PortalUrl = Annotated[HttpUrl, AfterValidator(_without_secrets)]
Charset = Annotated[str, AfterValidator(_charset)]
ZoneName = Annotated[str, AfterValidator(_zone_name)]
CronText = Annotated[str, AfterValidator(_cron)]
SpanText = Annotated[str, AfterValidator(_every)]
Span = Annotated[timedelta, BeforeValidator(_span), PlainSerializer(span_text, return_type=str), Field(gt=timedelta(0))]
