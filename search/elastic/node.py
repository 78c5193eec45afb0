"""A node that speaks HTTP, without a long wait for a machine that is off."""

from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, HttpHeaders, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT, DefaultType
from urllib3 import Timeout
from urllib3.exceptions import ConnectTimeoutError

CONNECT = 5.0
"""Seconds within which a node must accept a connection."""


class Node(Urllib3HttpNode):
    """A node that accepts no connection in time cannot be reached. The client asks the next one, because nothing was sent yet.

    A request that takes too long after that may have been done, so it is not sent again.
    """

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: float | DefaultType | None = DEFAULT,
    ) -> Any:
        total = self.config.request_timeout if isinstance(request_timeout, DefaultType) else request_timeout
        patience: Any = Timeout(connect=CONNECT, total=total)  # urllib3 takes this as well as a number
        try:
            return super().perform_request(method, target, body, headers, patience)
        except ConnectionTimeout as error:
            if any(isinstance(cause, ConnectTimeoutError) for cause in error.errors):
                raise NoConnection(f"{self.host}:{self.port} takes no connection", errors=error.errors) from error
            raise
