"""The client's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ApiError, ConnectionTimeout, TlsError, TransportError
from elasticsearch import UnsupportedProductError

from ..errors import EngineUnavailable, IndexMissing, SearchError

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
        raise _failed(error.meta.status, error.body, error) from error
    except TlsError as error:
        raise EngineUnavailable(f"Elasticsearch's certificate does not hold, or it speaks no TLS: {error.message}") from error
    except ConnectionTimeout as error:
        raise EngineUnavailable(f"Elasticsearch did not answer in time: {error.message}") from error
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch cannot be reached: {error.message}") from error
    except OSError as error:
        raise EngineUnavailable(f"The authority (ca) of Elasticsearch cannot be used: {error}") from error


def check(answer: Any) -> None:
    """Raise what one answer of several to one request says of its failure, as `mapped` does for an answer alone."""
    if "error" in answer:
        raise _failed(answer.get("status", 0), answer)


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


def _failed(status: int, body: Any, error: ApiError | None = None) -> SearchError:
    if kind(body) == NO_INDEX:
        return IndexMissing("Nothing was indexed yet by these rules: rebuild the index.")
    if isinstance(error, UnsupportedProductError):
        return EngineUnavailable(f"What answers is not Elasticsearch, or one that is too old: {error.message}")
    found = body.get("error") if isinstance(body, dict) else None
    said = reason(found) if found else error.message if error else ""
    return EngineUnavailable(f"Elasticsearch {_ANSWERS.get(status, 'failed')} ({status}): {said}")
