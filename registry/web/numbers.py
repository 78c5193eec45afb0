"""The numbers in addresses of API and pages, and how large each may be. A larger number would not fit into the store."""

from typing import Annotated

from fastapi import Path

from ..store.run_rows import LARGEST

MAX_POSITION = 10_000_000
"""The last position in a list of issues or changes. No run has so many."""

RowNumber = Annotated[int, Path(ge=1, le=LARGEST)]
"""The number of a run or of a hold, as part of a path."""
