"""Names of parameters in addresses, and of headers, that are likely to hold a secret."""

import re

TELLING = r"[\w.-]*(?:key|token|secret|passw|pwd|credential|signature|auth)[\w.-]*"
"""The pattern of such a name; to be used without regard to case."""


def telling(name: str) -> bool:
    """Whether a parameter of this name is likely to hold a secret."""
    return re.fullmatch(TELLING, name, re.IGNORECASE) is not None
