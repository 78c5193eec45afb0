"""The client's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ApiError, ConnectionTimeout, TlsError, TransportError
from elasticsearch import UnsupportedProductError

from ..errors import EngineUnavailable, IndexMissing

NO_INDEX = "index_not_found_exception"
_ANSWERS = {
    401: "refuses the user, password or API key",
    403: "forbids what was asked",
    408: "ran out of time",
    413: "finds the request too large",
    429: "is overloaded",
}


@contextmanager
def mapped() -> Iterator[None]:
    """Turn every error of the client, and of reading the authority's file, into one of `search.errors`."""
    try:
        yield
    except ApiError as error:
        if kind(error.body) == NO_INDEX:
            raise IndexMissing("Nothing was indexed yet by these rules: rebuild the index.") from error
        raise EngineUnavailable(_answered(error)) from error
    except TlsError as error:
        raise EngineUnavailable(f"Elasticsearch's certificate does not hold, or it speaks no TLS: {error.message}") from error
    except ConnectionTimeout as error:
        raise EngineUnavailable(f"Elasticsearch did not answer in time: {error.message}") from error
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch cannot be reached: {error.message}") from error
    except OSError as error:
        raise EngineUnavailable(f"The authority (ca) of Elasticsearch cannot be used: {error}") from error


def kind(body: Any) -> str:
    """The type of the error in an answer; empty if there is none."""
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("type", "")) if isinstance(error, dict) else ""


def reason(error: Any) -> str:
    """What an error of Elasticsearch says, with its cause."""
    if not isinstance(error, dict):
        return str(error)
    cause = error.get("caused_by")
    said = f"{error.get('type', 'error')}: {error.get('reason', '')}"
    return f"{said} ({reason(cause)})" if isinstance(cause, dict) else said


def _answered(error: ApiError) -> str:
    if isinstance(error, UnsupportedProductError):
        return f"What answers is not Elasticsearch, or one that is too old: {error.message}"
    status = error.meta.status
    body = error.body.get("error") if isinstance(error.body, dict) else None
    return f"Elasticsearch {_ANSWERS.get(status, 'failed')} ({status}): {reason(body) if body else error.message}"
