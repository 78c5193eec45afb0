"""What a portal says outright of a dataset: that it is deleted, private or a draft. Every kind of portal reads it here."""

from schemas.issues import Issue, issue
from schemas.publication_states import PublicationState, flag, publication_state

KINDS = {
    PublicationState.DELETED: "record-deleted",
    PublicationState.PRIVATE: "record-private",
    PublicationState.DRAFT: "record-draft",
}
"""The kind of issue for each state that is not public."""


def said_outright(identifier: str, *, state: object = None, private: object = None) -> Issue | None:
    """Why everybody may not see a dataset, as the portal says. None: it says nothing of the kind.

    `state` is a word such as `active` or `deleted`. `private` is a flag, or also such a word: DKAN writes `Unpublished` there.
    Blanks and capital letters do not matter. An empty value says nothing. A value that is not understood is an issue of the kind
    `state-not-understood`.
    """
    unread: list[Issue] = []
    for name, value, found in (("private", private, _private(private)), ("state", state, _state(state))):
        if found in KINDS:
            return issue(KINDS[found], identifier=identifier, pointer=f"/{name}", value=_shown(value))
        if found is None:
            unread.append(issue("state-not-understood", identifier=identifier, pointer=f"/{name}", value=_shown(value)))
    return unread[0] if unread else None


def _state(value: object) -> PublicationState | None:
    """The state that a word says; None if it is not understood."""
    if _says_nothing(value):
        return PublicationState.PUBLIC
    return publication_state(value) if isinstance(value, str) else None


def _private(value: object) -> PublicationState | None:
    """The state that a flag "private" says; None if it is not understood."""
    if _says_nothing(value):
        return PublicationState.PUBLIC
    if not isinstance(value, str | int | float):
        return None
    stated = flag(str(value))
    if stated is None:
        return publication_state(str(value))
    return PublicationState.PRIVATE if stated else PublicationState.PUBLIC


def _says_nothing(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _shown(value: object) -> str:
    """A short value for a report; a list or an object is only named."""
    return str(value) if isinstance(value, str | int | float) else type(value).__name__
