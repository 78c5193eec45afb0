"""A Java that is new enough for the servers of the tests, with its compiler."""

import os
import re
from pathlib import Path

OLDEST = 17


def java() -> Path:
    """The home of a Java that is new enough. Raises `AssertionError` if there is none."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    found = [home for home in [*named, *sorted(Path("/usr/lib/jvm").glob("*"))] if java_version(home) >= OLDEST]
    assert found, f"There is no Java development kit {OLDEST} or newer: install it, or let ES_JAVA_HOME name it"
    return found[0]


def java_version(home: Path) -> int:
    """The version that a Java says it has; 0 if it is none, or has no compiler."""
    release = home / "release"
    is_java = release.is_file() and all((home / "bin" / name).exists() for name in ("java", "javac"))
    match = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if is_java else None
    return int(match[1]) if match else 0
