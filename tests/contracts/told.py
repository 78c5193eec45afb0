"""What two installations to which the same happened have in common of an entry of the trail."""

from typing import Any

from schemas.audit import AuditEntry


def told(entry: AuditEntry) -> dict[str, Any]:
    """An entry but for what is random: the salts, what was committed to with them, and the hashes over that."""
    kept = entry.model_dump(exclude={"salt", "private", "state", "hash", "previous_hash"})
    state = entry.state and entry.state.model_dump(exclude={"record", "assessment"})
    return kept | {"has_private": entry.private is not None, "state": state}
