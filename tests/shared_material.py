"""Material that lies beside the repository: recorded answers of real portals, and conformance suites. It is never copied in."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest

_BESIDE_THE_REPOSITORY = Path(__file__).parents[1].parent / "shared"


def shared(relative: str) -> Path:
    """A path in the shared material; skips the test if it is absent. `SERAI_SHARED` names another folder than the one beside."""
    path = Path(os.environ.get("SERAI_SHARED") or _BESIDE_THE_REPOSITORY) / relative
    if not path.exists():
        pytest.skip("shared material is not here: set SERAI_SHARED")
    return path


def chinese_records(meaning: str) -> Counter[str]:
    """How often each text stands in a field of the recorded Chinese portals; `meaning` is the field's name in their field maps.

    The entries of a list count one by one. Skips the test if the records are absent.
    """
    folder = shared("fixtures/cn-portals-2023")
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("metadata__*.json.gz")):
        portal = path.name.removeprefix("metadata__").removesuffix(".json.gz")
        mapping = json.loads((folder / f"mapping__{portal}_mapping.json").read_text(encoding="utf-8"))
        fields = [name for name, means in mapping.items() if means == meaning]
        for record in json.loads(gzip.decompress(path.read_bytes())):
            for value in (record[field] for field in fields if record.get(field) is not None):
                found.update(text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))
    return found
