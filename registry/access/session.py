"""A session on the pages: the browser keeps a person's token in a cookie.

We keep nothing of a session. At every request the token is checked as the API checks it, so a session ends when the person signs
out (the browser forgets the cookie), when `LIFETIME` is over, or when the token expires or is revoked. The token proves itself:
nothing has to be signed.
"""

LIFETIME = 8 * 60 * 60
"""Seconds that a browser keeps the cookie: a day of work."""

NAME = "serai-token"


def cookie_name(*, secure: bool) -> str:
    """The cookie's name. Over https a prefix keeps neighbours under the same domain from setting it (RFC 6265bis)."""
    return f"__Host-{NAME}" if secure else NAME
