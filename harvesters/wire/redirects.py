"""Which redirects are followed.

None leaves https, and none takes a key or what was sent to another host. What was posted is never turned into a question without
its body, as browsers do after 301, 302 and 303 (RFC 9110, 15.4): the answer would be to something else than was asked.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import requests

from ..errors import StopHarvest
from .home import place
from .secret import Mask
from .transport import redacted

MOVED = frozenset({requests.codes.moved, requests.codes.found})
"""Statuses after which browsers repeat a POST as a GET."""

ASKING = frozenset({None, "GET", "HEAD"})
"""Methods of requests that send nothing."""


@dataclass(frozen=True)
class Hop:
    """One redirect: the answer, and the whole address that it names. `leaves` says that a key must not go there."""

    answer: requests.Response
    address: str
    leaves: bool

    def check(self, mask: Mask) -> None:
        """Raises `StopHarvest` if the redirect must not be followed."""
        here, there = redacted(self.answer.url), redacted(self.address)
        if urlsplit(self.answer.url).scheme == "https" and urlsplit(self.address).scheme != "https":
            raise StopHarvest(
                f"{here} redirects from https to {there}, where anybody could change what is read; if the portal has no other "
                "address, an operator can write it as url into the declaration"
            )
        if self._posts and place(self.answer.url)[0] != place(self.address)[0]:
            raise StopHarvest(f"{here} redirects what was sent to it to {there}")
        if self.leaves and any(map(mask.is_in, (self.address, unquote(self.address), self._body))):
            raise StopHarvest(f"{here} redirects to {there} with the API key, which is for its own host only")
        if self._posts and self.answer.status_code in {*MOVED, requests.codes.see_other} and not self.posts_again:
            raise StopHarvest(
                f"{here} answers a {self._method} with {self.answer.status_code} and names {there}; if the list has moved there, "
                "an operator can write the new address into the declaration"
            )

    @property
    def posts_again(self) -> bool:
        """Whether what was posted is sent again after a status that would make a GET of it.

        It is if only the scheme or the last slash is another: the server writes the same address in its own way.
        """
        return self._posts and self.answer.status_code in MOVED and not self.leaves and self._is_same

    @property
    def _is_same(self) -> bool:
        old, new = urlsplit(self.answer.url), urlsplit(self.address)
        return (old.path.rstrip("/"), old.query) == (new.path.rstrip("/"), new.query)

    @property
    def _posts(self) -> bool:
        return self._method not in ASKING or bool(self._body)

    @property
    def _method(self) -> str | None:
        return self.answer.request.method if self.answer.request is not None else None

    @property
    def _body(self) -> str | bytes | None:
        return self.answer.request.body if self.answer.request is not None else None
