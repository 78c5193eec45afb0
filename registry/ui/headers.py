"""What every page tells the browser: load from this site only, and run no script that is written in the page."""

from ..web.headers import EVERYWHERE

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

PAGE_HEADERS = {
    **EVERYWHERE,
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Vary": "Cookie, Accept-Language",
}

PERSONAL = {"Cache-Control": "private, no-store"}
"""For the pages of a signed-in person: they must not be in a cache after the person has signed out."""

ASSET_HEADERS = {
    **EVERYWHERE,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "public, max-age=31536000, immutable",
}
"""For style, script and icons: their addresses contain the hash of the content, so they never change."""
