"""Headers of every answer, of the API and of the pages."""

EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin"}
"""The browser does not guess media types, and a page of another site that opens ours cannot control its window."""
