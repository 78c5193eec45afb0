"""Sessions for one source on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from harvesters.limits import Limits
from harvesters.wire.session import Session
from schemas.source import Source
from tests.harvesters.wire.opening import Open


@pytest.fixture
def open_session(limits: Limits) -> Iterator[Open]:
    opened = []

    def open_session(**fields: Any) -> Session:
        how = {name: fields.pop(name) for name in list(fields) if name in Limits.__dataclass_fields__}
        declared = {"id": "x_y", "title": {"en": "X"}, "kind": "ckan", "url": "http://127.0.0.1", "jurisdiction": "KG"}
        source = Source.model_validate(declared | {"allow_private_addresses": True} | fields)
        opened.append(Session(source, contact="mailto:ops@example.org", limits=replace(limits, **how)))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()
