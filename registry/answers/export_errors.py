"""Why the catalogue is not written into a file. Each has a stable code."""

from pathlib import Path


class ExportError(Exception):
    """There is no new file. `code` is stable."""

    code = "export-failed"

    def __init__(self, why: str) -> None:
        super().__init__(f"{self.code}: {why}")


class ExportExists(ExportError):
    """There is a file of this name already."""

    code = "export-exists"

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already. Name another file, or give --force to replace it.")


class ExportNotWritten(ExportError):
    """The file cannot be written. There is no file of this name, or still the old one."""

    code = "export-not-written"
