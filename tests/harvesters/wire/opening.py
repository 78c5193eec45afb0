"""What the fixture `open_session` gives."""

from collections.abc import Callable

from harvesters.wire.session import Session

Open = Callable[..., Session]
"""Opens a session for a source with these fields, within these limits."""
