"""A session on the pages: the browser keeps a person's token in a cookie.

The server keeps no sessions. It checks the token at every request, as the API does. So a session ends when the person signs out
(the browser forgets the cookie), when `LIFETIME` is over, or when the token expires or is revoked. The cookie needs no signature:
the token is the proof.
"""

LIFETIME = 8 * 60 * 60
"""Seconds that a browser keeps the cookie: a day of work."""

NAME = "serai-token"


def cookie_name(*, secure: bool) -> str:
    """The cookie's name. Over https it has a prefix, so that other hosts of the same domain cannot set it (RFC 6265bis)."""
    return f"__Host-{NAME}" if secure else NAME
