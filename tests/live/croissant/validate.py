"""Run by the Python that has mlcroissant: validates every `*.json` of a folder, and tells what is wrong by their names.

It does what `mlcroissant validate` does, for many files in one process.
"""

import json
import sys
from pathlib import Path

import mlcroissant


def wrong(path: Path) -> str | None:
    """The validator's words about a file; None if it is valid."""
    try:
        mlcroissant.Dataset(str(path))
    except (mlcroissant.ValidationError, ValueError) as error:
        return str(error) or type(error).__name__
    return None


if __name__ == "__main__":
    found = {path.name: told for path in sorted(Path(sys.argv[1]).glob("*.json")) if (told := wrong(path))}
    sys.stdout.write(json.dumps(found))
