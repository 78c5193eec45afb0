"""Secrets in texts and addresses: the names of parameters and headers that are likely to hold one, and hiding what they hold."""

import html
import json
import re
from urllib.parse import quote, quote_plus, unquote

TELLING = (
    r"(?:[\w.-]{0,64}?(?:key(?!words?)|token|secret|passw|pwd|credential|signature|auth(?!or(?!i[sz])))[\w.-]{0,64}"
    r"|(?:[\w.-]{0,64}[._-])?(?:sig|pass|jwt))"
)
"""The pattern of such a name; to be used without regard to case. `keyword`, `author` and `authority` are no such names."""

HIDDEN = "[hidden]"

SHORTEST = 4
"""A known secret of fewer characters is not hidden, because it would match parts of usual words."""

_SLASHES = r"(?:(?<=://)|(?<=:\\/\\/))"
"""After the two slashes of an address, also as some programs write them in JSON."""

_USER = re.compile(rf"{_SLASHES}[^\s/?#\\\"<>]*@")
"""User and password: what is before the last `@` of an address's authority (RFC 3986, 3.2.1)."""

_USER_WITH_SLASH = re.compile(rf"{_SLASHES}[^\s/?#\\\"<>@:]{{0,200}}:(?!\d{{1,5}}(?:[/?#\s\\]|$))[^\s\"<>@]{{0,200}}@")
"""The same with a slash or a hash sign in the password, which RFC 3986 forbids there. A port is no password."""

_USER_WITHOUT_SCHEME = re.compile(
    r"^(?P<before>\s{0,9}(?:[a-z]{2,6}:?)?[/\\]{1,3})[^\s/?#\\\"<>@:]*:[^\s/?#\\\"<>@]*@", re.IGNORECASE
)
"""The same where the address is not written well: `//user:password@host`, `http:/user:password@host`."""

_PARAMETER = re.compile(r"(?:(?<=[?&;#])|(?<=\\u0026))(?P<name>[\w.%-]{1,100})=(?P<value>[^&;#\s\"'<>\\]+)")
"""A parameter of an address, with its value. In JSON some programs write `\u0026` for `&`."""


def telling(name: str) -> bool:
    """Whether a parameter of this name is likely to hold a secret."""
    return re.fullmatch(TELLING, name, re.IGNORECASE) is not None


def spellings(secret: str) -> frozenset[str]:
    """A known secret as it stands in texts, addresses, forms, JSON and HTML; the case of letters aside."""
    in_json = json.dumps(secret)[1:-1]
    in_addresses = {quote(secret, safe=safe) for safe in ("", "/", "!#$%&'()*+,/:;=?@[]~")}
    return frozenset({secret, *in_addresses, quote_plus(secret), in_json, in_json.replace("/", "\\/"), html.escape(secret)})


def hidden(text: str) -> str:
    """The text with `[hidden]` for every user name, password and key in its addresses. Most texts come back as they are."""
    if "@" in text and ("//" in text or "\\" in text or ":/" in text):
        for pattern in (_USER, _USER_WITH_SLASH):
            text = pattern.sub(f"{HIDDEN}@", text)
        text = _USER_WITHOUT_SCHEME.sub(rf"\g<before>{HIDDEN}@", text)
    return _PARAMETER.sub(_without_value, text) if "=" in text else text


def hidden_bytes(content: bytes) -> bytes:
    """The same for a document in UTF-8, or in a charset that contains ASCII. All other bytes stay as they are."""
    if b"@" not in content and b"=" not in content:
        return content
    return hidden(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _without_value(parameter: re.Match[str]) -> str:
    return f"{parameter['name']}={HIDDEN}" if telling(unquote(parameter["name"])) else parameter[0]
