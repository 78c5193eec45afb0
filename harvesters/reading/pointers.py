"""JSON pointers (RFC 6901)."""


def escaped(name: str) -> str:
    """A field's name, escaped for a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
