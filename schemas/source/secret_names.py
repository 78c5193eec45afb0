"""Names under which secrets stand: of parameters in addresses, and of headers."""

import re

TELLING = r"[\w.-]*(?:key|token|secret|passw|pwd|credential|signature|auth)[\w.-]*"
"""The pattern of such a name, to be looked for whatever the case of its letters."""


def telling(name: str) -> bool:
    """Whether a parameter of this name is likely to hold a secret."""
    return re.fullmatch(TELLING, name, re.IGNORECASE) is not None
