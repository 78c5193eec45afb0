"""Logs: one line for each event, as text or JSON, with its run and source, and without secrets."""

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import chain

from ..settings import LogFormat, Settings
from .redaction import Redactor, secrets_of

_BOUND: ContextVar[Mapping[str, object] | None] = ContextVar("bound", default=None)


@contextmanager
def bound(**fields: object) -> Iterator[None]:
    """Every event inside the block has these fields, such as `run` and `source`."""
    token = _BOUND.set({**(_BOUND.get() or {}), **fields})
    try:
        yield
    finally:
        _BOUND.reset(token)


def configure(settings: Settings, redactor: Redactor) -> None:
    """Send the events of this process to standard error, in the form that the settings name. The redactor hides secrets.

    The redactor learns the secrets from the settings.
    """
    redactor.learn(chain.from_iterable(map(secrets_of, (settings.database, settings.search, settings.archive))))
    redactor.learn([os.environ.get("AWS_SECRET_ACCESS_KEY")])
    redactor.learn(chain.from_iterable((key or "").split() for key in (settings.trail_key, settings.witness_key)))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[settings.log_format](redactor))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)


class Text(logging.Formatter):
    """An event for people: `2026-11-25T12:00:00+00:00 WARNING registry.pipeline.index: … run=7 source=kg`. A trace follows it."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in (_BOUND.get() or {}).items())
        line = f"{moment(record)} {record.levelname} {record.name}: {one_line(record.getMessage())}{fields}"
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return self._redact(f"{line}\n{trace}" if trace else line)


class Json(logging.Formatter):
    """An event for programs: one JSON object (RFC 8259) on one line; `trace` holds the trace of an error."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "time": moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": self._redact(record.getMessage()),
            **(_BOUND.get() or {}),
        }
        if record.exc_info:
            event["trace"] = self._redact(self.formatException(record.exc_info))
        return json.dumps(event, ensure_ascii=True, default=str)


FORMATS: Mapping[LogFormat, type[Text] | type[Json]] = {"text": Text, "json": Json}


def moment(record: logging.LogRecord) -> str:
    """When an event happened, in UTC."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def one_line(text: str) -> str:
    """Text with escaped control characters, so that nobody can forge a line of the log."""
    return text if text.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
