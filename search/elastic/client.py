"""The connection to the nodes of an address."""

import logging
import ssl

from elastic_transport import BaseNode
from elasticsearch import Elasticsearch

from .address import Address
from .node import Node

RETRIED = (502, 503, 504)
"""Answers after which another node is asked; 429 (overloaded) is handled by `search.elastic.bulk` instead."""

CONNECTIONS = 32
"""The most connections to one node: as many as threads that search."""


def connect(address: Address, *, node_class: type[BaseNode] = Node) -> Elasticsearch:
    """A client. A node that fails is not used for a while, and the next one is asked. `node_class` speaks HTTP.

    Raises `OSError` if the file of the authority cannot be used.
    """
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # what it warns of also reaches the caller as an error
    options: dict[str, object] = {"node_class": node_class}
    if address.ca:
        ssl.create_default_context(cafile=address.ca)  # the client itself would fail at the first request, less clearly
        options["ca_certs"] = address.ca
    if address.user is not None:
        options["basic_auth"] = (address.user, address.password)
    return Elasticsearch(
        list(address.nodes),
        api_key=address.api_key,
        request_timeout=address.timeout,
        retry_on_status=RETRIED,
        connections_per_node=CONNECTIONS,
        **options,  # type: ignore[arg-type]  # each has the type of its parameter
    )
