"""Entity tags in requests (RFC 9110, section 13)."""


def tag_matches(header: str | None, tag: str) -> bool:
    """Whether a list of tags contains `tag`, or is `*`. The `W/` that a compressing proxy adds is ignored."""
    if header is None:
        return False
    listed = {item.strip().removeprefix("W/") for item in header.split(",")}
    return "*" in listed or tag.removeprefix("W/") in listed
