"""Answers as a session gives them."""

import io

import requests


def response(body: bytes, *, kind: str = "application/json", label: str = "", assumed: str = "utf-8") -> requests.Response:
    """An answer as a session gives it."""
    made = requests.Response()
    made.status_code, made.raw, made.url, made.encoding = 200, io.BytesIO(body), "http://portal.example/", assumed
    made.headers["Content-Type"] = f"{kind}; charset={label}" if label else kind
    return made
