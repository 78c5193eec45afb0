"""Headers of every answer, of the API and of the pages alike."""

EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin"}
"""A browser takes the stated media type for what it is, and a page that opens ours gets no hold of its window."""
